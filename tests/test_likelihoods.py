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
        with pytest.raises(ValueError, match="neither 0 nor 1|must lie in"):
            likelihood(h).log_prob(torch.full((2, 4), value))


def test_what_is_refused_is_named():
    """The value, the rule, and the way out; a wrong shape keeps PyTorch's own words."""
    h = torch.zeros(2, 4)
    x = torch.tensor([[0.0, 1.0, 0.25, 1.0], [0.5, 0.0, 1.0, 0.0]])
    bernoulli = vae.BernoulliLikelihood()(h)
    says = "2 of 8 values of x are neither 0 nor 1, such as 0.25.*CrossEntropy"
    with pytest.raises(ValueError, match=says):
        bernoulli.log_prob(x)
    with pytest.raises(ValueError, match="1 of 8 values of x are nan.*missing"):
        bernoulli.log_prob(torch.where(x == 0.25, torch.nan, x.round()))
    with pytest.raises(ValueError, match="not broadcastable"):
        bernoulli.log_prob(torch.ones(3, 4))
    missing = torch.where(x == 0.25, torch.nan, x)
    gauss = (
        vae.GaussianLikelihood()(h),
        vae.PixelGaussianLikelihood()(torch.zeros(2, 8)),
    )
    for p in gauss:
        with pytest.raises(ValueError, match="1 of 8 values of x are nan.*missing"):
            p.log_prob(missing)
    with pytest.raises(ValueError, match="nan to nan must lie in .*missing values"):
        vae.ContinuousBernoulliLikelihood()(h).log_prob(missing)
    with pytest.raises(ValueError, match="0 to 255 must lie in .*divide grey levels"):
        vae.ContinuousBernoulliLikelihood()(h).log_prob(255 * x.round())


def test_the_same_numbers_as_pytorchs():
    """Naming what is refused has not touched what is computed, to the last bit."""
    h, x = torch.randn(2, 50)
    bit = (x > 0).double()
    theirs = torch.distributions.Bernoulli(logits=h).log_prob(bit)
    assert torch.equal(vae.BernoulliLikelihood()(h).log_prob(bit), theirs)
    theirs = torch.distributions.Normal(h, torch.tensor(0.3).log().exp()).log_prob(x)
    assert torch.equal(vae.GaussianLikelihood(0.3)(h).log_prob(x).detach(), theirs)


@pytest.mark.parametrize(("axis", "shape"), [(-1, (3, 8)), (-3, (3, 2, 5, 5))])
def test_4_8_a_sigma_for_every_entry(axis, shape):
    """Against SciPy, value by value; the gradient in log sigma by its formula."""
    h = torch.randn(shape, requires_grad=True)
    likelihood = vae.PixelGaussianLikelihood(axis, floor=0.1, mean=torch.sigmoid)
    m, log_sigma = h.chunk(2, axis)
    x = torch.rand(m.shape)
    sigma = log_sigma.exp() + 0.1
    law = stats.norm(m.sigmoid().detach().numpy(), sigma.detach().numpy())
    ours = likelihood(h).log_prob(x)
    torch.testing.assert_close(ours.detach(), torch.tensor(law.logpdf(x.numpy())))
    error = (x - m.sigmoid()).square()
    slope = (error / sigma**3 - 1 / sigma) * log_sigma.exp()
    (grad,) = torch.autograd.grad(ours.sum(), h)
    torch.testing.assert_close(grad.chunk(2, axis)[1], slope.detach())
    assert (likelihood(torch.full(shape, -80.0)).stddev >= 0.1).all()


def test_a_sigma_for_every_entry_has_no_upper_limit():
    """One nat for every factor e, where the mean is right."""
    likelihood = vae.PixelGaussianLikelihood()
    logs = [likelihood(torch.tensor([0.5, -t])).log_prob(torch.tensor([0.5])).item()
            for t in (10.0, 11.0, 200.0)]  # fmt: skip
    assert logs[1] - logs[0] == pytest.approx(1.0)
    assert logs[2] - logs[0] == pytest.approx(190.0)


def test_a_sigma_for_every_entry_names_what_is_wrong():
    for arguments, match in (
        ({"axis": 1}, "axis = 1 must be negative"),
        ({"floor": -0.1}, "floor = -0.1 must be at least 0"),
    ):
        with pytest.raises(ValueError, match=match):
            vae.PixelGaussianLikelihood(**arguments)
    with pytest.raises(ValueError, match=r"h has shape \(2, 7\): axis -1"):
        vae.PixelGaussianLikelihood()(torch.zeros(2, 7))
    with pytest.raises(ValueError, match=r"h has shape \(2, 8\): axis -3"):
        vae.PixelGaussianLikelihood(-3)(torch.zeros(2, 8))
