"""VAEs against models whose likelihood is known exactly, and against quadrature."""

import math
import re
from functools import partial

import numpy as np
import pytest
import torch
from jaxtyping import TypeCheckError
from modules import Wrapped
from points import check_draws
from scipy import integrate, stats
from torch import nn
from torch.distributions import Independent, Normal, kl_divergence

from gvlib import data, nets, vae
from gvlib.train import EMA
from gvlib.vae.model import kl_to_prior

pytestmark = pytest.mark.usefixtures("double")

X_DIM, Z_DIM, SIGMA = 5, 2, 0.6


class PosteriorEncoder(nn.Module):
    """(mu, log sigma) of p(z|x) in the linear Gaussian model, moved by `shift`.

    x = Wz + sigma eps has p(z|x) = N(S W'x / sigma^2, S), S = (I + W'W / sigma^2)^-1;
    W has orthogonal columns, so S is diagonal.
    """

    def __init__(self, W, shift=0.0):
        super().__init__()
        self.W, self.shift = W, shift
        self.S = torch.linalg.inv(torch.eye(Z_DIM) + W.T @ W / SIGMA**2)

    def forward(self, x):
        mu = x @ self.W @ self.S / SIGMA**2 + self.shift
        return torch.cat([mu, self.S.diagonal().sqrt().log().expand_as(mu)], 1)


def linear_model(shift=0.0):
    """A VAE with q(z|x) = p(z|x) (but for `shift`), and SciPy's law of its x."""
    W = torch.linalg.qr(torch.randn(X_DIM, Z_DIM)).Q * torch.tensor([2.0, 1.0])
    decoder = nn.Linear(Z_DIM, X_DIM, bias=False)
    decoder.weight.data = W
    likelihood = vae.GaussianLikelihood(SIGMA)
    model = vae.VAE(PosteriorEncoder(W, shift), decoder, likelihood, Z_DIM)
    covariance = W @ W.T + SIGMA**2 * torch.eye(X_DIM)
    return model, stats.multivariate_normal(np.zeros(X_DIM), covariance.numpy())


def test_the_exact_posterior_has_constant_weights():
    """log p(x|z) + log p(z) - log p(z|x) = log p(x), whatever z: no variance at all."""
    model, law = linear_model()
    x = torch.randn(64, X_DIM)
    exact = torch.tensor(law.logpdf(x.numpy()))
    weights = model.log_weights(x, 7)
    assert weights.shape == (7, 64)
    torch.testing.assert_close(weights, exact.expand(7, -1))
    torch.testing.assert_close(vae.iwae(model, x, 3), exact)
    torch.testing.assert_close(vae.log_likelihood(model, x, 20, 10), exact)


def test_the_bounds_keep_their_order():
    """ELBO < IWAE-10 <= log p(x) for a wrong posterior; the gap is the known KL."""
    model, law = linear_model(shift=0.5)
    x = torch.randn(32, X_DIM)
    exact = law.logpdf(x.numpy()).mean()
    elbos = torch.stack([vae.elbo(model, x) for _ in range(400)]).mean(1).detach()
    iwaes = torch.stack([vae.iwae(model, x, 10) for _ in range(400)]).mean(1).detach()
    error = 5 * (elbos.std() + iwaes.std()).item() / 400**0.5  # five standard errors
    # Both laws have covariance S, so KL(q || p(z|x)) = shift' S^-1 shift / 2.
    gap = 0.5**2 * (1 / model.encoder.S.diagonal()).sum().item() / 2
    assert elbos.mean().item() == pytest.approx(exact - gap, abs=error)
    assert elbos.mean() + error < iwaes.mean() < exact + error
    many = vae.log_likelihood(model, x, 5_000, 500).mean().item()
    # w / p(x) is log-normal with variance e^(2 gap) - 1 = 52, so the mean of 32
    # estimates with 5,000 draws has a standard deviation of 0.018 and a bias of 0.005.
    assert iwaes.mean() < many == pytest.approx(exact, abs=0.1)


def test_beta_weighs_the_kl():
    model, _ = linear_model(shift=0.3)
    x = torch.randn(8, X_DIM)
    reconstruction, kl = model.elbo_terms(x)
    for beta in (0.0, 1.0, 4.0):
        torch.manual_seed(1)
        r, _ = model.elbo_terms(x)
        torch.manual_seed(1)
        torch.testing.assert_close(vae.elbo(model, x, beta), r - beta * kl)


def constant_vae(mu, log_sigma):
    """A VAE whose posterior does not depend on x."""
    z_dim = len(mu)
    encoder = nn.Linear(1, 2 * z_dim)
    encoder.weight.data.zero_()
    encoder.bias.data = torch.tensor([*mu, *log_sigma])
    return vae.VAE(encoder, nn.Linear(z_dim, 1), vae.GaussianLikelihood(), z_dim)


