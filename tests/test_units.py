"""Units of a VAE's loss, against PyTorch's reductions, SciPy, and plain counting."""

import itertools
import math

import numpy as np
import pytest
import torch
from scipy.optimize import minimize
from scipy.special import rel_entr
from scipy.stats import bernoulli, entropy, norm
from torch.distributions import Bernoulli, Normal, kl_divergence
from torch.nn.functional import binary_cross_entropy, gaussian_nll_loss, mse_loss

from gvlib.theory import loss_units as units

WAYS = list(itertools.product(units.EITHER, units.EITHER, units.BATCH))
B, D, Z = 6, 10, 4


def terms(seed: int = 0):
    """(x, x', q) of a batch; x' and q's parameters want gradients."""
    torch.manual_seed(seed)
    x, y = torch.rand(B, D), torch.rand(B, D, requires_grad=True)
    mu = torch.randn(B, Z, requires_grad=True)
    log_s = torch.randn(B, Z, requires_grad=True)
    return x, y, mu, log_s


def printed(square, kl, weight, pixels, latents, batch):
    """The loss as somebody writes it, with tensors' own sum() and mean()."""
    square, kl = getattr(square, pixels)(1), getattr(kl, latents)(1)
    of_square = "sum" if batch == "sum" else "mean"
    of_kl = "mean" if batch == "mean" else "sum"
    return getattr(square, of_square)() + weight * getattr(kl, of_kl)()


@pytest.mark.parametrize(("pixels", "latents", "batch"), WAYS)
def test_effective_beta_has_the_same_gradients(double, pixels, latents, batch):
    """Eq. E.1: autograd of both losses differs by one factor, everywhere.

    Double precision; 1e-9 is far above its rounding and far below any wrong factor.
    """
    x, y, mu, log_s = terms()
    square = (x - y).square()
    kl = kl_divergence(Normal(mu, log_s.exp()), Normal(0.0, 1.0))
    loss = printed(square, kl, 0.3, pixels, latents, batch)
    how = {"pixels": pixels, "batch": batch, "size": B}
    beta = units.effective_beta(0.3, D, Z, latents=latents, **how)
    plain = (square.sum(1) + beta * kl.sum(1)).mean()
    ours, theirs = (torch.autograd.grad(f, (y, mu, log_s), retain_graph=True)
                    for f in (plain, loss))  # fmt: skip
    ratio = torch.cat([(a / b).flatten() for a, b in zip(ours, theirs, strict=True)])
    assert torch.allclose(ratio, ratio[0], rtol=1e-9)
    value = units.per_image(loss.item(), D, **how)
    assert value == pytest.approx(plain.item(), rel=1e-12)


def test_squared_error_is_minus_an_elbo(double):
    """Eq. E.2, E.3: PyTorch's own Gaussian nll and KL, at sigma^2 = w D / 2."""
    x, y, mu, log_s = (t.detach() for t in terms())
    kl = kl_divergence(Normal(mu, log_s.exp()), Normal(0.0, 1.0)).sum(1)
    loss = mse_loss(y, x) + 0.07 * kl.mean()
    variance = units.decoder_variance(0.07 * D)
    assert variance == pytest.approx(0.07 * D / 2)
    nll = gaussian_nll_loss(y, x, torch.full_like(x, variance), full=True,
                            reduction="sum") / B  # fmt: skip
    found = units.convert("squared error", loss.item(), 0.07, D, Z, pixels="mean")
    assert found.nats == pytest.approx((nll + kl.mean()).item(), rel=1e-12)
    assert found.sigma == pytest.approx(math.sqrt(variance))
    own = -Normal(y, variance**0.5).log_prob(x).sum(1).mean().item()
    sse = (x - y).square().sum(1).mean().item()
    assert units.gaussian_nll(sse, variance, D) == pytest.approx(own, rel=1e-12)


def test_the_common_example():
    """0.00025 beside a mean over 12,288: sigma^2 = 1.536, beta = 3.072."""
    beta = units.effective_beta(0.00025, 12_288, 128, pixels="mean")
    assert beta == pytest.approx(3.072)
    assert units.decoder_variance(beta) == pytest.approx(1.536)


@pytest.mark.parametrize("variance", [1e-4, 0.3, 50.0])
def test_gaussian_nll_is_scipys(variance):
    rng = np.random.default_rng(0)
    x, y = rng.random((2, 12))
    right = -norm.logpdf(x, y, math.sqrt(variance)).sum()
    found = units.gaussian_nll(((x - y) ** 2).sum(), variance, 12)
    assert found == pytest.approx(right, rel=1e-12)


def test_floor_is_the_entropy_and_no_prediction_beats_it(double):
    """Eq. E.5: SciPy's entropy; the cross-entropy exceeds it by a KL divergence."""
    x = torch.rand(5, 2, 3)
    floor = units.cross_entropy_floor(x)
    right = bernoulli.entropy(x.numpy()).sum((1, 2))
    assert np.allclose(floor, right, rtol=1e-12)
    y = torch.rand(5, 2, 3)
    loss = binary_cross_entropy(y, x, reduction="none").sum((1, 2))
    a, b = x.numpy(), y.numpy()
    above = (rel_entr(a, b) + rel_entr(1 - a, 1 - b)).sum((1, 2))
    assert np.allclose(loss - floor, above, rtol=1e-9)
    own = binary_cross_entropy(x, x, reduction="none").sum((1, 2))
    assert torch.allclose(own, floor, rtol=1e-12)
    bits = torch.tensor([[0.0, 1.0, 1.0]])
    assert units.cross_entropy_floor(bits).item() == 0


