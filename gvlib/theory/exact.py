"""log p(x) and the gap of a bound as sums over a grid: exact for one or two codes."""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gvlib.vae.likelihoods import GaussianLikelihood
from gvlib.vae.model import VAE


def code_grid(
    z_dim: int, n: int = 241, reach: float = 6.0
) -> tuple[Float[Tensor, "m z"], float]:
    """(all points of a grid over [-reach, reach]^z_dim, the volume of one cell).

    N(0, I) has 4e-9 of its mass beyond 6 in two dimensions. Raises ValueError for more
    dimensions than two, or a grid of fewer than two points an axis.
    """
    if z_dim not in (1, 2):
        raise ValueError(
            f"z_dim = {z_dim}: a grid of {n} points an axis has {n}^{z_dim}; it is for "
            "1 or 2 dimensions, so take log_likelihood (importance weighting) instead"
        )
    if n < 2 or reach <= 0:
        raise ValueError(f"n = {n} must be at least 2 and reach = {reach} above 0")
    axis = torch.linspace(-reach, reach, n)
    z = torch.cartesian_prod(*[axis] * z_dim).reshape(-1, z_dim)
    return z, (2 * reach / (n - 1)) ** z_dim


@torch.no_grad()
def grid_log_joint(
    model: VAE, x: Float[Tensor, "b *shape"], z: Float[Tensor, "m z"]
) -> Float[Tensor, "m b"]:
    """log p(x|z) + log p(z) for every x and every point of the grid, nats."""
    every = z[:, None].expand(-1, len(x), -1)
    return model.log_px(x, every) + model.prior().log_prob(z)[:, None]


def grid_log_likelihood(
    model: VAE, x: Float[Tensor, "b *shape"], n: int = 241, reach: float = 6.0
) -> Float[Tensor, "b"]:
    """log p(x) = log of the integral of p(x|z) p(z) over z, as a sum; nats.

    Its error vanishes faster than any power of the spacing, while p(x|z) is wider than
    a few cells. Errors as in `code_grid`.
    """
    z, cell = code_grid(model.z_dim, n, reach)
    joint = grid_log_joint(model, x, z)
    return joint.logsumexp(0) + math.log(cell)  # eq. 4.1


@torch.no_grad()
def grid_gap(
    model: VAE, x: Float[Tensor, "b *shape"], n: int = 241, reach: float = 6.0
) -> Float[Tensor, "b"]:
    """KL(q(z|x) || p(z|x)) in nats: what the ELBO lacks to log p(x).

    Kingma & Welling (2014), eq. 1. Errors as in `code_grid`.
    """
    z, cell = code_grid(model.z_dim, n, reach)
    joint = grid_log_joint(model, x, z)
    log_posterior = joint - joint.logsumexp(0) - math.log(cell)
    log_q = model.posterior(x).log_prob(z[:, None])
    return (log_q.exp() * (log_q - log_posterior)).sum(0) * cell  # eq. 4.3


class Radius(nn.Module):
    """h(z) = scale ||z||: every z of a circle explains the same x."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, z: Float[Tensor, "b z"]) -> Float[Tensor, "b 1"]:
        return self.scale * z.norm(dim=-1, keepdim=True)


class Constant(nn.Module):
    """The same (mu, log sigma) for every x: a q to be chosen by hand."""

    def __init__(self, mu: Sequence[float], sigma: Sequence[float]):
        super().__init__()
        both = torch.cat([torch.tensor(mu), torch.tensor(sigma).log()])
        self.register_buffer("both", both)

    def forward(self, x: Float[Tensor, "b 1"]) -> Float[Tensor, "b two_z"]:
        return self.both.expand(len(x), -1)


def radius_vae(mu: Sequence[float], sigma: Sequence[float], width: float = 0.2) -> VAE:
    """x = ||z|| + width eps, z of 2 dimensions, and q = N(mu, diag sigma^2).

    p(z|x) is a ring, which no Gaussian q equals. ValueError unless every sigma > 0.
    """
    if not min(sigma) > 0:
        raise ValueError(f"sigma = {sigma} must be above 0 in every dimension")
    return VAE(Constant(mu, sigma), Radius(), GaussianLikelihood(width), len(mu))
