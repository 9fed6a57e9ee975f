"""Priors other than N(0, I): against SciPy, scikit-learn and numerical integrals."""

import math

import numpy as np
import pytest
import torch
from scipy import stats
from sklearn.mixture import GaussianMixture
from torch import nn
from torch.optim import Adam

from gvlib import data, vae
from gvlib.train import fit, seed_everything


def some_codes(n=2_000, d=3):
    """Two bent clouds."""
    rng = torch.Generator().manual_seed(0)
    z = torch.randn(n, d, generator=rng)
    z[:, 1] += z[:, 0] ** 2
    z[: n // 2, 2] += 4
    return z


def test_a_mixture_of_widths_is_scipys():
    rng = np.random.default_rng(0)
    weights, means = rng.dirichlet(np.ones(4)), rng.normal(size=(4, 3))
    scales = rng.uniform(0.5, 2, size=(4, 3))
    prior = vae.MixturePrior(*(torch.tensor(a) for a in (weights, means, scales)))
    z = rng.normal(size=(50, 3))
    parts = [
        w * stats.multivariate_normal(m, np.diag(s**2)).pdf(z)
        for w, m, s in zip(weights, means, scales, strict=True)
    ]
    expected = torch.tensor(np.log(np.sum(parts, 0)))
    torch.testing.assert_close(prior().log_prob(torch.tensor(z)), expected)


def test_a_fitted_mixture_is_scikit_learns():
    z = some_codes()
    prior = vae.fit_mixture(z, 5, seed=3)
    sklearns = GaussianMixture(5, reg_covar=1e-4, random_state=3).fit(z.double())
    expected = torch.tensor(sklearns.score_samples(z.double())).float()
    # 32 bits instead of 64: about six digits of a few nats.
    torch.testing.assert_close(prior().log_prob(z), expected, atol=1e-4, rtol=1e-4)
    assert not any(p.requires_grad for p in prior.parameters())


def test_draws_of_a_fitted_mixture_have_the_codes_moments():
    """EM keeps mean and covariance of its data; their errors are those of n draws."""
    z, n = some_codes(), 40_000
    seed_everything(0)
    draws = vae.fit_mixture(z, 4)().sample((n,))
    error = 5 * (z.std(0) / math.sqrt(n))
    assert ((draws.mean(0) - z.mean(0)).abs() < error).all()
    # The error of a variance is sqrt((kurtosis - 1) / n) of it; kurtosis is below 20.
    assert ((draws.var(0) / z.var(0) - 1).abs() < 5 * math.sqrt(19 / n)).all()


@pytest.mark.parametrize("d", [2, 3])
def test_a_flow_has_the_density_it_says(d):
    """log p by the change of variables equals that of the Jacobian by autograd."""
    seed_everything(0)
    prior = vae.FlowPrior(d, width=16).double()
    for p in prior.parameters():
        nn.init.normal_(p, std=0.3)
    base, noise = prior().base_dist, torch.randn(5, d, dtype=torch.double)

    def moved(e):
        for t in prior().transforms:
            e = t(e)
        return e

    z = moved(noise)
    found = prior().log_prob(z)
    for e, log_p in zip(noise, found, strict=True):
        J = torch.autograd.functional.jacobian(moved, e)
        expected = base.log_prob(e) - torch.linalg.slogdet(J)[1]
        # Inverting six couplings in double precision loses a few digits.
        torch.testing.assert_close(log_p, expected, atol=1e-8, rtol=1e-8)


def test_a_flow_integrates_to_one():
    seed_everything(1)
    prior = vae.FlowPrior(2, width=8, n_layers=2).double()
    for p in prior.parameters():
        nn.init.normal_(p, std=0.2)

    # A midpoint rule on a smooth density; what lies outside +-7 is below 1e-6.
    with torch.no_grad():
        axis = torch.linspace(-6.98, 6.98, 350, dtype=torch.double)
        grid = torch.cartesian_prod(axis, axis)
        total = prior().log_prob(grid).exp().sum() * (axis[1] - axis[0]) ** 2
    assert total.item() == pytest.approx(1, abs=1e-3)


def test_a_flow_learns_what_one_gaussian_cannot():
    """More likely than the best Gaussian by over half a nat: the clouds are bent."""
    z = some_codes()
    seed_everything(0)
    prior = vae.FlowPrior(3, width=32)
    opt, batches = Adam(prior.parameters(), 5e-3), data.Batches(z, 200)
    fit(vae.prior_step(prior, opt), batches, 200, state={}, progress=False)
    gaussian = stats.multivariate_normal(z.mean(0), torch.cov(z.T)).logpdf(z)
    assert prior().log_prob(z).mean() > gaussian.mean() + 0.5


def small_vae(prior=None):
    encoder, decoder = nn.Linear(4, 4), nn.Linear(2, 4)
    return vae.VAE(encoder, decoder, vae.GaussianLikelihood(), 2, prior)


def test_a_standard_normal_given_by_hand_changes_nothing_but_the_estimate():
    """Its KL is of one draw, with the exact one as its mean."""
    one = torch.ones(1)
    by_hand = vae.MixturePrior(one, torch.zeros(1, 2), torch.ones(1, 2))
    seed_everything(0)
    plain, given = small_vae(), small_vae(by_hand)
    given.load_state_dict(plain.state_dict(), strict=False)
    x, n = torch.randn(1, 4), 20_000
    exact = plain.elbo_terms(x)[1].item()
    with torch.no_grad():
        draws = given.elbo_terms(x.expand(n, 4))[1]
    error = 5 * draws.std().item() / n**0.5
    assert draws.mean().item() == pytest.approx(exact, abs=error)


def test_a_given_prior_is_learned_drawn_from_and_weighed():
    seed_everything(0)
    model = small_vae(vae.mixture_start(3, 2))
    assert "given_prior.means" in dict(model.named_parameters())
    opt = Adam(model.parameters(), 0.1)
    before = model.given_prior.means.detach().clone()
    batches = data.Batches(torch.randn(64, 4) + 3, 16)
    fit(vae.vae_step(model, opt), batches, 5, state={}, progress=False)
    assert not torch.equal(before, model.given_prior.means)
    far = vae.MixturePrior(
        torch.ones(1), torch.full((1, 2), 50.0), torch.full((1, 2), 1e-3)
    )
    drawn = small_vae(far)
    nn.init.eye_(drawn.decoder.weight)
    nn.init.zeros_(drawn.decoder.bias)
    assert (drawn.sample_mean(10)[:, :2] > 49).all()
    log_w = drawn.log_weights(torch.zeros(1, 4))
    assert log_w.item() < -1e6  # such a prior cannot have made what q says


def test_too_few_codes_are_refused():
    z = some_codes(100, 10)
    with pytest.raises(ValueError, match="100 codes of 10 numbers .* at least 132 im"):
        vae.fit_mixture(z, 20)
    with pytest.raises(ValueError, match="k = 0 Gaussians must be at least 1"):
        vae.fit_mixture(z, 0)
    with pytest.raises(ValueError, match="z_dim = 1 must be at least 2"):
        vae.FlowPrior(1)