@pytest.mark.parametrize(("mu", "log_sigma"), [(0.0, 0.0), (1.5, -2.0), (-3.0, 0.7)])
def test_kl_equals_the_integral(mu, log_sigma):
    _, kl = constant_vae([mu], [log_sigma]).elbo_terms(torch.zeros(1, 1))
    q, p = stats.norm(mu, math.exp(log_sigma)), stats.norm()
    low, high = q.ppf(1e-14), q.isf(1e-14)
    expected, _ = integrate.quad(
        lambda z: q.pdf(z) * (q.logpdf(z) - p.logpdf(z)), low, high
    )
    # The cut tails hold 2e-14 of the mass times a log ratio below 100.
    assert kl.item() == pytest.approx(expected, abs=1e-9)


def test_kl_equals_pytorchs():
    mu, log_sigma = torch.randn(2, 5, 7, dtype=torch.float64)
    q = Independent(Normal(mu, log_sigma.exp()), 1)
    p = Independent(Normal(torch.zeros_like(mu), torch.ones_like(mu)), 1)
    # The same formula in the same precision: rounding only.
    torch.testing.assert_close(kl_to_prior(q), kl_divergence(q, p))


def test_kl_equals_monte_carlo():
    model = constant_vae([0.3, -1.0, 2.0], [0.5, -0.5, 0.0])
    x, n = torch.zeros(1, 1), 200_000
    q = model.posterior(x)
    z = q.sample((n,))
    draws = q.log_prob(z) - model.prior().log_prob(z)
    _, kl = model.elbo_terms(x)
    error = 5 * draws.std().item() / n**0.5
    assert kl.item() == pytest.approx(draws.mean().item(), abs=error)


def test_bad_arguments_are_named():
    model, _ = linear_model()
    x = torch.randn(3, X_DIM)
    for k, chunk in ((7, 5), (0, 5), (5, 0), (-5, 5)):
        with pytest.raises(ValueError, match=f"k = {k} .* chunk = {chunk}"):
            vae.log_likelihood(model, x, k, chunk)
    with pytest.raises(ValueError, match="k = 0 must be at least 1"):
        vae.iwae(model, x, 0)
    with pytest.raises(ValueError, match="k = 0 must be at least 1"):
        model.log_weights(x, 0)
    hidden = vae.VAE(
        Wrapped(nets.mlp(5, 2)), nets.mlp(2, 5), vae.GaussianLikelihood(), 2
    )
    with pytest.raises(ValueError, match="returned 2 numbers .* need 4"):
        hidden.posterior(x)
    with pytest.raises(ValueError, match="z has 3 coordinates, .* model's z has 2"):
        model.conditional(torch.zeros(4, 3))


def test_parts_that_do_not_fit_are_refused_when_they_meet():
    """Sizes of z, and a second sigmoid: once, before any data."""
    gauss, logit = vae.GaussianLikelihood(), vae.BernoulliLikelihood()
    squashed = nn.Sequential(nets.mlp(2, 5), nn.Sequential(nn.Sigmoid()))
    reshaped = nn.Sequential(squashed, nn.Unflatten(1, (1, 5)))
    shown = vae.GaussianLikelihood(mean=torch.sigmoid)
    for parts, match in (
        ((nets.mlp(5, 2), nets.mlp(2, 5), gauss, 2), "returned 2 numbers .* need 4"),
        ((nets.mlp(5, 4), nets.mlp(3, 5), gauss, 2), "takes 3 numbers, but z_dim = 2"),
        ((nets.mlp(5, 4), nets.mlp(2, 5), gauss, 0), "z_dim = 0 must be at least 1"),
        ((nets.encoder(8), nets.generator(4), gauss, 8), "takes 4 .* z_dim = 8"),
        ((nets.mlp(5, 4), squashed, logit, 2), "ends in Sigmoid, but Bernoulli"),
        ((nets.mlp(5, 4), squashed, vae.CrossEntropy(), 2), "its h is a logit"),
        ((nets.mlp(5, 4), squashed, vae.ContinuousBernoulliLikelihood(), 2), "logit"),
        ((nets.mlp(5, 4), squashed, shown, 2), "Gaussian.* applies the sigmoid itself"),
        ((nets.mlp(5, 4), Wrapped(squashed), logit, 2), "ends in Sigmoid, but"),
        ((nets.mlp(5, 4), reshaped, logit, 2), "ends in Sigmoid, but"),
    ):
        with pytest.raises(ValueError, match=match):
            vae.VAE(*parts)
    vae.VAE(nets.mlp(5, 4), squashed, gauss, 2)  # a mean in [0, 1]: as it should be
    # Linear acts on the last axis, so beside a reshaping its sizes are not those of z.
    flat = nn.Sequential(nn.Unflatten(1, (2, 5)), nets.mlp(5, 6), nn.Flatten())
    raised = nn.Sequential(nn.Unflatten(1, (2, 3)), nets.mlp(3, 5), nn.Flatten())
    model = vae.VAE(flat, raised, gauss, 6)
    assert model.elbo_terms(torch.randn(4, 10))[0].shape == (4,)
    # What a class makes of its network's numbers cannot be told, only its last layer.
    vae.VAE(Wrapped(nets.mlp(5, 2)), Wrapped(nets.mlp(3, 5)), logit, 2)


