"""Chapter 3's equations against SciPy's quadrature, optimisers, and eigenvalues.

The tests are in the order of the equations; each names its oracle.
"""

import itertools
import math

import numpy as np
import pytest
import torch
from scipy import integrate, optimize, stats
from scipy.spatial.distance import jensenshannon
from scipy.special import log_expit, rel_entr
from torch import nn

from gvlib import data, gan
from gvlib.theory import dirac, game

X = torch.linspace(-12, 12, 6_001, dtype=torch.float64)
CELL = (X[1] - X[0]).item()
# A grid sum of smooth functions that vanish at the ends is as good as rounding allows;
# quad itself promises 1.5e-8.
NEAR = 1e-7


def pdf(x, mean, sigma):
    return stats.norm.pdf(x, mean, sigma)


def p_of(x):
    return (pdf(x, -1.5, 0.6) + pdf(x, 1.5, 0.6)) / 2


def q_of(x, theta=0.4):
    return pdf(x, theta, 1.0)


def masses(theta=0.4):
    return torch.from_numpy(p_of(X.numpy()) * CELL), gaussian(theta)


def gaussian(theta):
    """Masses of N(theta, 1) as a function that autograd can follow."""
    return torch.exp(-((X - theta) ** 2) / 2) / math.sqrt(2 * math.pi) * CELL


def integral(f):
    """SciPy's adaptive quadrature where the densities are not negligible."""
    return integrate.quad(f, -12, 12, points=[-1.5, 1.5], limit=400)[0]


def test_value_is_the_integral():
    """Eq. 3.1, D(x) = 1 / (1 + exp(-x + 0.3)): no best discriminator."""
    D = torch.sigmoid(X - 0.3)
    expected = integral(
        lambda x: p_of(x) * log_expit(x - 0.3) + q_of(x) * log_expit(0.3 - x)
    )
    assert game.value(D, *masses()).item() == pytest.approx(expected, abs=NEAR)


@pytest.mark.parametrize(("p", "q"), [(0.2, 0.6), (0.5, 0.5), (3.0, 1.0), (1e-3, 7.0)])
def test_optimal_discriminator_is_the_maximiser(p, q):
    """Eq. 3.2 against a search: a maximum is found to the root of 1e-16."""
    found = optimize.minimize_scalar(
        lambda y: -p * math.log(y) - q * math.log1p(-y), bounds=(1e-9, 1 - 1e-9),
        method="bounded", options={"xatol": 1e-10},
    )  # fmt: skip
    D = game.optimal_discriminator(torch.tensor([p]), torch.tensor([q]))
    assert D.item() == pytest.approx(found.x, abs=1e-6)


def test_optimal_discriminator_off_both_supports():
    p, q = torch.tensor([0.0, 1.0, 0.0]), torch.tensor([1.0, 0.0, 0.0])
    assert game.optimal_discriminator(p, q).tolist() == [0.0, 1.0, 0.5]


def test_best_value_is_the_value_at_the_optimum():
    """Eq. 3.3: quadrature of p log p/(p+q) + q log q/(p+q)."""
    expected = integral(
        lambda x: (
            p_of(x) * math.log(p_of(x) / (p_of(x) + q_of(x)))
            + q_of(x) * math.log(q_of(x) / (p_of(x) + q_of(x)))
            if p_of(x) * q_of(x) > 0
            else 0.0
        )
    )
    p, q = masses()
    assert game.best_value(p, q).item() == pytest.approx(expected, abs=NEAR)
    D = game.optimal_discriminator(p, q)
    assert game.value(D, p, q).item() == pytest.approx(expected, abs=NEAR)
    for other in (D * 0.9, D.sqrt(), torch.full_like(D, 0.5)):
        assert game.value(other, p, q) < game.value(D, p, q)


