"""Annealed importance sampling against sums and integrals that can be done exactly."""

import itertools
import math

import pytest
import torch
from scipy import integrate

from gvlib import classical, metrics
from gvlib.train import seed_everything

BETAS = torch.linspace(0, 1, 501)


def small_rbm(n_visible=10, n_hidden=6):
    """One with weights of order 1, so that nothing factorises."""
    seed_everything(0)
    model = classical.RBM(torch.rand(n_visible) * 0.6 + 0.2, n_hidden)
    with torch.no_grad():
        model.W.normal_()
        model.a.add_(0.5 * torch.randn(n_visible))
        model.b.normal_(0, 0.5)
    return model


def by_enumeration(model):
    """log Z by a sum over all states of both layers, from the energy's definition."""
    with torch.no_grad():
        W, a, b = (t.double() for t in (model.W, model.a, model.b))
        n, m = W.shape
        v = torch.tensor(list(itertools.product([0.0, 1.0], repeat=n))).double()
        h = torch.tensor(list(itertools.product([0.0, 1.0], repeat=m))).double()
        return ((v @ W @ h.T) + (v @ a)[:, None] + h @ b).logsumexp((0, 1)).item()


def estimate(model, n, betas=BETAS):
    """What the experiments call, in one line."""
    rise, log_w = metrics.ais(
        model.independent(n), lambda v, b: -model.free_energy(v, b),
        lambda v, b: model.gibbs(v, 1, b), betas,
    )  # fmt: skip
    return (model.log_z_base() + rise).item(), log_w


def test_eq_1_9_finds_log_z_of_a_small_rbm():
    model = small_rbm()
    found, log_w = estimate(model, 2_000)
    w = (log_w - log_w.max()).exp()
    error = (w.std() / w.mean() / math.sqrt(len(w))).item()
    assert error < 0.02
    # Five standard errors of the mean weight; the delta method for its logarithm.
    assert found == pytest.approx(by_enumeration(model), abs=5 * error)


def test_log_z_at_beta_0_and_exact_log_z_equal_enumeration():
    model = small_rbm()
    exact = by_enumeration(model)
    # float32 sums of 2^6 terms of order 10
    assert classical.exact_log_z(model).item() == pytest.approx(exact, abs=1e-4)
    wide = small_rbm(6, 10)
    assert classical.exact_log_z(wide).item() == pytest.approx(
        by_enumeration(wide), abs=1e-4
    )
    with torch.no_grad():
        model.W.zero_()
        model.b.zero_()
        model.a.copy_(model.base)
    assert model.log_z_base().item() == pytest.approx(by_enumeration(model), abs=1e-4)


def test_the_estimate_is_low_on_average_and_exact_in_the_mean_of_weights():
    """E[w] = Z_1/Z_0 with few temperatures too; the mean of log w is below it."""
    model = small_rbm()
    _, log_w = estimate(model, 20_000, torch.linspace(0, 1, 6))
    gap = by_enumeration(model) - model.log_z_base().item()
    w = (log_w - gap).exp()
    # Five standard errors of a mean of 20,000.
    assert w.mean().item() == pytest.approx(1, abs=5 * w.std().item() / 20_000**0.5)
    assert log_w.mean() < gap - 0.1


def test_ais_integrates_a_density_on_the_line():
    """From N(0, 1) to exp(-x^4), against SciPy's quadrature."""
    seed_everything(0)

    def log_f(x, beta):
        return (1 - beta) * -0.5 * x.square() - beta * x**4

    def move(x, beta):
        for _ in range(5):
            y = x + 0.7 * torch.randn_like(x)
            accepted = torch.rand_like(x).log() < log_f(y, beta) - log_f(x, beta)
            x = torch.where(accepted, y, x)
        return x

    rise, log_w = metrics.ais(torch.randn(5_000), log_f, move, BETAS[::5])
    area, _ = integrate.quad(lambda t: math.exp(-(t**4)), -10, 10)
    error = (log_w - rise).exp().std().item() / 5_000**0.5
    expected = math.log(area / math.sqrt(2 * math.pi))
    assert rise.item() == pytest.approx(expected, abs=5 * error)


@pytest.mark.parametrize(
    "betas", [[0.0, 0.5], [0.5, 1.0], [0.0, 0.7, 0.3, 1.0], [0.0], [0.0, 0.0, 1.0]]
)
def test_betas_must_rise_from_0_to_1(betas):
    with pytest.raises(ValueError, match="must rise from 0 to 1, such as"):
        metrics.ais(torch.zeros(2), lambda x, b: x, lambda x, b: x, torch.tensor(betas))


def test_too_large_to_sum_is_said():
    model = classical.RBM(torch.full((30,), 0.5), 25)
    with pytest.raises(ValueError, match="25 units, so Z has 2.25 terms; at most 22"):
        classical.exact_log_z(model)
