"""Chapter 4's equations, each against an oracle that is not ours."""

import math

import numpy as np
import pytest
import torch
from jaxtyping import TypeCheckError
from scipy import integrate, optimize, stats
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA, FactorAnalysis
from torch import nn
from torch.distributions import (
    Independent,
    Laplace,
    MultivariateNormal,
    Normal,
    kl_divergence,
)

from gvlib import vae
from gvlib.numerics import spectrum
from gvlib.theory import estimators, linear_vae
from gvlib.theory.exact import code_grid, grid_gap, grid_log_likelihood, radius_vae
from gvlib.theory.linear_vae import LinearVAE
from gvlib.vae.likelihoods import best_sigma

pytestmark = pytest.mark.usefixtures("double")
X = torch.tensor([[0.3], [1.5], [2.2]])


def digits():
    return torch.tensor(load_digits().data / 16)


def spread_out(n=500):
    """Points with five distinct, known directions."""
    return torch.randn(n, 5) @ torch.randn(5, 5) + torch.randn(5)


def climbed(model, x, steps=400):
    """The model after L-BFGS on the exact ELBO, full batch."""
    opt = torch.optim.LBFGS(
        model.parameters(), max_iter=steps, history_size=20, tolerance_grad=0.0,
        tolerance_change=0.0, line_search_fn="strong_wolfe",
    )  # fmt: skip

    def loss():
        opt.zero_grad()
        value = -vae.elbo(model, x).mean()
        value.backward()
        return value

    opt.step(loss)
    return model


def test_4_1_the_grid_is_the_integral():
    """Against SciPy's adaptive quadrature of p(x|z) p(z), in polar coordinates."""
    ours = grid_log_likelihood(radius_vae((0.0, 0.0), (1.0, 1.0)), X)
    for x, found in zip(X[:, 0].tolist(), ours.tolist(), strict=True):
        # ||z|| has the density r exp(-r^2 / 2): one integral in place of two.
        value, _ = integrate.quad(
            lambda r, x=x: stats.norm(r, 0.2).pdf(x) * r * math.exp(-r * r / 2), 0, 12
        )
        # quad is good to 1e-8. ||z|| has a kink at 0, seen by the smallest x most:
        # there the sum over cells of side 0.05 errs by about 1e-4.
        assert found == pytest.approx(math.log(value), abs=3e-4)


@pytest.mark.parametrize("z_dim", [1, 2])
def test_4_1_and_4_2_agree_with_scipy(z_dim):
    W = torch.randn(3, z_dim)
    decoder = nn.Linear(z_dim, 3, bias=False)
    decoder.weight.data = W
    model = vae.VAE(
        nn.Linear(3, 2 * z_dim), decoder, vae.GaussianLikelihood(0.6), z_dim
    )
    exact = LinearVAE(torch.zeros(3), z_dim, 0.6)
    exact.W.data = W
    x = torch.randn(20, 3)
    law = stats.multivariate_normal(np.zeros(3), (W @ W.T).numpy() + 0.36 * np.eye(3))
    expected = torch.tensor(law.logpdf(x.numpy()))
    # Two closed forms: rounding only.
    torch.testing.assert_close(exact.log_px(x).detach(), expected)
    # The integrand is a Gaussian several cells wide: a sum over cells is exact for it,
    # but for the tail beyond 6.
    torch.testing.assert_close(
        grid_log_likelihood(model, x), expected, atol=1e-6, rtol=0
    )


def test_4_3_the_gap_is_a_kl():
    """Against SciPy's double integral on the ring, and PyTorch's KL for Gaussians."""
    mu, sigma = (1.35, 0.0), (0.2, 0.6)
    model = radius_vae(mu, sigma)
    x = X[1:2]
    log_px = grid_log_likelihood(model, x).item()
    q = stats.multivariate_normal(mu, np.diag(np.square(sigma)))

    def term(b, a):
        log_q, r = q.logpdf((a, b)), math.hypot(a, b)
        joint = stats.norm.logpdf(1.5, r, 0.2) + stats.norm.logpdf([a, b]).sum()
        return math.exp(log_q) * (joint - log_q)

    options = {"epsabs": 1e-6}
    elbo, _ = integrate.dblquad(term, 0.0, 2.7, -4.2, 4.2, **options)
    # 6.75 and 7 widths: what is cut off holds 1e-11 of q.
    assert log_px - elbo == pytest.approx(grid_gap(model, x).item(), abs=1e-5)

    flat = linear_vae.principal_components(spread_out(), 2)
    flat.V.data += 0.1
    flat.log_s.data += 0.3
    points = spread_out(10)
    M = torch.eye(2) + flat.W.T @ flat.W / flat.variance
    mean = flat.centred(points) @ flat.W @ torch.linalg.inv(M) / flat.variance
    posterior = MultivariateNormal(mean, precision_matrix=M)
    found = flat.posterior(points)
    diagonal = MultivariateNormal(found.mean, found.variance.diag_embed())
    gap = flat.log_px(points) - vae.elbo(flat, points)
    torch.testing.assert_close(gap, kl_divergence(diagonal, posterior))


