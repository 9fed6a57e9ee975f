"""The linear probe against another optimiser, and against the best that can be."""

import numpy as np
import pytest
import torch
from points import normal
from scipy.optimize import minimize
from scipy.special import log_softmax
from scipy.stats import norm
from test_metrics import refuses

from gvlib import metrics
from gvlib.metrics.probe import check_labels


def classes(n, centers, seed):
    """n points of width 1 about each centre, with labels, shuffled."""
    y = torch.arange(len(centers)).repeat(n)
    z = centers[y] + normal(len(y), centers.shape[1], seed=seed)
    order = torch.randperm(len(y), generator=torch.Generator().manual_seed(seed))
    return z[order], y[order]


def scipys(z_train, y_train, z_test):
    """Labels by the least sum of -log p + |W|^2 / 2, SciPy's BFGS, differences."""
    mean, std = z_train.mean(0), z_train.std(0)
    u, (n, d), k = (z_train - mean) / std, z_train.shape, len(set(y_train))

    def objective(theta):
        W, b = theta[: k * d].reshape(k, d), theta[k * d :]
        log_p = log_softmax(u @ W.T + b, 1)
        return -log_p[np.arange(n), y_train].sum() + (W**2).sum() / 2

    theta = minimize(objective, np.zeros(k * (d + 1)), method="BFGS").x
    W, b = theta[: k * d].reshape(k, d), theta[k * d :]
    return ((z_test - mean) / std @ W.T + b).argmax(1)


@pytest.mark.parametrize("seed", range(3))
def test_a_probe_minimises_what_it_says(seed):
    """Centres so near that a third of the labels is wrong, and scales far apart."""
    centers = normal(3, 2, seed=seed).double()
    (z, y), (z_test, y_test) = (classes(20, centers, s) for s in (seed, seed + 50))
    scale = torch.tensor([100.0, 0.01]).double()
    z, z_test = z.double() * scale, z_test.double() * scale
    named = scipys(z.numpy(), y.numpy(), z_test.numpy())
    expected = (named == y_test.numpy()).mean()
    found = metrics.linear_probe(z, y, z_test, y_test)
    # One point of 60 may lie on a border, which each optimiser finds to a digit or so.
    assert found == pytest.approx(expected, abs=1.01 / 60)
    assert 1 / 3 < found < 1


def test_a_probe_reaches_the_best_of_all_classifiers():
    """Two Gaussians of width 1, their centres 2 apart: Phi(1) = 84 % can be right."""
    centers = torch.tensor([[-1.0, 0, 0], [1.0, 0, 0]])
    train, test = classes(2_000, centers, 0), classes(20_000, centers, 1)
    expected = norm.cdf(1)
    # Three standard errors of 40,000 points; 4,000 fix the border to a thousandth.
    assert metrics.linear_probe(*train, *test) == pytest.approx(expected, abs=0.007)


def test_a_probe_cannot_tell_what_no_line_separates():
    """Two rings, one inside the other: of coordinates chance is left, of squares none.

    The squares of both coordinates sum to 1 or to 9.
    """
    angle = 2 * torch.pi * torch.rand(
        4_000, generator=torch.Generator().manual_seed(0)
    )  # fmt: skip
    y = torch.arange(4_000) % 2
    z = (1 + 2 * y)[:, None] * torch.stack([angle.cos(), angle.sin()], 1)
    rows = slice(2_000), slice(2_000, 4_000)
    plain, squares = (
        metrics.linear_probe(v[rows[0]], y[rows[0]], v[rows[1]], y[rows[1]])
        for v in (z, z.square())
    )
    assert plain == pytest.approx(0.5, abs=0.1) and squares == 1


def test_units_and_constant_coordinates_change_nothing():
    centers = normal(4, 3, seed=1, scale=2.0)
    (z, y), (z_test, y_test) = classes(50, centers, 0), classes(50, centers, 1)
    plain = metrics.linear_probe(z, y, z_test, y_test)
    scale = torch.tensor([1e-3, 1.0, 1e3])
    moved = [torch.cat([5 + v * scale, torch.full((len(v), 1), 7.0)], 1)
             for v in (z, z_test)]  # fmt: skip
    assert metrics.linear_probe(moved[0], y, moved[1], y_test) == plain
    names = torch.tensor([9, 2, 40, -1])
    assert metrics.linear_probe(z, names[y], z_test, names[y_test]) == plain


Z, Y = torch.eye(4), torch.tensor([0, 1, 0, 1])


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ((Z, 0 * Y, Z, 0 * Y), "y_train holds one class, 0, but .* at least two"),
        ((Z[:1], Y[:1], Z, Y), "y_train holds one class, 0"),
        ((Z[:2], Y[:2], Z, torch.arange(4)), r"classes \[2, 3\], of which none of the "
         "2 training codes is: give more codes"),
        ((Z, Y, Z[:, :3], Y), "numbers of columns"),
        ((Z[:0], Y[:0], Z, Y), "z_train has 0 points, but needs at least 1"),
        ((Z / 0, Y, Z, Y), "not finite"),
        ((Z, Y[:3], Z, Y), "z_train has 4 codes, y_train the shape"),
    ],
)  # fmt: skip
def test_what_a_probe_refuses(arguments, match):
    refuses(match, metrics.linear_probe, *arguments)


@pytest.mark.parametrize("wrong", [Y[:3], Y[:, None]])
def test_every_code_has_one_label(wrong):
    """Asked without the checks of shapes, which would speak first."""
    with pytest.raises(ValueError, match="y_test the shape .*one label for every code"):
        check_labels(Z, Y, Z, wrong)
