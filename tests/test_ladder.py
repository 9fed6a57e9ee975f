"""The ladder VAE against a chain of Gaussians whose likelihood is known exactly."""

import math

import numpy as np
import pytest
import torch
from points import check_draws
from scipy import stats
from torch import nn
from torch.distributions import kl_divergence

from gvlib import vae
from gvlib.vae.ladder import LadderVAE, merged

pytestmark = pytest.mark.usefixtures("double")

X_DIM, SIGMA, TAU = 5, 0.6, 0.8
W_SCALES = torch.tensor([2.0, 1.0, 1.5], dtype=torch.float64)
A = torch.tensor([[0.9], [-1.3], [0.4]], dtype=torch.float64)  # z_1 = A z_2 + tau e


class Said(nn.Module):
    """(mu, log sigma), linear in its input, sigma constant."""

    def __init__(self, weight, log_sigma, shift=0.0):
        super().__init__()
        self.weight, self.log_sigma, self.shift = weight, log_sigma, shift

    def forward(self, rows):
        mu = rows @ self.weight.T + self.shift
        return torch.cat([mu, self.log_sigma.expand_as(mu)], -1)


def linear_ladder(shift=0.0):
    """x = W z_1 + sigma e, z_1 = A z_2 + tau e: exact upward Gaussians, SciPy's law.

    W has orthogonal columns, so x says N(z_1; W^+ x, sigma^2 / w_j^2) of each
    coordinate; of z_2, of one dimension, what weighted least squares does.
    """
    W = torch.linalg.qr(torch.randn(X_DIM, 3)).Q * W_SCALES
    decoder = nn.Linear(3, X_DIM, bias=False)
    decoder.weight.data = W
    model = LadderVAE(
        nn.Identity(), decoder, vae.GaussianLikelihood(SIGMA), (3, 1), X_DIM
    )
    inverse = torch.linalg.pinv(W)
    noise = SIGMA**2 / W_SCALES**2
    model.up = nn.ModuleList([Positive()])
    precision = 1 / (noise + TAU**2)
    fit = (A.T * precision) / (A.T * precision @ A)
    # p(z_2) = N(0, 1) joins what x says: the top layer's Gaussian is the posterior.
    variance = 1 / (1 + (A.T * precision @ A))
    shrink = variance * (A.T * precision @ A)
    top = shrink @ fit @ inverse
    model.read = nn.ModuleList([
        Said(inverse, (noise.sqrt()).log(), shift),
        Said(torch.cat([top, -top], 1), variance.sqrt().log()[0]),
    ])  # fmt: skip
    model.down = nn.ModuleList([Said(A, torch.full((3,), TAU).log())])
    covariance = W @ (A @ A.T + TAU**2 * torch.eye(3)) @ W.T
    covariance = covariance + SIGMA**2 * torch.eye(X_DIM)
    return model, stats.multivariate_normal(np.zeros(X_DIM), covariance.numpy())


class Positive(nn.Module):
    """(x, -x): what a ReLU leaves of it still holds x."""

    def forward(self, rows):
        return torch.cat([rows, -rows], -1)


def test_merging_is_the_product_of_two_gaussians():
    """Its log-density is theirs, added up, but for a constant: SciPy's numbers."""
    a = torch.tensor([0.3, -2.0]), torch.tensor([-0.5, 1.0])
    b = torch.tensor([-1.0, 4.0]), torch.tensor([0.2, -1.5])
    mu, log_sigma = merged(a, b)
    at = np.linspace(-6, 6, 25)
    for i in range(2):
        parts = [stats.norm(m[i].item(), s[i].exp().item()) for m, s in (a, b)]
        product = sum(p.logpdf(at) for p in parts)
        found = stats.norm(mu[i].item(), log_sigma[i].exp().item()).logpdf(at)
        # Log-densities of up to some hundred nats, in double precision.
        assert np.ptp(product - found) < 1e-9


