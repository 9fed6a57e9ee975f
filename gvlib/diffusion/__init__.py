"""Samples without an opponent: velocities learned by regression, pairs, a drift."""

from gvlib.diffusion.denoising import cosine_path, denoise, diffusion_step
from gvlib.diffusion.distillation import distribution_matching_step
from gvlib.diffusion.drifting import drift, drifting_step
from gvlib.diffusion.flow_matching import Velocity, flow_matching_step, integrate
from gvlib.diffusion.mean_flow import AverageVelocity, average_target, mean_flow_step
from gvlib.diffusion.pairings import (
    Pair,
    at_random,
    by_encoder,
    by_flow,
    by_transport,
    regression_step,
)
from gvlib.diffusion.unet import GuessedNoise, GuessedVelocity, UNet

__all__ = [
    "AverageVelocity", "GuessedNoise", "GuessedVelocity", "Pair", "UNet", "Velocity",
    "at_random", "average_target",
    "by_encoder", "by_flow", "by_transport", "cosine_path", "denoise",
    "diffusion_step", "distribution_matching_step", "drift", "drifting_step",
    "flow_matching_step", "integrate", "mean_flow_step", "regression_step",
]  # fmt: skip
