"""Two-dimensional mixtures by formula: the whole data distribution is known."""

import math

import torch
from jaxtyping import Float
from torch import Tensor


def ring_modes(modes: int = 8, radius: float = 1.0) -> Float[Tensor, "modes 2"]:
    """The component means of `ring`, evenly spaced on a circle."""
    angle = 2 * math.pi * torch.arange(modes) / modes
    return radius * torch.stack([angle.cos(), angle.sin()], dim=1)


def grid_modes(side: int = 5, spacing: float = 2.0) -> Float[Tensor, "modes 2"]:
    """The component means of `grid`: side x side points, centred on the origin."""
    line = spacing * (torch.arange(side) - (side - 1) / 2)
    return torch.cartesian_prod(line, line)


def around(means: Float[Tensor, "modes 2"], n: int, sigma: float, seed: int) -> Tensor:
    """n draws from the equal mixture of N(m_j, sigma^2 I), fixed by the seed."""
    if n < 1 or sigma <= 0:
        raise ValueError(f"n = {n} must be at least 1 and sigma = {sigma} above 0")
    rng = torch.Generator().manual_seed(seed)
    which = torch.randint(len(means), (n,), generator=rng)
    return means[which] + sigma * torch.randn(n, 2, generator=rng)


def ring(
    n: int, *, modes: int = 8, radius: float = 1.0, sigma: float = 0.01, seed: int = 0
) -> Float[Tensor, "n 2"]:
    """n points from 8 Gaussians on a circle; the defaults are Lin et al. (2018)."""
    return around(ring_modes(modes, radius), n, sigma, seed)


def grid(
    n: int, *, side: int = 5, spacing: float = 2.0, sigma: float = 0.05, seed: int = 0
) -> Float[Tensor, "n 2"]:
    """n points from 25 Gaussians on a grid; the defaults are Lin et al. (2018)."""
    return around(grid_modes(side, spacing), n, sigma, seed)
