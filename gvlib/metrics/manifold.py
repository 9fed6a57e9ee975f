"""Precision, recall, density, coverage: who lies in whose nearest-neighbour balls."""

import numpy as np
from jaxtyping import Float
from torch import Tensor

from gvlib.metrics.checks import point_sets
from gvlib.metrics.neighbours import distinct, nearer, sq_dist_bounds, sq_radii


def prdc(
    real: Float[Tensor, "n d"], fake: Float[Tensor, "m d"], k: int = 5
) -> dict[str, float]:
    """Each point owns the open ball that reaches to its k-th neighbour in its own set.

    precision: share of fakes in some real ball; recall: of reals in some fake ball;
    density: mean number of real balls around a fake, over k, so it may exceed 1;
    coverage: share of real balls that hold a fake.
    A point as far as the radius is outside, as in the package prdc, so more than k
    equal points own empty balls: copies cannot vouch for a copy. Distances are sums of
    squared differences in float64, so equal rows tie, wherever the origin is.
    A perfect sampler with m = n scores density 1 and coverage about 1 - 2^-k (0.969 at
    k = 5) on average; its precision and recall depend on n and d, so measure them too.
    Kynkäänniemi et al. (2019), Naeem et al. (2020). Raises ValueError for k < 1, fewer
    than k + 2 points, unequal d or values that are not finite.
    """
    if k < 1:
        raise ValueError(f"k = {k} must be at least 1: it counts neighbours, say 5")
    sets = point_sets(k + 2, real=real, fake=fake)
    (real, real_counts), (fake, fake_counts) = (distinct(x) for x in sets)
    real_radii = sq_radii(real, real_counts, k)
    fake_radii = sq_radii(fake, fake_counts, k)
    caught, covered, recalled = (np.zeros(len(x), bool) for x in (fake, real, real))
    pairs = 0
    for found in sq_dist_bounds(real, fake):
        rows = found.rows
        inside = nearer(found, real, fake, real_radii[rows, None])
        caught |= inside.any(0)
        covered[rows] = inside.any(1)
        recalled[rows] = nearer(found, real, fake, fake_radii).any(1)
        pairs += int(real_counts[rows] @ (inside @ fake_counts))
    n, m = real_counts.sum(), fake_counts.sum()
    return {
        "precision": float(fake_counts @ caught / m),  # eq. 7.2
        "recall": float(real_counts @ recalled / n),
        "density": float(pairs / (k * m)),
        "coverage": float(real_counts @ covered / n),  # eq. 7.2
    }
