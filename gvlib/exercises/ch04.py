"""Rules of chapter 4's exercises."""

import math
from collections.abc import Callable

import torch
from torch.distributions import Normal, kl_divergence

from gvlib.exercises.checking import ask
from gvlib.theory.exact import grid_gap, radius_vae
from gvlib.vae.bounds import iwae


def kl_to_a_wider_prior(kl: Callable) -> str:
    """KL(N(mu, sigma^2) || N(0, tau^2)) for numbers."""
    for mu, sigma, tau in ((0.0, 1.0, 1.0), (0.7, 0.4, 1.0), (-1.0, 0.5, 3.0)):
        found = float(ask(kl, mu, sigma, tau))
        q, p = Normal(mu, sigma), Normal(0.0, tau)
        right = kl_divergence(q, p).item()
        turned = kl_divergence(p, q).item()
        standard = kl_divergence(q, Normal(0.0, 1.0)).item()
        at = f"at mu = {mu:g}, sigma = {sigma:g}, tau = {tau:g}: "
        if math.isclose(found, right, abs_tol=1e-5):
            continue
        same = math.isclose(found, turned, abs_tol=1e-5)
        assert not same, at + "this is KL(p || q), the other direction"
        same = math.isclose(found, standard, abs_tol=1e-5)
        assert not same, at + "this does not depend on tau"
        close = math.isclose(found + math.log(tau), right, abs_tol=1e-5)
        assert not close, at + "log tau is missing"
        raise AssertionError(at + f"KL is {right:.4f}, not {found:.4f}")
    return "With tau = 1 it is the formula that the package uses."


def surviving_units(alive: int, nats: float) -> str:
    """Eigenvalues 3, 1, 0.5, 0.3, 0.05 and sigma = 0.7."""
    assert alive != 2, "compare the eigenvalues with sigma^2 = 0.49, not with sigma"
    assert alive == 3, "a unit lives where its eigenvalue is above sigma^2"
    total = sum(0.5 * math.log(v / 0.49) for v in (3, 1, 0.5))
    twice = math.isclose(nats, 2 * total, abs_tol=0.02)
    assert not twice, "the factor 1/2 is missing"
    assert not math.isclose(nats, total / math.log(2), abs_tol=0.02), "that is in bits"
    assert math.isclose(nats, total, abs_tol=0.02), (
        "add 1/2 log(lambda / sigma^2) over the units that live"
    )
    return "The third unit has hardly a hundredth of a nat."


def other_units(nats: float) -> str:
    """A density of 1,500 nats on [0, 1], for images from 0 to 255; d = 784."""
    shift = 784 * math.log(255)
    assert not math.isclose(nats, 1500 + shift, abs_tol=1), (
        "stretching the axis makes the density lower, not higher"
    )
    assert not math.isclose(nats, 1500 - math.log(255), abs_tol=1), (
        "every one of the 784 pixels is stretched"
    )
    assert not math.isclose(nats, 1500, abs_tol=1), (
        "a density is per unit of x: it changes with the unit"
    )
    assert math.isclose(nats, 1500 - shift, abs_tol=1), "subtract d log 255"
    return "The model is the same, and so is every comparison in one unit."


def a_tight_posterior(posterior: Callable) -> str:
    """log p(x|z) + log p(z) - log q(z) is the same for every z."""
    w, x, sigma = torch.tensor([2.0, -1.0, 0.5]), torch.tensor([1.0, 0.3, -0.2]), 0.6
    mean, std = ask(posterior, x, w, sigma)
    q = Normal(torch.as_tensor(mean).float(), torch.as_tensor(std).float())
    assert q.batch_shape == (), "z has one dimension: return two numbers"
    z = q.mean + q.stddev * torch.linspace(-2, 2, 9)
    at_x = Normal(z[:, None] * w, sigma).log_prob(x).sum(1)
    weights = at_x + Normal(0.0, 1.0).log_prob(z) - q.log_prob(z)
    v = 1 / (1 + w.square().sum() / sigma**2)
    assert not torch.isclose(q.stddev, v), "this is the variance; return its root"
    no_prior = sigma / w.norm()
    assert not torch.isclose(q.stddev, no_prior), "the prior adds 1 to the precision"
    spread = (weights.max() - weights.min()).item()
    assert spread < 1e-3, f"the log weights still differ by {spread:.2g} nats"
    return "One draw gives log p(x) exactly: the gap is gone."


def best_widths(for_elbo: float, for_16: float) -> str:
    """s of q = N((1.35, 0), diag(0.2, s)^2): the best for the ELBO, and for k = 16."""
    x = torch.full((2000, 1), 1.5)

    def elbo_at(s: float) -> float:
        return -grid_gap(radius_vae((1.35, 0.0), (0.2, s)), x[:1]).item()

    def bound_at(s: float) -> float:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            return iwae(radius_vae((1.35, 0.0), (0.2, s)), x, 16).mean().item()

    widths = [0.3 + 0.1 * i for i in range(13)]
    assert elbo_at(for_elbo) > max(map(elbo_at, widths)) - 0.05, (
        f"for the ELBO another width is better than s = {for_elbo:g}"
    )
    assert not math.isclose(for_elbo, for_16, rel_tol=0.1), (
        "the two widths differ by more than a tenth"
    )
    assert bound_at(for_16) > max(map(bound_at, widths)) - 0.02, (
        f"for 16 draws another width is better than s = {for_16:g}"
    )
    return "With many draws, a q that is too wide costs less than one too narrow."
