"""VAEs: a likelihood, a model with two methods, and bounds that call them."""

from gvlib.vae.bounds import (
    Bound,
    LatentVariableModel,
    elbo,
    iwae,
    log_likelihood,
    vae_step,
)
from gvlib.vae.likelihoods import (
    BernoulliLikelihood,
    ContinuousBernoulliLikelihood,
    CrossEntropy,
    GaussianLikelihood,
    PixelGaussianLikelihood,
)
from gvlib.vae.logistic import DiscretisedLogisticLikelihood
from gvlib.vae.model import VAE
from gvlib.vae.priors import (
    FlowPrior,
    MixturePrior,
    fit_mixture,
    mixture_start,
    prior_step,
)

__all__ = [
    "VAE", "BernoulliLikelihood", "Bound", "ContinuousBernoulliLikelihood",
    "CrossEntropy", "DiscretisedLogisticLikelihood", "FlowPrior",
    "GaussianLikelihood", "LatentVariableModel", "MixturePrior",
    "PixelGaussianLikelihood", "elbo", "fit_mixture", "iwae", "log_likelihood",
    "mixture_start", "prior_step", "vae_step",
]  # fmt: skip
