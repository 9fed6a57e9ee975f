"""Precision, recall, density and coverage against the package of their authors."""

import contextlib
import io
import math

import numpy as np
import pytest
import torch
from points import normal
from prdc import compute_prdc

from gvlib import metrics
from gvlib.metrics import manifold


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


def near_ties(n, d, seed):
    """Whole numbers plus 1e-9 of noise: distances that float32 cannot tell apart."""
    generator = torch.Generator().manual_seed(seed)
    grid = torch.randint(0, 3, (n, d), generator=generator).double()
    return grid + normal(n, d, seed=seed + 100, scale=1e-9)


def duplicates(n, d, seed):
    """Multiples of 1/8 with half of the rows repeated: exact in binary, tied often."""
    x = (normal(n // 2, d, seed=seed) * 8).round() / 8
    return torch.cat([x, x])


@pytest.mark.parametrize("d", [17, 64, 128])
@pytest.mark.parametrize("kind", [normal, near_ties, duplicates])
def test_prdc_is_the_official_package_where_distances_tie_or_nearly_do(kind, d):
    for seed, (n, m) in enumerate([(130, 260), (384, 128), (700, 700)]):
        real, fake = kind(n, d, seed=seed), kind(m, d, seed=seed + 50)
        fake[: m // 4] = real[: m // 4]  # some images are copies
        for k in (1, 5):
            expected = official_prdc(real, fake, k)
            assert metrics.prdc(real, fake, k) == pytest.approx(expected, rel=1e-12)


def test_prdc_never_holds_the_whole_distance_matrix():
    a, b = normal(300, 2), normal(310, 2, seed=1)
    chunks = [(rows, tuple(d.shape)) for rows, d in manifold.sq_dist_rows(a, b)]
    assert [rows.start for rows, _ in chunks] == [0, 128, 256]
    assert [shape for _, shape in chunks] == [(128, 310), (128, 310), (44, 310)]