def test_merging_does_not_overflow():
    """A Gaussian of no width wins; two of them stay where they agree."""
    narrow, wide = torch.tensor([-800.0]), torch.tensor([800.0])
    mu, log_sigma = merged((torch.tensor([2.0]), narrow), (torch.tensor([5.0]), wide))
    assert mu.item() == 2.0 and log_sigma.item() == pytest.approx(-800.0)
    mu, log_sigma = merged((torch.tensor([2.0]), narrow), (torch.tensor([2.0]), narrow))
    assert mu.item() == 2.0
    assert log_sigma.item() == pytest.approx(-800.0 - math.log(2) / 2)


def test_the_exact_posterior_has_constant_weights():
    """w = p(x) for every draw: both layers' terms are right, or this fails."""
    model, law = linear_ladder()
    x = torch.randn(16, X_DIM)
    exact = torch.tensor(law.logpdf(x.numpy()))
    weights = model.log_weights(x, 7)
    assert weights.shape == (7, 16)
    torch.testing.assert_close(weights, exact.expand(7, -1))
    torch.testing.assert_close(vae.log_likelihood(model, x, 20, 10), exact)


def test_weights_of_a_wrong_posterior_average_to_p():
    """E w = p(x); the ELBO lies below, by both its expressions alike."""
    model, law = linear_ladder(shift=0.15)
    x = torch.randn(8, X_DIM)
    exact = torch.tensor(law.logpdf(x.numpy()))
    n = 20_000
    with torch.no_grad():
        weights = model.log_weights(x, n)
        bounds = torch.stack([vae.elbo(model, x) for _ in range(2_000)])
    ratio = (weights - exact).exp()
    error = 5 * ratio.std(0) / math.sqrt(n)  # five standard errors
    assert ((ratio.mean(0) - 1).abs() < error).all()
    # The mean log-weight is the same bound, its KL terms drawn, not integrated.
    spread = weights.std(0) / math.sqrt(n) + bounds.std(0) / math.sqrt(2_000)
    assert ((weights.mean(0) - bounds.mean(0)).abs() < 5 * spread).all()
    assert (weights.mean(0) < exact - 5 * weights.std(0) / math.sqrt(n)).all()


def test_kl_of_the_layers_is_pytorchs():
    model, _ = linear_ladder(shift=0.2)
    layers = model.infer(torch.randn(4, X_DIM))
    found = model.kl_layers(layers)
    assert found.shape == (2, 4) and (found >= 0).all()
    for row, (q, p, _) in zip(found, layers, strict=True):
        parts = kl_divergence(q.base_dist, p.base_dist).sum(-1).squeeze(0)
        torch.testing.assert_close(row, parts)


def test_samples_have_the_models_covariance():
    model, law = linear_ladder()
    check_draws(model, law.cov, SIGMA)


def test_one_layer_is_the_vae():
    """The same numbers as VAE's, from the same weights and draws."""
    encoder, decoder = nn.Linear(X_DIM, 6), nn.Linear(3, X_DIM)
    plain = vae.VAE(encoder, decoder, vae.GaussianLikelihood(SIGMA), 3)
    model = LadderVAE(
        nn.Identity(), decoder, vae.GaussianLikelihood(SIGMA), (3,), X_DIM
    )
    model.read = nn.ModuleList([encoder])
    x = torch.randn(4, X_DIM)
    for call in ("elbo_terms", "log_weights"):
        torch.manual_seed(3)
        found = getattr(model, call)(x)
        torch.manual_seed(3)
        torch.testing.assert_close(found, getattr(plain, call)(x))
    assert isinstance(model, vae.LatentVariableModel)


def test_bad_arguments_are_named():
    model, _ = linear_ladder()
    with pytest.raises(ValueError, match="k = 0 must be at least 1"):
        model.log_weights(torch.zeros(2, X_DIM), 0)
    for wrong in ((), (3, 0)):
        with pytest.raises(ValueError, match="z_dims = .* at least one"):
            LadderVAE(nn.Identity(), nn.Identity(), nn.Identity(), wrong)
    fresh = LadderVAE(
        nn.Linear(5, 8), nn.Linear(3, 5), vae.GaussianLikelihood(), (3, 2), 8
    )
    with pytest.raises(ValueError, match="the trunk cannot take x: .*float32"):
        fresh.elbo_terms(torch.zeros(2, 5).float())
