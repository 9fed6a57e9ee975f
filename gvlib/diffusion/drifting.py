"""Drifting: generated points follow a field of pulls and pushes, with no opponent."""

from collections.abc import Iterator, Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.optim import Optimizer

from gvlib.train import EMA, Scalars, Step, update


def nearby_mean(
    x: Float[Tensor, "n d"], y: Float[Tensor, "m d"], tau: float, *,
    share: bool = True, same: bool = False,
) -> Float[Tensor, "n d"]:  # fmt: skip
    """sum_j w_ij y_j / sum_j w_ij, w_ij = k_ij / sqrt(sum_j k_ij sum_i k_ij).

    k_ij = exp(-|x_i - y_j| / tau). The second sum is how y_j shares itself out among
    the x: without `share` it is left out. With `same` x and y are the same points, and
    none counts for itself.
    """
    logits = -torch.cdist(x, y) / tau
    if same:
        logits.fill_diagonal_(-torch.inf)
    if share:
        logits = logits - logits.logsumexp(0) / 2
    return logits.softmax(1) @ y


def drift(
    x: Float[Tensor, "n d"], data: Float[Tensor, "m d"], taus: Sequence[float], *,
    repel: bool = True, share: bool = True,
) -> Float[Tensor, "n d"]:  # fmt: skip
    """V(x): towards the data nearby, away from the other x nearby; the sum over taus.

    V = (mean of data near x - x) - (mean of other x near x - x). If x and the data
    are of one distribution both agree on average, so V is 0. Without `repel` the
    second bracket is left out. Deng et al. (2026), eq. 8 and 10; their program also
    multiplies V by both sums of weights, and scales the field of each tau.
    """
    total = torch.zeros_like(x)
    for tau in taus:
        here = nearby_mean(x, x, tau, share=share, same=True) if repel else x
        total += nearby_mean(x, data, tau, share=share) - here  # eq. 11.8
    return total


def drifting_step(
    G: nn.Module, opt: Optimizer, taus: Sequence[float], ema: EMA | None = None, *,
    repel: bool = True, share: bool = True,
) -> Step:  # fmt: skip
    """Build the step for `fit`: lower |G(z) - (G(z) + V)|^2, the second G(z) held.

    Its value is |V|^2, and its gradient moves G(z) along V. Deng et al. (2026), eq. 6.
    """

    def step(batches: Iterator[Tensor]) -> Scalars:
        data = next(batches)
        x = G(torch.randn_like(data))
        with torch.no_grad():
            target = x + drift(x, data, taus, repel=repel, share=share)
        loss = (x - target).square().sum(1).mean()
        norm = update(opt, loss)
        if ema:
            ema.update(G)
        return {"loss": loss, "norm": norm}

    return step
