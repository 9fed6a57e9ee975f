"""numerics against SciPy, and each documented property."""

import math

import numpy as np
import pytest
import scipy.special
import scipy.stats
import torch
from scipy.spatial.distance import cdist

from gvlib.numerics import (
    digits,
    interval,
    log_mean_exp,
    nats_to_bits_per_dim,
    sq_dists,
    telling_format,
)


@pytest.mark.parametrize("dim", [0, 1, -1])
def test_log_mean_exp_is_scipys(dim):
    a = 5 * torch.randn(4, 7, generator=torch.Generator().manual_seed(0)).double()
    expected = scipy.special.logsumexp(a.numpy(), dim) - math.log(a.shape[dim])
    # Both round a sum of 7 terms: a few eps.
    np.testing.assert_allclose(log_mean_exp(a, dim), expected, atol=1e-14)


def test_log_mean_exp_neither_overflows_nor_underflows():
    a = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
    for shift in (1e4, -1e4):
        got = log_mean_exp(a + shift) - shift
        # Adding 1e4 leaves an absolute precision of 1e4 * 1e-16.
        torch.testing.assert_close(got, log_mean_exp(a), atol=1e-11, rtol=0)
    assert log_mean_exp(torch.tensor([-math.inf, 0.0])).item() == pytest.approx(
        -math.log(2)
    )


def test_a_uniform_byte_costs_eight_bits():
    n_dims = 784
    assert nats_to_bits_per_dim(n_dims * math.log(256), n_dims) == pytest.approx(8)
    nats = torch.tensor([n_dims * math.log(2.0), 0.0])
    torch.testing.assert_close(
        nats_to_bits_per_dim(nats, n_dims), torch.tensor([1.0, 0.0])
    )


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_sq_dists_loses_only_what_its_docstring_says(dtype):
    eps = torch.finfo(dtype).eps
    torch.manual_seed(0)
    a = (torch.randn(40, 16) + 10).to(dtype)  # far from 0, so that terms cancel
    b = (torch.randn(30, 16) + 10).to(dtype)
    expected = cdist(a.double().numpy(), b.double().numpy(), "sqeuclidean")
    # 16 terms are added up in each product, hence the factor.
    atol = 16 * eps * (a.square().sum(1).max() + b.square().sum(1).max()).item()
    np.testing.assert_allclose(sq_dists(a, b), expected, rtol=0, atol=atol)
    assert (sq_dists(a, a) >= 0).all()


def test_sq_dists_of_whole_numbers_is_exact():
    a = torch.randint(0, 256, (20, 784)).double()
    # Sums of whole numbers below 2^53 are exact in float64.
    assert (sq_dists(a, a).numpy() == cdist(a.numpy(), a.numpy(), "sqeuclidean")).all()


def test_sq_dists_does_not_depend_on_the_origin():
    torch.manual_seed(0)
    a, b = 0.01 * torch.randn(2, 50, 3)
    expected = cdist(a.double().numpy(), b.double().numpy(), "sqeuclidean")
    for offset in (50.0, 1e4):
        moved, other = a.double() + offset, b.double() + offset
        np.testing.assert_allclose(sq_dists(moved, other), expected, rtol=1e-6)
    # float32 itself has a spacing of 4e-6 near 50; the products add no more to that.
    np.testing.assert_allclose(sq_dists(a + 50, b + 50), expected, atol=5e-7)


def test_sq_dists_has_the_gradient_of_the_difference():
    torch.manual_seed(0)
    a, b = torch.randn(2, 5, 3, dtype=torch.float64).unbind()
    a.requires_grad_()
    (got,) = torch.autograd.grad(sq_dists(a, b).sum(), a)
    torch.testing.assert_close(got, (2 * (a[:, None] - b).sum(1)).detach())


@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
def test_interval_is_scipys(level):
    values = [3.1, 2.7, 3.4, 2.9, 3.3]
    mean, half = interval(values, level)
    low, high = scipy.stats.t.interval(
        level, len(values) - 1, np.mean(values), scipy.stats.sem(values)
    )
    # SciPy inverts the distribution by another routine: agreement to 1e-10.
    assert (mean - half, mean + half) == pytest.approx((low, high), rel=1e-10)
    assert type(mean) is type(half) is float
    assert interval([2, 2, 2], level) == (2.0, 0.0)  # counts are values too


def test_interval_covers_as_often_as_it_says():
    n, trials, level = 5, 2000, 0.9
    samples = np.random.default_rng(0).normal(size=(trials, n))
    intervals = [interval(list(x), level) for x in samples]
    hits = [abs(mean) <= half for mean, half in intervals]
    # A correct level misses by more than 4 standard errors once in 16,000 times.
    assert abs(np.mean(hits) - level) < 4 * math.sqrt(level * (1 - level) / trials)


@pytest.mark.parametrize(
    ("values", "level", "match"),
    [
        ([], 0.95, "at least 2"),
        ([1.0], 0.95, "more seeds"),
        ([1.0, math.nan, 2.0], 0.95, "1 of the 3 values"),
        ([1.0, math.inf], 0.95, "not finite"),
        ([1.0, 2.0], 95.0, "between 0 and 1"),
        ([1.0, 2.0], 0.0, "between 0 and 1"),
    ],
)
def test_interval_refuses(values, level, match):
    with pytest.raises(ValueError, match=match):
        interval(values, level)


def test_digits_are_significant_and_whole_numbers_stay():
    assert [digits(123.456), digits(0.00123456, 2)] == [123.5, 0.0012]
    assert digits(1_234_567, 3) == 1_234_567 and digits(None) is None


def test_what_is_printed_decides_as_the_numbers_do():
    """No more decimals than that takes, and never fewer than were asked for."""

    def less(a, b):
        return a < b

    assert telling_format(less, 1.23, 4.56, spec=".1f") == ".1f"
    assert telling_format(less, 1.231, 1.234, spec=".1f") == ".3f"
    assert telling_format(less, 1.234, 1.231, spec=".1f") == ".1f"
    assert telling_format(less, 2.0, 2.0, spec=".0e") == ".0e"
    assert telling_format(less, 2.04e-7, 2.06e-7, spec=".0e") == ".1e"
    apart = telling_format(less, 1.0, 1.0 + 1e-13, spec=".2f")
    assert f"{1.0:{apart}}" < f"{1.0 + 1e-13:{apart}}"
