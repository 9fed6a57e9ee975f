"""Sets of points to measure."""

import torch
from torch import Tensor


def normal(
    n: int, d: int, *, seed: int = 0, scale: float = 1.0, shift: float = 0.0
) -> Tensor:
    """n points of N(shift, scale^2 I) in R^d, in float64."""
    generator = torch.Generator().manual_seed(seed)
    return scale * torch.randn(n, d, generator=generator, dtype=torch.float64) + shift


def with_moments(
    mean: list[float], sigma: list[float], *, n: int = 200, seed: int = 0
) -> Tensor:
    """n points whose sample mean and covariance are exactly mean and diag(sigma^2)."""
    x = normal(n, len(mean), seed=seed)
    x = x - x.mean(0)
    white = x @ torch.linalg.inv(torch.linalg.cholesky(x.T @ x / (n - 1))).T
    return white * x.new_tensor(sigma) + x.new_tensor(mean)
