"""Regression of x on z by squared error, and ways to say which z belongs to which x."""

from collections.abc import Callable, Iterator

import torch
from jaxtyping import Float
from scipy.optimize import linear_sum_assignment
from torch import Tensor, nn
from torch.optim import Optimizer

from gvlib.diffusion.flow_matching import Field, integrate
from gvlib.train import EMA, Scalars, Step, update

Pair = Callable[[Float[Tensor, "b *shape"]], tuple[Tensor, Tensor]]
"""From a batch of data the rows (z, x) to regress on, z of N(0, I) or close to it."""


def regression_step(
    G: nn.Module, opt: Optimizer, pair: Pair, ema: EMA | None = None
) -> Step:
    """Build the step for `fit`: lower |x - G(z)|^2 over the pairs of a batch.

    Least is G(z) = E[x | z]: the mean of all x that are paired with this z.
    """

    def step(batches: Iterator[Tensor]) -> Scalars:
        z, x = pair(next(batches))
        loss = (x - G(z)).square().flatten(1).sum(1).mean()  # eq. 10.1
        update(opt, loss)
        if ema:
            ema.update(G)
        return {"loss": loss}

    return step


def at_random(x: Float[Tensor, "b *shape"]) -> tuple[Tensor, Tensor]:
    """Every x with a z that knows nothing of it."""
    return torch.randn_like(x), x


def by_transport(x: Float[Tensor, "b *shape"]) -> tuple[Tensor, Tensor]:
    """The pairing of a batch with b draws of z that makes the sum of |z - x|^2 least.

    Optimal between two batches, not between two distributions.
    """
    z = torch.randn_like(x)
    cost = torch.cdist(z.flatten(1), x.flatten(1)).square().cpu().numpy()
    _, partner = linear_sum_assignment(cost)
    return z, x[torch.as_tensor(partner, device=x.device)]


@torch.no_grad()
def by_encoder(model: nn.Module, x: Float[Tensor, "b *shape"]) -> tuple[Tensor, Tensor]:
    """Every x with a draw of q(z|x): the pairing that this VAE has learned."""
    return model.posterior(x).sample(), x


def by_flow(
    v: Field, x: Float[Tensor, "b *shape"], n_steps: int = 16
) -> tuple[Tensor, Tensor]:
    """A fresh z with the end of its path; of the batch only the shape is taken."""
    z = torch.randn_like(x)
    return z, integrate(v, z, n_steps)
