"""The six GAN losses against PyTorch's cross-entropy and elementary arithmetic."""

import itertools

import pytest
import torch
from scipy.special import expit
from torch.nn.functional import binary_cross_entropy_with_logits as bce

from gvlib import gan

LOSSES = {
    name: getattr(gan, name)
    for name in (
        "minimax", "non_saturating", "least_squares", "hinge", "wasserstein",
        "relativistic",
    )
}  # fmt: skip
each_loss = pytest.mark.parametrize("name", LOSSES)


def cross_entropy(logits, label):
    """PyTorch's, one value per logit."""
    return bce(logits, torch.full_like(logits, label), reduction="none")


# The same losses by other means: cross-entropies where there is a probability,
# elementary arithmetic where there is none.
ORACLE = {
    "minimax": (
        lambda r, f: cross_entropy(r, 1.0) + cross_entropy(f, 0.0),
        lambda r, f: -cross_entropy(f, 0.0),
    ),
    "non_saturating": (
        lambda r, f: cross_entropy(r, 1.0) + cross_entropy(f, 0.0),
        lambda r, f: cross_entropy(f, 1.0),
    ),
    "least_squares": (
        lambda r, f: (r * r - 2 * r + 1 + f * f) / 2,
        lambda r, f: (f * f - 2 * f + 1) / 2,
    ),
    "hinge": (
        lambda r, f: torch.where(r < 1, 1 - r, 0.0) + torch.where(f > -1, 1 + f, 0.0),
        lambda r, f: -f,
    ),
    "wasserstein": (lambda r, f: f - r, lambda r, f: -f),
    "relativistic": (
        lambda r, f: cross_entropy(r - f, 1.0),
        lambda r, f: cross_entropy(f - r, 1.0),
    ),
}


@each_loss
def test_losses_equal_their_oracle(name, double):
    torch.manual_seed(0)
    r, f = 10 * torch.randn(2, 500)
    for ours, theirs in zip(LOSSES[name], ORACLE[name], strict=True):
        assert ours(r, f).shape == (500,)  # one value per pair, nothing averaged
        torch.testing.assert_close(ours(r, f), theirs(r, f))


# d/df of the generator's loss with r = 0, by hand.
SLOPE = {
    "minimax": lambda f: -expit(f),
    "non_saturating": lambda f: -expit(-f),  # = sigmoid(f) - 1, without cancellation
    "least_squares": lambda f: f - 1,
    "hinge": lambda f: -1.0,
    "wasserstein": lambda f: -1.0,
    "relativistic": lambda f: -expit(-f),
}


@each_loss
@pytest.mark.parametrize("logit", [-25.0, 0.0, 25.0])
def test_generator_gradients(name, logit, double):
    f = torch.tensor(logit, requires_grad=True)
    LOSSES[name].g(torch.tensor(0.0), f).backward()
    # Relative, for the slopes span 1e-11 to 25. PyTorch's softplus(a) is a itself above
    # 20, which is wrong by e^-20 = 2e-9 at most.
    assert f.grad.item() == pytest.approx(SLOPE[name](logit), rel=3e-9)


def test_only_minimax_saturates():
    """Where D is sure that a sample is fake, one of the two still teaches."""
    assert abs(SLOPE["minimax"](-25.0)) < 2e-11
    assert abs(SLOPE["non_saturating"](-25.0)) > 1 - 2e-11


@each_loss
def test_losses_stay_finite(name):
    """Logits of 1000, in single precision: exp(1000) would overflow."""
    for r0, f0 in itertools.product((-1e3, 1e3), repeat=2):
        for player in LOSSES[name]:
            r, f = torch.tensor([r0, f0], requires_grad=True).unbind()
            (value,) = player(r, f).reshape(1)
            assert torch.isfinite(value)
            assert all(g.isfinite() for g in torch.autograd.grad(value, (f,)))
