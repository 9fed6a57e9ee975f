"""One round of the game: n_critic discriminator updates, then one generator update."""

import math
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from gvlib.gan.checks import check_step, leaf
from gvlib.gan.losses import GANLoss
from gvlib.gan.penalties import Penalty
from gvlib.nets import applied
from gvlib.train import EMA, Scalars, Step, update


def gan_step(
    G: nn.Module,
    D: nn.Module,
    opt_g: Optimizer,
    opt_d: Optimizer,
    loss: GANLoss,
    *,
    z_dim: int,
    penalties: Sequence[Penalty] = (),
    n_critic: int = 1,
    max_norm: float = math.inf,
    ema: EMA | None = None,
) -> Step:
    """Build the step for `fit`: Goodfellow et al. (2014), Alg. 1, with any loss.

    Discriminator first, as in the paper; neither player's update touches the other.
    Logs d_loss, penalty, g_loss and the two gradient norms.
    """
    check_step(D, loss, penalties, z_dim, n_critic)

    def step(batches: Iterator[Tensor]) -> Scalars:
        for _ in range(n_critic):
            real = leaf(next(batches))
            with torch.no_grad():
                fake = G(torch.randn(len(real), z_dim, device=real.device))
            r, f = applied("D", D, real), D(fake.requires_grad_())
            d_loss = loss.d(r, f).mean()
            penalty = sum(p(D, real, fake, r, f) for p in penalties)
            d_norm = update(opt_d, d_loss + penalty, max_norm)

        real = next(batches)
        fake = G(torch.randn(len(real), z_dim, device=real.device))
        g_loss = loss.g(D(real), D(fake)).mean()
        g_norm = update(opt_g, g_loss, max_norm)
        if ema:
            ema.update(G)
        return {
            "d_loss": d_loss, "penalty": penalty, "g_loss": g_loss,
            "d_norm": d_norm, "g_norm": g_norm,
        }  # fmt: skip

    return step
