"""Bins of the data: counts, tests and divergences against SciPy's."""

import numpy as np
import pytest
import torch
from scipy import stats
from scipy.spatial.distance import cdist, jensenshannon

from gvlib import metrics
from gvlib.metrics.ndb import count, jensen_shannon, z_scores
from gvlib.train import seed_everything


def blobs(n, share=0.5):
    """Two clouds of the plane, `share` of the points in the right one."""
    right = (torch.rand(n) < share).float()
    return torch.randn(n, 2) + 8 * torch.stack([right, torch.zeros(n)], 1)


@pytest.fixture
def made():
    seed_everything(0)
    x = blobs(5_000)
    return x, metrics.make_bins(x, 20)


def test_bins_are_scipys(made):
    """Every point in the bin of its nearest centre; all points are in one."""
    x, bins = made
    nearest = cdist(x.double().numpy(), bins.centres.numpy()).argmin(1)
    assert bins.counts.tolist() == np.bincount(nearest, minlength=20).tolist()
    assert bins.counts.sum() == 5_000 and bins.counts.min() > 0


def test_the_test_is_that_of_two_proportions(made):
    """z^2 is the chi-square of the 2x2 table; the count is of its p-values."""
    _, bins = made
    samples = blobs(2_000, 0.55)
    seen = count(samples.double(), bins.centres)
    z = z_scores(bins.counts, seen)
    p_values = []
    for i in range(20):
        a, b = bins.counts[i].item(), seen[i].item()
        table = [[a, 5_000 - a], [b, 2_000 - b]]
        chi2, p, _, _ = stats.chi2_contingency(table, correction=False)
        assert z[i].item() ** 2 == pytest.approx(chi2)
        p_values.append(p)
    for level in (0.05, 0.001):
        found = metrics.ndb(bins, samples, level)
        assert found["ndb"] == sum(p < level for p in p_values)
    p, q = bins.counts.double(), seen.double()
    # SciPy's is the root, and normalises.
    assert found["bins_js"] == pytest.approx(jensenshannon(p, q) ** 2)
    assert found["bins"] == 20


def test_held_out_data_differ_by_chance_only(made):
    """20 tests at 5 %: one errs on average, more than 5 in one case of 3,000."""
    _, bins = made
    assert metrics.ndb(bins, blobs(2_000))["ndb"] <= 5


def test_a_dropped_mode_shows_in_all_its_bins(made):
    _, bins = made
    found = metrics.ndb(bins, blobs(2_000, 0.0))
    right = (bins.centres[:, 0] > 4).sum().item()
    assert right >= 8 and found["ndb"] >= right
    assert metrics.ndb(bins, blobs(2_000))["bins_js"] < 0.01 < found["bins_js"]


def test_an_empty_bin_of_both_has_no_difference():
    a, b = torch.tensor([5, 0, 5]), torch.tensor([3, 0, 7])
    assert z_scores(a, b)[1] == 0
    assert jensen_shannon(a, a) == 0
    apart = jensen_shannon(torch.tensor([4, 0]), torch.tensor([0, 9]))
    assert apart == pytest.approx(np.log(2))


def test_what_cannot_be_binned_is_named(made):
    x, bins = made
    with pytest.raises(ValueError, match="k = 1 bins must be from 2 to 5,000"):
        metrics.make_bins(x, 1)
    with pytest.raises(ValueError, match="level = 0 must lie between 0 and 1"):
        metrics.ndb(bins, x, level=0)
