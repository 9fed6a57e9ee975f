"""Rules of the exercises about what came after."""

import math
from collections.abc import Callable

import torch

from gvlib.exercises.checking import ask


def weighed(
    y: torch.Tensor, modes: torch.Tensor, at: float, width: float
) -> torch.Tensor:
    """Modes weighed by N(y; at m_k, width^2 I)."""
    gap = (y[:, None] - at * modes).square().sum(2)
    return (-gap / (2 * width**2)).softmax(1) @ modes


def conditional_mean(mean: Callable) -> str:
    """E[x | x_t = y] = sum_k w_k m_k, w_k in proportion to N(y; t m_k, (1 - t)^2 I)."""
    modes = torch.tensor([[2.0, 0.0], [-2.0, 0.0], [0.0, 3.0]])
    y = torch.tensor([[0.3, 0.1], [0.0, 0.0], [-1.0, 2.0]])
    for t in (0.5, 0.8, 0.0):
        right = weighed(y, modes, t, 1 - t)
        found = torch.as_tensor(ask(mean, y, t, modes))
        assert found.shape == y.shape, f"a point for each y, not {tuple(found.shape)}"
        known = {
            "by time t the modes stand at t m": weighed(y, modes, 1, 1 - t),
            "the noise that is left has variance (1 - t)^2": weighed(
                y, modes, t, (1 - t) ** 0.5
            ),
            "this is their plain mean: y says something of x": weighed(y, modes, 0, 1),
        }
        for reason, wrong in known.items():
            same = torch.allclose(wrong, right, atol=1e-4)
            assert same or not torch.allclose(found, wrong, atol=1e-4), reason
        assert torch.allclose(found, right, atol=1e-4), (
            f"at t = {t} the first is {found[0].tolist()}, not {right[0].tolist()}"
        )
    return "At t = 0 it is the mean of all modes, whatever y is: one step of a flow."


def chance_level(chance: Callable) -> str:
    """sqrt(2 (E|x|^2 - |E x|^2)), the distance of two strangers."""
    x = torch.tensor([[3.0, 1.0], [-1.0, 1.0], [1.0, 5.0], [1.0, 1.0]])
    spread = x.var(0, correction=0).sum().item()
    found, right = float(ask(chance, x)), math.sqrt(2 * spread)
    known = {
        math.sqrt(2 * x.square().sum(1).mean().item()): "these points have a mean: "
        "subtract what it adds",
        math.sqrt(spread): "two draws differ, so the variance counts twice",
        2 * spread: "this is the mean square: take the root",
        math.sqrt(2 * x.var(0).sum().item()): "the points are all there is: divide by "
        "n, not n - 1",
        torch.pdist(x).square().mean().sqrt().item(): "two independent draws may be "
        "the same point",
    }
    for value, reason in known.items():
        assert not math.isclose(found, value, rel_tol=1e-4), reason
    assert math.isclose(found, right, rel_tol=1e-4), f"{found:.3f} is not {right:.3f}"
    return "A larger distance at the same z would mean that two maps avoid each other."


def joined_velocity(joined: Callable) -> str:
    """u over [t, r] from u over [t, s] and over [s, r]: displacements add."""
    first, second = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 2.0]])
    t, s, r = 0.2, 0.3, 0.7
    right = ((s - t) * first + (r - s) * second) / (r - t)
    found = torch.as_tensor(ask(joined, first, second, t, s, r))
    known = {
        "the two parts last differently long": (first + second) / 2,
        "divide by the whole time, r - t": (s - t) * first + (r - s) * second,
        "the first lasts from t to s, the second from s to r": (
            (r - s) * first + (s - t) * second
        )
        / (r - t),
    }
    for reason, wrong in known.items():
        assert not torch.allclose(found, wrong), reason
    assert torch.allclose(found, right), f"{found.tolist()} is not {right.tolist()}"
    return "An exact average velocity agrees with itself in this way at every s."


def steps_to_forget(steps: int) -> str:
    """The least n with 0.999^n < 0.01."""
    known = {
        4602: "0.999^4602 is still a little more",
        990: "it loses a thousandth of what is left, not of the whole",
        4604: "one step earlier it is below already",
        2301: "that leaves a tenth",
        2302: "that leaves a tenth",
    }
    assert steps not in known, known.get(steps)
    assert steps == 4603, f"0.999^{steps} = {0.999**steps:.4f}: seek where it passes"
    return "After a thousand steps more than a third is still what it started with."


PAIRS = (
    ([6.0, 7.0, 5.0, 6.5, 7.5], [3.0, 4.2, 2.1, 3.4, 4.3], "helps"),
    ([6.0, 7.0, 5.0, 6.5, 7.5], [5.9, 7.1, 5.1, 6.2, 7.6], "cannot tell"),
    ([6.0, 9.0, 3.0, 7.0, 5.0], [5.5, 8.4, 2.5, 6.6, 4.5], "helps"),
    ([3.0, 4.0, 2.0, 3.5, 4.5], [6.0, 7.1, 5.2, 6.4, 7.3], "harms"),
    ([9.0, 9.1, 8.9, 9.0, 9.2], [2.0, 9.0, 9.1, 9.2, 8.8], "cannot tell"),
)


def control_first(verdict: Callable) -> str:
    """The 95 % interval of control - treated, less is better, against 0."""
    for control, treated, right in PAIRS:
        said = ask(verdict, list(control), list(treated))
        assert said == right, f"for {control} and {treated}: {right}, not {said!r}"
    return "The third pair needs the pairing; the fifth is one seed's doing."


def split_and_mixed(step: Callable) -> str:
    """x_s = alpha_s (x_t - sigma noise) / alpha + sigma_s noise."""
    x_t, noise = torch.tensor([[1.0, -0.5]]), torch.tensor([[0.4, 2.0]])
    for now, then in (((0.6, 0.8), (0.8, 0.6)), ((0.25, 0.75), (0.5, 0.5))):
        (alpha, sigma), (alpha_s, sigma_s) = now, then
        x = (x_t - sigma * noise) / alpha
        right = alpha_s * x + sigma_s * noise
        found = torch.as_tensor(ask(step, x_t, noise, now, then))
        known = {
            "x_t holds alpha x: divide by alpha": alpha_s * alpha * x + sigma_s * noise,
            "at time s there is sigma_s of noise": alpha_s * x + sigma * noise,
            "at time s there is alpha_s of data": x + sigma_s * noise,
            "of the noise x_t holds sigma": alpha_s * (x_t - noise) / alpha
            + sigma_s * noise,
            "this is x alone: mix it with the noise again": x,
        }
        for reason, wrong in known.items():
            assert not torch.allclose(found, wrong), reason
        assert torch.allclose(found, right), f"{found.tolist()}, not {right.tolist()}"
    return "The second path was (t, 1 - t): there this is Euler's step."
