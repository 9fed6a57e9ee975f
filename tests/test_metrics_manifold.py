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
from gvlib.metrics import neighbours


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


def whole(*sets):
    """The same sets in a unit in which every coordinate is a whole number of Python."""
    ratios = [[[v.as_integer_ratio() for v in row] for row in x.tolist()] for x in sets]
    unit = max(below for x in ratios for row in x for _, below in row)  # powers of 2
    return [[[v * (unit // below) for v, below in row] for row in x] for x in ratios]


def exact_prdc(real, fake, k):
    """The definition in whole numbers: no distance is rounded."""

    def sq(a, b):
        return sum((s - t) ** 2 for s, t in zip(a, b, strict=True))

    def radius(x, i):
        return sorted(sq(x[i], p) for j, p in enumerate(x) if j != i)[k - 1]

    real, fake = whole(real, fake)
    n, m = len(real), len(fake)
    near_real, near_fake = ([radius(x, i) for i in range(len(x))] for x in (real, fake))
    gaps = [[sq(r, f) for f in fake] for r in real]
    in_real = [[gap < r for gap in row] for row, r in zip(gaps, near_real, strict=True)]
    in_fake = [[g < r for g, r in zip(row, near_fake, strict=True)] for row in gaps]
    return {
        "precision": sum(any(row[j] for row in in_real) for j in range(m)) / m,
        "recall": sum(map(any, in_fake)) / n,
        "density": sum(map(sum, in_real)) / (k * m),
        "coverage": sum(map(any, in_real)) / n,
    }


def test_prdc_excludes_the_ball_s_edge_when_distances_tie():
    # On a coarse grid most distances tie, and many points coincide.
    generator = torch.Generator().manual_seed(0)
    real = torch.randint(0, 4, (30, 2), generator=generator).double()
    fake = torch.randint(0, 5, (25, 2), generator=generator).double()
    for k in (1, 2, 5):
        expected = exact_prdc(real, fake, k)
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


ZERO = {"precision": 0.0, "recall": 0.0, "density": 0.0, "coverage": 0.0}


@pytest.mark.parametrize("n", [7, 130, 1_008, 1_012, 3_000])
def test_prdc_of_equal_rows_is_zero_for_every_n(n):
    """More than k equal points own empty balls, however many they are."""
    for row in (normal(1, 64), torch.full((1, 64), 0.1), normal(1, 3, shift=1e8)):
        x = row.repeat(n, 1)
        assert metrics.prdc(x, x) == ZERO
        assert metrics.prdc(x, x[: max(7, n // 3)]) == ZERO
        assert metrics.prdc(x, x + 1) == ZERO


def collapsed(n, copies, d, seed=0):
    """n different points, the first of them `copies` more times, and that point."""
    x = normal(n, d, seed=seed)
    return torch.cat([x, x[:1].repeat(copies, 1)]), x[:1].repeat(20, 1)


@pytest.mark.parametrize("d", [2, 17])
@pytest.mark.parametrize("offset", [0.0, 50.0, 1e8])
def test_prdc_of_a_generator_that_copies_one_image(offset, d):
    """Its copies lie in the balls of others, never in those around themselves."""
    for copies in (0, 5, 50):
        real, fake = (x + offset for x in collapsed(40, copies, d))
        for k in (1, 5):
            expected = exact_prdc(real, fake, k)
            assert metrics.prdc(real, fake, k) == pytest.approx(expected, rel=1e-12)
            assert expected["recall"] == 0


def outlier(n, d, seed):
    """One point so far away that its products drown all others."""
    x = normal(n, d, seed=seed)
    x[0] = 1e7
    return x


def clumps(n, d, seed):
    """Three points with as much noise as float32 rounding leaves: nearly copies."""
    centre = 10 * normal(3, d, seed=7)
    return centre[torch.arange(n) % 3] + normal(n, d, seed=seed, scale=1e-7)


def bytes_(n, d, seed):
    """Grey levels, most of them 0: ties, and no rounding at all."""
    return (100 * normal(n, d, seed=seed)).clamp(0, 255).round()


@pytest.mark.parametrize("offset", [0.0, -0.3, 1e8])
@pytest.mark.parametrize("kind", [outlier, clumps, bytes_, normal])
def test_prdc_is_exact_where_a_product_cannot_tell(kind, offset):
    for seed in range(3):
        real = kind(33, 5, seed=seed) + offset
        fake = kind(28, 5, seed=seed + 50) + offset
        fake[:5], real[7:9] = real[:5], real[9:11]
        for k in (1, 3):
            expected = exact_prdc(real, fake, k)
            assert metrics.prdc(real, fake, k) == pytest.approx(expected, rel=1e-12)


def test_prdc_counts_rows_however_they_lie_in_memory():
    real, fake = normal(3, 40), normal(3, 30, seed=1)
    expected = exact_prdc(real.T, fake.T, 2)
    assert metrics.prdc(real.T, fake.T, 2) == pytest.approx(expected, rel=1e-12)
    zero = torch.zeros(9, 2, dtype=torch.float64)
    assert metrics.prdc(zero, -zero) == ZERO  # -0 is 0


def test_prdc_never_holds_the_whole_distance_matrix():
    a, b = normal(300, 2).numpy(), normal(310, 2, seed=1).numpy()
    parts = [(p.rows.start, p.low.shape) for p in neighbours.sq_dist_bounds(a, b)]
    assert parts == [(0, (128, 310)), (128, (128, 310)), (256, (44, 310))]


def test_bounds_hold_and_are_tight():
    for a, b in (
        (clumps(200, 64, 0), clumps(100, 64, 1)),
        (outlier(99, 3, 0), normal(150, 3)),
    ):
        a, b = a.numpy(), b.numpy()
        exact = np.square(a[:, None] - b).sum(2)
        for rows, low, slack_a, slack_b in neighbours.sq_dist_bounds(a, b):
            assert (low <= exact[rows]).all()
            assert (exact[rows] <= low + slack_a[:, None] + slack_b).all()
            assert slack_a.max() <= 1e-12 * np.square(a).sum(1).max()