def test_js_divergence_is_scipys():
    """Eq. 3.4, with cells that one of the two lacks."""
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet(np.ones(9), 2)
    p[0], q[3] = 0, 0
    p, q = p / p.sum(), q / q.sum()
    ours = game.js_divergence(torch.from_numpy(p), torch.from_numpy(q))
    assert ours.item() == pytest.approx(jensenshannon(p, q) ** 2, abs=1e-14)
    forward = game.kl(torch.from_numpy(p), torch.from_numpy(p + q))
    assert forward.item() == pytest.approx(rel_entr(p, p + q).sum(), abs=1e-14)
    assert game.kl(torch.from_numpy(p), torch.from_numpy(q)).item() == math.inf


@pytest.mark.parametrize("k", range(1, 9))
def test_covering_is_what_eight_cells_give(k):
    """Eq. 3.5: eight equal cells, k of them made; SciPy's divergence."""
    p = np.full(8, 1 / 8)
    q = np.where(np.arange(8) < k, 1 / k, 0)
    D, V = game.covering(k / 8)
    assert pytest.approx(1 / 8 / (1 / 8 + 1 / k)) == D
    assert pytest.approx(2 * jensenshannon(p, q) ** 2 - math.log(4), abs=1e-13) == V


@pytest.mark.parametrize("k", [1, 7])
def test_covering_of_a_ring_by_monte_carlo(k):
    """400,000 draws from mixtures of known density, five standard errors."""
    modes = data.ring_modes(radius=2.0)
    real = data.ring(400_000, radius=2.0, sigma=0.05)
    rng = torch.Generator().manual_seed(1)
    which = torch.randint(k, (400_000,), generator=rng)
    fake = modes[which] + 0.05 * torch.randn(400_000, 2, generator=rng)

    def log_density(x, means):
        parts = [stats.multivariate_normal(m, 0.05**2).pdf(x) for m in means]
        return np.log(np.mean(parts, 0) + 1e-300)

    ours = game.mixture_log_density(real[:50], modes, 0.05)
    # The points are float32: exponents near 10 carry 1e-5.
    np.testing.assert_allclose(ours, log_density(real[:50], modes), atol=1e-5)
    r, f = (
        log_density(x.double(), modes.double())
        - log_density(x.double(), modes[:k].double())
        for x in (real, fake)
    )
    terms = log_expit(r), log_expit(-f)
    error = math.sqrt(sum(t.var() for t in terms) / 400_000)
    V = sum(t.mean() for t in terms)
    assert V == pytest.approx(game.covering(k / 8)[1], abs=5 * error + 1e-6)


def test_mixture_nodes_are_a_quadrature():
    """Mean and covariance of a mixture, and its mass; exact but for rounding."""
    means, sigma = data.ring_modes(modes=3, radius=2.0) + 1, 0.4
    x, w = game.mixture_nodes(means, sigma, degree=8)
    assert w.sum().item() == pytest.approx(1, abs=1e-12)
    torch.testing.assert_close(w @ x, means.double().mean(0))
    centred = x - w @ x
    between = torch.cov(means.double().T, correction=0)
    expected = between + sigma**2 * torch.eye(2, dtype=torch.float64)
    torch.testing.assert_close(centred.T @ (w[:, None] * centred), expected)


def test_generator_slopes_by_finite_differences():
    """Eq. 3.6: central differences at 1e-5 of SciPy's log_expit err by 1e-10."""
    f, h = np.linspace(-8, 8, 33), 1e-5
    saturating, non_saturating = game.generator_slopes(torch.from_numpy(f))
    expected = (log_expit(-(f + h)) - log_expit(-(f - h))) / (2 * h)
    np.testing.assert_allclose(saturating, expected, atol=1e-9)
    expected = (-log_expit(f + h) + log_expit(f - h)) / (2 * h)
    np.testing.assert_allclose(non_saturating, expected, atol=1e-9)


