"""What is measured of a contestant on a reader's own pictures."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from gvlib import data, metrics, vae
from gvlib.experiments.challenge.seed import copies
from gvlib.experiments.core import Run
from gvlib.experiments.own.fitting import gaussians_of
from gvlib.experiments.quality import K, in_parts

CHUNK = 100  # pictures: their patches fit into memory


class Eyes(NamedTuple):
    """Features of pictures, and whose they are."""

    name: str
    title: str
    features: Callable[[Float[Tensor, "n c s s"]], Float[Tensor, "n d"]]
    facts: dict
    """What says how good they are: the accuracy of a classifier, if it is one."""


class Measuring(NamedTuple):
    """What a set of samples is held against."""

    held: UInt8[Tensor, "n c s s"]
    train: UInt8[Tensor, "m c s s"]
    eyes: Sequence[Eyes]
    """The first pair gives the columns without a name."""
    real: Sequence[Float[Tensor, "n d"]]
    """What each pair of eyes sees of the held-out pictures."""


@torch.no_grad()
def seen(eyes: Eyes, x: Float[Tensor, "n c s s"]) -> Float[Tensor, "n d"]:
    """The features of pictures in [0, 1], a chunk at a time."""
    return torch.cat([eyes.features(rows) for rows in x.split(CHUNK)])


def image_metrics(x: Float[Tensor, "n c s s"], against: Measuring) -> dict[str, float]:
    """Every metric of as many pictures x as are held out."""
    made = [seen(eyes, x) for eyes in against.eyes]
    names = ["fd", *(f"fd@{eyes.name}" for eyes in against.eyes[1:])]
    pairs = zip(names, against.real, made, strict=True)
    return {
        **{name: metrics.frechet_distance(a, b) for name, a, b in pairs},
        **metrics.prdc(against.real[0], made[0], K),
        "sharpness": metrics.sharpness(x.mean(1, keepdim=True)).mean().item(),
        "copies": copies(x, data.to_unit(against.train)),
    }


@torch.no_grad()
def vae_inside(model: vae.VAE, x: Tensor) -> dict[str, float | int]:
    """The bound in nats a picture, and how many numbers of the code are used."""
    mu = in_parts(lambda rows: model.posterior(rows).mean, x, model)
    bound = in_parts(partial(vae.elbo, model), x, model).mean().item()
    return {"elbo": bound, "active_units": metrics.active_units(mu)}


def measure(run: Run, split: str, against: Measuring) -> dict[str, float | int]:
    """The metrics of a run's samples; of a VAE, what is inside it, too."""
    found = image_metrics(run.sample(len(against.held)), against)
    if isinstance(run.model, vae.VAE):
        found |= vae_inside(run.model, run.batches.transform(against.held))
    if "prior" in run.parts:
        found["gaussians"] = gaussians_of(run.parts["prior"])
    return found


def watch(run: Run, against: Measuring) -> dict[str, float]:
    """The distance while training, by the first eyes alone."""
    made = seen(against.eyes[0], run.sample(len(against.held)))
    return {"fd": metrics.frechet_distance(against.real[0], made)}


def measure_real(against: Measuring, seed: int) -> dict[str, float]:
    """The same metrics of real training pictures, drawn by this seed.

    Those that were drawn are no copies of themselves: they are left out of the rest.
    """
    rng = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(against.train), generator=rng)
    drawn, rest = order[: len(against.held)], order[len(against.held) :]
    x = data.to_unit(against.train[drawn])
    return image_metrics(x, against._replace(train=against.train[rest]))
