"""Parzen windows against SciPy's sums and scikit-learn's kernel density."""

import math

import pytest
import torch
from scipy.spatial.distance import cdist
from scipy.special import logsumexp
from sklearn.neighbors import KernelDensity

from gvlib import metrics
from gvlib.metrics.parzen import parzens


@pytest.mark.parametrize("sigma", [0.05, 0.3, 2.0])
def test_log_density_is_the_sum_over_samples(sigma):
    """Of more samples than are held at once, and far from all of them too."""
    torch.manual_seed(0)
    samples, x = torch.randn(2_100, 6), 3 * torch.randn(30, 6)
    d2 = cdist(x.double(), samples.double(), "sqeuclidean")
    logs = logsumexp(-d2 / (2 * sigma**2), axis=1) - math.log(2_100)
    expected = torch.tensor(logs - 3 * math.log(2 * math.pi * sigma**2))
    ours = metrics.parzen(samples, x, sigma)
    # Squared distances of up to 100, good to 1e-14, over 2 sigma^2 = 0.005.
    torch.testing.assert_close(ours, expected, rtol=1e-9, atol=1e-9)


def test_sigma_is_the_best_on_the_validation_set():
    """By scikit-learn, whose tree is accurate where samples are near: not beyond."""
    torch.manual_seed(0)
    samples, val, test = torch.rand(3, 500, 2, dtype=torch.float64).unbind()
    sigmas = [0.04, 0.08, 0.16, 0.32]
    found, sigma = metrics.parzen_log_likelihood(samples, val, test, sigmas)
    trees = {s: KernelDensity(bandwidth=s, rtol=1e-9).fit(samples) for s in sigmas}
    scores = [trees[s].score(val) / 500 for s in sigmas]
    assert parzens(samples, val, sigmas).mean(1).tolist() == pytest.approx(
        scores, abs=1e-6
    )
    assert sigma == sigmas[scores.index(max(scores))]
    assert found == pytest.approx(trees[sigma].score(test) / 500, abs=1e-6)


@pytest.mark.parametrize("sigmas", [[0.0], [0.1, -1.0], []])
def test_no_width_is_named(sigmas):
    with pytest.raises(ValueError, match="must be one or more numbers above 0"):
        parzens(torch.zeros(3, 2), torch.zeros(2, 2), sigmas)
