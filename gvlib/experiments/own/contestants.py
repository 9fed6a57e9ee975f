"""Who is compared on a reader's own pictures: the only place to exchange one.

A contestant is a function of the training pictures, a number of steps and the numbers
of Gaussians that a prior may have; it returns what builds a Run, the configuration and
the number of steps that makes in all.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from jaxtyping import UInt8
from torch import Tensor

from gvlib import data
from gvlib.data.own import Pictures
from gvlib.experiments.builds import IMAGE, VAE
from gvlib.experiments.core import Run
from gvlib.experiments.own.fitting import fit_prior_last
from gvlib.experiments.studies.critic import CRITIC, beside_critic
from gvlib.experiments.studies.hybrids import AGAIN, ROWS, image_decoders
from gvlib.experiments.studies.images import GAN_R3, image_gan, image_vae
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
CODES = 5_000  # that a prior is fitted to: 20,000 would take longer than the training
BEGINNING = 4_000 / 5_500  # of the steps are the VAE's alone, as in chapter 10
POINTS = 50  # training pictures that one factor analyser has on average


class Contestant(NamedTuple):
    """One of those compared."""

    title: str
    family: str
    """gan, vae or baseline: how it is drawn and spoken of."""
    make: Callable[
        [Pictures, Tensor, int, Sequence[int]], tuple[Callable[..., Run], dict, int]
    ]
    """make(pictures, bytes to train on, steps, ks) -> (build, config, steps in all)."""
    begins: str = ""
    """As which other contestant it trains for the first BEGINNING of its steps."""


def batches_of(x: UInt8[Tensor, "n c s s"]) -> Callable[..., data.Batches]:
    """What makes batches of these pictures, kept where they are computed with."""
    return lambda batch_size, transform: data.Batches(
        x.to(device()), batch_size, transform
    )


def gan(pictures: Pictures, x: Tensor, steps: int, ks: Sequence[int]) -> tuple:
    """The GAN of chapter 7 with penalties, its rate and their weight as there."""
    return partial(image_gan, batches_of(x), x.shape[1], x.shape[-1]), GAN_R3, steps


def fitted_vae(pictures: Pictures, x: Tensor, steps: int, ks: Sequence[int]) -> tuple:
    """A VAE and, as its last step, a prior of Gaussians fitted to its codes."""
    p_x, _ = LIKELIHOODS[pictures.kind]
    config = IMAGE | VAE | {"likelihood": p_x, "lr": 2e-3}
    config |= {"gaussians": list(ks), "fitted_after": steps}

    def build(gaussians: Sequence[int], fitted_after: int, **how) -> Run:
        run = image_vae(batches_of(x), x.shape[1], x.shape[-1], **how)
        return fit_prior_last(run, x[:CODES], gaussians, fitted_after)

    return build, config, steps + 1


def critic_vae(pictures: Pictures, x: Tensor, steps: int, ks: Sequence[int]) -> tuple:
    """A VAE; its decoder again, on its codes, with a critic; a prior fitted to them."""
    p_x, _ = LIKELIHOODS[pictures.kind]
    before = round(BEGINNING * steps)
    config = IMAGE | {"likelihood": p_x, "vae_lr": 2e-3, "vae_steps": before}
    config |= {"rows": {CRITIC: ROWS[CRITIC]}, "steps": steps - before} | AGAIN
    config |= {"gaussians": list(ks), "fitted_after": steps}

    def build(gaussians: Sequence[int], fitted_after: int, **how) -> Run:
        run = image_decoders(batches_of(x), x.shape[1], x.shape[-1], **how)
        first, whole = run.model, beside_critic(run)
        parts = run.parts | {"generator": whole.decoder}
        del parts[f"decoder_{CRITIC}"]
        run = run._replace(parts=parts, model=whole)
        return fit_prior_last(run, x[:CODES], gaussians, fitted_after, first)

    return build, config, steps + 1


def mfa(pictures: Pictures, x: Tensor, steps: int, ks: Sequence[int]) -> tuple:
    """Chapter 1's mixture of factor analysers, as many as the pictures can fix."""
    k = max(2, min(100, len(x) // POINTS))
    config = {"k": k, "factors": 10, "floor": LEVEL} | RATE
    config |= {"batch_size": min(1_000, len(x))}
    return partial(image_mfa, x.to(device())), config, steps


CONTESTANTS = {
    "gan-r3": Contestant("GAN, relativistic loss with R1 and R2", "gan", gan),
    "vae-fitted": Contestant("VAE, its prior fitted to the codes", "vae", fitted_vae),
    "vae-critic": Contestant(
        "the same VAE, its decoder trained again with a critic", "vae", critic_vae,
        "vae-fitted",
    ),
    "mfa": Contestant("Mixture of factor analysers", "baseline", mfa),
}  # fmt: skip