@pytest.mark.parametrize("theta", [-2.0, 0.4, 1.5])
def test_what_the_non_saturating_loss_descends(theta):
    """Eq. 3.7: d/dtheta with D* held, against quadrature of 2 KL(m || p) around theta.

    Central differences at 1e-3 err by 1e-6 times a third derivative of order one.
    """
    h = 1e-3

    def twice_softened(t):
        def f(x):
            m = (p_of(x) + q_of(x, t)) / 2
            return 2 * m * math.log(m / p_of(x)) if p_of(x) > 0 else 0.0

        return integral(f)

    p = masses()[0]
    at = torch.tensor(theta, dtype=torch.float64, requires_grad=True)
    D = game.optimal_discriminator(p, gaussian(at.detach()))
    inside = p > 0
    loss = -(gaussian(at) * D.log())[inside].sum()
    (held,) = torch.autograd.grad(loss, at)
    expected = (twice_softened(theta + h) - twice_softened(theta - h)) / (2 * h)
    assert held.item() == pytest.approx(expected, abs=2e-5)
    ours = game.non_saturating_divergence(p, gaussian(at))
    assert ours.item() == pytest.approx(twice_softened(theta), abs=NEAR)
    (slope,) = torch.autograd.grad(ours, at)
    assert slope.item() == pytest.approx(held.item(), abs=1e-10)

    minimax = (gaussian(at) * (1 - D).log()).sum()
    (slope,) = torch.autograd.grad(minimax, at)

    def twice_js(t):
        both = np.stack([p.numpy(), gaussian(torch.tensor(t)).numpy()])
        return 2 * jensenshannon(*both) ** 2

    expected = (twice_js(theta + h) - twice_js(theta - h)) / (2 * h)
    assert slope.item() == pytest.approx(expected, abs=2e-5)


def test_wasserstein_is_scipys():
    """Eq. 3.9 on a grid: masses at the middle of cells of size 0.1."""
    rng = np.random.default_rng(1)
    p, q = rng.dirichlet(np.ones(40), 2)
    at = 0.1 * np.arange(40)
    expected = stats.wasserstein_distance(at, at, p, q)
    ours = game.wasserstein_1d(torch.from_numpy(p), torch.from_numpy(q), 0.1)
    assert ours.item() == pytest.approx(expected, abs=1e-14)


def test_the_best_critic_computes_the_distance():
    """Eq. 3.9, second line, against SciPy, which sorts and knows no critic."""
    rng = np.random.default_rng(2)
    p, q = (torch.from_numpy(a) for a in rng.dirichlet(np.ones(40), 2))
    at = 0.1 * np.arange(40)
    expected = stats.wasserstein_distance(at, at, p, q)
    T = game.best_critic(p, q, 0.1)
    assert (T @ (p - q)).item() == pytest.approx(expected, abs=1e-14)
    assert T.diff().abs().max().item() == pytest.approx(0.1)
    assert game.dual_bound(T, p, q, 0.1).item() == pytest.approx(expected)


def test_no_critic_exceeds_the_distance():
    """500 functions of any slope, and SciPy's linear program over all of slope 1."""
    rng = np.random.default_rng(3)
    p, q = rng.dirichlet(np.ones(12), 2)
    at = 0.5 * np.arange(12)
    expected = stats.wasserstein_distance(at, at, p, q)
    masses = torch.from_numpy(p), torch.from_numpy(q)
    for T in torch.from_numpy(rng.normal(size=(500, 12)).cumsum(1)):
        assert game.dual_bound(T, *masses, 0.5).item() <= expected + 1e-12
    steps = np.diff(np.eye(12), axis=0)
    best = optimize.linprog(
        q - p, np.concatenate([steps, -steps]), np.full(22, 0.5), bounds=(-9, 9)
    )
    T = game.best_critic(*masses, 0.5)
    assert (T @ (masses[0] - masses[1])).item() == pytest.approx(-best.fun, abs=1e-8)
    with pytest.raises(ValueError, match="T is the same on all cells"):
        game.dual_bound(torch.ones(12), *masses, 0.5)


def test_the_best_logit_is_a_log_ratio():
    """Eq. 3.2, second line, against SciPy's log densities."""
    p, q = masses()
    inside = X.abs() < 4  # beyond, 1 - D* is rounded
    found = game.optimal_discriminator(p, q)[inside].logit()
    x = X[inside].numpy()
    expected = np.log(p_of(x)) - stats.norm.logpdf(x, 0.4, 1.0)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def by_hand(theta, psi, h, gamma, alternate):
    """Eq. 3.10 for the minimax loss, in NumPy: D down its slope, G down its own."""
    s = 1 / (1 + np.exp(-psi * theta))
    new_psi = psi - h * (s * theta + gamma * psi)
    seen = new_psi if alternate else psi
    return theta + h * seen / (1 + np.exp(-seen * theta)), new_psi


