"""The one timing loop of the benchmark, and how its seconds are told."""

import contextlib
import statistics
import time
from collections.abc import Callable, Mapping

from gvlib.numerics import digits

Work = Callable[[], object]


def in_turn(
    work: Mapping[str, Work],
    rounds: int,
    *,
    warm: int = 1,
    clock: Callable[[], float] = time.process_time,
    most: int = 0,
    enough: float = 0.0,
) -> dict[str, list[float]]:
    """Seconds of each call, A B, B A, A B ...: a slow minute is slow for all of them.

    `warm` rounds before the first are not counted: they allocate memory. After `rounds`
    it goes on, up to `most`, until `enough` seconds were spent. What a call's `around`
    makes holds during the call and is not on the clock.
    """
    found: dict[str, list[float]] = {name: [] for name in work}
    spent, i = 0.0, -warm
    while i < rounds or (i < most and spent < enough):
        for name in list(work)[:: -1 if i % 2 else 1]:
            with getattr(work[name], "around", contextlib.nullcontext)():
                start = clock()
                work[name]()
                seconds = clock() - start
            if i >= 0:
                found[name].append(seconds)
                spent += seconds
        i += 1
    return found


def median_seconds(call: Work, rounds: int = 25) -> float:
    """CPU-seconds of the median call."""
    return statistics.median(in_turn({"it": call}, rounds, warm=3)["it"])


def repeated(call: Work, n: int) -> Work:
    """n calls as one."""

    def loop() -> None:
        for _ in range(n):
            call()

    return loop


def summary(values: list[float]) -> dict[str, float]:
    """Median, smallest and largest."""
    three = statistics.median(values), min(values), max(values)
    return dict(zip(("median", "min", "max"), map(digits, three), strict=True))


def paired(above: list[float], below: list[float]) -> dict[str, float]:
    """Ratios round by round: what the rounds share cancels."""
    return summary([a / b for a, b in zip(above, below, strict=True)])
