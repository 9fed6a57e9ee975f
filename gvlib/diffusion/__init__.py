"""Samples without an opponent: a velocity learned by regression, its ODE, its pairs."""

from gvlib.diffusion.flow_matching import Velocity, flow_matching_step, integrate
from gvlib.diffusion.pairings import (
    Pair,
    at_random,
    by_encoder,
    by_flow,
    by_transport,
    regression_step,
)

__all__ = [
    "Pair", "Velocity", "at_random", "by_encoder", "by_flow", "by_transport",
    "flow_matching_step", "integrate", "regression_step",
]  # fmt: skip
