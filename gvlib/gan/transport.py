"""A term of the generator's loss that ties what it makes to the z it makes it from."""

import math
from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor

GPenalty = Callable[[Tensor, Tensor], Tensor]
"""(z, G(z)) -> scalar, added to the generator's loss."""


class Transport:
    """w_t E|G(z) - z|^2; w_t falls from `weight` to `end` as half a cosine in n_steps.

    Of all maps that make the data from z it favours the one that moves z least. Term
    and schedule of adversarial flow models, Lin et al. (2025), whose program takes the
    mean over coordinates, not the sum. It counts its calls, so it belongs into the
    `state` of `fit`. Raises ValueError for n_steps < 1, a negative weight, or a G(z)
    that is not of z's shape.
    """

    def __init__(self, weight: float, n_steps: int, end: float = 0.0):
        if n_steps < 1:
            raise ValueError(f"n_steps = {n_steps} must be at least 1")
        if not (weight >= 0 and end >= 0):
            raise ValueError(f"weight = {weight} and end = {end} must be at least 0")
        self.weight, self.n_steps, self.end, self.t = weight, n_steps, end, 0

    def __call__(
        self, z: Float[Tensor, "b *z"], made: Float[Tensor, "b *shape"]
    ) -> Float[Tensor, ""]:
        if made.shape != z.shape:
            raise ValueError(
                f"G(z) is of shape {tuple(made.shape)}, z of {tuple(z.shape)}: what "
                "moves z least is defined only where both are equal"
            )
        fallen = (1 - math.cos(math.pi * min(1.0, self.t / self.n_steps))) / 2
        self.t += 1
        now = self.weight + fallen * (self.end - self.weight)
        return now * (made - z).square().flatten(1).sum(1).mean()

    def state_dict(self) -> dict:
        return {"t": self.t}

    def load_state_dict(self, state: dict) -> None:
        self.t = state["t"]
