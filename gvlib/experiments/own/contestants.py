"""Who is compared on a reader's own pictures: the only place to exchange one.

A contestant is a function of the training pictures and a number of steps; it returns
what builds a Run, the configuration and the number of steps that makes in all.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from jaxtyping import UInt8
from torch import Tensor

from gvlib import data
from gvlib.data.own import Pictures
from gvlib.experiments.builds import IMAGE, PENALISED, VAE
from gvlib.experiments.core import Run
from gvlib.experiments.own.fitting import fit_prior_last
from gvlib.experiments.sources import N_CODES
from gvlib.experiments.studies.images import image_gan, image_vae
from gvlib.experiments.studies.mixtures import LEVEL, RATE, image_mfa
from gvlib.train import device

LIKELIHOODS = {
    "binary": ("Bernoulli", "every pixel is black or white: of that a Bernoulli is "
               "the distribution, and a density would have no upper limit"),
    "grey": ("Gaussian, learned sigma", "grey levels are nearly continuous, and a "
             "sigma that is learned with the rest weighs error against KL by itself"),
    "colour": ("Gaussian, learned sigma", "the three channels are nearly continuous, "
               "and one sigma, learned for all, weighs error against KL by itself"),
}  # fmt: skip
"""p(x|z) by the kind of pixel, and why."""
GAUSSIANS, CODES = (100, 10, 1), 100
"""Of the prior: as many as have so many codes each. With fewer a Gaussian of 32 numbers
fits its own codes, and says of new ones less than N(0, I) does."""
POINTS = 50  # training pictures that one factor analyser has on average


class Contestant(NamedTuple):
    """One of those compared."""

    title: str
    family: str
    """gan, vae or baseline: how it is drawn and spoken of."""
    make: Callable[[Pictures, Tensor, int], tuple[Callable[..., Run], dict, int]]
    """make(pictures, the bytes to train on, steps) -> (build, config, steps in all)."""


def batches_of(x: UInt8[Tensor, "n c s s"]) -> Callable[..., data.Batches]:
    """What makes batches of these pictures, kept where they are computed with."""
    return lambda batch_size, transform: data.Batches(
        x.to(device()), batch_size, transform
    )


def gan(pictures: Pictures, x: Tensor, steps: int) -> tuple:
    """The GAN of chapter 7 with penalties, its rate and their weight as there."""
    config = IMAGE | PENALISED | {"lr": 1e-3}
    return partial(image_gan, batches_of(x), x.shape[1], x.shape[-1]), config, steps


def fitted_vae(pictures: Pictures, x: Tensor, steps: int) -> tuple:
    """A VAE and, as its last step, a prior of Gaussians fitted to its codes."""
    p_x, _ = LIKELIHOODS[pictures.kind]
    codes = x[:N_CODES]
    k = next((k for k in GAUSSIANS if k * CODES <= len(codes)), 1)
    config = IMAGE | VAE | {"likelihood": p_x, "lr": 2e-3}
    config |= {"gaussians": k, "fitted_after": steps}

    def build(gaussians: int, fitted_after: int, **how) -> Run:
        run = image_vae(batches_of(x), x.shape[1], x.shape[-1], **how)
        return fit_prior_last(run, codes, gaussians, fitted_after)

    return build, config, steps + 1


def mfa(pictures: Pictures, x: Tensor, steps: int) -> tuple:
    """Chapter 1's mixture of factor analysers, as many as the pictures can fix."""
    k = max(2, min(100, len(x) // POINTS))
    config = {"k": k, "factors": 10, "floor": LEVEL} | RATE
    config |= {"batch_size": min(1_000, len(x))}
    return partial(image_mfa, x.to(device())), config, steps


CONTESTANTS = {
    "gan-r3": Contestant("GAN, relativistic loss with R1 and R2", "gan", gan),
    "vae-fitted": Contestant("VAE, its prior fitted to the codes", "vae", fitted_vae),
    "mfa": Contestant("Mixture of factor analysers", "baseline", mfa),
}