def an_image_model(likelihood=None, last=()):
    decoder = nn.Sequential(nets.generator(2), *last)
    return vae.VAE(nets.encoder(2), decoder, likelihood or vae.CrossEntropy(), 2)


def test_images_in_another_form_are_named():
    model, x = an_image_model(), torch.rand(4, 1, 28, 28)
    for wrong, says in (
        (x.float(), "it is torch.float32, but must be torch.float64"),
        ((255 * x).byte(), "it is torch.uint8, but must be torch.float64: .*to_unit"),
        (x[0], r"its shape is \(1, 28, 28\), but must be \(b, 1, h, w\).*x\[None\]"),
        (x[:, 0], r"its shape is \(4, 28, 28\), but must be \(b, 1, h, w\)"),
        (x.expand(-1, 3, -1, -1), r"its shape is \(4, 3, 28, 28\), but must be \(b, 1"),
        (x.numpy(), "it is a ndarray, but must be a tensor: torch.as_tensor"),
    ):
        for call in (model.posterior, model.elbo_terms, model.log_weights):
            with pytest.raises((ValueError, TypeCheckError)) as caught:
                call(wrong)
            if not isinstance(caught.value, TypeCheckError):
                assert re.search(
                    "the encoder cannot take x: " + says, str(caught.value)
                )
    assert model.posterior(x[:1]).batch_shape == (1,)


def test_one_point_without_a_batch_axis_is_named():
    model = vae.VAE(nets.mlp(5, 4), nets.mlp(2, 5), vae.GaussianLikelihood(), 2)
    with pytest.raises(
        ValueError, match=r"shape \(4,\) for x of shape \(5,\).*x\[None\]"
    ):
        model.elbo_terms(torch.zeros(5))
    with pytest.raises(ValueError, match=r"z has shape \(2,\), .* \(b, 2\).*z\[None\]"):
        model.conditional(torch.zeros(2))
    with pytest.raises(
        ValueError, match=r"its shape is \(3, 7\), but must be \(b, 5\)"
    ):
        model.elbo_terms(torch.zeros(3, 7))


def test_an_error_inside_a_network_stays_its_own():
    """What its first layer could take is not blamed."""
    broken = nn.Sequential(nn.Linear(5, 4), nn.Linear(3, 4))
    model = vae.VAE(Wrapped(broken), nets.mlp(2, 5), vae.GaussianLikelihood(), 2)
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        model.posterior(torch.zeros(3, 5))


@pytest.mark.parametrize(
    ("likelihood", "last"),
    [
        (vae.GaussianLikelihood(mean=torch.sigmoid), ()),
        (vae.GaussianLikelihood(0.1, learn=True), [nn.Sigmoid()]),
    ],
    ids=["in the likelihood", "in the decoder"],
)
def test_a_gaussian_around_a_sigmoid_refuses_another_unit(likelihood, last):
    """Its mean cannot reach -1 or 255; noise on images in [0, 1] is no mistake."""
    model, x = an_image_model(likelihood, last), torch.rand(4, 1, 28, 28)
    for wrong, ends in ((2 * x - 1, "from -"), (255 * x, "from .* to 25")):
        with pytest.raises(ValueError, match=rf"x {ends}.*stays in \[0, 1\]") as error:
            model.elbo_terms(wrong)
        assert "data.to_unit" in str(error.value) and "(x + 1) / 2" in str(error.value)
    for fine in (x, x + 0.05 * torch.randn_like(x), x > 0.5):
        assert model.elbo_terms(fine.to(x))[0].isfinite().all()
    free = an_image_model(vae.GaussianLikelihood())
    assert free.elbo_terms(255 * x)[0].isfinite().all()
    signed = an_image_model(vae.GaussianLikelihood(), [nn.Tanh()])
    assert signed.elbo_terms(2 * x - 1)[0].isfinite().all()
    with pytest.raises(ValueError, match=r"stays in \[-1, 1\]"):
        signed.elbo_terms(255 * x)