def test_bits_of_grey_levels_are_an_entropy():
    """Eq. E.6: a density that is flat on each level costs what the levels cost."""
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.ones(256))
    nats = -(p * np.log(256 * p)).sum()  # of the density 256 p_k on level k
    assert units.grey_level_bits(nats, 1) == pytest.approx(entropy(p, base=2))
    assert units.grey_level_bits(0.0, 784) == pytest.approx(8)  # flat everywhere
    assert units.grey_level_bits(0.0, 3, levels=32) == pytest.approx(5)


def test_jensen_bounds_the_level_by_the_mean_over_its_interval():
    """E_u[-log p((k+u)/256)] + log 256 >= -log P(k), P by SciPy's distribution."""
    law = norm(0.3, 0.01)
    k = np.arange(70, 84)
    mass = law.cdf((k + 1) / 256) - law.cdf(k / 256)
    u = (np.arange(200) + 0.5) / 200
    nats = -law.logpdf((k[:, None] + u) / 256).mean(1)
    bits = np.array([units.grey_level_bits(v, 1) for v in nats])
    assert (bits >= -np.log2(mass)).all()
    assert (bits < -np.log2(mass) + 0.2).all()  # sigma is 2.6 levels: little is lost


@pytest.mark.parametrize("variance", [0.05, 0.7, 3.0, 9.0])
def test_water_filling_is_the_minimum(variance):
    """Eq. E.4: SciPy minimises rate + distortion / 2 variance over each direction."""
    values = np.array([5.0, 2.0, 0.5, 0.1])

    def loss(log_kept):
        left = values[:3] * np.exp(-np.abs(log_kept))  # at most the eigenvalue
        rate = 0.5 * np.log(values[:3] / left).sum()
        return rate + (left.sum() + values[3]) / (2 * variance)

    best = minimize(loss, np.ones(3), method="Nelder-Mead",
                    options={"xatol": 1e-9, "fatol": 1e-12})  # fmt: skip
    rate, distortion = units.water_filling(torch.tensor(values), variance, 3)
    assert rate + distortion / (2 * variance) == pytest.approx(best.fun, abs=1e-8)


def test_water_filling_is_what_a_linear_vae_reaches(double):
    """Its weights by hand: W = U sqrt(lambda - v), q = N(W'x / lambda, v / lambda)."""
    values = torch.tensor([5.0, 2.0, 0.5, 0.1])
    variance, keep = 0.3, 3
    w = (values[:keep] - variance).sqrt()
    s2 = variance / values[:keep]
    mean_square = w**2 / values[:keep]  # of q's mean, over the data
    kl = 0.5 * (s2 + mean_square - 1 - s2.log()).sum()
    missed = (1 - w**2 / values[:keep]) ** 2 * values[:keep] + w**2 * s2
    rate, distortion = units.water_filling(values, variance, keep)
    assert rate == pytest.approx(kl.item(), rel=1e-12)
    assert distortion == pytest.approx((missed.sum() + values[keep:].sum()).item())


def test_convert_reads_bits_and_densities():
    nats = -Bernoulli(0.3).log_prob(torch.tensor(1.0)).item()
    found = units.convert("cross-entropy of bits", nats, 1.0, 1, 1)
    assert found.bits == pytest.approx(-math.log2(0.3), rel=1e-6)
    assert units.convert("cross-entropy of bits", nats, 0.5, 1, 1).bits is None
    assert units.convert("cross-entropy of greys", nats, 1.0, 1, 1).bits is None
    negative = units.convert("density", -784 * math.log(256), 1.0, 784, 32)
    assert negative.bits == pytest.approx(0) and negative.sigma is None
    assert units.convert("density", -100.0, 0.5, 784, 32).bits is None  # no bound


BAD = [
    (lambda: units.effective_beta(0.0, D, Z), r"weight = 0.0 must be above 0"),
    (lambda: units.effective_beta(math.nan, D, Z), r"weight = nan must be above 0"),
    (lambda: units.effective_beta(1.0, 0, Z), r"n_dims = 0 must be a whole number"),
    (lambda: units.effective_beta(1.0, D, 2.5), r"z_dim = 2.5 must be a whole number"),
    (lambda: units.effective_beta(1.0, D, Z, size=-1), r"size = -1 must be a whole"),
    (lambda: units.effective_beta(1.0, D, Z, pixels="avg"), r"'avg' must be one"),
    (lambda: units.effective_beta(1.0, D, Z, latents="x"), r"latents = 'x' must"),
    (lambda: units.effective_beta(1.0, D, Z, batch="x"), r"batch = 'x' must be one of"),
    (lambda: units.per_image(math.inf, D), r"loss = inf must be finite"),
    (lambda: units.decoder_variance(-1.0), r"beta = -1.0 must be above 0"),
    (lambda: units.gaussian_nll(1.0, 0.0, D), r"variance = 0.0 must be above 0"),
    (lambda: units.gaussian_nll(-1.0, 1.0, D), r"sse = -1.0 must be at least 0"),
    (lambda: units.cross_entropy_floor(torch.tensor([[2.0]])), r"lie in \[0, 1\]"),
    (lambda: units.grey_level_bits(math.nan, D), r"nats = nan must be finite"),
    (lambda: units.grey_level_bits(1.0, D, 0), r"levels = 0 must be a whole number"),
    (lambda: units.water_filling(torch.tensor([-1.0]), 1.0, 1), r"eigenvalue -1 must"),
    (lambda: units.convert("mse", 1.0, 1.0, D, Z), r"kind = 'mse' must be one of"),
    (lambda: units.convert("squared error", -1.0, 1.0, D, Z), r"loss = -1.0 must"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "text"), BAD)
def test_bad_input_names_the_value_and_the_rule(call, text):
    with pytest.raises(ValueError, match=text):
        call()
