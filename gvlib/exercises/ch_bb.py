"""Rules of page Bb's exercises."""

import math
from collections.abc import Callable

from scipy import stats

from gvlib.exercises.checking import ask

ROWS = [(99.0, 3.40, 1_000), (150.0, 1.80, 1_000), (7.8, 0.02, 8), (17.3, 0.70, 25)]


def misprints(found: Callable) -> str:
    """Rows with KL < log(k / modes), eq. 9.1."""
    rows = [*ROWS, (6.0, 0.29, 8), (6.0, 0.28, 8)]
    right = [row for row in rows if row[1] < math.log(row[2] / row[0])]
    said = [tuple(row) for row in ask(found, rows)]
    others = [row for row in rows if row not in right]
    assert said != others, "these rows keep the bound: return the others"
    assert said != [r for r in rows if r[1] < math.log(r[0] / r[2])], (
        "log(modes / k) is below zero: turn the quotient round"
    )
    assert said == right, (
        f"{len(said)} rows, but {len(right)} of these have a KL below log(k / modes)"
    )
    return "150 modes with 1.80 nats cannot be, nor can six of eight with 0.28."


def perfect_count(hit: Callable) -> str:
    """k (1 - (1 - 1/k)^N), the mean number of modes hit; eq. 9.3 for each mode."""
    n, k = 2_500, 1_000
    right = k * (1 - (1 - 1 / k) ** n)
    found = float(ask(hit, n, k))
    assert not math.isclose(found, 1 - (1 - 1 / k) ** n, rel_tol=1e-6), (
        "this is one mode's chance: how many modes are there?"
    )
    assert not math.isclose(found, k - right, rel_tol=1e-6), (
        "these are the modes missed"
    )
    assert not math.isclose(found, min(n, k)), "some modes are drawn twice"
    assert math.isclose(found, right, rel_tol=2e-3), (
        f"{found:.1f} modes; a perfect sampler hits {right:.1f} on average"
    )
    assert math.isclose(float(ask(hit, 1, 7)), 1.0, rel_tol=1e-6), "one draw hits one"
    return f"{right:.0f} of 1,000: a count without its N says little."


def ceiling_in(ceiling: Callable) -> str:
    """P(|x| < r) of d standard normal numbers: chi-squared's distribution at r^2."""
    for r, d in ((3.0, 2), (3.0, 1), (3.0, 10), (10.0, 100)):
        right = stats.chi2.cdf(r**2, d)
        found = float(ask(ceiling, r, d))
        assert not math.isclose(found, stats.chi2.cdf(r, d), rel_tol=1e-6), (
            "the squared distance is chi-squared: square r"
        )
        assert math.isclose(found, right, rel_tol=1e-6), (
            f"{found:.4f} within {r:g} widths in {d} dimensions; it is {right:.4f}"
        )
    return "In ten dimensions three widths hold less than half of a perfect sampler."


def samples_behind(least: Callable) -> str:
    """The least N with (k - 1) / (2 N) <= kl, eq. 9.2."""
    for kl, k in ((0.029, 1_000), (0.01, 8), (0.5, 25)):
        right = math.ceil((k - 1) / (2 * kl) - 1e-9)
        found = ask(least, kl, k)
        known = {
            math.ceil(k / (2 * kl)): "k shares that sum to one: k - 1 vary freely",
            math.ceil((k - 1) / kl): "the floor is half of (k - 1) / N",
            math.floor(
                (k - 1) / (2 * kl)
            ): "with one fewer the floor is above: round up",
        }
        known.pop(right, None)
        assert found not in known, known.get(found)
        assert found == right, f"{found:,} for a KL of {kl} and {k:,} modes"
    return "17,225 samples: a number without its N cannot be compared."
