"""Posterior collapse: the strong decoder, the cures, and what measures the code."""

import itertools
import math

import numpy as np
import pytest
import torch
from jaxtyping import TypeCheckError
from scipy import stats
from torch import nn
from torch.optim import SGD, Adam

from gvlib import data, metrics, nets, vae
from gvlib.train import fit
from gvlib.vae.autoregressive import AutoregressiveLikelihood, earlier
from gvlib.vae.model import kl_units
from gvlib.vae.schedules import WarmUp, encoder_first, free_bits

pytestmark = pytest.mark.usefixtures("double")

SHAPE, FEATURES = (2, 3), 4
PICTURES = torch.tensor(list(itertools.product((0, 1), repeat=6)))
reaches = pytest.mark.parametrize("reach", [0, 1, 5])


def tiny(reach=5, z_dim=1):
    """A VAE of pictures of six bits, with weights large enough to be no coin."""
    torch.manual_seed(0)
    h = nn.Unflatten(1, (FEATURES, *SHAPE))
    decoder = nn.Sequential(nets.mlp(z_dim, 8, FEATURES * 6), h)
    encoder = nn.Sequential(nn.Flatten(), nets.mlp(6, 8, 2 * z_dim))
    likelihood = AutoregressiveLikelihood(SHAPE, FEATURES, reach)
    likelihood.hidden.weight.data *= 4
    return vae.VAE(encoder, decoder, likelihood, z_dim)


def pictures():
    return PICTURES.double().reshape(64, 1, *SHAPE)


@reaches
def test_the_probabilities_of_all_pictures_sum_to_1(reach):
    model = tiny(reach)
    for z in torch.tensor([[-2.0], [0.0], [1.5]]):
        log_p = model.log_px(pictures(), z.expand(64, 1))
        assert log_p.shape == (64,)
        assert log_p.exp().sum().item() == pytest.approx(1, abs=1e-12)
        assert log_p.std() > 0.1  # not all alike


@reaches
def test_a_pixel_depends_on_earlier_pixels_within_reach_only(reach):
    """By derivatives of the logits, at several pictures: a ReLU may be off at one."""
    model = tiny(reach)
    h = model.decoder(torch.randn(1, 1))[0]
    logits = lambda x: model.likelihood.logits(h, x.reshape(1, *SHAPE)).flatten()  # noqa: E731
    slopes = torch.zeros(6, 6)
    for x in torch.rand(10, 6):
        slopes += torch.autograd.functional.jacobian(logits, x).abs()
    places = list(itertools.product(range(2), range(3)))
    for i, j in itertools.product(range(6), repeat=2):
        (a, b), (c, d) = places[i], places[j]
        seen = j < i and abs(a - c) <= reach and abs(b - d) <= reach
        assert (slopes[i, j] > 0) == seen == bool(earlier(SHAPE, reach)[i, j])


def test_without_reach_the_pixels_are_independent():
    """log p(x|z) = sum of Bernoulli log-probabilities with logits of z alone."""
    model, x, z = tiny(0), pictures(), torch.randn(64, 1)
    h = model.decoder(z)
    off = torch.randint(2, x.shape).double()
    logits = model.likelihood.logits(h, off)  # of whatever picture
    exact = stats.bernoulli.logpmf(x.numpy(), logits.sigmoid().detach().numpy())
    found = model.log_px(x, z).detach().numpy()
    np.testing.assert_allclose(found, exact.sum((1, 2, 3)), rtol=1e-12)


def test_samples_have_the_probabilities_of_the_formula():
    """A chi-square test over the pictures, at one z; p-value of a fixed seed."""
    model, n = tiny(5), 8_000
    z = torch.tensor([[0.7]])
    exact = model.log_px(pictures(), z.expand(64, 1)).exp().detach().numpy()
    x = model.conditional(z).sample((n,))
    assert x.shape == (n, 1, 1, *SHAPE)
    codes = (x.flatten(1) @ 2.0 ** torch.arange(5, -1, -1)).long()
    counts = torch.bincount(codes, minlength=64).numpy()
    often = n * exact > 5
    seen = np.append(counts[often], counts[~often].sum())
    expected = np.append(n * exact[often], n * exact[~often].sum())
    assert stats.chisquare(seen, expected).pvalue > 0.01
    assert model.sample(3).shape == (3, 1, *SHAPE)


