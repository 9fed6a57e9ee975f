"""Rules of chapter 4's exercises."""

import math
from collections.abc import Callable

import torch
from torch.distributions import Normal, kl_divergence

from gvlib.exercises.checking import ask
from gvlib.theory.exact import code_grid, grid_gap, grid_log_joint, radius_vae


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


def standardised(nats: float) -> str:
    """A density of 1,500 nats on [0, 1], for (x - 0.286) / 0.353; d = 784."""
    shift = 784 * math.log(0.353)
    assert not math.isclose(nats, 1500 - shift, abs_tol=1), (
        "stretching the axis makes the density lower, not higher"
    )
    assert not math.isclose(nats, 1500 + math.log(0.353), abs_tol=1), (
        "every one of the 784 pixels is stretched"
    )
    assert not math.isclose(nats, 1500, abs_tol=1), (
        "a density is per unit of x: it changes with the unit"
    )
    assert math.isclose(nats, 1500 + shift, abs_tol=1), (
        "a factor 0.353 for each of 784 pixels; the shift changes nothing"
    )
    return "The model is the same, and so is every comparison in one unit."


def a_tight_posterior(posterior: Callable) -> str:
    """log p(x|z) + log p(z) - log q(z) is the same for every z."""
    w, x = torch.tensor([2.0, -1.0, 0.5]), torch.tensor([1.0, 0.3, -0.2])
    sigma = torch.tensor([0.6, 1.5, 0.3])
    mean, std = ask(posterior, x, w, sigma)
    q = Normal(torch.as_tensor(mean).float(), torch.as_tensor(std).float())
    assert q.batch_shape == (), "z has one dimension: return two numbers"
    z = q.mean + q.stddev * torch.linspace(-2, 2, 9)
    at_x = Normal(z[:, None] * w, sigma).log_prob(x).sum(1)
    weights = at_x + Normal(0.0, 1.0).log_prob(z) - q.log_prob(z)
    v = 1 / (1 + (w / sigma).square().sum())
    assert not torch.isclose(q.stddev, v), "this is the variance; return its root"
    no_prior = 1 / (w / sigma).norm()
    assert not torch.isclose(q.stddev, no_prior), "the prior adds 1 to the precision"
    spread = (weights.max() - weights.min()).item()
    assert spread < 1e-3, f"the log weights still differ by {spread:.2g} nats"
    return "One draw gives log p(x) exactly: the gap is gone."


def two_arcs(gain: float) -> str:
    """q = N((1.35, 0), diag(0.2, 0.6)^2), and half of it with half of its mirror."""
    x = torch.tensor([[1.5]])
    z, cell = code_grid(2, 361, 9.0)
    arc = radius_vae((1.35, 0.0), (0.2, 0.6))
    joint = grid_log_joint(arc, x, z)[:, 0]
    one = arc.posterior(x).log_prob(z)
    other = arc.posterior(x).log_prob(z * torch.tensor([-1.0, 1.0]))
    both = torch.logaddexp(one, other) - math.log(2)
    before, after = ((q.exp() * (joint - q)).sum().item() * cell for q in (one, both))
    right = after - before
    assert gain > 0, "the new q covers more of the ring, so its gap is smaller"
    gap = grid_gap(arc, x).item()
    assert not math.isclose(gain, gap / 2, abs_tol=0.02), (
        "twice as much of the ring does not halve the gap, which is a logarithm"
    )
    assert not math.isclose(gain, 2 * right, abs_tol=0.02), (
        "log q falls by one factor of 2 on both arcs; their mean is not their sum"
    )
    assert math.isclose(gain, right, abs_tol=0.02), (
        "compare log q on an arc before and after: the rest is unchanged"
    )
    return f"On the grid it is {right:.4f} nats; the gap falls to {gap - right:.2f}."
