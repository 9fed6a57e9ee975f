"""A critic that teaches a generator of characters: by relaxation, or by reward."""

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.optim import Optimizer

from gvlib.gan.losses import GANLoss
from gvlib.gan.penalties import Penalty
from gvlib.train import Scalars, Step, update


@runtime_checkable
class TextGenerator(Protocol):
    """What the two steps need to know of a generator."""

    def log_prob(self, x: Tensor) -> Tensor: ...
    def sample(self, n: int) -> Tensor: ...
    def relaxed(self, n: int, tau: float, hard: bool) -> Tensor: ...


def one_hots(x: Int[Tensor, "b t"], size: int) -> Float[Tensor, "b t size"]:
    """Characters as a critic reads them, and as a penalty differentiates them."""
    return nn.functional.one_hot(x, size).float().requires_grad_()


def critic_update(
    D: nn.Module, opt_d: Optimizer, loss: GANLoss, real: Tensor, fake: Tensor,
    penalties: Sequence[Penalty],
) -> dict[str, Tensor | float]:  # fmt: skip
    """One update of D on one-hots, fakes detached."""
    fake = fake.detach().requires_grad_()
    r, f = D(real), D(fake)
    d_loss = loss.d(r, f).mean()
    penalty = sum(p(D, real, fake, r, f) for p in penalties)
    return {"d_loss": d_loss.detach(), "d_norm": update(opt_d, d_loss + penalty)}


def gumbel_step(
    G: TextGenerator, D: nn.Module, opt_g: Optimizer, opt_d: Optimizer, loss: GANLoss,
    *, size: int, tau: float, hard: bool, penalties: Sequence[Penalty] = (),
) -> Step:  # fmt: skip
    """Build the step for `fit`: D reads relaxed characters, G their gradient.

    Kusner & Hernández-Lobato (2016); Jang et al. (2017). With `hard` D sees one-hots.
    Raises ValueError for a tau of 0 or less.
    """
    if not tau > 0:
        raise ValueError(f"tau = {tau} must be above 0: at 0 there is no gradient")

    def step(batches: Iterator[Tensor]) -> Scalars:
        x = next(batches)
        fake = G.relaxed(len(x), tau, hard)  # for both: to make it is what costs
        logs = critic_update(D, opt_d, loss, one_hots(x, size), fake, penalties)
        g_loss = loss.g(None, D(fake)).mean()
        return logs | {"g_loss": g_loss, "g_norm": update(opt_g, g_loss)}

    return step


def reinforce_step(
    G: TextGenerator, D: nn.Module, opt_g: Optimizer, opt_d: Optimizer, loss: GANLoss,
    *, size: int, penalties: Sequence[Penalty] = (),
) -> Step:  # fmt: skip
    """Build the step for `fit`: G raises E_q[R(x)], R the critic's opinion of a text.

    grad E_q[R] = E_q[(R - b) grad log q] for a constant b. Here b is the mean of a
    batch of n, which holds the text's own reward: the estimate is (n - 1) / n times the
    gradient on average. Williams (1992); in a GAN of text Yu et al. (2017), who reward
    each character by guessing the rest of the text.
    """

    def step(batches: Iterator[Tensor]) -> Scalars:
        x = next(batches)
        made = G.sample(len(x))
        fake = one_hots(made, size)
        logs = critic_update(D, opt_d, loss, one_hots(x, size), fake, penalties)
        with torch.no_grad():
            reward = -loss.g(None, D(fake))
            reward = reward - reward.mean()
        g_loss = -(reward * G.log_prob(made)).mean()  # eq. 8.5
        return logs | {"g_loss": g_loss, "g_norm": update(opt_g, g_loss)}

    return step


class FirstThen:
    """n calls of one step, then of another: it counts, so it belongs into `state`."""

    def __init__(self, n: int, first: Step, then: Step):
        self.n, self.first, self.then, self.t = n, first, then, 0

    def __call__(self, batches: Iterator[Tensor]) -> Scalars:
        self.t += 1
        return (self.first if self.t <= self.n else self.then)(batches)

    def state_dict(self) -> dict:
        return {"t": self.t}

    def load_state_dict(self, state: dict) -> None:
        self.t = state["t"]