def test_the_bounds_are_below_the_likelihood_and_reach_it():
    """log p(x) of z in one dimension by Gauss-Hermite quadrature; all sum to 1."""
    model, x = tiny(5), pictures()
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    log_w = torch.tensor(weights / weights.sum()).log()
    z = torch.tensor(nodes)[:, None, None].expand(-1, 64, 1)
    exact = torch.logsumexp(model.log_px(x, z) + log_w[:, None], 0).detach()
    # relu has kinks: quadrature is not exact to more digits than these
    assert exact.exp().sum().item() == pytest.approx(1, abs=1e-6)
    assert isinstance(model, vae.LatentVariableModel)
    # 2,000 draws of weights that differ by some nats leave errors of some hundredths.
    found = vae.log_likelihood(model, x, 2_000, 1_000)
    torch.testing.assert_close(found, exact, atol=0.1, rtol=0)
    bound = torch.stack([vae.elbo(model, x).detach() for _ in range(50)])
    error = bound.mean(1).std() / 50**0.5
    assert bound.mean() + 3 * error < exact.mean()


def test_what_the_strong_decoder_refuses():
    with pytest.raises(ValueError, match="reach = -1 must be at least 0"):
        AutoregressiveLikelihood(SHAPE, 4, -1)
    with pytest.raises(ValueError, match="must be above 0"):
        AutoregressiveLikelihood(SHAPE, 0, 1)
    with pytest.raises(ValueError, match="must end in"):
        AutoregressiveLikelihood(SHAPE, 4, 1)(torch.zeros(5, 3, 2, 3))
    with pytest.raises(ValueError, match="neither 0 nor 1"):
        tiny().log_px(pictures() / 2, torch.zeros(64, 1))


def test_free_bits_are_the_formula():
    model, x = tiny(z_dim=3), pictures()
    q = model.posterior(x)
    kl = torch.distributions.kl_divergence(
        q.base_dist, torch.distributions.Normal(0.0, 1.0)
    ).mean(0)
    floor = kl.sort().values[1].item() * 1.01  # one unit is above it
    torch.manual_seed(1)
    found = free_bits(model, x, floor).mean()
    torch.manual_seed(1)
    reconstruction, _ = model.elbo_terms(x)
    exact = reconstruction.mean() - sum(max(floor, k) for k in kl)
    torch.testing.assert_close(found, exact)
    torch.manual_seed(1)
    weighed = free_bits(model, x, floor, beta=3.0).mean()
    torch.testing.assert_close(weighed, 3 * exact - 2 * reconstruction.mean())
    torch.manual_seed(1)
    bound = vae.elbo(model, x).mean()
    assert found < bound
    torch.manual_seed(1)
    torch.testing.assert_close(free_bits(model, x, 0.0).mean(), bound)


def test_below_the_floor_the_kl_has_no_gradient():
    """With a decoder that ignores z, only the KL of units above the floor pulls."""
    model, x = tiny(z_dim=2), pictures()
    for p in model.decoder[0][0].parameters():
        p.data.zero_()
    last = model.encoder[1][-1]
    last.weight.data.zero_()
    last.bias.data = torch.tensor([0.1, 2.0, 0.0, 0.0])  # KL 0.005 and 2 nats
    (slope,) = torch.autograd.grad(free_bits(model, x, 0.5).mean(), last.bias)
    torch.testing.assert_close(slope, torch.tensor([0.0, -2.0, 0.0, 0.0]))


def test_free_bits_refuse():
    with pytest.raises(ValueError, match="floor = -1"):
        free_bits(tiny(), pictures(), -1)
    model = tiny()
    model.given_prior = model.prior
    with pytest.raises(ValueError, match="leave out the VAE's prior"):
        free_bits(model, pictures(), 0.1)


class Terms:
    """A model whose reconstruction is 0 and whose KL is 1: the bound is -beta."""

    def elbo_terms(self, x):
        return torch.zeros(len(x)), torch.ones(len(x))

    def log_weights(self, x, k=1):
        raise NotImplementedError


def test_the_weight_rises_in_a_line_and_stays():
    bound = WarmUp(4, beta=2.0)
    found = [-bound(Terms(), torch.zeros(1)).item() for _ in range(7)]
    assert found == [0.0, 0.5, 1.0, 1.5, 2.0, 2.0, 2.0]
    for wrong in ({"n_steps": 0}, {"n_steps": 1, "beta": -1.0}):
        with pytest.raises(ValueError, match="must be at least"):
            WarmUp(**wrong)


