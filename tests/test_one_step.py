"""One step from z to x: MeanFlow, drifting and distillation, against closed forms."""

import math

import pytest
import torch

from gvlib import diffusion, nets
from gvlib.diffusion import AverageVelocity, average_target, drift
from gvlib.train import fit

MEAN, SIGMA = torch.tensor([1.0, -2.0]), torch.tensor([0.5, 2.0])


def width(t, sigma=SIGMA):
    """The standard deviation of x_t = (1 - t) z + t x for x of N(MEAN, SIGMA^2)."""
    return ((1 - t) ** 2 + (t * sigma) ** 2).sqrt()


def where(x, t, r, mean=MEAN, sigma=SIGMA):
    """Where the ODE's path that is at x at time t is at time r, t and r columns.

    Its marginals are Gaussian and it keeps every coordinate's order, so the distance
    from the mean, in standard deviations, stays.
    """
    return r * mean + width(r, sigma) / width(t, sigma) * (x - t * mean)


def average(x, t, r):
    """(where(r) - x) / (r - t)."""
    t, r = t[:, None], r[:, None]
    return (where(x, t, r) - x) / (r - t)


def velocity(x, t):
    """d where / dr at r = t."""
    t = t[:, None]
    slope = (t * SIGMA**2 - (1 - t)) / width(t)
    return MEAN + slope / width(t) * (x - t * MEAN)


@pytest.fixture(autouse=True)
def in_double(monkeypatch):
    torch.set_default_dtype(torch.float64)
    for name in ("MEAN", "SIGMA"):
        monkeypatch.setitem(globals(), name, globals()[name].double())
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("before", [True, False])
def test_the_exact_average_velocity_is_its_own_target(before):
    """u = v - (t - r) du/dt, for r after t and for r before it."""
    x = torch.randn(50, 2)
    t, r = 0.1 + 0.3 * torch.rand(50), 0.6 + 0.3 * torch.rand(50)
    if before:
        t, r = r, t
    found = average_target(average, x, t, r, velocity(x, t))
    torch.testing.assert_close(found, average(x, t, r))


def test_the_slope_is_the_one_along_the_path():
    """du/dt by finite differences along (v, 1, 0)."""
    net = AverageVelocity(nets.mlp(4, 16, 2, act=torch.nn.Tanh))
    x, v, t, r = torch.randn(20, 2), torch.randn(20, 2), torch.rand(20), torch.rand(20)
    h = 1e-5
    with torch.no_grad():
        found = average_target(net.average, x, t, r, v)
        high = net.average(x + h * v, t + h, r)
        low = net.average(x - h * v, t - h, r)
    expected = v - (t - r)[:, None] * (high - low) / (2 * h)
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-8)


def test_at_equal_times_mean_flow_is_flow_matching():
    x, v, t = torch.randn(9, 2), torch.randn(9, 2), torch.rand(9)
    torch.testing.assert_close(average_target(average_free, x, t, t, v), v)


def average_free(x, t, r):
    """Any smooth field."""
    return torch.sin(x + t[:, None] - 2 * r[:, None])


def test_a_mean_flow_learns_one_gaussian():
    """One step carries z to MEAN + SIGMA z, up to what 600 steps leave."""
    torch.manual_seed(0)
    u = AverageVelocity(nets.mlp(4, 64, 64, 2, act=torch.nn.SiLU))
    opt = torch.optim.Adam(u.parameters(), 4e-3)

    def batches():
        while True:
            yield MEAN + SIGMA * torch.randn(256, 2)

    step = diffusion.mean_flow_step(u, opt)
    fit(step, batches(), 600, state={}, progress=False)
    z = torch.randn(1_000, 2)
    with torch.no_grad():
        error = (u(z) - (MEAN + SIGMA * z)).square().mean(0).sqrt()
    # A tenth of the standard deviations that are to be learned, 0.5 and 2, or so.
    assert (error < torch.tensor([0.15, 0.3])).all()


