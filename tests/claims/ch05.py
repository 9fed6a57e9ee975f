"""Checks of chapter 05."""

from itertools import pairwise
from math import log

from gvlib import zoo


def _curves(name: str, key: str) -> list[list[float]]:
    """What was logged at each look of each seed."""
    return [values for _, values in zoo.curves(name, "step", key)]


def image_distances_fall_at_every_look() -> None:
    """No seed of the two image GANs has a look that is worse than the one before."""
    for name in ("fashion/gan-ns", "fashion/gan-r3"):
        for distances in _curves(name, "fd"):
            assert all(b < a for a, b in pairwise(distances)), (name, distances)


def a_rising_loss_with_a_falling_distance() -> None:
    """R3's discriminator ends nearer to log 2, from below, than it began."""
    name = "fashion/gan-r3"
    for losses, distances in zip(
        _curves(name, "d_loss"), _curves(name, "fd"), strict=True
    ):
        assert losses[0] < losses[-1] < log(2)
        assert distances[-1] < distances[0]


def a_level_loss_with_a_falling_distance() -> None:
    """In the second half: the loss within 5 %, the distance down by more than a third."""
    name = "fashion/gan-r3"
    for losses, distances in zip(
        _curves(name, "g_loss"), _curves(name, "fd"), strict=True
    ):
        half = len(losses) // 2 - 1
        assert abs(losses[-1] / losses[half] - 1) < 0.05
        assert distances[-1] < distances[half] * 2 / 3
