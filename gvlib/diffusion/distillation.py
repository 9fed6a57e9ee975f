"""Distribution matching: a student follows the difference of two fields, no critic."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from gvlib.diffusion.flow_matching import Field, flow_matching_step
from gvlib.train import EMA, Scalars, Step, update


def distribution_matching_step(
    G: nn.Module, fake: nn.Module, teacher: Field, opt_g: Optimizer,
    opt_fake: Optimizer, ema: EMA | None = None, *, n_fake: int = 1,
) -> Step:  # fmt: skip
    """Build the step for `fit`: move G(z) by E_data[x | x_t] - E_G[x | x_t].

    At x_t = (1 - t) z' + t G(z) this is (1 - t) (teacher - fake), that is (1 - t)^2 / t
    times the gradient of log p_t - log q_t: down the reverse divergence KL(q_t || p_t).
    The flow `fake` is trained n_fake times a step on what G makes. The move is divided
    by the batch's mean of |G(z) - E_data[x | x_t]|. After Yin et al. (2024), who add a
    regression on pairs.
    """
    learn = flow_matching_step(fake, opt_fake)

    @torch.no_grad()
    def made(x: Tensor) -> Iterator[Tensor]:
        while True:
            yield G(torch.randn_like(x))

    def step(batches: Iterator[Tensor]) -> Scalars:
        shape = next(batches)
        for _ in range(n_fake):
            learn(made(shape))
        x = G(torch.randn_like(shape))
        with torch.no_grad():
            t = torch.rand(len(x), device=x.device)
            x_t, left = torch.lerp(torch.randn_like(x), x, t[:, None]), 1 - t[:, None]
            v = teacher(x_t, t)
            scale = (x - x_t - left * v).norm(dim=1).mean()
            target = x + left * (v - fake(x_t, t)) / scale  # eq. 11.10
        loss = (x - target).square().sum(1).mean() / 2
        update(opt_g, loss)
        if ema:
            ema.update(G)
        return {"loss": loss}

    return step
