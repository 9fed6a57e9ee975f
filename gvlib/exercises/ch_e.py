"""Rules of page E's exercises."""

import math
from collections.abc import Callable

import torch
from torch.distributions import Independent, Normal, kl_divergence
from torch.nn.functional import binary_cross_entropy

from gvlib import data
from gvlib.exercises.checking import ask


def variance_of_a_recipe(variance: float) -> str:
    """0.00025 x 12,288 / 128 / 2: both terms averaged."""
    right = 0.00025 * 12_288 / 128 / 2
    mistakes = {
        2 * right: "this is the effective weight; the variance is half of it",
        128 * right: "here the KL is averaged over its 128 coordinates too",
        128 * 2 * right: "average over z, and halve",
        0.00025 / 2: "both averages change the weight",
    }
    for value, reason in mistakes.items():
        assert not math.isclose(variance, value, rel_tol=1e-6), reason
    assert math.isclose(variance, right, rel_tol=1e-6), (
        "write the loss as a factor times (sum of squares + beta sum of KL)"
    )
    return f"sigma is {right**0.5:.2f}: the average over z made it 128 times smaller."


def three_directions(averaged: float, summed: float) -> str:
    """3.4 <= sigma^2 < 4.1; it is c 784 / 32 / 2 for two means, c / 2 for two sums."""
    eigenvalues = (19.8, 12.1, 4.1, 3.4)
    cases = (("means", averaged, 784 / 32), ("sums", summed, 1.0))
    for name, c, beta in cases:
        assert c > 0, f"{name}: a weight of 0 or less keeps all 32 directions"
        low, high = (2 * v / beta for v in eigenvalues[:1:-1])
        assert low <= c < high or not low <= 2 * c < high, (
            f"{name}: the variance is half of the effective weight"
        )
        other = 1.0 if beta > 1 else 784 / 32
        assert low <= c < high or not low <= c * other / beta < high, (
            f"{name}: which factors do the two averages bring, or not bring?"
        )
        kept = sum(v > c * beta / 2 for v in eigenvalues)
        many = "four or more" if kept == 4 else f"{kept}"
        assert kept == 3, f"{name}: sigma^2 is {c * beta / 2:.3g}, which keeps {many}"
    return f"The weights differ by a factor of about {summed / averaged:.0f}."


def minus_elbo(loss: Callable) -> str:
    """-log N(x; y, sigma^2) + KL, a number for each image."""
    rng = torch.Generator().manual_seed(0)
    x, y = torch.rand(2, 5, 784, generator=rng)
    mu, log_var = torch.randn(2, 5, 8, generator=rng)
    found = ask(loss, x, y, mu, log_var, 0.1)
    q = Normal(mu, (log_var / 2).exp())
    kl = kl_divergence(q, Normal(0.0, 1.0)).sum(1)
    nll = -Independent(Normal(y, 0.1), 1).log_prob(x)
    assert found.shape == nll.shape, (
        f"shape {tuple(found.shape)}: sum over the pixels and over z, and leave the "
        "five images apart"
    )
    constant = 392 * math.log(2 * math.pi * 0.1**2)
    known = {
        nll + kl - constant: "the constant is missing: its gradient in sigma is not 0",
        nll - kl: "the KL is a cost, so it is added",
        -(nll + kl): "this is the ELBO; a loss is minus that",
    }
    for value, reason in known.items():
        assert not torch.allclose(found, value, rtol=1e-4), reason
    assert torch.allclose(found, nll + kl, rtol=1e-4), (
        "compare with eq. E.3 and with the KL of page 6, term by term"
    )
    return f"Of five random images: {found.mean():.0f} nats."


def best_constant(choose: Callable) -> str:
    """No other value of any pixel has a lower cross-entropy: it is the mean."""
    x = data.to_unit(data.fashion_mnist("val")[0][:300])
    image = ask(choose, x)
    assert image.shape == x.shape[1:], f"one image, not shape {tuple(image.shape)}"
    assert image.min() >= 0 and image.max() <= 1, "a probability lies in [0, 1]"

    def cost(y: torch.Tensor) -> torch.Tensor:
        y = y.double().clamp(1e-6, 1 - 1e-6).expand(x.shape)
        return binary_cross_entropy(y, x.double(), reduction="none").mean(0)

    now, rng = cost(image), torch.Generator().manual_seed(0)
    for _ in range(10):
        other = image + 0.02 * torch.randn(image.shape, generator=rng)
        better = (now - cost(other.clamp(0, 1))).clamp_min(0).sum()
        assert better < 1e-3, (
            f"changing some pixels by about 0.02 gains {better:.2f} nats"
        )
    return f"{now.sum():.0f} nats, and no change of a pixel that we tried gains any."
