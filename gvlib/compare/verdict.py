"""What the numbers allow to say, by the book's own rules (page "The protocol").

A difference counts if Welch's 95 % interval for it excludes zero, and then only if
every pair of eyes sees it. Who copies the training pictures earns nothing by it.
"""

from collections.abc import Sequence
from itertools import combinations

from gvlib.experiments.challenge.scores import sign, signed, values_of, welch
from gvlib.experiments.challenge.seed import COPIES
from gvlib.experiments.own.contestants import CONTESTANTS
from gvlib.experiments.own.runs import REAL

Rows = dict[str, list[dict]]
NUMBERS = dict(enumerate(
    "no one two three four five six seven eight nine ten eleven twelve".split()
))  # fmt: skip
ORDINALS = ("second", "third")  # pairs of eyes
SHORT = 10  # seconds: in less the first steps weigh too much
UNEQUAL = 1.2  # ratio of CPU-seconds from which it must be said


def verdicts(rows: Rows, eyes: Sequence[str], equal: bool = True) -> list[str]:
    """The sentences of the report; `eyes` are the names, the main ones first.

    `equal` says that the contestants' CPU-seconds were to be equal.
    """
    found = [nearest(rows, eyes)]
    found += [said for key in CONTESTANTS for said in of_one(rows, key)]
    found += [of_pair(rows, a, b, eyes) for a, b in combinations(CONTESTANTS, 2)]
    real = values_of(rows[REAL], "fd")
    found.append(
        f"Real pictures in the place of samples are at {mean(real):.4g}: nobody can be "
        "expected below. Undecided does not mean equal."
    )
    return found + (unequal_seconds(rows) if equal else [])


def mean(values: Sequence[float]) -> float:
    """The mean of one or more numbers."""
    return sum(values) / len(values)


def counted(n: int, what: str) -> str:
    """ "three seeds"."""
    return f"{NUMBERS.get(n, n)} {what}{'s' * (n != 1)}"


def copying(rows: Rows, key: str) -> tuple[float, float] | None:
    """(share of copies, that of real pictures), if the first is more than chance."""
    share, usual = (values_of(rows[k], "copies") for k in (key, REAL))
    many = share and mean(share) > COPIES + mean(usual)
    return (mean(share), mean(usual)) if many else None


def shifts_of(rows: Rows, a: str, b: str, eyes: Sequence[str]) -> list[tuple]:
    """(mean a - mean b, half width) in each pair of eyes; none with fewer seeds."""
    keys = ["fd", *(f"fd@{name}" for name in eyes[1:])]
    pairs = [(values_of(rows[a], k), values_of(rows[b], k)) for k in keys]
    return [welch(x, y) for x, y in pairs if min(len(x), len(y)) > 1]


def nearest(rows: Rows, eyes: Sequence[str]) -> str:
    """Who is nearer than each of the others, in every pair of eyes, if anybody is."""
    for a in CONTESTANTS:
        others = [shifts_of(rows, a, b, eyes) for b in CONTESTANTS if b != a]
        ahead = all(shifts and {sign(*s) for s in shifts} == {-1} for shifts in others)
        if ahead and not copying(rows, a):
            return f"{a} is nearest to the real pictures, ahead of each of the others."
    return "Nobody is ahead of all the others beyond the noise of the seeds."


def of_one(rows: Rows, key: str) -> list[str]:
    """What must be said of one contestant alone: failures, copies."""
    found, failed = [], [row for row in rows[key] if "failed" in row]
    if failed:
        found.append(
            f"{len(failed)} of {counted(len(rows[key]), 'seed')} of {key} failed "
            f"({failed[0]['failed']}): its numbers are those of the others."
        )
    if shares := copying(rows, key):
        found.append(
            f"{shares[0]:.0%} of {key}'s samples lie as near to one training picture "
            f"as copies do (real pictures: {shares[1]:.0%}): a distance that copying "
            "has lowered is no merit."
        )
    return found


def of_pair(rows: Rows, a: str, b: str, eyes: Sequence[str]) -> str:
    """Whether two contestants can be told apart, in words."""
    of_a, of_b = values_of(rows[a], "fd"), values_of(rows[b], "fd")
    if not of_a or not of_b:
        lost = a if not of_a else b
        return f"Every seed of {lost} failed: {a} and {b} cannot be compared."
    if min(len(of_a), len(of_b)) < 2:
        return (
            f"One seed says nothing about the noise: {a} is at {mean(of_a):.4g}, "
            f"{b} at {mean(of_b):.4g}. Take --seeds 3 or more."
        )
    shifts = shifts_of(rows, a, b, eyes)
    signs = [sign(*each) for each in shifts]
    shift, told = shifts[0][0], signed(*shifts[0])
    n = counted(min(len(of_a), len(of_b)), "seed")
    if signs[0] == 0:
        return (
            f"{n.capitalize()} cannot separate {a} and {b}: the difference of their "
            f"Fréchet distances is {told}."
        )
    near, far = (a, b) if shift < 0 else (b, a)
    text = f"{near} is nearer to the real pictures than {far}: {a} - {b} is {told}"
    for which, side, other in zip(ORDINALS, signs[1:], shifts[1:], strict=False):
        if side != signs[0]:
            told = signed(*other)
            return f"Undecided: {text} in the first eyes, but {told} in the {which}."
    agree = (
        ", and both pairs of eyes agree" if len(eyes) == 2 else ", and all eyes agree"
    )
    return f"{text}{agree * (len(eyes) > 1)}."


def unequal_seconds(rows: Rows) -> list[str]:
    """That the contestants' costs were not equal in the end, if they were not."""
    seconds = {
        key: mean([row["cpu_seconds"] for row in rows[key] if "failed" not in row])
        for key in CONTESTANTS
        if any("failed" not in row for row in rows[key])
    }
    least, most = (f(seconds.values(), default=0) for f in (min, max))
    if most < SHORT or most <= UNEQUAL * least:
        return []
    each = ", ".join(f"{key} {value:.0f}" for key, value in seconds.items())
    return [
        f"The CPU-seconds were planned equal and came out unequal ({each}): other "
        "programs made some steps dearer. Repeat on an idle machine."
    ]
