"""How many latent dimensions an encoder uses, and how many nats it says about x."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from gvlib.metrics.checks import point_sets

CHUNK = 500  # rows of z at a time: the matrix of pairs stays small


def active_units(mu: Float[Tensor, "n z"], threshold: float = 0.01) -> int:
    """Number of latent dimensions with Var_x(E_q[z|x]) > threshold; mu holds E_q[z|x].

    A dimension whose posterior ignores x has variance 0. Burda et al. (2016), sec. 5.2.
    Raises ValueError for fewer than 2 points or values that are not finite.
    """
    (mu,) = point_sets(2, mu=mu)
    return int((mu.var(0, correction=0) > threshold).sum())


def mutual_information(
    mu: Float[Tensor, "n z"], sigma: Float[Tensor, "n z"], z: Float[Tensor, "n z"]
) -> float:
    """I_q(x; z) = mean_i [log q(z_i|x_i) - log (1/n) sum_j q(z_i|x_j)], nats.

    q(z|x_i) = N(mu_i, diag sigma_i^2), and z_i is one draw from it. The second term is
    the aggregated posterior of these n points, x uniform among them, so that no value
    is above log n: where the truth is near that, take more points. The mean KL minus
    this is KL(q(z) || p(z)). Hoffman & Johnson (2016). Raises ValueError for fewer than
    2 points, shapes that differ, a sigma of 0 or less, or values that are not finite.
    """
    mu, sigma, z = point_sets(2, mu=mu, sigma=sigma, z=z)
    if not len(mu) == len(sigma) == len(z):
        raise ValueError(
            f"{len(mu)} mu, {len(sigma)} sigma, {len(z)} z: each point has one of each"
        )
    if not (sigma > 0).all():
        raise ValueError(f"sigma from {sigma.min():.4g} must be above 0")
    center = mu.mean(0)  # a shift of all changes nothing but rounding
    mu, z = mu - center, z - center
    precision = sigma**-2
    # log q(z|x_j) + constant: linear in z and z^2, so all pairs are matrix products.
    at_0 = -sigma.log().sum(1) - 0.5 * (mu.square() * precision).sum(1)
    own = -sigma.log().sum(1) - 0.5 * ((z - mu) / sigma).square().sum(1)
    mixture = torch.cat([
        torch.logsumexp(
            rows @ (mu * precision).T - 0.5 * rows.square() @ precision.T + at_0, 1
        )
        for rows in z.split(CHUNK)
    ])  # fmt: skip
    return (own - mixture).mean().item() + math.log(len(mu))  # eq. 10.6
