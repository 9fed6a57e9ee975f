"""Checks of chapter 05."""

from itertools import pairwise
from math import log

from texts import glued

from gvlib import zoo

R3 = "fashion/gan-r3"


def _looks(name: str, key: str) -> list[list[float]]:
    """What was logged at each look of each seed."""
    return [values for _, values in zoo.curves(name, "step", key)]


def _ten_runs(*keys: str) -> list[float]:
    """Numbers that chapter 05 glued from its ten runs of each setting."""
    return [glued("05_gan_code", key) for key in keys]


def order_shows_no_effect() -> None:
    """The 95 % paired interval, generator first minus discriminator first, holds 0."""
    gap, half = _ten_runs("order_gap", "order_half")
    assert abs(gap) < half


def three_critic_updates_narrow_the_spread() -> None:
    """The means' paired interval holds 0; Levene's test of the spreads is below 5 %."""
    gap, half, p = _ten_runs("three_gap", "three_half", "spread_p")
    assert abs(gap) < half
    one, three = _ten_runs("one_std", "three_std")
    assert three < one and p < 0.05


def adam_defaults_are_slow_on_the_ring() -> None:
    """Both 95 % paired intervals of the high-quality share lost are above 0."""
    for short in ("betas", "adam"):
        lost, half = _ten_runs(f"{short}_loss", f"{short}_half")
        assert lost - half > 0, short


def a_step_in_the_dots_learns_slowly() -> None:
    """Most runs reach eight modes; the paired interval of the share lost is > 0."""
    (whole,) = _ten_runs("dots_whole")
    lost, half = _ten_runs("dots_loss", "dots_half")
    assert whole > 5 and lost - half > 0


def mixed_labels_cost_modes() -> None:
    """The 95 % paired interval of modes lost by reading (b) is above 0."""
    lost, half = _ten_runs("b_modes_loss", "b_modes_half")
    assert lost - half > 0


def _rises(distances: list[float]) -> list[int]:
    """The looks that were worse than the one before."""
    return [i for i, (a, b) in enumerate(pairwise(distances), 1) if b > a]


def r3_rises_at_the_last_look_only() -> None:
    runs = _looks(R3, "fd")
    last = len(runs[0]) - 1
    assert sorted(map(_rises, runs)) == [[], [last], [last]]
    assert all(min(_rises(found)) < last for found in _looks("fashion/gan-ns", "fd"))


def ns_ends_above_its_best() -> None:
    """The rise is above 0 in the mean; it may be 0 in a seed."""
    rises = [found[-1] - min(found) for found in _looks("fashion/gan-ns", "fd")]
    assert sum(rises) / len(rises) > 0


def a_loss_at_its_end_from_the_start() -> None:
    """R3's discriminator: within a tenth of log 2 at every look, far off or near."""
    looks = zip(_looks(R3, "d_loss"), _looks(R3, "fd"), strict=True)
    for losses, distances in looks:
        assert all(abs(loss / log(2) - 1) < 0.1 for loss in losses)
        assert distances[-1] < distances[0] / 10


def a_level_loss_with_a_falling_distance() -> None:
    """In the second half: loss within 10 %, distance down by more than a third."""
    looks = zip(_looks(R3, "g_loss"), _looks(R3, "fd"), strict=True)
    for losses, distances in looks:
        half = len(losses) // 2 - 1
        assert abs(losses[-1] / losses[half] - 1) < 0.1
        assert distances[-1] < distances[half] * 2 / 3
