"""Distances between sets of points: by their Gaussians, a cubic kernel, on lines.

Say "FID" and "KID" only of Inception's features; of any other, say whose they are.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from gvlib.metrics.checks import point_sets

CHUNK = 128  # rows of the kernel matrix held at once: they stay in the cache


def frechet_distance(a: Float[Tensor, "n d"], b: Float[Tensor, "m d"]) -> float:
    """||mu_a - mu_b||^2 + tr(S_a + S_b - 2 (S_a S_b)^1/2), S = R'R the covariance.

    The eigenvalues of S_a S_b are the squared singular values of R_a R_b', so the last
    trace is the sum of these: no matrix root, never complex, right also for n < d.
    Finite samples bias it upwards, so compare only at equal n. Heusel et al. (2017).
    Raises ValueError for fewer than 2 points, unequal d or values that are not finite.
    """
    a, b = point_sets(2, a=a, b=b)
    a, b = a - a.mean(0), b - a.mean(0)  # so that no digit goes on a common offset
    root_a, root_b = covariance_root(a), covariance_root(b)
    traces = root_a.square().sum() + root_b.square().sum()
    cross = torch.linalg.svdvals(root_a @ root_b.T).sum()
    distance = (a.mean(0) - b.mean(0)).square().sum() + traces - 2 * cross  # eq. 7.1
    return max(distance.item(), 0.0)  # rounding can leave -1e-14 for equal sets


def sliced_wasserstein(
    a: Float[Tensor, "n d"], b: Float[Tensor, "m d"], directions: int = 500,
    seed: int = 0,
) -> float:  # fmt: skip
    """(E_u W_2^2(a u, b u))^1/2 over random unit vectors u, fixed by the seed.

    On a line the best pairing is that of the sorted values, so W_2^2 is the mean of
    their squared differences. In the units of the data, and finite samples bias it
    upwards: compare at equal n. It sees few fine details, for most directions mix all
    coordinates. Bonneel et al. (2015). Raises ValueError for unequal n or d, no points,
    values that are not finite.
    """
    a, b = point_sets(1, a=a, b=b)
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)} points: give as many of both")
    rng = torch.Generator().manual_seed(seed)
    u = torch.randn(a.shape[1], directions, generator=rng, dtype=a.dtype)
    u /= u.norm(dim=0)
    gaps = (a @ u).sort(0).values - (b @ u).sort(0).values
    return gaps.square().mean().sqrt().item()


def covariance_root(x: Float[Tensor, "n d"]) -> Float[Tensor, "r d"]:
    """R with min(n, d) rows and R'R = the covariance of x (divisor n - 1)."""
    return torch.linalg.qr((x - x.mean(0)) / (len(x) - 1) ** 0.5, mode="r").R


def kernel_distance(a: Float[Tensor, "n d"], b: Float[Tensor, "m d"]) -> float:
    """Unbiased MMD^2: E k(a, a') + E k(b, b') - 2 E k(a, b), k(x, y) = (x'y/d + 1)^3.

    k depends on the origin: moving both sets together changes the value.
    Its expectation is 0 for equal distributions, so a single value may be negative.
    Bińkowski et al. (2018), sec. 4; here over whole sets, not averaged over subsets.
    Raises ValueError for fewer than 2 points, unequal d or values that are not finite.
    """
    a, b = point_sets(2, a=a, b=b)
    within = off_diagonal_mean(a) + off_diagonal_mean(b)
    return within - 2 * kernel_sum(a, b) / (len(a) * len(b))


def off_diagonal_mean(x: Float[Tensor, "n d"]) -> float:
    """Mean of k(x_i, x_j) over i != j: k(x_i, x_i) would bias it upwards."""
    total = -(x.square().sum(1) / x.shape[1] + 1).pow(3).sum().item()
    for start in range(0, len(x), CHUNK):
        rows, later = x[start : start + CHUNK], x[start + CHUNK :]
        # k is symmetric: what lies right of the diagonal counts for both sides.
        total += kernel_sum(rows, rows) + 2 * kernel_sum(rows, later)
    return total / (len(x) * (len(x) - 1))


def kernel_sum(x: Float[Tensor, "n d"], y: Float[Tensor, "m d"]) -> float:
    """Sum of k(x_i, y_j) over all pairs, in memory linear in m."""
    chunks = (x / x.shape[1]).split(CHUNK)
    return sum((rows @ y.T).add_(1).pow_(3).sum().item() for rows in chunks)
