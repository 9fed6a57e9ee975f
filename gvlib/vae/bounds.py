"""Bounds on log p(x), in nats, for every model with log_weights and elbo_terms."""

import math
from collections.abc import Callable, Iterator
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.optim import Optimizer

from gvlib.numerics import log_mean_exp
from gvlib.train import EMA, Scalars, Step, update


@runtime_checkable
class LatentVariableModel(Protocol):
    """What a bound needs to know about a model, and no more."""

    def log_weights(self, x: Tensor, k: int = 1) -> Tensor: ...
    def elbo_terms(self, x: Tensor) -> tuple[Tensor, Tensor]: ...


Bound = Callable[[LatentVariableModel, Tensor], Tensor]


def elbo(
    model: LatentVariableModel, x: Tensor, beta: float = 1.0
) -> Float[Tensor, "b"]:
    """E_q log p(x|z) - beta KL(q(z|x) || p(z)): below log p(x) if beta >= 1.

    Kingma & Welling (2014), eq. 3; beta: Higgins et al. (2017).
    """
    reconstruction, kl = model.elbo_terms(x)
    return reconstruction - beta * kl  # eq. 6.3


def iwae(model: LatentVariableModel, x: Tensor, k: int) -> Float[Tensor, "b"]:
    """log 1/k sum_j w_j: a lower bound on log p(x) that rises with k.

    Burda et al. (2016), eq. 8. Raises ValueError if k < 1.
    """
    if k < 1:
        raise ValueError(f"k = {k} must be at least 1")
    return log_mean_exp(model.log_weights(x, k))  # eq. 4.4


@torch.no_grad()
def log_likelihood(
    model: LatentVariableModel, x: Tensor, k: int = 500, chunk: int = 50
) -> Float[Tensor, "b"]:
    """The bound `iwae` with k draws, a chunk at a time: log p(x) from below."""
    if chunk < 1 or k < 1 or k % chunk:
        raise ValueError(f"k = {k} must be a positive multiple of chunk = {chunk}")
    chunks = [model.log_weights(x, chunk) for _ in range(k // chunk)]
    return log_mean_exp(torch.cat(chunks))


def vae_step(
    model: nn.Module,
    opt: Optimizer,
    bound: Bound = elbo,
    *,
    max_norm: float = math.inf,
    ema: EMA | None = None,
) -> Step:
    """Build the step for `fit`: raise `bound(model, x)`. One loss, one backward pass.

    Encoder and decoder move together. Logs the bound (nats per data point, maximised)
    and the gradient's norm. Kingma & Welling (2014), Alg. 1.
    """

    def step(batches: Iterator[Tensor]) -> Scalars:
        b = bound(model, next(batches)).mean()
        norm = update(opt, -b, max_norm)
        if ema:
            ema.update(model)
        return {"bound": b, "norm": norm}

    return step
