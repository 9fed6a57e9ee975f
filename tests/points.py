"""Sets of points to measure."""

import math

import numpy as np
import torch
from torch import Tensor, nn


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


def check_draws(model: nn.Module, cov: np.ndarray, sigma: float) -> None:
    """`sample` has that covariance, `sample_mean` one that is less by sigma^2 I."""
    n, d = 100_000, len(cov)
    of_means = cov - sigma**2 * np.eye(d)
    for draw, expected in ((model.sample, cov), (model.sample_mean, of_means)):
        x = draw(n)
        assert x.shape == (n, d) and not x.requires_grad
        error = np.abs(np.cov(x.T.numpy()) - expected).max()
        # A covariance of Gaussians has variance (c_ii c_jj + c_ij^2) / n <= 2 c^2 / n.
        assert error < 5 * np.diag(cov).max() * math.sqrt(2 / n)
