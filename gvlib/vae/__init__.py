"""VAEs: a likelihood, a model with two methods, and bounds that call them."""

from gvlib.vae.bounds import LatentVariableModel, elbo, iwae, log_likelihood, vae_step
from gvlib.vae.likelihoods import (
    BernoulliLikelihood,
    ContinuousBernoulliLikelihood,
    CrossEntropy,
    GaussianLikelihood,
    PixelGaussianLikelihood,
)
from gvlib.vae.model import VAE

__all__ = [
    "VAE", "BernoulliLikelihood", "ContinuousBernoulliLikelihood", "CrossEntropy",
    "GaussianLikelihood", "LatentVariableModel",
    "PixelGaussianLikelihood", "elbo", "iwae", "log_likelihood", "vae_step",
]  # fmt: skip
