"""Distances between sets of features against oracles that are not ours."""

import math
import subprocess
import sys

import numpy as np
import pytest
import scipy.linalg
import torch
from points import normal, with_moments
from torchmetrics.image.kid import poly_mmd

from gvlib import metrics

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


GROWTH = """
import resource, torch
from gvlib import metrics
torch.set_num_threads(1)
metric = getattr(metrics, {metric!r})
metric(torch.randn(500, 4), torch.randn(500, 4))  # what is loaded on first use
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
metric(torch.randn({n}, 4), torch.randn({n}, 4))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("metric", ["prdc", "kernel_distance"])
def test_memory_is_linear_in_the_number_of_points(metric):
    pytest.importorskip("resource")
    n = 8000
    code = GROWTH.format(metric=metric, n=n)
    command = [sys.executable, "-c", code]
    grown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # In bytes on macOS, else in kB. One bit-sized answer per pair would be n^2 bytes.
    peak = int(grown) * (1 if sys.platform == "darwin" else 1024)
    assert peak < n**2 / 2, f"{peak / 2**20:.0f} MB"
