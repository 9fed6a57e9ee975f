"""Diffusion: a network learns the noise in x_t, and steps take it off again."""

import math
from collections.abc import Iterator

import torch
from jaxtyping import Float
from torch import Tensor
from torch.optim import Optimizer

from gvlib.diffusion.flow_matching import Field
from gvlib.train import EMA, Scalars, Step, update

FIRST = 0.01  # of the way is gone at t = 0, for `denoise` divides by alpha


def cosine_path(t: Tensor) -> tuple[Tensor, Tensor]:
    """(alpha, sigma) = (sin a, cos a): x_t = alpha x + sigma z is noise at 0, x at 1.

    a runs from pi / 200, where alpha is 0.016, to pi / 2. After Nichol & Dhariwal
    (2021), whose time runs the other way, and whose offset is at the data's end.
    """
    a = math.pi / 2 * (FIRST + (1 - FIRST) * t)
    return a.sin(), a.cos()


def diffusion_step(
    noise: Field, opt: Optimizer, ema: EMA | None = None, *, until: float = 1.0
) -> Step:
    """Build the step for `fit`: lower |noise(x_t, t) - z|^2, x_t = alpha x + sigma z.

    z ~ N(0, I), t uniform on [0, until]; summed over dimensions, averaged over the
    batch. Ho et al. (2020), eq. 14, in continuous time.
    """

    def step(batches: Iterator[Tensor]) -> Scalars:
        x = next(batches)
        z, t = torch.randn_like(x), until * torch.rand(len(x), device=x.device)
        alpha, sigma = cosine_path(t.reshape(-1, *(1 for _ in x.shape[1:])))
        loss = (noise(alpha * x + sigma * z, t) - z).square().flatten(1).sum(1).mean()
        norm = update(opt, loss)
        if ema:
            ema.update(noise)
        return {"loss": loss, "norm": norm}

    return step


@torch.no_grad()
def denoise(
    noise: Field, z: Float[Tensor, "b *shape"], n_steps: int, limit: float = math.inf
) -> Float[Tensor, "b *shape"]:
    """From noise to data: x_t is split into data and noise, and mixed anew for s > t.

    x = (x_t - sigma noise(x_t, t)) / alpha, clipped to [-limit, limit]; the noise is
    what then is left. None is drawn after the first. Song et al. (2021), eq. 12 at
    their sigma = 0. Raises ValueError for n_steps below 1.
    """
    if n_steps < 1:
        raise ValueError(f"n_steps = {n_steps} must be at least 1: 50 is usual")
    x_t = z
    for i in range(n_steps):
        t, s = (torch.tensor(j / n_steps).to(z) for j in (i, i + 1))
        (alpha, sigma), (alpha_s, sigma_s) = cosine_path(t), cosine_path(s)
        x = (x_t - sigma * noise(x_t, t.expand(len(z)))) / alpha
        x = x.clamp(-limit, limit)
        x_t = alpha_s * x + sigma_s * (x_t - alpha * x) / sigma  # eq. 11.12
    return x_t
