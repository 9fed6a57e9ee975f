"""Expectation-maximisation, once for every mixture."""

from collections.abc import Callable, Iterator
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from gvlib.train import Scalars, Step


@runtime_checkable
class Mixture(Protocol):
    """What EM needs to know about a model, and no more."""

    def expect(self, x: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        """(log pi_j + log p(x|j), the averages over x that `maximise` needs)."""
        ...

    def maximise(self, averages: dict[str, Tensor]) -> None:
        """Take the parameters that explain the averages best."""
        ...


class Averages(nn.Module):
    """The averages that EM remembers from step to step."""

    def __init__(self, model: Mixture, x: Tensor):
        super().__init__()
        self.register_buffer("t", torch.zeros((), dtype=torch.long))
        for name, value in model.expect(x)[1].items():
            self.register_buffer(name, value)

    def towards(self, new: dict[str, Tensor], rate: float) -> dict[str, Tensor]:
        """Move every average by `rate` of the way to the new one; return them all."""
        self.t += 1
        return {name: getattr(self, name).lerp_(new[name], rate) for name in new}


def em_step(
    model: Mixture, averages: Averages, rate: Callable[[int], float] = lambda t: 1.0
) -> Step:
    """Build the step for `fit`: one E step, one M step. Dempster et al. (1977).

    With rate 1 and all data in every batch this is EM. With a falling rate(t), t = 0,
    1, ..., and mini-batches it is online EM: Cappé & Moulines (2009). Logs the mean of
    log p(x) before the step, in nats.
    """

    @torch.no_grad()
    def step(batches: Iterator[Tensor]) -> Scalars:
        log_joint, new = model.expect(next(batches))
        model.maximise(averages.towards(new, rate(int(averages.t))))
        return {"bound": log_joint.logsumexp(1).mean()}

    return step