def test_4_4_more_draws_raise_the_bound_up_to_log_px():
    """Against the exact value, and at k = 2 SciPy's integral over both draws."""
    model = radius_vae((0.0, 0.0), (1.0, 1.0))
    x = X[1:2].expand(20_000, 1)
    bounds = [vae.iwae(model, x, k).detach() for k in (1, 2, 8, 64)]
    errors = [5 * b.std().item() / len(x) ** 0.5 for b in bounds]  # five of them
    means = [b.mean().item() for b in bounds]
    exact = grid_log_likelihood(model, x[:1]).item()
    assert means == sorted(means) and means[-1] < exact + errors[-1]
    assert means[0] == pytest.approx(
        exact - grid_gap(model, x[:1]).item(), abs=errors[0]
    )
    # q is the prior, so log w = log N(1.5; r, 0.2) with r of density r exp(-r^2 / 2).

    def both(r, t):
        pair = np.logaddexp(*stats.norm.logpdf(1.5, [r, t], 0.2)) - math.log(2)
        return pair * r * t * math.exp(-(r * r + t * t) / 2)

    two, _ = integrate.dblquad(both, 0, 8, 0, 8, epsabs=1e-4)
    assert means[1] == pytest.approx(two, abs=errors[1] + 1e-3)


def values(z):
    return torch.sin(z).sum(-1) + z.square().sum(-1)


@pytest.mark.parametrize("how", ["score", "baseline", "reparameterised"])
def test_4_5_and_4_6_are_the_gradient(how):
    """Against finite differences of SciPy's integral, in mu and in log sigma."""

    def mean(mu, log_sigma):
        q = stats.norm(mu, math.exp(log_sigma))
        return q.expect(lambda z: math.sin(z) + z * z)

    expected = optimize.approx_fprime([0.4, -0.3], lambda t: mean(*t), 1e-5)
    n = 400_000
    mu = torch.full((n, 1), 0.4, requires_grad=True)
    log_sigma = torch.full((n, 1), -0.3, requires_grad=True)
    q = Independent(Normal(mu, log_sigma.exp()), 1)
    if how == "reparameterised":
        value = estimators.reparameterised(values, q)
    else:
        c = {"score": 0.0, "baseline": 0.8}[how]
        value = estimators.score_function(values, q, baseline=c)
    found = torch.autograd.grad(value.sum(), (mu, log_sigma))
    for g, e in zip(found, expected, strict=True):
        # Five standard errors, and the finite difference's own 1e-5.
        error = 5 * g.std().item() / n**0.5 + 1e-4
        assert g.mean().item() == pytest.approx(e, abs=error)


def test_4_5_and_4_6_vary_as_computed_by_hand():
    """f = -|z|^2/2 at N(0, I): variances (d + 2)(d + 4)/4, (d + 4)/2 and 1."""
    for d in (1, 8):
        n = 400_000
        mu = torch.zeros(n, d, requires_grad=True)
        q = Independent(Normal(mu, 1.0), 1)
        found = []
        for how in (estimators.score_function, estimators.reparameterised):
            value = how(lambda z: -0.5 * z.square().sum(-1), q).sum()
            found.append(torch.autograd.grad(value, mu)[0][:, 0].var().item())
        # E[(|e|^2 e_1)^2] / 4, with E |e|^4 e_1^2 = (d + 2)(d + 4); heavy tails, so
        # 400,000 draws give a variance to about a percent.
        assert found == pytest.approx([(d + 2) * (d + 4) / 4, 1.0], rel=0.05)
        # With c = E f = -d/2: E[(|e|^2 - d)^2 e_1^2] / 4 = (2 d + 8) / 4. A baseline
        # leaves the mean as it is, so only the variance shows a wrong one.
        value = estimators.score_function(
            lambda z: -0.5 * z.square().sum(-1), q, baseline=-d / 2
        )
        with_c = torch.autograd.grad(value.sum(), mu)[0][:, 0].var().item()
        assert with_c == pytest.approx((d + 4) / 2, rel=0.05)


