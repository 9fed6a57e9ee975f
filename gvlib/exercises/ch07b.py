"""Rules of the exercises about the dimension."""

import math
from collections.abc import Callable

import torch

from gvlib.exercises.checking import ask


def on_a_line(distance: Callable) -> str:
    """W_2 of two sets on a line: the root of the mean square of sorted differences."""
    torch.manual_seed(0)
    a, b = torch.randn(50), 1 + 2 * torch.randn(50)
    found = float(ask(distance, a, b))
    gaps = a.sort().values - b.sort().values
    right = gaps.square().mean().sqrt().item()
    known = {
        (a - b).square().mean().sqrt().item(): "sort both first: this pairs them as "
        "they come",
        right**2: "that is its square: take the root",
        gaps.abs().mean().item(): "square the differences before the mean",
        abs((a.mean() - b.mean()).item()): "that sees the means alone",
    }
    for value, reason in known.items():
        assert not math.isclose(found, value, rel_tol=1e-4), reason
    assert math.isclose(found, right, rel_tol=1e-4), f"{found:.4f}; it is {right:.4f}"
    again = float(ask(distance, a.flip(0), b))
    assert math.isclose(again, right, rel_tol=1e-4), "the order may not matter"
    return "Sorting is all that a Wasserstein distance takes on a line."


def hidden_shift(shift: float) -> str:
    """s / sqrt(784) = 0.036."""
    right = 0.036 * math.sqrt(784)
    known = {
        0.036: "a shift of one coordinate is seen from few of the directions",
        0.036 * 784: "|c|^2 / d is the square of the distance",
        0.036
        / math.sqrt(784): "the other way round: the shift is the larger of the two",
    }
    for value, reason in known.items():
        assert not math.isclose(shift, value, rel_tol=0.02), reason
    assert math.isclose(shift, right, rel_tol=0.02), (
        f"{shift:.3g} is seen as {shift / math.sqrt(784):.3g}"
    )
    return "One pixel may be wrong by its whole standard deviation, and nothing shows."


def ceiling_of_coverage(ceiling: Callable) -> str:
    """1 - C(n-1, k) / C(2n-1, k), which is 1 - 2^-k for many points."""
    for n, k in ((5_000, 5), (5_000, 1), (20, 3)):
        found = float(ask(ceiling, n, k))
        right = 1 - math.comb(n - 1, k) / math.comb(2 * n - 1, k)
        many = 1 - 0.5**k
        assert not math.isclose(found, 1 - right, rel_tol=1e-3), (
            "that is the share that is missed"
        )
        assert n > 20 or not math.isclose(found, many, rel_tol=1e-3), (
            f"for many points; of n = {n} the next neighbour is drawn without putting "
            "the last one back"
        )
        assert math.isclose(found, right, rel_tol=1e-3), (
            f"{found:.4f} for n = {n}, k = {k}; it is {right:.4f}"
        )
    return "It knows n and k, and neither the dimension nor the distribution."
