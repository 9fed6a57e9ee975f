"""One round of the game: n_critic discriminator updates, then one generator update."""

import math
from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from gvlib.gan.checks import check_step, leaf
from gvlib.gan.losses import GANLoss
from gvlib.gan.penalties import Critic, Penalty
from gvlib.gan.transport import GPenalty
from gvlib.gan.unrolling import Opponent, as_is
from gvlib.nets import applied
from gvlib.train import EMA, Scalars, Step, update


def gan_step(
    G: nn.Module, D: nn.Module, opt_g: Optimizer, opt_d: Optimizer, loss: GANLoss, *,
    z_dim: int, penalties: Sequence[Penalty] = (), g_penalties: Sequence[GPenalty] = (),
    n_critic: int = 1, max_norm: float = math.inf,
    after_d: Callable[[nn.Module], object] = lambda D: None,
    opponent: Opponent = as_is, ema: EMA | None = None,
) -> Step:  # fmt: skip
    """Build the step for `fit`: Goodfellow et al. (2014), Alg. 1, with any loss.

    Discriminator first, as in the paper; neither player's update touches the other.
    Both gradients are clipped to the norm `max_norm` (Pascanu et al. (2013) do so),
    after_d(D) follows each update of D, and the generator plays against what `opponent`
    makes of D. Logs d_loss, penalty, g_loss and the two gradient norms.
    """
    check_step(D, loss, penalties, z_dim, n_critic, max_norm)
    pairs = loss.pairs

    def d_terms(D: Critic, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor | int]:
        r, f = applied("D", D, real), D(fake)
        return loss.d(r, f).mean(), sum(p(D, real, fake, r, f) for p in penalties)

    def step(batches: Iterator[Tensor]) -> Scalars:
        for _ in range(n_critic):
            real = leaf(next(batches))
            with torch.no_grad():
                fake = G(torch.randn(len(real), z_dim, device=real.device))
            d_loss, penalty = d_terms(D, real, fake.requires_grad_())
            d_norm = update(opt_d, d_loss + penalty, max_norm)
            after_d(D)

        real = next(batches)
        z = torch.randn(len(real), z_dim, device=real.device)
        fake = G(z)
        critic = opponent(D, d_terms, real, fake)
        r, f = critic(real) if pairs else None, critic(fake)
        g_loss, g_penalty = loss.g(r, f).mean(), sum(p(z, fake) for p in g_penalties)
        g_norm = update(opt_g, g_loss + g_penalty, max_norm)
        if ema:
            ema.update(G)
        return {
            "d_loss": d_loss, "penalty": penalty, "g_loss": g_loss,
            "d_norm": d_norm, "g_norm": g_norm,
        }  # fmt: skip

    return step
