"""Rules of chapter 3's exercises."""

import math
from collections.abc import Callable, Sequence

import torch
from scipy.stats import wasserstein_distance

from gvlib import gan
from gvlib.exercises.checking import UnansweredError, ask
from gvlib.theory import dirac, game


def optimal_discriminator(answer: Callable) -> str:
    """D*(x) = p(x) / (p(x) + q(x)), as a function of the two densities."""
    p, q = torch.tensor([0.2, 0.5, 1.0, 3.0]), torch.tensor([0.6, 0.5, 0.0, 1.0])
    found = ask(answer, p, q)
    right = game.optimal_discriminator(p, q)
    assert not torch.allclose(found, 1 - right), "this is the probability of generated"
    assert not torch.allclose(found, p / q), "this is the odds, which may exceed 1"
    assert torch.allclose(found, right), "set the derivative in D to zero"
    return "It needs both densities, so a trained one can only come near it."


def half_the_modes(answers: tuple[float, float]) -> str:
    """a = 1/2: D* = 1/3 and V = log(1/3) / 2 + log(2/3)."""
    D, V = answers
    right_d, right_v = game.covering(0.5)
    assert not math.isclose(D, 0.5, abs_tol=1e-3), (
        "D* is 1/2 only where both densities are equal: here the generator's is twice "
        "the data's"
    )
    assert math.isclose(D, right_d, abs_tol=5e-3), "p / (p + q) with q = 2 p"
    without_missing = math.log(1 / 3) + math.log(2 / 3)
    assert not math.isclose(V, without_missing, abs_tol=5e-3), (
        "only half of the data lie where D* is 1/3; on the others log D* is 0"
    )
    assert V < 0, "both terms are logarithms of probabilities"
    assert math.isclose(V, right_v, abs_tol=5e-3), "half of log(1/3), plus log(2/3)"
    return f"V = {right_v:.3f}, between one mode of eight and seven."


def flat_at(logit: float, r: float = 2.0, below: float = 0.05) -> set[str]:
    """The losses whose slope for the generator is nearly 0 at a logit f."""
    names = (
        "minimax", "non_saturating", "least_squares", "hinge", "wasserstein",
        "relativistic",
    )  # fmt: skip
    flat = set()
    for name in names:
        f = torch.tensor(logit, requires_grad=True)
        (slope,) = torch.autograd.grad(getattr(gan, name).g(torch.tensor(r), f), f)
        if abs(slope) < below:
            flat.add(name)
    return flat


def where_it_is_flat(left: Sequence[str], right: Sequence[str]) -> str:
    """Minimax where D is sure of a fake; two others where D is fooled."""
    left, right = set(left), set(right)
    assert "minimax" not in right, "at +6 the minimax loss falls with slope almost -1"
    assert left == flat_at(-6.0), "at -6, D has found the fake: which curve is level?"
    assert right == flat_at(6.0), "at +6 two curves are level, and losing is over"
    return "Flat where you have lost is a fault; flat where you have won is not."


def together_fails_in_turn_holds(settings: tuple[float, float]) -> str:
    """A step size and a penalty: moduli above 1 together, below 1 in turn."""
    h, gamma = settings
    assert h > 0, "h is a step size: it must be above 0"
    assert gamma > 0, "without a penalty players in turn have modulus 1, not less"
    together, in_turn = (
        max(map(abs, dirac.update_eigenvalues(h, gamma, alternate)))
        for alternate in (False, True)
    )
    assert together > 1, f"together converge too: their modulus is {together:.4f}"
    assert in_turn < 1, f"in turn diverge as well: their modulus is {in_turn:.4f}"
    return f"Moduli {together:.4f} and {in_turn:.4f}."


def distance_of_samples(distance: Callable) -> str:
    """Equal numbers of points on a line: match them in order."""
    rng = torch.Generator().manual_seed(0)
    for shift, scale in ((3.0, 1.0), (0.0, 2.0), (0.5, 0.3)):
        a = torch.randn(200, generator=rng)
        b = shift + scale * torch.randn(200, generator=rng)
        found = distance(a, b)
        if found is None:
            raise UnansweredError
        found, right = float(found), wasserstein_distance(a, b)
        unsorted, means = (a - b).abs().mean(), (a.mean() - b.mean()).abs()
        assert not math.isclose(found, unsorted, rel_tol=1e-4), (
            "points are matched as they come; another matching moves them less"
        )
        assert not math.isclose(found, means, rel_tol=1e-4) or math.isclose(
            found, right, rel_tol=1e-4
        ), "equal means do not make equal distributions"
        assert math.isclose(found, right, rel_tol=1e-4), f"{found:.3f}, not {right:.3f}"
    return "On a line, the cheapest matching keeps the order."