@pytest.mark.parametrize("alternate", [False, True])
def test_dirac_updates_are_the_formula(alternate):
    update = dirac.alternating if alternate else dirac.simultaneous
    state = torch.tensor([[1.0, 1.0], [-0.3, 0.7]], dtype=torch.float64)
    found = update(state, h=0.2, gamma=0.3)
    expected = [by_hand(*row, 0.2, 0.3, alternate) for row in state.tolist()]
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    states = dirac.path(update, state, 3, h=0.2, gamma=0.3)
    assert states.shape == (4, 2, 2) and torch.equal(states[1], found)


class Theta(nn.Module):
    """The generator that makes the point theta from any code."""

    def __init__(self):
        super().__init__()
        self.theta = nn.Parameter(torch.tensor(1.0))

    def forward(self, z):
        return self.theta.expand(len(z), 1)


class Psi(nn.Module):
    """The discriminator whose logit is psi x."""

    def __init__(self):
        super().__init__()
        self.psi = nn.Parameter(torch.tensor(1.0))

    def forward(self, x):
        return self.psi * x.squeeze(1)


@pytest.mark.parametrize("loss", ["minimax", "non_saturating", "wasserstein"])
def test_gan_step_alternates(loss, double):
    """The package's own step on Dirac-GAN, with R1: 50 rounds of plain SGD."""
    G, D = Theta(), Psi()
    opts = [torch.optim.SGD(net.parameters(), 0.2) for net in (G, D)]
    loss = getattr(gan, loss)
    step = gan.gan_step(G, D, *opts, loss, z_dim=1, penalties=[gan.r1(0.3)])
    for _ in range(50):
        step(itertools.repeat(torch.zeros(4, 1)))
    start = torch.tensor([1.0, 1.0])
    end = dirac.path(dirac.alternating, start, 50, h=0.2, gamma=0.3, loss=loss)[-1]
    torch.testing.assert_close(torch.stack([G.theta, D.psi]), end)


def jacobian(f, h=1e-5):
    """Central differences at (0, 0): the error is of order h^2 = 1e-10."""
    columns = []
    for step in np.eye(2) * h:
        ends = [f(torch.from_numpy(s * step)).numpy() for s in (1, -1)]
        columns.append((ends[0] - ends[1]) / (2 * h))
    return np.stack(columns, 1)


def same(ours, matrix, atol=1e-8):
    theirs = sorted(np.linalg.eigvals(matrix), key=lambda c: (c.real, c.imag))
    ours = sorted(ours, key=lambda c: (c.real, c.imag))
    np.testing.assert_allclose(ours, theirs, atol=atol)


# Not gamma = 1: there the two eigenvalues meet, and an error e in the matrix moves them
# by the root of e. Trace and determinant stay exact and are tested instead.
PENALTIES = [0.0, 0.1, 0.3, 0.9, 2.0]
LOSSES = [gan.minimax, gan.non_saturating]


@pytest.mark.parametrize("gamma", PENALTIES)
@pytest.mark.parametrize("loss", [*LOSSES, gan.relativistic])
def test_flow_eigenvalues(gamma, loss):
    """Eq. 3.11 against numpy.linalg.eigvals, to 1e-8."""
    same(
        dirac.flow_eigenvalues(gamma),
        jacobian(lambda s: -dirac.slopes(s, gamma, loss)),
    )


@pytest.mark.parametrize("alternate", [False, True])
@pytest.mark.parametrize("h", [0.05, 0.2, 1.0])
@pytest.mark.parametrize("gamma", PENALTIES)
@pytest.mark.parametrize("loss", LOSSES)
def test_update_eigenvalues(h, gamma, loss, alternate):
    """Eq. 3.12 (and 1 + h times eq. 3.11) against numpy.linalg.eigvals, to 1e-8."""
    update = dirac.alternating if alternate else dirac.simultaneous
    matrix = jacobian(lambda s: update(s, h, gamma, loss))
    ours = dirac.update_eigenvalues(h, gamma, alternate)
    assert sum(ours).real == pytest.approx(np.trace(matrix), abs=1e-8)
    product = ours[0] * ours[1]
    assert product.real == pytest.approx(np.linalg.det(matrix), abs=1e-8)
    same(ours, matrix)


