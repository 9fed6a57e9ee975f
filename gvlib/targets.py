"""Published numbers to be met: what a page says of each, by one rule."""

from collections.abc import Sequence
from functools import partial

from gvlib.numerics import interval, telling_format

Row = list[str | int]


def verdict(values: Sequence[float], target: float, below: bool = True) -> str:
    """ "met", "on average" or "missed".

    Met if the whole 95 % interval of `values`, one a seed, is at most `target`, or at
    least with `below` false; on average if only the mean is. A lucky seed meets none.
    """
    return said_of(*interval(values), target, below)


def said_of(mean: float, half: float, target: float, below: bool) -> str:
    """`verdict` of the interval mean -+ half."""
    sign = 1 if below else -1
    if sign * mean + half <= sign * target:
        return "met"
    return "on average" if sign * mean <= sign * target else "missed"


def judge(
    rows: list[Row], paper: str, what: str, theirs: float | None,
    values: Sequence[float], target: float, below: bool = True, spec: str = ".2f",
) -> None:  # fmt: skip
    """Print one target's verdict, and append its row of a page's last table.

    The row: paper, what, their number, ours with interval, seeds, target, verdict. Ours
    has the digits of `spec`, and as many more as it takes to see the verdict in them.
    """
    mean, half = interval(values)
    said = said_of(mean, half, target, below)
    decide = partial(said_of, target=target, below=below)
    fine = telling_format(decide, mean, half, spec=spec)
    ours = f"{mean:{fine}} ± {half:{fine}}"
    goal = f"{'≤' if below else '≥'} {target:g}"
    told = "–" if theirs is None else f"{theirs:{spec}}"
    rows.append([paper, what, told, ours, len(values), goal, said])
    print(f"{what}: {ours}, target {goal}: {said}")
