"""GANs: a loss is a pair of functions, a penalty a function; a step joins them."""

from gvlib.gan.losses import (
    GANLoss,
    hinge,
    least_squares,
    minimax,
    non_saturating,
    relativistic,
    wasserstein,
)
from gvlib.gan.penalties import Penalty, input_gradient_sq_norm, r1, r2, wgan_gp
from gvlib.gan.step import gan_step

__all__ = [
    "GANLoss", "Penalty", "gan_step", "hinge", "input_gradient_sq_norm",
    "least_squares", "minimax", "non_saturating", "r1", "r2", "relativistic",
    "wasserstein", "wgan_gp",
]  # fmt: skip
