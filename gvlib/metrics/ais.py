"""Annealed importance sampling: how much of a density's mass its formula leaves out."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from gvlib.numerics import log_mean_exp

LogDensity = Callable[[Tensor, float], Tensor]
Move = Callable[[Tensor, float], Tensor]


@torch.no_grad()
def ais(
    x: Float[Tensor, "n *shape"],
    log_f: LogDensity,
    move: Move,
    betas: Float[Tensor, "t"],
) -> tuple[Tensor, Float[Tensor, "n"]]:
    """log Z_1 - log Z_0 of two unnormalised densities, f_0 and f_1. Neal (2001).

    Args:
        x: exact samples of f_0, one chain a row.
        log_f: (x, beta) -> log f_beta(x), a value a chain, nats.
        move: (x, beta) -> x, a transition that leaves f_beta as it is.
        betas: rising from 0 to 1.

    Returns:
        (the estimate, the log weight of each chain). exp(estimate) is unbiased, so the
        estimate is too low on average, and log p(x) = log f_1(x) - log Z too high.
        Raises ValueError for betas that do not rise from 0 to 1.
    """
    t = betas.tolist()
    rising = all(a < b for a, b in zip(t[:-1], t[1:], strict=True))
    if len(t) < 2 or (t[0], t[-1]) != (0, 1) or not rising:
        raise ValueError(
            f"betas has {len(t)} values from {min(t, default=0):.3g} to "
            f"{max(t, default=0):.3g}: they must rise from 0 to 1, such as "
            "torch.linspace(0, 1, 1001)"
        )
    log_w = torch.zeros(len(x), dtype=torch.float64)
    for previous, beta in zip(t[:-1], t[1:], strict=True):
        log_w += (log_f(x, beta) - log_f(x, previous)).to(log_w)  # eq. 1.9
        x = move(x, beta)
    return log_mean_exp(log_w), log_w
