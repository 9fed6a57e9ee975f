"""Rules of page D's exercises."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from gvlib import data
from gvlib.exercises.checking import ask
from gvlib.experiments.challenge.scores import welch
from gvlib.experiments.challenge.seed import COPIES, copies


def which_is_official(letters: str) -> str:
    """Only the first line keeps every rule."""
    chosen = set(letters) - set(" ,")
    why = {
        "b": "b took more than 600 CPU-seconds", "c": "c has fewer than 5 seeds",
        "d": "d replays more than 5 %",
    }  # fmt: skip
    for letter, reason in why.items():
        assert letter not in chosen, reason
    assert chosen == {"a"}, "one of the four keeps every rule"
    return "A line that breaks one rule says which."


def welch_interval(difference: Callable) -> str:
    """Difference of means and half width, unequal variances and sizes."""
    a, b = [61.0, 58.0, 66.0, 63.0, 57.0], [60.0, 53.0, 57.0]
    found, half_width = ask(difference, a, b)
    right, width = welch(a, b)
    assert math.isclose(found, right), "the difference is mean(a) - mean(b)"
    normal = 1.959964 * width / welch_factor(a, b)
    assert not math.isclose(half_width, normal, rel_tol=1e-3), (
        "1.96 is for known variances; use Student's t"
    )
    assert math.isclose(half_width, width, rel_tol=1e-6), (
        "check ddof = 1, the division by n, and the degrees of freedom"
    )
    shift, both = welch(a, [60.0, 53.0, 57.0, 61.0, 54.0])
    return f"For the two entries: {shift:.1f} ± {both:.1f}."


def welch_factor(a: list[float], b: list[float]) -> float:
    """Half width over standard error: the quantile that Welch's interval uses."""
    error = math.sqrt(sum(torch.tensor(v).var().item() / len(v) for v in (a, b)))
    return welch(a, b)[1] / error


def disguised_copies(disguise: Callable[[Tensor], Tensor]) -> str:
    """Not counted as copies, and still the same pictures in the same place."""
    x = data.to_unit(data.fashion_mnist("train")[0][:60])
    y = ask(disguise, x.clone())
    assert y.shape == x.shape, f"the shape became {tuple(y.shape)}"
    assert y.min() >= 0 and y.max() <= 1, "keep grey levels between 0 and 1"
    near, moved = alikeness(y, x)
    same = (near > 0.9).float().mean()
    assert (moved > near).float().mean() < 0.5, "these are shifted or mirrored"
    assert same > 0.9, f"a person would take {same:.0%} of them for the same pictures"
    share = copies(y)
    assert share <= COPIES, f"{share:.0%} of them are still counted as copies"
    return f"Counted as copies: {share:.0%}."


def alikeness(y: Tensor, x: Tensor, reach: int = 3) -> tuple[Tensor, Tensor]:
    """Correlation of each y with its x in place; the best with it moved or mirrored."""

    def correlation(a: Tensor, b: Tensor) -> Tensor:
        a, b = (v.flatten(1) - v.flatten(1).mean(1, keepdim=True) for v in (a, b))
        lengths = (a.norm(dim=1) * b.norm(dim=1)).clamp_min(1e-9)
        return (a * b).sum(1) / lengths

    steps = [(i, j) for i in range(-reach, reach + 1) for j in range(-reach, reach + 1)]
    moved = [torch.roll(v, s, (2, 3)) for v in (x, x.flip(3)) for s in steps]
    others = [v for v in moved if not torch.equal(v, x)]
    best = torch.stack([correlation(y, v) for v in others]).amax(0)
    return correlation(y, x), best


def steps_that_fit(steps: tuple[int, int]) -> str:
    """95 % of 600 less 12, over 36 ms; 600 less 12, over 43.2 ms."""
    proposed, busy = steps
    assert proposed != math.floor(0.95 * (600 - 12) / 0.036), (
        "the margin is taken of the 600 seconds, before building and drawing"
    )
    assert proposed == 15_500, "(0.95 x 600 - 0.3 - 11.7) / 0.036, as a whole number"
    assert busy == 13_611, "36 ms become 43.2; round down, there is no half step"
    return "The proposal would not fit beside that neighbour."