def test_4_7_kl_by_draws():
    """Against SciPy's integral, for a pair that has no entry in our code."""
    q, p = Laplace(0.5, 0.7), Normal(0.0, 1.0)
    law, prior = stats.laplace(0.5, 0.7), stats.norm()
    expected, _ = integrate.quad(
        lambda z: law.pdf(z) * (law.logpdf(z) - prior.logpdf(z)), -25, 25, points=[0.5]
    )
    n = 400_000
    found = estimators.kl_by_draws(q, p, n).item()
    z = q.sample((n,))
    error = 5 * (q.log_prob(z) - p.log_prob(z)).std().item() / n**0.5
    assert found == pytest.approx(expected, abs=error)


def test_4_9_best_sigma():
    """Against SciPy's search, and against its maximum-likelihood fit of a scale."""
    x, mean = torch.randn(2, 300)
    found = best_sigma(x, mean).item()
    _, scale = stats.norm.fit((x - mean).numpy(), floc=0)
    assert found == pytest.approx(scale, rel=1e-12)  # the same sum, rounded otherwise
    searched = optimize.minimize_scalar(
        lambda s: -stats.norm.logpdf(x, mean, s).sum(),
        bounds=(0.1, 5),
        method="bounded",
    )
    assert found == pytest.approx(searched.x, rel=1e-4)  # the search's own tolerance


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("log_s", [-60.0, -200.0, -1.0])
def test_the_kl_of_a_narrow_linear_encoder_is_exact(log_s, dtype):
    """Two units at mu = 0: s^2 - 1 - 2 log s, which is 119 at -60."""
    model = LinearVAE(torch.zeros(3, dtype=dtype), 2)
    model.log_s.data.fill_(log_s)
    expected = math.exp(2 * log_s) - 1 - 2 * log_s
    _, kl = model.elbo_terms(torch.zeros(1, 3, dtype=dtype))
    assert kl.item() == pytest.approx(expected, rel=1e-6)
    units = linear_vae.unit_kl(model, torch.zeros(1, 3, dtype=dtype))
    assert units.tolist() == pytest.approx([expected / 2] * 2, rel=1e-6)


def test_one_point_of_a_linear_vae_without_a_batch_axis_is_named():
    model = LinearVAE(torch.zeros(5), 2)
    for call in (model.elbo_terms, model.log_px, model.log_weights):
        with pytest.raises((ValueError, TypeCheckError)) as caught:
            call(torch.zeros(5))
        if not isinstance(caught.value, TypeCheckError):
            text = "x has shape (5,), but must be (n, 5), a data point a row"
            assert text in str(caught.value)


def test_the_best_encoder_of_an_almost_exact_decoder_is_finite():
    model = LinearVAE(torch.zeros(3, dtype=torch.float32), 2, 1e-30)
    linear_vae.e_step(model)
    M = (model.W.T @ model.W).diagonal()  # sigma^2 = 1e-60 adds nothing
    expected = math.log(1e-30) - M.log() / 2
    torch.testing.assert_close(model.log_s, expected)


def test_4_10_the_linear_elbo_is_its_expectation():
    """Against draws of log w, and with its gradient against finite differences."""
    x = spread_out(6)
    model = LinearVAE(x.mean(0), 2, 0.8, learn=True)
    model.log_s.data = torch.tensor([-0.5, 0.2])
    exact = vae.elbo(model, x)
    w = model.log_weights(x, 200_000).detach()
    assert torch.all((w.mean(0) - exact).abs() < 5 * w.std(0) / len(w) ** 0.5)
    reconstruction, kl = model.elbo_terms(x)
    q = model.posterior(x)
    expected = kl_divergence(q, Independent(Normal(torch.zeros(6, 2), 1.0), 1))
    torch.testing.assert_close(kl, expected)
    # Twice the exact distance of means, by Gauss-Hermite quadrature over both codes.
    nodes, weights = np.polynomial.hermite_e.hermegauss(5)
    total = torch.zeros(6)
    for a, u in zip(nodes, weights, strict=True):
        for b, v in zip(nodes, weights, strict=True):
            z = q.mean + q.stddev * torch.tensor([a, b])
            law = stats.norm((model.b + z @ model.W.T).detach().numpy(), 0.8)
            total += u * v / (2 * math.pi) * torch.tensor(law.logpdf(x.numpy()).sum(1))
    torch.testing.assert_close(reconstruction.detach(), total.detach())

    def elbo_at(*weights):
        names = ["W", "V", "log_s", "log_sigma"]
        state = dict(zip(names, weights, strict=True))
        named = {f"m.{k}": v for k, v in state.items()}
        return torch.func.functional_call(Terms(model), named, x).sum()

    leaves = [p.detach().clone().requires_grad_() for p in model.parameters()]
    assert torch.autograd.gradcheck(elbo_at, leaves)


