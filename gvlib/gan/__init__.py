"""GANs: a loss is a pair of functions, a penalty a function; a step joins them."""

from gvlib.gan.critics import MinibatchStd, Pac, clip_weights, spectral_norm
from gvlib.gan.inversion import invert
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
from gvlib.gan.transport import Transport
from gvlib.gan.unrolling import unroll

__all__ = [
    "GANLoss", "MinibatchStd", "Pac", "Penalty", "Transport", "clip_weights",
    "gan_step", "hinge", "input_gradient_sq_norm", "invert", "least_squares",
    "minimax", "non_saturating", "r1", "r2", "relativistic", "spectral_norm", "unroll",
    "wasserstein", "wgan_gp",
]  # fmt: skip
