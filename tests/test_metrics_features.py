"""Distances, precision and recall against oracles that are not ours."""

import contextlib
import io
import math

import numpy as np
import pytest
import scipy.linalg
import torch
from points import normal, with_moments
from prdc import compute_prdc
from torchmetrics.image.kid import poly_mmd

from gvlib import metrics
from gvlib.metrics import manifold

ROUNDING = 1e-9  # relative; sums of about 1e5 float64 terms, each good to 1e-16


def scipy_frechet(a, b):
    a, b = a.numpy(), b.numpy()
    s_a, s_b = (np.atleast_2d(np.cov(x, rowvar=False)) for x in (a, b))
    root = scipy.linalg.sqrtm(s_a @ s_b).real
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(s_a + s_b - 2 * root)


@pytest.mark.parametrize(("n", "m", "d"), [(400, 300, 12), (60, 60, 50), (50, 70, 1)])
def test_frechet_distance_is_scipys(n, m, d):
    a, b = normal(n, d) @ normal(d, d, seed=2), normal(m, d, seed=1, shift=0.4)
    expected = scipy_frechet(a, b)
    assert metrics.frechet_distance(a, b) == pytest.approx(expected, rel=ROUNDING)


def test_frechet_distance_of_gaussians_in_closed_form():
    a = with_moments([0.0, 1.0, 2.0], [1.0, 2.0, 0.5])
    b = with_moments([1.0, 1.0, 0.0], [3.0, 2.0, 0.1], seed=1)
    # |mu_a - mu_b|^2 + sum (sigma_a - sigma_b)^2 for diagonal covariances.
    expected = 1 + 4 + (3 - 1) ** 2 + (0.5 - 0.1) ** 2
    assert metrics.frechet_distance(a, b) == pytest.approx(expected, rel=ROUNDING)


def test_frechet_distance_with_fewer_points_than_dimensions():
    a, b = normal(20, 5), normal(25, 5, seed=1, scale=2.0, shift=1.0)
    turn = torch.linalg.qr(normal(64, 5, seed=2)).Q.T  # R^5 into R^64, lengths kept
    expected = scipy_frechet(a, b)  # sqrtm is only reliable where S has full rank
    assert metrics.frechet_distance(a @ turn, b @ turn) == pytest.approx(expected)


def test_frechet_distance_properties():
    a, b = normal(100, 8), normal(90, 8, seed=1, scale=0.7)
    fd = metrics.frechet_distance(a, b)
    shift = torch.arange(8.0).double()
    assert fd == pytest.approx(metrics.frechet_distance(b, a), rel=ROUNDING)
    assert metrics.frechet_distance(3 * a, 3 * b) == pytest.approx(9 * fd, rel=ROUNDING)
    assert 0 <= metrics.frechet_distance(a, a) < 1e-12
    assert metrics.frechet_distance(a, a + shift) == pytest.approx(
        shift.square().sum().item(), rel=ROUNDING
    )


def test_frechet_distance_is_biased_upwards_by_few_points():
    few = metrics.frechet_distance(normal(100, 8), normal(100, 8, seed=1))
    many = metrics.frechet_distance(normal(5000, 8), normal(5000, 8, seed=1))
    assert few > 5 * many > 0  # the bias falls as 1/n: about 50 times


def test_kernel_distance_is_torchmetrics():
    a, b = normal(300, 12), normal(300, 12, seed=1, scale=1.3, shift=0.4)
    assert metrics.kernel_distance(a, b) == pytest.approx(
        poly_mmd(a, b).item(), rel=ROUNDING
    )


def test_kernel_distance_is_the_double_loop_for_unequal_sizes():
    a, b = normal(9, 3), normal(7, 3, seed=1, shift=0.5)

    def mean(x, y, distinct):
        pairs = [
            (u @ v / 3 + 1).item() ** 3
            for i, u in enumerate(x)
            for j, v in enumerate(y)
            if not (distinct and i == j)
        ]
        return sum(pairs) / len(pairs)

    expected = mean(a, a, True) + mean(b, b, True) - 2 * mean(a, b, False)
    assert metrics.kernel_distance(a, b) == pytest.approx(expected, rel=ROUNDING)


