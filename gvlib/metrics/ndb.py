"""Bins of the data, and in how many of them samples are more or fewer than they should.

Richardson & Weiss (2018) call it NDB, the number of statistically different bins.
"""

from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from scipy.special import ndtri
from sklearn.cluster import KMeans
from torch import Tensor

from gvlib.metrics.checks import point_sets
from gvlib.numerics import sq_dists

ROUNDS = 100  # of k-means, at most


class Bins(NamedTuple):
    """The nearest of k centres is a point's bin; `counts` are the training data's."""

    centres: Float[Tensor, "k d"]
    counts: Int[Tensor, "k"]


def count(x: Float[Tensor, "n d"], centres: Float[Tensor, "k d"]) -> Int[Tensor, "k"]:
    """How many rows of x are nearest to each centre."""
    nearest = torch.cat([sq_dists(r, centres).argmin(1) for r in x.split(5_000)])
    return nearest.bincount(minlength=len(centres))


def make_bins(x: Float[Tensor, "n d"], k: int = 100, seed: int = 0) -> Bins:
    """k bins of the training data x by k-means. Raises ValueError unless 2 <= k <= n.

    An empty bin is left out: nothing can be said of it.
    """
    if not 2 <= k <= len(x):
        raise ValueError(f"k = {k} bins must be from 2 to {len(x):,}, the data points")
    (x,) = point_sets(2, x=x)
    means = KMeans(k, n_init=1, max_iter=ROUNDS, random_state=seed)
    centres = torch.from_numpy(means.fit(x.float().numpy()).cluster_centers_).double()
    counts = count(x, centres)
    return Bins(centres[counts > 0], counts[counts > 0])


def z_scores(a: Int[Tensor, "k"], b: Int[Tensor, "k"]) -> Float[Tensor, "k"]:
    """(p_b - p_a) / sqrt(p (1 - p) (1/n_a + 1/n_b)) , p the pooled share, of every bin.

    A bin that is empty in both has 0. Richardson & Weiss (2018).
    """
    a, b = a.double(), b.double()
    n_a, n_b = a.sum(), b.sum()
    pooled = (a + b) / (n_a + n_b)
    error = (pooled * (1 - pooled) * (1 / n_a + 1 / n_b)).sqrt()
    return torch.where(error > 0, (b / n_b - a / n_a) / error, 0.0)


def jensen_shannon(a: Int[Tensor, "k"], b: Int[Tensor, "k"]) -> float:
    """The Jensen-Shannon divergence of the two sets of shares, in nats: 0 to log 2."""
    p, q = a.double() / a.sum(), b.double() / b.sum()
    m = (p + q) / 2
    parts = torch.xlogy(p, p / m).nansum() + torch.xlogy(q, q / m).nansum()
    return parts.item() / 2


def ndb(
    bins: Bins, samples: Float[Tensor, "n d"], level: float = 0.05
) -> dict[str, float | int]:
    """Bins in which the samples' share differs from the data's, by a two-sided test.

    Each test errs with probability `level`, so level k bins differ by chance. Returns
    `ndb`, `bins` (how many there are), and `bins_js`, the Jensen-Shannon divergence of
    the shares in nats. Raises ValueError for a level outside (0, 1) or another width.
    """
    if not 0 < level < 1:
        raise ValueError(f"level = {level} must lie between 0 and 1: 5 % is 0.05")
    samples, centres = point_sets(2, samples=samples, centres=bins.centres)
    seen = count(samples, centres)
    z = z_scores(bins.counts, seen)
    return {
        "ndb": int((z.abs() > -ndtri(level / 2)).sum()),
        "bins": len(centres),
        "bins_js": jensen_shannon(bins.counts, seen),
    }
