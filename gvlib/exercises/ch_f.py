"""Rules of page F's exercises."""

import math
from collections.abc import Callable

from gvlib.exercises.checking import ask

CASES = (
    # (first eyes, second eyes) as (difference a - b, half width), and what is right
    (((-3.0, 1.0), (-0.4, 0.3)), "a"),
    (((2.5, 2.0), (0.9, 0.1)), "b"),
    (((-3.0, 4.0), (-0.4, 0.3)), "undecided"),
    (((-3.0, 1.0), (-0.4, 0.9)), "undecided"),
    (((-3.0, 1.0), (0.4, 0.3)), "undecided"),
    (((0.1, 0.2), (-0.1, 0.2)), "undecided"),
)


def no_merit(letters: str) -> str:
    """b alone: 41 % copies where real pictures have 2 %."""
    chosen = set(letters) - set(" ,")
    why = {
        "a": "a copies no more than real pictures seem to",
        "c": "c is far away, but what it shows is its own",
        "d": "in d's folder real pictures are as near to one another",
    }
    for letter, reason in why.items():
        assert letter not in chosen, reason
    assert chosen == {"b"}, "one of the four replays what it was shown"
    return "Its distance measures the training pictures, not the model."


def who_is_nearer(verdict: Callable) -> str:
    """Both intervals exclude 0, on the same side; else undecided."""
    for (first, second), right in CASES:
        found = ask(verdict, first, second)
        assert found in {"a", "b", "undecided"}, 'return "a", "b" or "undecided"'
        text = f"a - b is {first[0]:+} ± {first[1]} and {second[0]:+} ± {second[1]}"
        if right == "undecided":
            assert found == right, f"{text}: that is undecided, not {found!r}"
        assert found == right, f"{text}: a lower distance is nearer"
    return "Undecided does not mean equal."


def numbers_of_a_mixture(parameters: Callable) -> str:
    """k (1 + d + d (d + 1) / 2), the weights counted as k."""
    for k, d in ((1, 3), (10, 32), (100, 32)):
        right = k * (1 + d + d * (d + 1) // 2)
        found = ask(parameters, k, d)
        assert found != k * (1 + d + d * d), "a covariance is symmetric"
        assert found != k * (1 + 2 * d), "these covariances are not diagonal"
        assert found != right // k or k == 1, "every Gaussian has numbers of its own"
        assert found == right, f"k = {k}, d = {d}: a weight, a mean, a covariance each"
    codes = math.ceil(right / 32)
    return f"So 100 Gaussians need at least {codes:,} codes of 32 numbers."


def twins(leak: Callable) -> str:
    """The other 2n - 1 pictures hold the twin; 2n - m of them are trained on."""
    for n, share in ((500, 0.2), (1_000, 0.5), (10, 0.1)):
        right = (2 * n - 2 * n * share) / (2 * n - 1)
        found = ask(leak, n, share)
        assert not math.isclose(found, (1 - share) ** 2), (
            "one of the two is known to be held out: ask where the other is"
        )
        assert math.isclose(found, right, rel_tol=1e-9), (
            f"n = {n}, share = {share}: of the {2 * n - 1} other files, how many are "
            "trained on?"
        )
    return "So equal pictures are counted once, before any is held out."
