"""Likelihoods: densities that integrate to one, against SciPy's and by quadrature."""

import pytest
import torch
from scipy import integrate, stats
from torch import nn

from gvlib import vae

pytestmark = pytest.mark.usefixtures("double")


@pytest.mark.parametrize("h", [-300.0, -8.0, -0.11, -0.09, 0.0, 1e-5, 0.5, 4.0, 60.0])
def test_continuous_bernoulli_is_a_density(h):
    """It integrates to 1, its mean is its mean, and that is not sigmoid(h)."""
    p = vae.ContinuousBernoulliLikelihood()(torch.tensor(h))

    def density(x):
        return p.log_prob(torch.tensor(x)).exp().item()

    # Quadrature is good to 1e-8; the series below |h| = 0.1 is off by at most 2e-10.
    edges = {"points": [0.01, 0.1, 0.9, 0.99], "limit": 200}
    assert integrate.quad(density, 0, 1, **edges)[0] == pytest.approx(1, abs=1e-7)
    mean, _ = integrate.quad(lambda x: x * density(x), 0, 1, **edges)
    assert p.mean.item() == pytest.approx(mean, abs=1e-7)
    if abs(h) > 0.1:
        assert abs(p.mean.item() - torch.tensor(h).sigmoid().item()) > 0.003
    drawn = p.expand((100_000,)).sample()
    # Five standard errors; the standard deviation is at most that of U[0, 1], 0.289.
    assert drawn.mean().item() == pytest.approx(mean, abs=5 * 0.289 / 100_000**0.5)
    assert 0 <= drawn.min() and drawn.max() <= 1


def test_continuous_bernoulli_against_pytorch():
    """The same numbers where PyTorch's is good, and black where it is not."""
    h = torch.linspace(-9, 9, 50)
    x = torch.rand(50)
    ours = vae.ContinuousBernoulliLikelihood()(h)
    theirs = torch.distributions.ContinuousBernoulli(logits=h)
    # PyTorch's series around h = 0 is good to about 1e-9.
    torch.testing.assert_close(ours.log_prob(x), theirs.log_prob(x), atol=1e-8, rtol=0)
    torch.testing.assert_close(ours.mean, theirs.mean, atol=1e-8, rtol=0)
    dark = torch.tensor(-200.0, dtype=torch.float32)
    theirs = torch.distributions.ContinuousBernoulli(logits=dark)
    assert theirs.mean > 0.06  # the clamp that made us write our own
    ours = vae.ContinuousBernoulliLikelihood()(dark)
    assert ours.mean.item() == pytest.approx(1 / 200, rel=1e-5)  # float32


def test_continuous_bernoulli_gradient():
    """d log p / dh = x - mean: for every exponential family, also where series meet."""
    h = torch.tensor([-200.0, -0.1001, -0.0999, 0.0, 0.05, 3.0, 200.0])
    h.requires_grad_()
    p = vae.ContinuousBernoulliLikelihood()(h)
    (grad,) = torch.autograd.grad(p.log_prob(torch.full((7,), 0.3)).sum(), h)
    torch.testing.assert_close(grad, 0.3 - p.mean.detach(), atol=1e-8, rtol=0)


@pytest.mark.parametrize("learn", [False, True])
def test_gaussian_likelihood(learn):
    h, x = torch.randn(2, 50)
    likelihood = vae.GaussianLikelihood(0.3, learn, mean=torch.sigmoid)
    expected = stats.norm(torch.sigmoid(h).numpy(), 0.3).logpdf(x.numpy())
    ours = likelihood(h).log_prob(x).detach()
    torch.testing.assert_close(ours, torch.tensor(expected))
    assert likelihood.log_sigma.requires_grad is learn
    with pytest.raises(ValueError, match="sigma = 0.0 must be above 0"):
        vae.GaussianLikelihood(0.0)


def test_learned_sigma_has_the_right_gradient():
    """d/d log sigma of the log-density of d values is |x - h|^2 / sigma^2 - d."""
    h, x = torch.randn(2, 50)
    likelihood = vae.GaussianLikelihood(0.3, learn=True)
    likelihood(h).log_prob(x).sum().backward()
    expected = (x - h).square().sum() / 0.3**2 - 50
    torch.testing.assert_close(likelihood.log_sigma.grad, expected)


def test_cross_entropy_is_the_usual_loss_and_no_density():
    """PyTorch's number, sigmoid(h) as its mean, and an integral below 1."""
    h, x = torch.randn(50), torch.rand(50)
    p = vae.CrossEntropy()(h)
    theirs = nn.functional.binary_cross_entropy_with_logits(h, x, reduction="none")
    torch.testing.assert_close(p.log_prob(x), -theirs)
    torch.testing.assert_close(p.mean, h.sigmoid())

    def mass(h):
        p = vae.CrossEntropy()(torch.tensor(h))
        return integrate.quad(lambda x: p.log_prob(torch.tensor(x)).exp().item(), 0, 1)

    # At h = 0 the formula is 1/2 for every x; it is the continuous Bernoulli without
    # its constant, so its integral is the constant's inverse.
    assert mass(0.0)[0] == pytest.approx(0.5, abs=1e-12)
    ours = vae.ContinuousBernoulliLikelihood()(torch.tensor(2.0))
    ratio = p_at(2.0, 0.4) / ours.log_prob(torch.tensor(0.4)).exp().item()
    assert mass(2.0)[0] == pytest.approx(ratio, abs=1e-9)


def p_at(h, x):
    return vae.CrossEntropy()(torch.tensor(h)).log_prob(torch.tensor(x)).exp().item()


def test_each_likelihood_knows_its_range():
    h = torch.zeros(2, 4)
    bernoulli = vae.BernoulliLikelihood()
    continuous = vae.ContinuousBernoulliLikelihood()
    assert bernoulli(h).log_prob(torch.ones(2, 4)).exp().unique().item() == 0.5
    assert continuous(h).log_prob(torch.full((2, 4), 0.3)).isfinite().all()
    grey = vae.CrossEntropy()
    wrong = [(bernoulli, 0.5), (bernoulli, 255.0), (continuous, 1.5), (grey, 255.0)]
    wrong += [(grey, -0.1), (grey, float("nan"))]
    for likelihood, value in wrong:
        with pytest.raises(ValueError, match="within the support|must lie in"):
            likelihood(h).log_prob(torch.full((2, 4), value))
