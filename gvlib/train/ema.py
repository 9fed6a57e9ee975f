"""A running average of a module's weights."""

import copy

import torch
from torch import nn


class EMA:
    """theta_ema <- d theta_ema + (1 - d) theta, after every step, in `module`.

    d = min(decay, (1 + t) / (10 + t)): the random first weights are soon forgotten.
    theta are the parameters, so under `parametrizations.weight_norm` lengths and
    directions are averaged, and a weight is made of these, not averaged itself.
    Raises ValueError for a module that cannot be copied.
    """

    def __init__(self, module: nn.Module, decay: float = 0.999):
        if not 0 <= decay < 1:
            raise ValueError(f"decay {decay} must be at least 0 and below 1")
        try:
            self.module = copy.deepcopy(module).eval().requires_grad_(False)
        except RuntimeError:
            raise ValueError(
                "the module cannot be copied, for it holds a computed tensor: take "
                "nn.utils.parametrizations.weight_norm, not nn.utils.weight_norm"
            ) from None
        self.decay, self.t = decay, 0

    @torch.no_grad()
    def update(self, module: nn.Module) -> None:
        """Move the average one step towards the weights of `module`."""
        d = min(self.decay, (1 + self.t) / (10 + self.t))
        self.t += 1
        averages, weights = list(self.module.parameters()), list(module.parameters())
        torch._foreach_lerp_(averages, weights, 1 - d)
        for average, b in zip(self.module.buffers(), module.buffers(), strict=True):
            average.copy_(b)

    def state_dict(self) -> dict:
        return {"t": self.t, "module": self.module.state_dict()}

    def load_state_dict(self, state: dict) -> None:
        self.t = state["t"]
        self.module.load_state_dict(state["module"])