def by_loops(x, data, tau, repel, share):
    """The drift from its formula, one pair at a time."""
    k = lambda a, b: math.exp(-(a - b).norm().item() / tau)  # noqa: E731

    def mean(i, points, others):
        rows = [j for j in range(len(points)) if not (others and j == i)]
        w = []
        for j in rows:
            given = [k(x[m], points[j]) for m in range(len(x))
                     if not (others and m == j)]  # fmt: skip
            w.append(k(x[i], points[j]) / (math.sqrt(sum(given)) if share else 1))
        total = sum(w)
        return sum(a / total * points[j] for a, j in zip(w, rows, strict=True))

    here = [mean(i, x, True) if repel else x[i] for i in range(len(x))]
    there = [mean(i, data, False) for i in range(len(x))]
    return torch.stack(there) - torch.stack(here)


@pytest.mark.parametrize("repel", [True, False])
@pytest.mark.parametrize("share", [True, False])
def test_the_drift_is_its_formula(repel, share):
    x, data = torch.randn(6, 2), torch.randn(9, 2)
    found = drift(x, data, [0.3, 2.0], repel=repel, share=share)
    expected = sum(by_loops(x, data, tau, repel, share) for tau in (0.3, 2.0))
    torch.testing.assert_close(found, expected)


def test_the_drift_vanishes_where_points_are_data_and_not_without_repulsion():
    """Averaged over batches, at one fixed point: its error falls as 1 / sqrt(400)."""
    fields = {}
    for repel in (True, False):
        rows = []
        for _ in range(400):
            x = torch.randn(64, 2)
            x[0] = torch.tensor([1.0, 0.0])
            rows.append(drift(x, torch.randn(64, 2), [1.0], repel=repel)[0])
        fields[repel] = torch.stack(rows)
    mean, error = fields[True].mean(0), fields[True].std(0) / 20
    assert (mean.abs() < 5 * error).all()
    # Inwards, for there is more mass: several times what the sum of both leaves.
    assert fields[False].mean(0)[0] < -0.2


def test_a_drifting_step_moves_points_along_the_drift():
    """The gradient of the loss in G(z) is -2 V / n."""
    torch.manual_seed(1)
    x = torch.nn.Parameter(torch.randn(5, 2))
    data = torch.randn(7, 2)
    target = x.detach() + drift(x.detach(), data, [0.5])
    loss = (x - target).square().sum(1).mean()
    (grad,) = torch.autograd.grad(loss, x)
    torch.testing.assert_close(grad, -2 * drift(x.detach(), data, [0.5]) / 5)


class Shift(torch.nn.Module):
    """z -> z + b."""

    def __init__(self):
        super().__init__()
        self.b = torch.nn.Parameter(torch.zeros(2))

    def forward(self, z):
        return z + self.b


class Linear(torch.nn.Module):
    """The exact field of x = m + z', m learned: m + (2 t - 1) / width^2 (y - t m)."""

    def __init__(self, m):
        super().__init__()
        self.m = torch.nn.Parameter(torch.as_tensor(m))

    def forward(self, y, t):
        t = t[:, None]
        left = y - t * self.m
        return self.m + (2 * t - 1) / ((1 - t) ** 2 + t**2) * left


def test_matching_moves_a_shift_to_the_teachers_mean():
    """Both of one width, so KL(q_t || p_t) is least where the means agree."""
    torch.manual_seed(2)
    G, fake = Shift(), Linear([0.0, 0.0])
    teacher = Linear([1.0, -0.5]).requires_grad_(False)
    opts = [torch.optim.Adam(m.parameters(), 1e-2) for m in (G, fake)]

    def batches():
        while True:
            yield torch.zeros(256, 2)

    step = diffusion.distribution_matching_step(G, fake, teacher, *opts, n_fake=3)
    fit(step, batches(), 500, state={}, progress=False)
    torch.testing.assert_close(G.b.data, teacher.m.data, atol=0.1, rtol=0)
