"""Precision, recall, density, coverage: who lies in whose nearest-neighbour balls."""

from collections.abc import Iterator

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from gvlib.metrics.checks import point_sets

CHUNK = 128  # rows of the distance matrix held at once


def prdc(
    real: Float[Tensor, "n d"], fake: Float[Tensor, "m d"], k: int = 5
) -> dict[str, float]:
    """Each point owns the open ball that reaches to its k-th neighbour in its own set.

    precision: share of fakes in some real ball; recall: of reals in some fake ball;
    density: mean number of real balls around a fake, over k, so it may exceed 1;
    coverage: share of real balls that hold a fake.
    A perfect sampler with m = n scores density 1 and coverage about 1 - 2^-k (0.969 at
    k = 5) on average; its precision and recall depend on n and d, so measure them too.
    Kynkäänniemi et al. (2019), Naeem et al. (2020). Raises ValueError for k < 1, fewer
    than k + 2 points, unequal d or values that are not finite.
    """
    if k < 1:
        raise ValueError(f"k = {k} must be at least 1: it counts neighbours, say 5")
    real, fake = point_sets(k + 2, real=real, fake=fake)
    real_radii, fake_radii = sq_radii(real, k), sq_radii(fake, k)
    caught, covered, recalled = (np.zeros(len(x), bool) for x in (fake, real, real))
    pairs = 0
    for rows, sq_dist in sq_dist_rows(real, fake):
        d = sq_dist.numpy()  # NumPy counts and joins bits far faster than torch
        inside = d < real_radii[rows, None]
        caught |= inside.any(0)
        covered[rows] = inside.any(1)
        recalled[rows] = (d < fake_radii).any(1)
        pairs += int(np.count_nonzero(inside))
    return {
        "precision": caught.mean().item(),  # eq. 7.2
        "recall": recalled.mean().item(),
        "density": pairs / (k * len(fake)),
        "coverage": covered.mean().item(),  # eq. 7.2
    }


def sq_radii(x: Float[Tensor, "n d"], k: int) -> Float[np.ndarray, "n"]:
    """Squared distance from each point to its k-th neighbour, itself not counted."""
    radii = np.empty(len(x))
    for rows, sq_dist in sq_dist_rows(x, x):
        nearest = sq_dist.topk(k + 1, dim=1, largest=False).values
        radii[rows] = nearest[:, k]  # column 0 is the point itself
    return radii


def sq_dist_rows(
    a: Float[Tensor, "n d"], b: Float[Tensor, "m d"]
) -> Iterator[tuple[slice, Float[Tensor, "rows m"]]]:
    """||a_i - b_j||^2 = (a_i, ||a_i||^2, 1)'(-2 b_j, 1, ||b_j||^2), CHUNK rows a time.

    Each matrix replaces the one before it: new memory for each would cost more time
    than the product, and the whole matrix does not fit for large n and m.
    """
    left = torch.cat([a, a.square().sum(1, True), a.new_ones(len(a), 1)], 1)
    right = torch.cat([-2 * b, b.new_ones(len(b), 1), b.square().sum(1, True)], 1)
    matrix = a.new_empty(min(CHUNK, len(a)), len(b))
    for start in range(0, len(a), CHUNK):
        rows = slice(start, min(start + CHUNK, len(a)))
        out = matrix[: rows.stop - start]
        yield rows, torch.mm(left[rows], right.T, out=out)
