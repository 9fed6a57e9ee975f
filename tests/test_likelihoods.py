"""Likelihoods: densities that integrate to one, against SciPy's and by quadrature."""

import pytest
import torch
from scipy import integrate, stats

from gvlib import vae


@pytest.fixture(autouse=True)
def double():
    """Double precision: then a wrong formula shows, and rounding does not."""
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(0)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("h", [-8.0, -1.0, -1e-3, 0.0, 1e-5, 0.5, 4.0])
def test_continuous_bernoulli_is_a_density(h):
    """It integrates to 1, its mean is its mean, and that is not sigmoid(h)."""
    p = vae.ContinuousBernoulliLikelihood()(torch.tensor(h))

    def density(x):
        return p.log_prob(torch.tensor(x)).exp().item()

    # Near h = 0 PyTorch uses a Taylor series: good to better than 1e-6.
    assert integrate.quad(density, 0, 1)[0] == pytest.approx(1, abs=1e-6)
    mean, _ = integrate.quad(lambda x: x * density(x), 0, 1)
    assert p.mean.item() == pytest.approx(mean, abs=1e-6)
    if abs(h) > 0.1:
        assert abs(p.mean.item() - torch.tensor(h).sigmoid().item()) > 0.01


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


def test_each_likelihood_knows_its_range():
    h = torch.zeros(2, 4)
    bernoulli = vae.BernoulliLikelihood()
    continuous = vae.ContinuousBernoulliLikelihood()
    assert bernoulli(h).log_prob(torch.ones(2, 4)).exp().unique().item() == 0.5
    assert continuous(h).log_prob(torch.full((2, 4), 0.3)).isfinite().all()
    for likelihood, value in ((bernoulli, 0.5), (bernoulli, 255.0), (continuous, 1.5)):
        with pytest.raises(ValueError, match="within the support"):
            likelihood(h).log_prob(torch.full((2, 4), value))
