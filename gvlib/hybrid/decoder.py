"""A decoder trained again on codes that stay as they are, with or without a critic."""

from collections.abc import Callable, Iterator, Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.optim import Optimizer

from gvlib.gan.checks import check_step, leaf
from gvlib.gan.losses import GANLoss
from gvlib.gan.penalties import Penalty
from gvlib.train import EMA, Scalars, Step, update


def absolute_error(
    made: Float[Tensor, "b *shape"], x: Float[Tensor, "b *shape"]
) -> Float[Tensor, "b"]:
    """sum_i |made_i - x_i|, one value per data point."""
    return (made - x).abs().flatten(1).sum(1)


def squared_error(
    made: Float[Tensor, "b *shape"], x: Float[Tensor, "b *shape"]
) -> Float[Tensor, "b"]:
    """sum_i (made_i - x_i)^2, one value per data point."""
    return (made - x).square().flatten(1).sum(1)


def balance(
    error: Float[Tensor, ""],
    adversarial: Float[Tensor, ""],
    last: Float[Tensor, "..."],
) -> Float[Tensor, ""]:
    """||d error / d last|| / (||d adversarial / d last|| + 1e-6), a constant.

    `last` are the weights of the decoder's last layer: there both terms then pull
    equally hard. Esser et al. (2021), eq. 7; that these are norms is in their program.
    """
    norms = [
        torch.autograd.grad(loss, last, retain_graph=True)[0].norm()
        for loss in (error, adversarial)
    ]
    return norms[0] / (norms[1] + 1e-6)


def decoder_step(
    decoder: nn.Module,
    opt: Optimizer,
    D: nn.Module,
    opt_d: Optimizer,
    loss: GANLoss,
    *,
    factor: float,
    error: Callable[[Tensor, Tensor], Tensor] = absolute_error,
    penalties: Sequence[Penalty] = (),
    ema: EMA | None = None,
) -> Step:
    """Build the step for `fit`: lower error + factor lambda loss.g, lambda = `balance`.

    A batch is a pair (x, z) of data and their codes: no encoder is here that could
    move. The decoder returns data, not logits. The critic moves first, then the decoder
    against it. With factor 0 it is regression: the critic is neither asked nor moved.
    """
    if not factor >= 0:
        raise ValueError(f"factor = {factor} must be at least 0; 0 leaves D out")
    check_step(D, loss, penalties, 1, 1)
    last = [p for p in decoder.parameters() if p.ndim > 1][-1]

    def step(batches: Iterator[tuple[Tensor, Tensor]]) -> Scalars:
        x, z = next(batches)
        logs: Scalars = {}
        if factor:
            with torch.no_grad():
                fake = decoder(z)
            logs |= critic_update(D, opt_d, loss, penalties, x, fake)
        made = decoder(z)
        total = logs["error"] = error(made, x).mean()
        if factor:
            g_loss = loss.g(D(x), D(made)).mean()
            weight = factor * balance(total, g_loss, last)
            total = total + weight * g_loss  # eq. 10b.4
            logs |= {"g_loss": g_loss, "weight": weight}
        norm = update(opt, total)
        if ema:
            ema.update(decoder)
        return logs | {"norm": norm}

    return step


def critic_update(
    D: nn.Module, opt_d: Optimizer, loss: GANLoss, penalties: Sequence[Penalty],
    x: Tensor, fake: Tensor,
) -> Scalars:  # fmt: skip
    """One update of the critic on real x and decoded images; what it logs."""
    real, fake = leaf(x), leaf(fake)
    r, f = D(real), D(fake)
    d_loss = loss.d(r, f).mean()
    penalty = sum(p(D, real, fake, r, f) for p in penalties)
    return {"d_loss": d_loss, "d_norm": update(opt_d, d_loss + penalty)}
