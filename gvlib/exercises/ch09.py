"""Rules of the exercises about mode collapse."""

import math
from collections.abc import Callable, Mapping
from itertools import combinations

from gvlib.exercises.checking import ask
from gvlib.experiments import experiment
from gvlib.experiments.studies.points import SETS, point_report
from gvlib.train import fit, seed_everything


def least_modes(modes: Callable) -> str:
    """The least m with log(k / m) <= kl: no fewer modes allow so small a KL."""
    kl, k = 0.45, 8
    known = {
        5: "five modes, however even, have a KL of log(8 / 5) = 0.47: round up",
        8: "that many it could be; how few are possible?",
        3: "these are the modes that may be missing",
        13: "the sign: a larger KL allows fewer modes",
        1: "with one mode the KL is log 8 = 2.08",
    }
    found = ask(modes, kl, k)
    assert found not in known, known.get(found)
    assert found == 6, f"{found} for a KL of {kl} and {k} modes; it is 6"
    assert ask(modes, 0.0, 8) == 8, "a KL of 0 needs all 8 modes"
    assert ask(modes, 0.98, 8) == 4, "8 e^-0.98 = 3.002 modes: round up to 4"
    assert ask(modes, 1.0, 8) == 3, "8 e^-1 = 2.94 modes at a KL of 1: round up"
    assert ask(modes, math.log(8) + 1e-6, 8) == 1, "log 8 allows a single mode"
    assert ask(modes, 3.4, 1_000) == math.ceil(1_000 * math.exp(-3.4)), (
        "1,000 modes at a KL of 3.4"
    )
    return "A published table that has fewer modes beside such a KL holds a misprint."


def samples_to_hit(samples: Callable) -> str:
    """The least N with 1 - (1 - p)^N >= c."""
    p, c = 0.001, 0.95
    right = math.ceil(math.log(1 - c) / math.log(1 - p))
    known = {
        1_000: "with 1 / p draws the chance of a hit is only 63 %",
        950: "c / p: chances of separate draws do not add up",
        right - 1: "with one fewer the chance is still below c",
        math.ceil(math.log(c) / math.log(1 - p)): "this N misses it with chance c",
    }
    found = ask(samples, p, c)
    assert found not in known, known.get(found)
    assert found == right, f"{found:,} for a share of {p} and a chance of {c}"
    assert ask(samples, 0.5, 0.5) == 1, "one half is hit at once, half the time"
    assert ask(samples, 0.02, 0.9) == 114, "a share of 0.02 and a chance of 0.9"
    return "So a count of modes without the number of samples says little."


def packed_critic(critic: Callable) -> str:
    """a^m / (1 + a^m), eq. 9.5."""
    a, m = 7 / 8, 4
    known = {
        a / (1 + a): "this is the critic of single points",
        m * a / (1 + m * a): "shares of independent points multiply",
        a**m: "divide by the sum of both densities",
        1 / (1 + a**m): "this is 1 - D*, the chance that the pack is generated",
    }
    found = float(ask(critic, a, m))
    for value, reason in known.items():
        assert not math.isclose(found, value, rel_tol=1e-4), reason
    right = a**m / (1 + a**m)
    assert math.isclose(found, right, rel_tol=1e-4), f"{found:.3f} is not {right:.3f}"
    assert math.isclose(float(ask(critic, 1.0, 7)), 0.5), "with all modes: 1/2"
    pair = float(ask(critic, 0.5, 2))
    assert math.isclose(pair, 0.2, rel_tol=1e-6), "half the modes, two in a pack: 1/5"
    return (
        "At four, the critic is as sure as if over a third of the modes were missing."
    )


def best_of_k(best: Callable) -> str:
    """The mean of the largest over all ways to choose k of the values."""
    values = [0.1, 0.9, 0.2, 0.4]

    def right(k: int) -> float:
        chosen = [max(some) for some in combinations(values, k)]
        return sum(chosen) / len(chosen)

    known = {
        sum(values) / 4: "this is the mean of one draw",
        max(values): "only if all four are drawn is the best one surely among them",
        0.9 - 0.8 * (3 / 4) ** 2: "sorted values count, not only the two ends",
    }
    found = float(ask(best, list(values), 2))
    for value, reason in known.items():
        assert not math.isclose(found, value, rel_tol=1e-4), reason
    assert math.isclose(found, right(2), rel_tol=1e-6), (
        f"{found:.4f} for two of {values}; over all six pairs it is {right(2):.4f}"
    )
    assert math.isclose(float(ask(best, list(values), 4)), 0.9), "all four: the best"
    assert math.isclose(float(ask(best, list(values), 1)), 0.4), "one of four: the mean"
    return "A method that needs many draws is paid for with all of them."


EVEN = [1 / 8] * 8
FAULTS = (
    ("none", EVEN, 0.985, 1.0),
    ("missing", [1 / 7] * 7 + [0.0], 0.985, 1.0),
    ("unequal", [0.44] + [0.08] * 7, 0.985, 1.0),
    ("inside", EVEN, 1.0, 0.3),
    ("strays", EVEN, 0.6, 1.0),
    ("missing", [0.5, 0.5] + [0.0] * 6, 0.99, 0.9),
    ("unequal", [0.02] * 4 + [0.23] * 4, 0.98, 1.1),
    ("inside", EVEN, 0.999, 0.1),
    ("inside", EVEN, 0.985, 0.6),
)


def name_the_fault(fault: Callable) -> str:
    """The one count that is off: shares, quality, or the width inside a mode."""
    for right, shares, quality, width in FAULTS:
        said = ask(fault, list(shares), quality, width)
        assert said == right, (
            f"shares {[round(s, 2) for s in shares]}, quality {quality}, "
            f"width {width}: not {said!r}"
        )
    return "No single one of the three numbers names all five."


ILL = "ring-demo/strong-none"
STEPS = 600
SEEDS = (2_001, 2_002, 2_003)
KEPT = ("n_critic", "lr", "lr_d", "widths", "z_dim", "points", "n", "batch_size")


def fair_modes(medicine: Mapping[str, object], seed: int) -> int:
    """Modes that hold their share after STEPS steps of the ill GAN with a medicine."""
    e = experiment(ILL)
    seed_everything(seed)
    run = e.build(**e.config | medicine)
    fit(run.step, run.batches, STEPS, state=run.state, progress=False)
    return point_report(run.sample(2_500), SETS["ring"][1]())["fair_modes"]


def cure(medicine: Mapping[str, object]) -> str:
    """At least 7 of 8 modes hold their share, in each of three seeds."""
    touched = [key for key in KEPT if key in medicine]
    assert not touched, f"leave {', '.join(touched)} as they are: they are the illness"
    found = [fair_modes(medicine, seed) for seed in SEEDS]
    assert min(found) >= 7, f"modes in three seeds: {found}; all should have 7 or 8"
    return f"Modes in three seeds: {found}."
