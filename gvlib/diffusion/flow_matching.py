"""Flow matching: noise z moves to data x along a velocity that is learned."""

from collections.abc import Callable, Iterator

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.optim import Optimizer

from gvlib.train import EMA, Scalars, Step, update

Field = Callable[[Float[Tensor, "b *shape"], Float[Tensor, "b"]], Tensor]
"""v(x, t): where a point that is at x at time t is going; t runs from 0 to 1."""


class Velocity(nn.Module):
    """v(x, t) = net(x, t), a dense network of d + 1 numbers, for points in R^d."""

    def __init__(self, net: nn.Module):
        super().__init__()
        self.net = net

    def forward(
        self, x: Float[Tensor, "b d"], t: Float[Tensor, "b"]
    ) -> Float[Tensor, "b d"]:
        return self.net(torch.cat([x, t[:, None]], 1))


def flow_matching_step(
    v: Field, opt: Optimizer, ema: EMA | None = None, *, until: float = 1.0
) -> Step:
    """Build the step for `fit`: lower |v(x_t, t) - (x - z)|^2, x_t = (1 - t) z + t x.

    z ~ N(0, I) is paired with x at random, t is uniform on [0, until]. Least is v(y, t)
    = E[x - z | x_t = y], whose ODE carries N(0, I) to the data. The error is summed
    over dimensions, averaged over the batch. Lipman et al. (2023), eq. 22 and 23 at
    sigma_min = 0.
    """

    def step(batches: Iterator[Tensor]) -> Scalars:
        x = next(batches)
        z, t = torch.randn_like(x), until * torch.rand(len(x), device=x.device)
        s = t.reshape(-1, *(1 for _ in x.shape[1:]))
        x_t = (1 - s) * z + s * x
        loss = (v(x_t, t) - (x - z)).square().flatten(1).sum(1).mean()  # eq. 11.1
        norm = update(opt, loss)
        if ema:
            ema.update(v)
        return {"loss": loss, "norm": norm}

    return step


@torch.no_grad()
def integrate(
    v: Field, z: Float[Tensor, "b *shape"], n_steps: int
) -> Float[Tensor, "b *shape"]:
    """x(1) of dx/dt = v(x, t), x(0) = z, by Euler's rule: x <- x + v(x, i / n) / n.

    The error falls as 1 / n. Raises ValueError for n_steps below 1.
    """
    if n_steps < 1:
        raise ValueError(f"n_steps = {n_steps} must be at least 1: 50 is usual")
    x = z
    for i in range(n_steps):
        x = x + v(x, z.new_full((len(z),), i / n_steps)) / n_steps
    return x
