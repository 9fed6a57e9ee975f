"""Unrolling: the generator plays against the critic that its move will call forth."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.optim import Adam, Optimizer

from gvlib.gan.checks import leaf
from gvlib.gan.penalties import Critic

Terms = Callable[[Critic, Tensor, Tensor], tuple[Tensor, Tensor | int]]
"""(D, real, fake) -> the critic's loss and its penalties, as `gan_step` has them."""
Opponent = Callable[[nn.Module, Terms, Tensor, Tensor], Critic]
"""(D, terms, real, fake) -> what the generator plays against."""


def as_is(D: nn.Module, terms: Terms, real: Tensor, fake: Tensor) -> Critic:
    """The critic as it is."""
    return D


class Moments(NamedTuple):
    """What Adam knows of one weight, and how it steps."""

    m: Tensor | float
    v: Tensor | float
    t: float
    lr: float
    betas: tuple[float, float]
    eps: float


def unroll(k: int, opt_d: Optimizer) -> Opponent:
    """The critic k steps of its own Adam ahead. Metz et al. (2017), eqs. 7 and 10.

    The steps start from the optimiser's moments and are on the generator's own batch;
    as each depends on G(z), the generator's gradient knows how the critic will answer.
    D and opt_d stay as they are. Penalties are part of these steps; clipped gradients
    and clipped weights are not. Raises ValueError for k < 1 or another optimiser.
    """
    if k < 1:
        raise ValueError(f"k = {k} must be at least 1; leave the opponent out for 0")
    check_adam(opt_d)

    def opponent(D: nn.Module, terms: Terms, real: Tensor, fake: Tensor) -> Critic:
        fixed = dict(D.named_parameters())
        memory = moments(opt_d, fixed)
        weights = {name: fixed[name] for name in memory}
        for _ in range(k):
            # Copies: the weights depend on the batch now, and a slope of D at an image
            # must not take the way through them.
            critic = partial(functional_call, D, weights)
            loss = sum(terms(critic, leaf(real), 1 * fake))
            grads = torch.autograd.grad(loss, [*weights.values()], create_graph=True)
            for (name, w), g in zip(list(weights.items()), grads, strict=True):
                weights[name], memory[name] = adam_step(w, g, memory[name])
        return partial(functional_call, D, weights)

    return opponent


def adam_step(w: Tensor, g: Tensor, memory: Moments) -> tuple[Tensor, Moments]:
    """One step of Adam that can be differentiated. Kingma & Ba (2015), Alg. 1."""
    b1, b2 = memory.betas
    t, m = memory.t + 1, b1 * memory.m + (1 - b1) * g
    v = b2 * memory.v + (1 - b2) * g.square()
    # 1e-30: the square root has no gradient at 0. It moves nothing beside eps.
    root = (v / (1 - b2**t)).clamp_min(1e-30).sqrt()
    new = w - memory.lr * (m / (1 - b1**t)) / (root + memory.eps)
    return new, memory._replace(m=m, v=v, t=t)


def moments(opt: Adam, weights: Mapping[str, Tensor]) -> dict[str, Moments]:
    """Of every weight that the optimiser moves, by name; none yet is 0."""
    groups = {p: group for group in opt.param_groups for p in group["params"]}
    found = {}
    for name, p in weights.items():
        if p in groups and p.requires_grad:
            of, group = opt.state.get(p, {}), groups[p]
            found[name] = Moments(
                of.get("exp_avg", 0.0), of.get("exp_avg_sq", 0.0),
                float(of.get("step", 0)), float(group["lr"]), group["betas"],
                group["eps"],
            )  # fmt: skip
    return found


def check_adam(opt: Optimizer) -> None:
    """Raise ValueError for an optimiser whose steps `adam_step` does not repeat."""
    kind = type(opt).__name__
    others = ("weight_decay", "amsgrad", "maximize")
    if type(opt) is not Adam or any(g[key] for g in opt.param_groups for key in others):
        raise ValueError(
            f"unroll repeats the steps of torch.optim.Adam without {others[0]}, "
            f"{others[1]} or {others[2]}, but opt_d is {kind} with other settings"
            if type(opt) is Adam
            else f"unroll repeats the steps of torch.optim.Adam, but opt_d is {kind}"
        )
