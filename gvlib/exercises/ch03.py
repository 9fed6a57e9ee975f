"""Rules of chapter 3's exercises."""

import math
from collections.abc import Callable

import torch
from scipy.stats import wasserstein_distance

from gvlib import gan
from gvlib.exercises.checking import UnansweredError, ask
from gvlib.theory import dirac, game


def unequal_shares(answer: Callable) -> str:
    """log p - log p_g from the best logit, if a share of what D sees is real."""
    p, p_g = torch.tensor([0.2, 0.5, 3.0]), torch.tensor([0.6, 0.5, 1.0])
    for share in (0.5, 0.75):
        D = game.optimal_discriminator(share * p, (1 - share) * p_g)
        odds = math.log(share / (1 - share))
        found, right = ask(answer, D.logit(), share), (p / p_g).log()
        if torch.allclose(found, right, atol=1e-5):
            continue
        assert not torch.allclose(found, right + odds, atol=1e-5), (
            "this is her logit as it is: where p = p_g it says that x is rather real, "
            "only because real points are more common in the batch"
        )
        assert not torch.allclose(found, right + 2 * odds, atol=1e-5), (
            "the correction has the wrong sign: she sees too many real points, so her "
            "logit is too large"
        )
        assert not torch.allclose(found.log(), right, atol=1e-5), "take the logarithm"
        raise AssertionError("the odds D / (1 - D) are a p / ((1 - a) p_g): solve them")
    return "A constant, the same at every x: the slopes are what they were."


def half_is_junk(answers: tuple[float, float]) -> str:
    """p_g = p / 2 on the data and as much elsewhere: D* = 2/3 and V as for a = 1/2."""
    D, V = answers
    assert not math.isclose(D, 1 / 3, abs_tol=5e-3), (
        "that is D* if half of the modes are missing: here the generator is thinner "
        "than the data on its good points, not denser"
    )
    assert not math.isclose(D, 0.5, abs_tol=1e-3), (
        "D* is 1/2 only where both densities are equal"
    )
    assert math.isclose(D, 2 / 3, abs_tol=5e-3), "p / (p + q) with q = p / 2"
    both = math.log(2 / 3) + math.log(1 / 3)
    assert not math.isclose(V, both, abs_tol=5e-3), (
        "only half of the generated points lie where 1 - D* is 1/3; on the junk "
        "log(1 - D*) is 0"
    )
    assert V < 0, "both terms are logarithms of probabilities"
    right = game.covering(0.5)[1]  # JSD is the same with p and q exchanged
    assert math.isclose(V, right, abs_tol=5e-3), "log(2/3), plus half of log(1/3)"
    return f"V = {right:.3f}, as if half of the modes were missing."


def share_of_the_push(shares: tuple[float, float, float]) -> str:
    """|slope| at f = -6 over the sum at -6 and 0, of three losses of the generator."""
    for name, found in zip(
        ("minimax", "non_saturating", "least_squares"), shares, strict=True
    ):
        f = torch.tensor([-6.0, 0.0], requires_grad=True)
        loss = getattr(gan, name).g(torch.zeros(2), f).sum()
        first, second = torch.autograd.grad(loss, f)[0].abs().tolist()
        right = first / (first + second)
        if math.isclose(found, right, abs_tol=6e-3):
            continue
        assert not math.isclose(found, 1 - right, abs_tol=6e-3), (
            f"{name}: this is the share of the other point, the one with logit 0"
        )
        assert not math.isclose(found, first, abs_tol=6e-3), (
            f"{name}: this is the slope itself; divide by the sum of both"
        )
        raise AssertionError(f"{name}: the slopes are {first:.4f} and {second:.4f}")
    return "Only one of the three neglects the fake that was found out."


def the_fastest_way_home(answers: tuple[float, float]) -> str:
    """The least modulus over the penalty, players in turn, step size 0.3."""
    gamma, factor = answers
    assert gamma > 0, "without a penalty players in turn circle for ever"

    def modulus(penalty: float) -> float:
        return max(map(abs, dirac.update_eigenvalues(0.3, penalty, True)))

    here, best = modulus(gamma), 1 - 0.3 / 2
    assert here < best + 0.02, (
        f"with gamma = {gamma:g} the larger root has the modulus {here:.3f}; "
        f"{'more' if gamma < 1 - 0.3 / 4 else 'less'} penalty is faster"
    )
    assert not math.isclose(factor, best**2, abs_tol=5e-3), (
        "this is the product of the roots; an error shrinks by one of them"
    )
    assert math.isclose(factor, best, abs_tol=0.01), "the factor is the larger modulus"
    return f"gamma = 1 - h/4 and 1 - h/2; yours has the modulus {here:.3f}."


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
