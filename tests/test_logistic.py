"""The discretised logistic: probabilities of grey levels, against SciPy's logistic."""

import math

import numpy as np
import pytest
import torch
from scipy import stats

from gvlib import data, nets, vae

LEVELS = torch.arange(256, dtype=torch.uint8)


def law(mu, log_s, dtype=torch.float32):
    """The likelihood of one pixel, for all 256 levels."""
    h = torch.tensor([[mu, log_s]], dtype=dtype).expand(256, 2)
    return vae.DiscretisedLogisticLikelihood()(h)


def scipys(mu, log_s):
    """The same probabilities as differences of SciPy's distribution function."""
    edges = np.concatenate([[-np.inf], (np.arange(255) + 0.5) / 255, [np.inf]])
    # The floor of s, which keeps float32 away from 1 / 0, is a 16th of half a level.
    p = stats.logistic(mu, math.exp(log_s) + 0.5 / 255 / 16)
    upper = edges > mu  # differences of the smaller tail, or all digits cancel
    below, above = p.cdf(edges), p.sf(edges)
    return np.where(upper[:-1], above[:-1] - above[1:], below[1:] - below[:-1])


@pytest.mark.parametrize("mu", [-0.3, 0.0, 0.2, 0.5, 1.0, 1.4])
@pytest.mark.parametrize("log_s", [-20.0, -6.0, -3.0, 0.0, 4.0])
def test_a_probability_of_every_level(mu, log_s):
    """They sum to 1 in float32, and in float64 each is SciPy's difference."""
    x = data.to_unit(LEVELS)[:, None]
    log_p = law(mu, log_s).log_prob(x)
    assert log_p.max() <= 0
    # x is rounded to 6e-8; the least s is 1e-4, the sigmoid's slope at most 1/4.
    assert log_p.exp().sum().item() == pytest.approx(1, abs=2e-4)
    x = LEVELS.double()[:, None] / 255
    ours = law(mu, log_s, torch.float64).log_prob(x).squeeze(1).numpy()
    theirs = scipys(mu, log_s)
    seen = theirs > 1e-200
    # SciPy's are differences of numbers near 1 next to mu: 1e-16 / 1e-5 is lost.
    np.testing.assert_allclose(ours[seen], np.log(theirs[seen]), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("m", [-1e3, -5.0, 0.0, 0.5, 7.0, 1e3])
@pytest.mark.parametrize("log_s", [-300.0, -30.0, -4.0, 3.0, 80.0])
def test_the_gradient_is_finite_at_extremes(m, log_s):
    h = torch.tensor([[m, log_s]]).repeat(256, 1).requires_grad_()
    p = vae.DiscretisedLogisticLikelihood(mean=torch.sigmoid)(h)
    log_p = p.log_prob(data.to_unit(LEVELS)[:, None])
    (grad,) = torch.autograd.grad(log_p.sum(), h)
    assert log_p.isfinite().all() and grad.isfinite().all()


@pytest.mark.usefixtures("double")
def test_the_gradient_is_that_of_finite_differences():
    x = torch.tensor([[0.0, 1.0, 128 / 255, 3 / 255]]).T
    h = torch.tensor([[0.2, -2.0], [0.7, -1.0], [0.4, -5.0], [0.1, 1.0]])
    likelihood = vae.DiscretisedLogisticLikelihood()
    assert torch.autograd.gradcheck(
        lambda h: likelihood(h).log_prob(x), h.requires_grad_()
    )


@pytest.mark.parametrize(("mu", "log_s"), [(0.5, -2.0), (0.0, -3.0), (1.2, -1.0)])
def test_mean_and_samples(mu, log_s):
    """The mean is the sum over levels; samples are levels with these frequencies."""
    torch.manual_seed(0)
    p = law(mu, log_s, torch.float64)
    x = LEVELS.double()[:, None] / 255
    shares = p.log_prob(x).exp().squeeze(1)
    assert p.mean[0].item() == pytest.approx((shares * x.squeeze(1)).sum().item())
    n = 20_000
    drawn = p.sample((n,))[:, 0, 0]
    counts = (255 * drawn).round().long().bincount(minlength=256).double()
    likely = n * shares > 5
    expected = torch.cat([n * shares[likely], n * shares[~likely].sum()[None]])
    seen = torch.cat([counts[likely], counts[~likely].sum()[None]])
    kept = expected > 5
    chi2 = ((seen - expected).square() / expected)[kept].sum().item()
    # One in 10^4 by chance; the seed is fixed.
    assert chi2 < stats.chi2(int(kept.sum()) - 1).ppf(0.9999)
    p.log_prob(p.sample())  # every sample is a level


def test_only_grey_levels_have_a_probability():
    p = vae.DiscretisedLogisticLikelihood(-3)(torch.zeros(2, 2, 3, 3))
    x = data.to_unit(torch.randint(256, (2, 1, 3, 3), dtype=torch.uint8))
    assert p.log_prob(x).shape == x.shape
    for wrong, says in (
        (0.5, "2 of 18 values of x are no grey levels, such as 0.5.*data.to_unit"),
        (-1 / 255, "2 of 18 .* such as -0.00392"),
        (256 / 255, "2 of 18 .* such as 1.0039"),
        (float("nan"), "2 of 18 values of x are nan"),
        (float("inf"), "2 of 18 .* such as inf"),
    ):
        spoilt = x.clone()
        spoilt[:, 0, 1, 1] = wrong
        with pytest.raises(ValueError, match=says):
            p.log_prob(spoilt)
    with pytest.raises(ValueError, match="no grey levels"):
        p.log_prob(data.dequantize((255 * x).round().byte()))


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match="axis = 0 must be negative"):
        vae.DiscretisedLogisticLikelihood(0)
    with pytest.raises(ValueError, match=r"h has shape \(2, 1, 3, 3\): axis -3"):
        vae.DiscretisedLogisticLikelihood(-3)(torch.zeros(2, 1, 3, 3))


def test_a_vae_on_bytes():
    """A bound on log P(x), below 0; images and means have the data's shape."""
    torch.manual_seed(0)
    likelihood = vae.DiscretisedLogisticLikelihood(-3, torch.sigmoid)
    model = vae.VAE(nets.encoder(4), nets.generator(4, out=2), likelihood, 4)
    x = data.to_unit(torch.randint(256, (3, 1, 28, 28), dtype=torch.uint8))
    assert vae.elbo(model, x).shape == (3,) and (vae.elbo(model, x) < 0).all()
    assert model.sample(2).shape == model.sample_mean(2).shape == (2, 1, 28, 28)
