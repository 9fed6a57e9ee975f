"""Rules of chapter 10's exercises."""

import math
from collections.abc import Callable

import torch
from torch.distributions import MultivariateNormal, kl_divergence

from gvlib.exercises.checking import ask


def fewest_codes(n: int) -> str:
    """100 (1 + 32 + 32 33 / 2) numbers to fit, 32 in every code."""
    of_one = 1 + 32 + 32 * 33 // 2
    right = math.ceil(100 * of_one / 32)
    known = {
        math.ceil(100 * (1 + 32 + 32) / 32): "full covariances: d (d + 1) / 2 each",
        math.ceil(100 * (1 + 32 + 32 * 32) / 32): "a covariance is symmetric",
        math.ceil(of_one / 32): "there are 100 Gaussians",
        math.ceil(100 * (of_one - 1) / 32): "each Gaussian has a weight too",
        math.ceil(100 * (of_one - 32) / 32): "each Gaussian has a mean too",
        100 * of_one: "these are the parameters; a code brings 32 numbers",
    }
    assert n not in known, known.get(n)
    assert n >= right, "then there are fewer numbers than parameters"
    assert n == right, "fewer suffice: count weight, mean and covariance of each"
    return f"{100 * of_one:,} parameters; we took 20,000 codes, six times as many."


def best_image(decode: Callable) -> str:
    """E[x|z] = sum_i q(z|x_i) x_i / sum_i q(z|x_i)."""
    rng = torch.Generator().manual_seed(0)
    x, density = torch.rand(6, 784, generator=rng), torch.rand(6, generator=rng)
    found = ask(decode, x, density)
    assert found.shape == (784,), f"one image of 784 pixels, not {tuple(found.shape)}"
    right = (density[:, None] * x).sum(0) / density.sum()  # eq. 10.2
    assert not torch.allclose(found, x.mean(0), rtol=1e-4), (
        "an x whose cloud is dense at z counts for more"
    )
    assert not torch.allclose(found, right * density.sum(), rtol=1e-4), (
        "the weights must sum to one: divide by q(z)"
    )

    def cost(y: torch.Tensor) -> torch.Tensor:
        return (density * (x - y).square().sum(1)).sum() / density.sum()

    moved = found + 0.01 * torch.randn(20, 784, generator=rng)
    gain = max((cost(found) - cost(y)).item() for y in [right, *moved])
    assert gain < 1e-4, f"another image costs {gain:.3g} less"
    return (
        "It is an average of images: sharp only where one of them has all the weight."
    )


def gaussian_hole(hole: Callable) -> str:
    """KL(N(m, S) || N(0, I)) of the codes' mean and covariance."""
    rng = torch.Generator().manual_seed(0)
    codes = torch.randn(500, 4, generator=rng) @ torch.randn(4, 4, generator=rng) + 0.5
    found = float(ask(hole, codes))
    m, S = codes.mean(0), torch.cov(codes.T)
    q = MultivariateNormal(m, S)
    p = MultivariateNormal(torch.zeros(4), torch.eye(4))
    right = kl_divergence(q, p).item()
    only_widths = 0.5 * (S.diagonal() + m**2 - 1 - S.diagonal().log()).sum().item()
    assert not math.isclose(found, only_widths, rel_tol=0.01), (
        "coordinates may be correlated: take log det S, not the sum of log variances"
    )
    assert not math.isclose(found, kl_divergence(p, q).item(), rel_tol=0.01), (
        "the other way round: the codes come first"
    )
    assert not math.isclose(found, 2 * right, rel_tol=0.01), "a factor 1/2 is missing"
    assert math.isclose(found, right, rel_tol=0.01), (
        f"{found:.2f} is not {right:.2f}: tr S + m'm - d - log det S, halved"
    )
    return "One Gaussian sees of the hole what mean and covariance tell, and no more."


def free_bits_penalty(penalty: Callable) -> str:
    """sum_j max(floor, mean_b KL_bj)."""
    kl = torch.tensor([[0.0, 1.0, 0.3], [0.4, 3.0, 0.1]])
    found = float(ask(penalty, kl, 0.25))
    known = {
        kl.clamp(min=0.25)
        .mean(0)
        .sum()
        .item(): "average over the batch first, so that "
        "one image may spend less if another spends more",
        max(0.25, kl.mean(0).sum().item()): "every unit has a floor of its own",
        kl.mean(0).sum().item(): "this is the plain KL: nothing is free",
        (kl.mean(0) - 0.25)
        .clamp(min=0)
        .sum()
        .item(): "below the floor the cost is the "
        "floor, not 0: the value stays a bound",
    }
    for value, reason in known.items():
        assert not math.isclose(found, value, rel_tol=1e-5), reason
    assert math.isclose(found, 0.25 + 2.0 + 0.25, rel_tol=1e-5), (
        "three units: 0.2, 2, 0.2"
    )
    return "Below the floor the gradient is 0: a unit may stay open at no price."


CASES = {
    "A": {"rate": 0.02, "active": 0, "fd": 290, "fd_posterior": 285, "sse": 66},
    "B": {"rate": 59.0, "active": 32, "fd": 135, "fd_posterior": 34, "sse": 7},
    "C": {"rate": 8.0, "active": 5, "fd": 130, "fd_posterior": 120, "sse": 22},
    "D": {"rate": 8.0, "active": 5, "fd": 130, "fd_posterior": 40, "sse": 22},
    "E": {"rate": 0.1, "active": 5, "fd": 130, "fd_posterior": 129, "sse": 22},
}
CAUSES = {
    "A": "collapse", "B": "prior", "C": "likelihood", "D": "prior", "E": "collapse",
}  # fmt: skip


def diagnosis(name_of: Callable) -> str:
    """Rate first, then whether codes of real images are decoded better."""
    for case, numbers in CASES.items():
        said = ask(name_of, dict(numbers))
        assert said in CAUSES.values(), (
            f"case {case}: answer 'collapse', 'prior' or 'likelihood', not {said!r}"
        )
        why = {
            "A": "its code carries a fiftieth of a nat",
            "B": "the same decoder does well on codes of real images",
            "C": "codes of real images do not help, and few nats pass",
            "D": "few nats pass, but codes of real images help much",
            "E": "its code carries a tenth of a nat",
        }[case]
        assert said == CAUSES[case], f"case {case} is not {said!r}: {why}"
    return "Rate, then the distance at q(z|x): two numbers tell the three apart."


def straight_through(quantise: Callable) -> str:
    """Forward the nearest code, backward the identity."""
    codes = torch.tensor([[-1.0], [0.0], [2.0]])
    h = torch.tensor([[0.3], [1.4], [-3.0]], requires_grad=True)
    found = ask(quantise, h, codes)
    assert found.shape == h.shape, f"shape {tuple(found.shape)}: a code for every row"
    want = torch.tensor([[0.0], [2.0], [-1.0]])
    assert torch.allclose(found.detach(), want), "the nearest code of every row"
    assert found.requires_grad, (
        "no gradient reaches the encoder: add h, and take it away where no gradient is"
    )
    (gradient,) = torch.autograd.grad(
        (found * torch.tensor([[1.0], [2], [3]])).sum(), h
    )
    assert torch.allclose(gradient.flatten(), torch.tensor([1.0, 2, 3])), (
        "backward, it must be the identity"
    )
    return "The encoder learns as if nothing had been rounded."