def test_kernel_distance_is_unbiased_and_symmetric():
    trials = 200
    seeds = range(0, 2 * trials, 2)
    pairs = [(normal(20, 4, seed=s), normal(30, 4, seed=s + 1)) for s in seeds]
    values = [metrics.kernel_distance(a, b) for a, b in pairs]
    # A mean of 0 is missed by more than 4 standard errors once in 16,000 times.
    assert abs(np.mean(values)) < 4 * np.std(values) / math.sqrt(trials)
    assert min(values) < 0 < max(values)
    a, b = pairs[0]
    assert metrics.kernel_distance(b, a) == pytest.approx(values[0], rel=ROUNDING)
    assert metrics.kernel_distance(a, b + 1) > max(values)


def official_prdc(real, fake, k):
    with contextlib.redirect_stdout(io.StringIO()):
        return compute_prdc(real.numpy(), fake.numpy(), k)


@pytest.mark.parametrize("k", [1, 3, 5])
@pytest.mark.parametrize("sizes", [(300, 300, 8), (400, 150, 2), (150, 400, 64)])
def test_prdc_is_the_official_package(sizes, k):
    n, m, d = sizes
    real, fake = normal(n, d), normal(m, d, seed=1, scale=0.9, shift=0.1)
    got = metrics.prdc(real, fake, k)
    # Counts are equal; the division by k may round otherwise.
    assert got == pytest.approx(official_prdc(real, fake, k), rel=1e-12)
    assert all(type(value) is float for value in got.values())


def brute_force_prdc(real, fake, k):
    def radius(x, i):
        return sorted(math.dist(x[i], p) for j, p in enumerate(x) if j != i)[k - 1]

    n, m = len(real), len(fake)
    near_real = [
        [math.dist(r, f) < radius(real, i) for f in fake] for i, r in enumerate(real)
    ]
    near_fake = [
        [math.dist(r, f) < radius(fake, j) for j, f in enumerate(fake)] for r in real
    ]
    return {
        "precision": sum(any(row[j] for row in near_real) for j in range(m)) / m,
        "recall": sum(any(row) for row in near_fake) / n,
        "density": sum(map(sum, near_real)) / (k * m),
        "coverage": sum(any(row) for row in near_real) / n,
    }


def test_prdc_excludes_the_ball_s_edge_when_distances_tie():
    # On a coarse grid most distances tie, and many points coincide.
    generator = torch.Generator().manual_seed(0)
    real = torch.randint(0, 4, (30, 2), generator=generator).double()
    fake = torch.randint(0, 5, (25, 2), generator=generator).double()
    for k in (1, 2, 5):
        expected = brute_force_prdc(real.tolist(), fake.tolist(), k)
        assert metrics.prdc(real, fake, k) == pytest.approx(expected, rel=1e-12)


def test_prdc_of_equal_sets_of_swapped_sets_and_of_distant_sets():
    a, b = normal(200, 6), normal(200, 6, seed=1, scale=0.8)
    # A point's open ball holds itself and k - 1 others, hence density 1.
    assert metrics.prdc(a, a, 5) == pytest.approx(
        {"precision": 1, "recall": 1, "density": 1, "coverage": 1}
    )
    one, other = metrics.prdc(a, b), metrics.prdc(b, a)
    assert one["precision"] == other["recall"] and one["recall"] == other["precision"]
    assert set(metrics.prdc(a, b + 100).values()) == {0.0}


def test_prdc_of_a_perfect_sampler_is_what_the_docstring_says():
    n, k, trials = 200, 5, 40
    results = [
        metrics.prdc(normal(n, 4, seed=2 * i), normal(n, 4, seed=2 * i + 1), k)
        for i in range(trials)
    ]
    # Not covered: the k nearest of all other points are real. Any order is as likely.
    missed = math.prod((n - 1 - j) / (2 * n - 1 - j) for j in range(k))
    assert missed == pytest.approx(2**-k, rel=0.1)
    for name, expected in {"density": 1, "coverage": 1 - missed}.items():
        values = [result[name] for result in results]
        # 4 standard errors: once in 16,000 times.
        error = 4 * np.std(values, ddof=1) / math.sqrt(trials)
        assert abs(np.mean(values) - expected) < error, name


def test_prdc_never_holds_the_whole_distance_matrix(monkeypatch):
    sizes, original = [], manifold.sq_dists
    monkeypatch.setattr(
        manifold, "sq_dists", lambda a, b: sizes.append(len(a)) or original(a, b)
    )
    metrics.prdc(normal(300, 2), normal(310, 2, seed=1))
    assert max(sizes) <= manifold.CHUNK and sum(sizes) == 300 + 310 + 300