class Terms(nn.Module):
    """The ELBO as a module's forward, so that its weights can be replaced."""

    def __init__(self, m):
        super().__init__()
        self.m = m

    def forward(self, x):
        return vae.elbo(self.m, x)


@pytest.mark.parametrize("z_dim", [1, 3, 8])
def test_4_11_is_scikit_learns_pca(z_dim):
    """The same likelihood and covariance; scikit-learn divides by n - 1, we by n."""
    x = digits()
    ours = linear_vae.principal_components(x, z_dim)
    theirs = PCA(z_dim).fit(x.numpy())
    shrink = (len(x) - 1) / len(x)
    law = stats.multivariate_normal(theirs.mean_, theirs.get_covariance() * shrink)
    expected = law.logpdf(x.numpy())
    torch.testing.assert_close(ours.log_px(x).detach(), torch.tensor(expected))
    assert ours.variance.item() == pytest.approx(theirs.noise_variance_ * shrink)
    # Its own score, of a covariance larger by 1/n: below the maximum by d/n^2 or so.
    assert ours.log_px(x).mean().item() == pytest.approx(theirs.score(x), abs=1e-4)
    # The encoder is the exact posterior, so the bound is tight.
    torch.testing.assert_close(vae.elbo(ours, x), ours.log_px(x))


def test_4_11_is_the_maximum_over_factor_analysis_with_equal_noise():
    """Factor analysis has a sigma for each dimension, so it is at least as likely."""
    x = spread_out()
    ours = linear_vae.principal_components(x, 2).log_px(x).mean().item()
    freer = FactorAnalysis(2, tol=1e-4, max_iter=5_000).fit(x.numpy()).score(x.numpy())
    assert ours < freer + 1e-4  # its own tolerance
    for _ in range(20):
        other = linear_vae.principal_components(x, 2)
        other.W.data += 0.05 * torch.randn(5, 2)
        assert other.log_px(x).mean() < ours


def test_the_trained_linear_vae_is_probabilistic_pca():
    """From random weights, by the ELBO alone: within 1e-3 nats of scikit-learn's."""
    x = spread_out()
    theirs = PCA(2).fit(x.numpy())
    model = climbed(LinearVAE(x.mean(0), 2, 1.0, learn=True), x)
    assert model.log_px(x).mean().item() == pytest.approx(theirs.score(x), abs=1e-3)
    assert vae.elbo(model, x).mean().item() == pytest.approx(theirs.score(x), abs=1e-3)


@pytest.mark.parametrize("sigma", [0.4, 0.8, 1.5, 4.0])
def test_4_12_predicts_which_units_die(sigma):
    """Trained from random weights; the eigenvalues are NumPy's."""
    x = spread_out()
    eigenvalues = np.linalg.eigvalsh(np.cov(x.T.numpy(), bias=True))[::-1]
    expected = np.maximum(0.5 * np.log(eigenvalues / sigma**2), 0)
    found = linear_vae.predicted_kl(spectrum(x)[0], sigma)
    np.testing.assert_allclose(found, expected, atol=1e-9)
    model = climbed(LinearVAE(x.mean(0), 4, sigma), x, 2_000)
    trained = linear_vae.unit_kl(model, x).sort(descending=True).values
    # L-BFGS ends where the ELBO is flat to rounding; the KLs are then good to 1e-3.
    np.testing.assert_allclose(trained, expected[:4], atol=1e-3)


def test_4_12_step_by_step():
    """Width and mean square of each unit's posterior, from NumPy's eigenvalues."""
    x = spread_out()
    values = np.linalg.eigvalsh(np.cov(x.T.numpy(), bias=True))[::-1][:3]
    model = linear_vae.principal_components(x, 3, sigma=0.5)
    q = model.posterior(x)
    assert values.min() > 0.25, "all three live"
    np.testing.assert_allclose(q.variance[0].detach(), 0.25 / values)
    mean_square = q.mean.square().mean(0).detach()
    np.testing.assert_allclose(mean_square, (values - 0.25) / values)


