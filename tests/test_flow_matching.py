"""Flow matching: the ODE against closed forms, SciPy and least squares."""

import math

import pytest
import torch
from scipy.integrate import solve_ivp
from scipy.optimize import linear_sum_assignment

from gvlib import data, diffusion, nets, train
from gvlib.diffusion import Velocity, flow_matching_step, integrate

MEAN, SIGMA = torch.tensor([1.0, -2.0]), torch.tensor([0.5, 2.0])


def gaussian_velocity(x, t):
    """E[x_1 - z | x_t = x] for data N(MEAN, diag SIGMA^2), by the regression of the
    jointly Gaussian pair (x_1 - z, x_t): mean + Cov / Var * deviation."""
    t = t[:, None]
    mean, sigma = MEAN.to(x), SIGMA.to(x)
    variance = (1 - t) ** 2 + t**2 * sigma**2
    return mean + (t * sigma**2 - (1 - t)) / variance * (x - t * mean)


def exact_end(z):
    """Where the ODE ends: at MEAN and SIGMA instead of 0 and 1."""
    return MEAN.to(z) + SIGMA.to(z) * z


def test_the_exact_field_carries_noise_to_the_gaussian(double):
    """The ODE's closed form is a scaled shift; Euler misses it by order 1 / n."""
    z = torch.randn(200, 2)
    errors = [(integrate(gaussian_velocity, z, n) - exact_end(z)).abs().max().item()
              for n in (50, 100, 200, 400)]  # fmt: skip
    ratios = [a / b for a, b in zip(errors, errors[1:], strict=False)]
    # Order 1: halved with the step, up to second-order terms of a relative size 1 / n.
    assert ratios == pytest.approx([2, 2, 2], rel=0.1)


def test_the_ode_is_scipys(double):
    """A field that no formula solves: an untrained network, against Runge-Kutta."""
    v, z = Velocity(nets.mlp(3, 16, 2, act=torch.nn.Tanh)), torch.randn(1, 2)

    def f(t, x):
        with torch.no_grad():
            return v(torch.tensor(x)[None], torch.tensor([t]))[0].numpy()

    theirs = solve_ivp(f, (0, 1), z[0].numpy(), rtol=1e-10, atol=1e-12).y[:, -1]
    # Euler's error at 2,000 steps: a constant of order 1 over 2,000, 1e-3 with room.
    assert integrate(v, z, 2_000)[0].numpy() == pytest.approx(theirs, abs=1e-3)


def test_times_run_from_0_and_one_step_adds_the_first_velocity():
    seen = []

    def v(x, t):
        seen.append(t.tolist())
        return torch.ones_like(x)

    z = torch.zeros(2, 1, 3, 3)  # images too
    assert torch.equal(integrate(v, z, 4), torch.ones_like(z))
    assert seen == [[0.0] * 2, [0.25] * 2, [0.5] * 2, [0.75] * 2]
    assert torch.equal(integrate(v, z, 1), torch.ones_like(z))
    with pytest.raises(ValueError, match="n_steps = 0 must be at least 1"):
        integrate(v, z, 0)


def test_a_learned_field_ends_at_the_right_gaussian():
    """A linear-in-x field would do; a small network learns it in a second."""
    train.seed_everything(0)
    x = MEAN + SIGMA * torch.randn(20_000, 2)
    v = Velocity(nets.mlp(3, 32, 32, 2, act=torch.nn.Tanh))
    opt = torch.optim.Adam(v.parameters(), 1e-2)
    average = train.EMA(v, 0.99)
    step = flow_matching_step(v, opt, average)
    batches = data.Batches(x, 256)
    train.fit(step, batches, 500, state={}, progress=False)
    ends = integrate(average.module, torch.randn(10_000, 2), 50)
    # Sampling: 3 sigma / sqrt(10,000) = 0.06; 500 steps and Euler leave as much.
    assert ends.mean(0).tolist() == pytest.approx(MEAN.tolist(), abs=0.12)
    assert ends.std(0).tolist() == pytest.approx(SIGMA.tolist(), rel=0.15)


def test_the_loss_is_the_squared_error_of_the_velocity():
    """v = 0, data at one point c: the mean of |c - z|^2 is |c|^2 + d."""
    c = torch.tensor([3.0, 4.0])
    v = Velocity(torch.nn.Linear(3, 2))
    torch.nn.init.zeros_(v.net.weight)
    torch.nn.init.zeros_(v.net.bias)
    opt = torch.optim.SGD(v.parameters(), 0.0)
    torch.manual_seed(0)
    loss = flow_matching_step(v, opt)(iter([c.repeat(100_000, 1)]))["loss"].item()
    # Var |c - z|^2 = 4 |c|^2 + 2 d = 104: five standard errors.
    assert loss == pytest.approx(27, abs=5 * math.sqrt(104 / 1e5))


def test_least_squares_on_random_pairs_is_the_mean():
    """E[x | z] is E[x] where z knows nothing of x: the bias of a linear G finds it."""
    torch.manual_seed(0)
    G = torch.nn.Linear(2, 2)
    opt = torch.optim.SGD(G.parameters(), 0.05)
    step = diffusion.regression_step(G, opt, diffusion.at_random)
    batches = data.Batches(MEAN + SIGMA * torch.randn(5_000, 2), 1_000)
    for _ in range(200):
        step(batches)
    # Noise of the last batches: sigma / sqrt(1,000), averaged over some twenty.
    assert G.bias.tolist() == pytest.approx(MEAN.tolist(), abs=0.1)
    assert G.weight.abs().max() < 0.1


def test_transport_finds_the_best_pairing():
    """In one dimension that is the sorted one; in two SciPy's sum is the least."""
    torch.manual_seed(0)
    z, x = diffusion.by_transport(3 * torch.randn(64, 1))
    order = z[:, 0].argsort()
    assert torch.equal(x[order, 0], x[:, 0].sort().values)
    points = torch.randn(32, 2)
    z, x = diffusion.by_transport(points)
    cost = torch.cdist(z, points).square().numpy()
    rows, columns = linear_sum_assignment(cost)
    best = cost[rows, columns].sum()
    assert (z - x).square().sum().item() == pytest.approx(best, rel=1e-5)
    assert sorted(x[:, 0].tolist()) == sorted(points[:, 0].tolist())


def test_pairs_by_flow_are_the_ends_of_paths():
    x = torch.randn(5, 2)
    z, ends = diffusion.by_flow(gaussian_velocity, x, 400)
    # Euler's error at 400 steps.
    torch.testing.assert_close(ends, exact_end(z), atol=0.02, rtol=0)
    assert z.shape == x.shape and not torch.equal(z, diffusion.at_random(x)[0])
