"""Rules of page A's exercises."""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.distributions import Normal, kl_divergence

from gvlib.exercises.checking import ask


def two_recipes(weight: float, variance: float) -> str:
    """3,072 / 2,000 beside a sum of squares; half of it is the variance."""
    right = 32 * 32 * 3 / 2000
    mistakes = {
        1 / right: "upside down: the factor stands before the squares, not the KL",
        1 / 2000: "the mean divides by the number of pixels too",
        2000.0: "divide by what multiplies the sum of squares",
        32 * 32 / 2000: "colour images have three numbers a pixel",
    }
    for value, reason in mistakes.items():
        assert not math.isclose(weight, value, rel_tol=1e-6), reason
    assert math.isclose(weight, right, rel_tol=1e-6), (
        "write the loss as a factor times (sum of squares + weight KL)"
    )
    assert math.isclose(variance, right / 2, rel_tol=1e-6), (
        "the variance is half of the weight beside a sum of squares"
    )
    return f"sigma is {variance**0.5:.2f}, for pixels between 0 and 1."


def above_the_bound(excess: float, largest: float) -> str:
    """log 3 - H(1/8, 1/8, 6/8), and log 3."""
    w = torch.tensor([1.0, 1.0, 6.0], dtype=torch.double)
    share = w / w.sum()
    entropy = torch.special.entr(share).sum().item()
    right = math.log(3) - entropy
    mistakes = {
        entropy: "this is the entropy; the excess is log k minus it",
        (share * w.log()).sum().item(): "take the bound, the log of the mean, away",
        right / math.log(2): "these are bits: use the natural logarithm",
    }
    for value, reason in mistakes.items():
        assert not math.isclose(excess, value, rel_tol=1e-4), reason
    assert math.isclose(excess, right, rel_tol=1e-4), "shares first, then eq. A.1"
    assert math.isclose(largest, math.log(3), rel_tol=1e-4), (
        "the entropy of the shares is at least 0: what is left of eq. A.1?"
    )
    return f"{excess:.2f} of at most {largest:.2f} nats."


def shuffle(mine: Callable) -> str:
    """Each column keeps its values; columns that were equal are so no longer."""
    torch.manual_seed(0)
    base = torch.randn(2000, 1)
    z = torch.cat([base, base, 10 + 0.1 * base], 1)
    kept = z.clone()
    found = ask(mine, z)
    assert torch.equal(z, kept), "it has changed the codes it was given"
    assert isinstance(found, Tensor) and found.shape == z.shape, (
        f"return a tensor of shape {tuple(z.shape)}"
    )
    assert torch.equal(found.sort(0).values, z.sort(0).values), (
        "a coordinate must keep its own values: shuffle across the batch, not in a code"
    )
    dependence = torch.corrcoef(found.T).fill_diagonal_(0).abs().max().item()
    assert dependence < 0.15, (
        f"two coordinates are still correlated, by {dependence:.2f}: each needs an "
        "order of its own"
    )
    return f"Largest correlation left: {dependence:.2f}, by chance."


def right_loss(x: Tensor, y: Tensor, mu: Tensor, log_var: Tensor) -> Tensor:
    """The loss that a test of exercise 4 must let pass."""
    q = Normal(mu, (log_var / 2).exp())
    kl = kl_divergence(q, Normal(0.0, 1.0)).sum(1)
    return (0.5 * (x - y).square().sum(1) + kl).mean()


def slips() -> dict[str, Callable]:
    """Losses that such a test must not let pass, by what is wrong."""

    def terms(x: Tensor, y: Tensor, mu: Tensor, log_var: Tensor) -> tuple:
        kl = 0.5 * (log_var.exp() + mu**2 - 1 - log_var)
        return 0.5 * (x - y).square(), kl, log_var

    def of(make: Callable) -> Callable:
        return lambda *given: make(*terms(*given))

    return {
        "pixels are averaged": of(lambda r, k, v: (r.mean(1) + k.sum(1)).mean()),
        "the KL is subtracted": of(lambda r, k, v: (r.sum(1) - k.sum(1)).mean()),
        "the batch is summed": of(lambda r, k, v: (r.sum(1) + k.sum(1)).sum()),
        "the half before the logarithm is missing": of(
            lambda r, k, v: (r.sum(1) + (k - v / 2).sum(1)).mean()
        ),
        "the KL is summed over the batch, the squares are averaged": of(
            lambda r, k, v: r.sum(1).mean() + k.sum()
        ),
    }


def write_the_test(test: Callable) -> str:
    """True for the right loss, ten times; False for each slip at least once."""
    torch.manual_seed(0)
    passes = [ask(test, right_loss) for _ in range(10)]
    assert all(p is True for p in passes), (
        f"it must return True for the right loss; it returned {passes[0]!r}"
    )
    found = {why: ask(test, slip) for why, slip in slips().items()}
    missed = [why for why, answer in found.items() if answer is not False]
    assert not missed, f"it returned no False where {missed[0]}"
    return f"All {len(found)} found, and no false alarm in ten."