@pytest.mark.parametrize("log_sigma", [-20.0, -60.0, -80.0, 5.0])
def test_kl_of_a_very_narrow_posterior_is_finite(log_sigma):
    """In float32 sigma^2 is 0 below log sigma = -52, but the KL is not infinite."""
    mu = [0.5, -1.0]
    model = constant_vae(mu, [log_sigma] * 2).float()
    expected = sum(0.5 * (math.exp(2 * log_sigma) + m * m - 1) - log_sigma for m in mu)
    found = kl_to_prior(model.posterior(torch.zeros(1, 1).float())).item()
    assert found == pytest.approx(expected, rel=1e-6)


def test_a_wrong_shape_is_not_broadcast():
    """(b, 784) against (b, 1, 28, 28) would silently compare every pair of images."""
    encoder = nn.Sequential(nn.Flatten(), nets.mlp(784, 4))
    model = vae.VAE(encoder, nets.generator(2), vae.GaussianLikelihood(), 2)
    model.elbo_terms(torch.rand(3, 1, 28, 28))
    for shape in ((3, 28, 28), (3, 784)):
        with pytest.raises(ValueError, match=r"data point of p\(x\|z\) has shape"):
            model.log_weights(torch.rand(shape), 2)


@pytest.mark.parametrize(
    ("decoder", "shape"),
    [(partial(nets.mlp, 3, 2), (2,)), (partial(nets.generator, 3), (1, 28, 28))],
    ids=["points", "images"],
)
@pytest.mark.parametrize("batch", [(4,), (6, 4)])
def test_conditional_sums_over_the_data(decoder, shape, batch):
    """Against the log-densities of SciPy, summed by hand, for (b, z) and (k, b, z)."""
    model = vae.VAE(nn.Identity(), decoder(), vae.GaussianLikelihood(0.5), 3)
    z, x = torch.randn(*batch, 3), torch.randn(4, *shape)
    h = torch.stack([model.decoder(row[None])[0] for row in z.reshape(-1, 3)])
    h = h.reshape(*batch, *shape).detach().numpy()
    entries = stats.norm(h, 0.5).logpdf(x.numpy())
    expected = torch.tensor(entries.reshape(*batch, -1).sum(-1))
    p = model.conditional(z)
    assert p.batch_shape == batch and p.event_shape == shape
    torch.testing.assert_close(p.log_prob(x).detach(), expected)


def test_samples_and_means():
    """sample is x ~ p(x), sample_mean is E[x|z], of a covariance less by sigma^2."""
    model, law = linear_model()
    check_draws(model, law.cov, SIGMA)


@pytest.mark.parametrize("bound", [vae.elbo, partial(vae.iwae, k=3)])
def test_the_step_is_the_plain_loop(bound):
    """zero_grad, backward, step: the same to the last bit, for 20 steps."""

    def begin():
        torch.manual_seed(0)
        encoder, decoder = nets.mlp(2, 16, 4), nets.mlp(2, 16, 2)
        model = vae.VAE(encoder, decoder, vae.GaussianLikelihood(0.5, learn=True), 2)
        opt = torch.optim.Adam(model.parameters(), 1e-3)
        return model, opt, data.Batches(data.ring(500).double(), 32)

    model, opt, batches = begin()
    average = EMA(model, 0.9)
    step = vae.vae_step(model, opt, bound, ema=average)
    logs = [step(batches) for _ in range(20)]
    ours = [*model.parameters()]
    assert average.t == 20

    model, opt, batches = begin()
    for t in range(20):
        loss = -bound(model, next(batches)).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        assert torch.equal(logs[t]["bound"], -loss)
    assert all(torch.equal(a, b) for a, b in zip(ours, model.parameters(), strict=True))


def test_a_fixed_sigma_may_be_given_to_the_optimiser():
    model, _ = linear_model()
    opt = torch.optim.Adam(model.parameters(), 1e-2)
    before = model.decoder.weight.clone()
    vae.vae_step(model, opt)(iter([torch.randn(16, X_DIM)]))
    assert model.likelihood.log_sigma.exp().item() == pytest.approx(SIGMA)
    assert not torch.equal(before, model.decoder.weight)


def test_the_protocol_is_all_a_bound_needs():
    class TwoMethods:
        def log_weights(self, x, k=1):
            return torch.zeros(k, len(x))

        def elbo_terms(self, x):
            return torch.ones(len(x)), torch.full((len(x),), 2.0)

    model, x = TwoMethods(), torch.zeros(3, 1)
    assert isinstance(model, vae.LatentVariableModel)
    assert vae.elbo(model, x, beta=0.5).tolist() == [0.0] * 3
    assert vae.iwae(model, x, 4).tolist() == [0.0] * 3