@pytest.mark.parametrize("beta", [0.5, 2.0])
def test_a_weight_on_the_kl_is_a_variance_of_the_decoder(beta):
    """Eq. 4.12 holds with beta sigma^2: L-BFGS on beta times the KL; NumPy's values."""
    x, sigma = spread_out(), 0.8
    model = LinearVAE(x.mean(0), 4, sigma)
    opt = torch.optim.LBFGS(
        model.parameters(), max_iter=2_000, history_size=20, tolerance_grad=0.0,
        tolerance_change=0.0, line_search_fn="strong_wolfe",
    )  # fmt: skip

    def loss():
        opt.zero_grad()
        value = -vae.elbo(model, x, beta).mean()
        value.backward()
        return value

    opt.step(loss)
    eigenvalues = np.linalg.eigvalsh(np.cov(x.T.numpy(), bias=True))[::-1]
    expected = np.maximum(0.5 * np.log(eigenvalues / (beta * sigma**2)), 0)
    trained = linear_vae.unit_kl(model, x).sort(descending=True).values
    # As in the test of eq. 4.12 above.
    np.testing.assert_allclose(trained, expected[:4], atol=1e-3)


def test_each_half_step_is_the_best():
    """No small change of its half raises the ELBO, and it never falls."""
    x = spread_out()
    model = LinearVAE(x.mean(0), 2, 1.0, learn=True)
    last = -math.inf
    for _ in range(5):
        for half, names in (
            (lambda: linear_vae.e_step(model), ("V", "log_s")),
            (lambda: linear_vae.m_step(model, x), ("W",)),
        ):
            half()
            now = vae.elbo(model, x).mean()
            grads = torch.autograd.grad(now, [getattr(model, n) for n in names])
            assert max(g.abs().max().item() for g in grads) < 1e-9  # a maximum
            assert now.item() >= last - 1e-12
            last = now.item()


def test_alternating_ends_at_the_maximum_and_once_does_not():
    x = spread_out()
    best = linear_vae.principal_components(x, 2).log_px(x).mean().item()
    model = LinearVAE(x.mean(0), 2, 1.0, learn=True)
    for t in range(3_000):
        linear_vae.e_step(model)
        linear_vae.m_step(model, x)
        if t == 0:
            assert model.log_px(x).mean().item() < best - 0.1
    assert model.log_px(x).mean().item() == pytest.approx(best, abs=1e-3)


def test_bad_arguments_are_named():
    x = spread_out(20)
    b = x.mean(0)
    for wrong, match in (
        (lambda: code_grid(3), "z_dim = 3: a grid of 241 points an axis"),
        (lambda: code_grid(1, n=1), "n = 1 must be at least 2"),
        (lambda: radius_vae((0.0, 0.0), (1.0, 0.0)), r"sigma = \(1.0, 0.0\) must be"),
        (lambda: LinearVAE(b, 0), "z_dim = 0 must be at least 1"),
        (lambda: LinearVAE(b, 2, -1.0), "sigma = -1.0 must be above 0"),
        (lambda: LinearVAE(x, 2), r"b has shape \(20, 5\)"),
        (lambda: LinearVAE(b, 2).log_px(x[:, :4]), "x has 4 columns and b has 5"),
        (lambda: linear_vae.principal_components(x, 5), "z_dim = 5 of 5 dimensions"),
        (lambda: estimators.score_function(values, Normal(0.0, 1.0), 0), "n = 0 must"),
        (
            lambda: estimators.kl_by_draws(Normal(0.0, 1.0), Normal(0.0, 1.0), -1),
            "n = -1",
        ),
    ):
        with pytest.raises(ValueError, match=match):
            wrong()


def test_a_long_code_changes_nothing():
    """100 coordinates for 5 dimensions: the same law of x, and the same live units."""
    x = spread_out()
    few, many = (linear_vae.principal_components(x, n, sigma=0.8) for n in (5, 100))
    torch.testing.assert_close(few.log_px(x), many.log_px(x))
    alive = [int((linear_vae.unit_kl(m, x) > 1e-9).sum()) for m in (few, many)]
    assert alive[0] == alive[1] == int((spectrum(x)[0] > 0.64).sum())
