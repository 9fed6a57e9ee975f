"""MeanFlow: the average velocity between two times is learned, so one step suffices."""

import warnings
from collections.abc import Callable, Iterator

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.func import jvp
from torch.optim import Optimizer

from gvlib.train import EMA, Scalars, Step, update

AverageField = Callable[
    [Float[Tensor, "b d"], Float[Tensor, "b"], Float[Tensor, "b"]], Tensor
]
"""u(x, t, r): the mean velocity from time t, at which the point is at x, to time r."""


class AverageVelocity(nn.Module):
    """u(x, t, r) = net(x, t, r), a dense network of d + 2 numbers, for points in R^d.

    Called with z alone it carries noise to data at once: z + u(z, 0, 1). Geng et al.
    (2025), where time runs the other way.
    """

    def __init__(self, net: nn.Module):
        super().__init__()
        self.net = net

    def average(
        self, x: Float[Tensor, "b d"], t: Float[Tensor, "b"], r: Float[Tensor, "b"]
    ) -> Float[Tensor, "b d"]:
        return self.net(torch.cat([x, t[:, None], r[:, None]], 1))

    def forward(self, z: Float[Tensor, "b d"]) -> Float[Tensor, "b d"]:
        start = z.new_zeros(len(z))
        return z + self.average(z, start, start + 1)


def average_target(
    u: AverageField,
    x: Float[Tensor, "b d"],
    t: Float[Tensor, "b"],
    r: Float[Tensor, "b"],
    v: Float[Tensor, "b d"],
) -> Float[Tensor, "b d"]:
    """v - (t - r) du/dt, what u(x, t, r) is to be; dx/dt = v, and r stands still.

    du/dt = v d_x u + d_t u is one Jacobian-vector product along (v, 1, 0). Geng et al.
    (2025), eq. 6 and 8; it holds for r before and after t alike.
    """
    along = (v, torch.ones_like(t), torch.zeros_like(r))
    with warnings.catch_warnings():
        # torch compiles formulas of its own in a way that it warns of.
        warnings.filterwarnings("ignore", r"`torch\.jit\.script`", FutureWarning)
        _, slope = jvp(u, (x, t, r), along)
    return v - (t - r)[:, None] * slope  # eq. 11.7


def mean_flow_step(
    u: AverageVelocity, opt: Optimizer, ema: EMA | None = None, *,
    same: float = 0.5, c: float = 1e-2,
) -> Step:  # fmt: skip
    """Build the step for `fit`: lower |u(x_t, t, r) - target|^2 / (|..|^2 + c).

    The target and the divisor are constants to the gradient. t <= r are two uniform
    times in order; with probability `same` r = t, which is flow matching. Geng et al.
    (2025), eq. 9 to 11 and the weight of their section on loss metrics at p = 1.
    """

    def step(batches: Iterator[Tensor]) -> Scalars:
        x = next(batches)
        z = torch.randn_like(x)
        t, r = torch.rand(2, len(x), device=x.device).sort(0).values
        r = torch.where(torch.rand_like(t) < same, t, r)
        x_t, v = torch.lerp(z, x, t[:, None]), x - z
        with torch.no_grad():
            target = average_target(u.average, x_t, t, r, v)
        error = (u.average(x_t, t, r) - target).square().sum(1)
        norm = update(opt, (error / (error.detach() + c)).mean())
        if ema:
            ema.update(u)
        return {"loss": error.mean(), "norm": norm}

    return step