@pytest.mark.parametrize("alternate", [False, True])
def test_where_eigenvalues_meet(alternate):
    update = dirac.alternating if alternate else dirac.simultaneous
    matrix = jacobian(lambda s: update(s, 0.2, 1.0))
    ours = dirac.update_eigenvalues(0.2, 1.0, alternate)
    assert sum(ours).real == pytest.approx(np.trace(matrix), abs=1e-8)
    assert (ours[0] * ours[1]).real == pytest.approx(np.linalg.det(matrix), abs=1e-8)


def radius(h, gamma, alternate):
    return max(map(abs, dirac.update_eigenvalues(h, gamma, alternate)))


def test_what_the_eigenvalues_say():
    """Without penalty: sqrt(1 + h^2/4) together, exactly 1 in turn for h below 4.

    With it: together only if h < 4 gamma (gamma at most 1); in turn for every h with
    h^2 + 8 h gamma < 16.
    """
    for h in (0.05, 0.2, 1.0, 3.9):
        assert radius(h, 0.0, False) == pytest.approx(math.sqrt(1 + h * h / 4))
        assert radius(h, 0.0, True) == pytest.approx(1, abs=1e-12)
    assert radius(4.1, 0.0, True) > 1
    assert radius(0.2, 0.0, False) == pytest.approx(1.00499, abs=5e-6)
    for h, gamma in itertools.product((0.1, 0.5, 1.3, 2.5, 3.9), (0.05, 0.2, 0.6, 1.0)):
        assert (radius(h, gamma, False) < 1) == (h < 4 * gamma)
        assert (radius(h, gamma, True) < 1) == (h * h + 8 * h * gamma < 16)
    for gamma in (1.1, 1.6, 3.0):  # the caption's bound above gamma = 1
        bound = 4 * (gamma - math.sqrt(gamma**2 - 1))
        assert (
            radius(0.99 * bound, gamma, False) < 1 < radius(1.01 * bound, gamma, False)
        )


@pytest.mark.parametrize("h", [0.1, 0.3, 1.0])
def test_the_best_penalty_of_players_in_turn(h):
    """Exercise 3.4, gamma = 1 - h/4 and modulus 1 - h/2, against SciPy's search."""
    found = optimize.minimize_scalar(
        lambda gamma: radius(h, gamma, True), bounds=(0, 2), method="bounded",
        options={"xatol": 1e-9},
    )  # fmt: skip
    # Two roots that meet move by the root of an error: 1e-4 for 1e-8.
    assert found.x == pytest.approx(1 - h / 4, abs=1e-4)
    assert found.fun == pytest.approx(1 - h / 2, abs=1e-4)


def test_the_non_saturating_flow_turns_inwards():
    """d(theta^2 + psi^2)/dt = -2 a tanh(a/2), a = theta psi; 0 for minimax."""
    state = torch.randn(50, 2, dtype=torch.float64)
    a = state.prod(1)
    for loss, expected in (
        (gan.minimax, torch.zeros_like(a)),
        (gan.non_saturating, -2 * a * torch.tanh(a / 2)),
    ):
        found = -2 * (state * dirac.slopes(state, 0.0, loss)).sum(1)
        torch.testing.assert_close(found, expected)


def rounds(n, h, alternate):
    """Distance from the solution after n rounds from (1, 1), minimax, no penalty."""
    state = 1.0, 1.0
    for _ in range(n):
        state = by_hand(*state, h, 0.0, alternate)
    return math.hypot(*state)