def warmed(path, n_steps):
    """A tiny run with a warm-up of 10 steps, as far as step n_steps."""
    model, bound = tiny(), WarmUp(10)
    torch.manual_seed(3)
    opt = Adam(model.parameters(), 1e-2)
    batches = data.Batches(pictures(), 8)
    state = {"model": model, "opt": opt, "batches": batches, "bound": bound}
    step = vae.vae_step(model, opt, bound)
    fit(step, batches, n_steps, state=state, every=3, path=path)
    return torch.cat([p.flatten() for p in model.parameters()])


def test_a_warm_up_goes_on_where_it_stopped(tmp_path):
    once = warmed(tmp_path / "a.pt", 9)
    warmed(tmp_path / "b.pt", 6)
    assert torch.equal(warmed(tmp_path / "b.pt", 9), once)


def test_the_encoder_alone_moves_first():
    """n batches and n ascents of the encoder, the decoder fixed; then the step."""
    model, n, lr = tiny(), 3, 0.1
    before = {k: p.clone() for k, p in model.named_parameters()}
    seen = []

    def step(batches):
        seen.append(next(batches))
        for k, p in model.named_parameters():
            moved = not torch.equal(p, before[k])
            assert moved == k.startswith("encoder")
        return {"bound": 0.0}

    x = pictures()
    batches = iter(x[i : i + 8] for i in range(0, 64, 8))
    opt = SGD(model.encoder.parameters(), lr)
    torch.manual_seed(5)
    assert encoder_first(step, model, opt, n)(batches) == {"bound": 0.0}
    assert torch.equal(seen[0], x[8 * n : 8 * n + 8])
    other = tiny()
    torch.manual_seed(5)
    for i in range(n):  # the same by hand
        bound = vae.elbo(other, x[8 * i : 8 * i + 8]).mean()
        params = list(other.encoder.parameters())
        for p, g in zip(params, torch.autograd.grad(bound, params), strict=True):
            p.data += lr * g
    for a, b in zip(model.parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(a, b)
    with pytest.raises(ValueError, match="n = 0"):
        encoder_first(step, model, opt, 0)


def test_mutual_information_is_the_formula():
    """Against SciPy's densities, pair by pair, over more than one chunk."""
    n = 700
    mu, z = torch.randn(n, 2) + 5, torch.empty(n, 2)
    sigma = torch.rand(n, 2) + 0.1
    z = mu + sigma * torch.randn(n, 2)
    log_q = stats.norm.logpdf(
        z.numpy()[:, None], mu.numpy()[None], sigma.numpy()[None]
    ).sum(2)
    mixture = np.logaddexp.reduce(log_q, 1) - math.log(n)
    exact = (log_q.diagonal() - mixture).mean()
    found = metrics.mutual_information(mu, sigma, z)
    assert found == pytest.approx(exact, abs=1e-9)  # log q of up to 1e3, rounded


def test_mutual_information_of_a_linear_code():
    """z = rho x + sqrt(1 - rho^2) e: I = -1/2 log(1 - rho^2) for each dimension."""
    n, rho = 4_000, torch.tensor([0.9, 0.5, 0.0])
    x = torch.randn(n, 3)
    mu, sigma = rho * x, (1 - rho**2).sqrt().expand(n, 3)
    z = mu + sigma * torch.randn(n, 3)
    exact = -0.5 * (1 - rho**2).log().sum().item()
    # Var of log q(z|x) / q(z) is sum rho^2: s / sqrt(n) = 0.016, and 3 of these.
    assert metrics.mutual_information(mu, sigma, z) == pytest.approx(exact, abs=0.05)
    q = torch.distributions.Independent(torch.distributions.Normal(mu, sigma), 1)
    assert kl_units(q).sum(1).mean().item() == pytest.approx(exact, abs=0.05)


def test_mutual_information_ends_at_log_n():
    n = 50
    mu = 100.0 * torch.arange(n)[:, None]
    one = torch.ones(n, 1)
    assert metrics.mutual_information(mu, one, mu) == pytest.approx(math.log(n))
    assert metrics.mutual_information(0 * mu, one, torch.randn(n, 1)) == (
        pytest.approx(0, abs=1e-12)
    )


def test_mutual_information_refuses():
    x = torch.ones(3, 2)
    with pytest.raises((ValueError, TypeCheckError)) as caught:
        metrics.mutual_information(x, x, torch.ones(4, 2))
    if not isinstance(caught.value, TypeCheckError):
        assert "each point has one of each" in str(caught.value)
    with pytest.raises(ValueError, match="must be above 0"):
        metrics.mutual_information(x, 0 * x, x)
