"""Precision, recall, density, coverage: who lies in whose nearest-neighbour balls."""

import torch
from jaxtyping import Float
from torch import Tensor

from gvlib.metrics.checks import point_sets
from gvlib.numerics import sq_dists

CHUNK = 128  # rows of the distance matrix held at once: they stay in the cache


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
    caught = torch.zeros(len(fake), dtype=torch.bool)
    recalled = covered = pairs = 0
    for rows, radii in zip(real.split(CHUNK), real_radii.split(CHUNK), strict=True):
        d = sq_dists(rows, fake)
        inside = d < radii[:, None]
        held = inside.sum(1)
        caught |= inside.any(0)
        pairs += held.sum().item()
        covered += (held > 0).sum().item()
        recalled += (d < fake_radii).any(1).sum().item()
    return {
        "precision": caught.sum().item() / len(fake),  # eq. 7.2
        "recall": recalled / len(real),
        "density": pairs / (k * len(fake)),
        "coverage": covered / len(real),  # eq. 7.2
    }


def sq_radii(x: Float[Tensor, "n d"], k: int) -> Float[Tensor, "n"]:
    """Squared distance from each point to its k-th neighbour, itself not counted."""
    # Written into views of one vector: small results kept between the large matrices
    # would stop the allocator from using the same memory for each of these.
    radii = x.new_empty(len(x))
    for rows, out in zip(x.split(CHUNK), radii.split(CHUNK), strict=True):
        nearest = sq_dists(rows, x).topk(k + 1, dim=1, largest=False).values
        out.copy_(nearest[:, k])  # column 0 is the point itself
    return radii