def test_modulus_one_decides_nothing_far_from_the_solution():
    """In turn: a ring for long at h = 0.2, left within 10,000 rounds at h = 0.5."""
    assert all(1.3 < rounds(n, 0.2, True) < 1.42 for n in (100, 3_000, 10_000))
    assert rounds(1_000, 0.5, True) < 1.5 and rounds(10_000, 0.5, True) > 2
    assert rounds(3_000, 0.2, False) > 3.5


@pytest.mark.parametrize("h", [0.2, 0.3])
def test_the_ring_of_simultaneous_non_saturating_players(h):
    """Near sqrt(2 h): a round adds h^2/4 of d^2 and takes h d^2/8 of it."""
    start = torch.tensor([0.5, 0.5], dtype=torch.float64)
    loss, n = gan.non_saturating, int(40 / h**2)
    end = dirac.path(dirac.simultaneous, start, n, h=h, loss=loss)[-1].norm()
    assert end.item() == pytest.approx(math.sqrt(2 * h), rel=0.03)


ELSEWHERE = 2


def pairs(first, second, *, fixed):
    """Data at places 0 and 1; two generated points, each as likely."""
    weight = torch.zeros(3, 3, dtype=torch.float64)
    weight[0, first] += 0.5
    weight[1, second] += 0.5
    return weight if fixed else torch.outer(weight.sum(1), weight.sum(0))


@pytest.mark.parametrize(
    ("places", "separable", "random", "kept"),
    [
        ((0, 1), -2 * math.log(2), -math.log(2), -math.log(2)),
        ((0, 0), 0.5 * math.log(0.5) - 1.5 * math.log(1.5), -0.5 * math.log(2),
         -0.5 * math.log(2)),
        ((0, ELSEWHERE), -math.log(2), -0.25 * math.log(2), -0.5 * math.log(2)),
        ((ELSEWHERE, 0), -math.log(2), -0.25 * math.log(2), 0.0),
        ((ELSEWHERE, ELSEWHERE), 0.0, 0.0, 0.0),
    ],
)  # fmt: skip
def test_best_game_of_two_points(places, separable, random, kept):
    """Eq. 3.8 by hand: a pair on one place costs log 2, others nothing in the limit.

    The supremum is not attained: a search stops at about 1e-7.
    """
    for loss, fixed, expected in (
        (gan.minimax, False, separable),
        (gan.minimax, True, separable),  # who meets whom is no matter
        (gan.relativistic, False, random),
        (gan.relativistic, True, kept),
    ):
        found = game.best_game(loss, pairs(*places, fixed=fixed)).item()
        assert found == pytest.approx(expected, abs=1e-6)


def test_best_game_against_a_search_by_scipy():
    """Random pairs at four places, all of them possible: the maximum is inside."""
    weight = np.random.default_rng(2).dirichlet(np.ones(16)).reshape(4, 4)

    def relativistic(logit):
        return -(weight * log_expit(logit[:, None] - logit)).sum()

    def separable(logit):
        return -(weight * (log_expit(logit[:, None]) + log_expit(-logit))).sum()

    for loss, theirs in ((gan.relativistic, relativistic), (gan.minimax, separable)):
        found = optimize.minimize(theirs, np.zeros(4), method="BFGS", tol=1e-10)
        ours = game.best_game(loss, torch.from_numpy(weight))
        assert ours.item() == pytest.approx(-found.fun, abs=1e-8)


P = torch.tensor([0.5, 0.5])


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: game.value(torch.tensor([0.2, 1.4]), P, P), "1.4.*sigmoid"),
        (lambda: game.value(P, torch.tensor([-0.7, -1.2]), P), "p holds -1.2.*log"),
        (lambda: game.optimal_discriminator(P, -P), "q holds -0.5.*never negative"),
        (lambda: game.covering(0.0), "share = 0.0 .*above 0, at most 1"),
        (lambda: game.covering(8), "share = 8 .*above 0, at most 1"),
        (lambda: dirac.flow_eigenvalues(-0.1), "gamma = -0.1 .*at least 0"),
        (lambda: dirac.update_eigenvalues(0.0, 0.1, True), "h = 0.0 .*above 0"),
    ],
)
def test_what_is_refused(call, text):
    with pytest.raises(ValueError, match=text):
        call()
