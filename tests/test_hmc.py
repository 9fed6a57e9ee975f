"""log p(x) of a decoder by annealing, against the Gaussian whose log p(x) is known."""

import math

import numpy as np
import pytest
import torch
from scipy import stats
from torch.distributions import Independent, Normal

from gvlib import metrics
from gvlib.metrics import hmc
from gvlib.train import seed_everything

SIGMA = 0.5


def linear_decoder(b=40, d=5, k=2):
    """x = W z + noise: (x, z that made it, log p(x, z), p(z), log p(x) by SciPy)."""
    seed_everything(0)
    W = torch.randn(d, k)
    z = torch.randn(b, k)
    x = z @ W.T + SIGMA * torch.randn(b, d)
    prior = Independent(Normal(torch.zeros(b, k), 1.0), 1)

    def log_joint(z):
        return Normal(z @ W.T, SIGMA).log_prob(x).sum(1) + prior.log_prob(z)

    law = stats.multivariate_normal(
        np.zeros(d), (W @ W.T + SIGMA**2 * torch.eye(d)).double().numpy()
    )
    return x, z, log_joint, prior, torch.tensor(law.logpdf(x.double().numpy()))


def test_leapfrog_keeps_the_energy_to_second_order():
    """Half the step, a quarter of the error; and the exact circle of a Gaussian."""
    x = torch.randn(200, 3, dtype=torch.float64)
    log_f = lambda x: -x.square().sum(1) / 2  # noqa: E731
    errors = []
    for step, n in ((0.2, 5), (0.1, 10), (0.05, 20)):
        torch.manual_seed(1)
        y, log_ratio = hmc.leapfrog(x, log_f, step, n)
        errors.append(log_ratio.abs().mean().item())
        torch.manual_seed(1)
        circle = x * math.cos(1) + torch.randn_like(x) * math.sin(1)
        # The phase is off by step^2 / 24 of 1, the radius by step^2 / 8.
        torch.testing.assert_close(y, circle, atol=step**2, rtol=0)
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.05)
    assert errors[1] / errors[2] == pytest.approx(4, rel=0.05)


def test_a_move_leaves_the_density_as_it_is():
    """Exact samples stay samples, with a step so long that many moves are refused."""
    torch.manual_seed(0)
    scale = torch.tensor([1.0, 0.2])
    log_f = lambda x, beta: -(x / scale).square().sum(1) / 2  # noqa: E731
    move = hmc.hmc(log_f, lambda beta: 0.37, n=3)
    x = torch.randn(4_000, 2) * scale
    first = move(x, 1.0)
    assert 0.05 < (first == x).all(1).double().mean() < 0.6  # refused
    for _ in range(5):
        x = move(x, 1.0)
    for j in range(2):
        test = stats.kstest((x[:, j] / scale[j]).numpy(), "norm")
        assert test.pvalue > 1e-3


def test_steps_are_tuned_to_the_target():
    """Where the density narrows with beta so do the steps, to 0.65 accepted."""
    torch.manual_seed(0)

    def log_f(x, beta):
        return -x.square().sum(1) / 2 * 10 ** (2 * beta)

    betas = torch.linspace(0, 1, 101)
    steps = hmc.tuned_steps(torch.randn(100, 4), log_f, betas, n=5)
    for beta in (0.5, 1.0):
        x = torch.randn(2_000, 4) / 10**beta
        rate = hmc.accepted(x, lambda x, b=beta: log_f(x, b), steps(beta), 5)[1]
        # The step follows one temperature behind, by acceptances of 100 chains.
        assert rate == pytest.approx(0.65, abs=0.15)
    assert steps(1.0) < steps(0.5) / 2


@pytest.mark.parametrize("from_posterior", [False, True])
def test_annealing_finds_log_p_of_a_linear_gaussian_decoder(from_posterior):
    """From p(z), and from a Gaussian near p(z|x), where fewer temperatures do."""
    _, z, log_joint, start, exact = linear_decoder(100)
    betas = hmc.sigmoid_betas(200)
    if from_posterior:
        start = Independent(Normal(z, 0.6), 1)
        betas = hmc.sigmoid_betas(50)
    found = metrics.annealed_log_marginal(log_joint, start, betas, chains=2, n=5)
    off = found - exact
    # Low on average, by half the variance of log w; three standard errors around.
    expected, error = -off.var().item() / 2, off.std().item() / 10
    assert off.std() < 0.8
    assert off.mean().item() == pytest.approx(expected, abs=3 * error)


def test_both_directions_enclose_log_p():
    """Backwards from the z that made x; the gap says how far off either can be."""
    _, z, log_joint, prior, exact = linear_decoder(100)
    betas = hmc.sigmoid_betas(15)
    how = {"chains": 1, "n": 3}
    low = metrics.annealed_log_marginal(log_joint, prior, betas, **how)
    high = metrics.annealed_log_marginal(log_joint, prior, betas, posterior=z, **how)
    # With 15 temperatures both are off by far more than their standard errors.
    for off in (exact - low, high - exact):
        assert off.mean() > 2 * off.std() / 10


def test_few_temperatures_and_many_chains_agree_in_the_mean_of_weights():
    """exp(estimate) is unbiased whatever the schedule: tuning has spoilt nothing."""
    _, _, log_joint, prior, exact = linear_decoder(1)
    b = 3_000
    wide = Independent(Normal(torch.zeros(b, 2), 1.0), 1)
    found = metrics.annealed_log_marginal(
        log_joint, wide, hmc.sigmoid_betas(6), chains=1, n=3
    )
    w = (found - exact).exp()
    # Five standard errors of a mean of 3,000; log w itself is far too low.
    assert w.mean().item() == pytest.approx(1, abs=5 * w.std().item() / b**0.5)
    assert (found - exact).mean() < -0.2


def test_sigmoid_betas_rise_from_0_to_1():
    betas = hmc.sigmoid_betas(100)
    assert (betas[0], betas[-1]) == (0, 1) and (betas.diff() > 0).all()
    # Closer at the ends, as the sigmoid's slope is there.
    assert betas.diff()[50] / betas.diff()[0] > 10


def test_an_end_that_is_no_number_is_refused():
    def log_f(x):
        return torch.where(x.abs().amax(1) > 1, torch.nan, 0.0 * x.sum(1))

    x = torch.zeros(50, 2)
    y, rate = hmc.accepted(x, log_f, 0.5, 5)
    assert y.isfinite().all() and (y.abs() <= 1).all() and 0 <= rate < 1
