"""Chapter 11: flow matching and diffusion on the images, at the cost, of chapter 7."""

import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor, nn

from gvlib import data, diffusion, metrics, zoo
from gvlib.experiments.builds import VAE, TrainingImages, adam, in_chunks
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import (
    IMAGES,
    N_WATCH,
    N,
    image_quality,
    real_features,
)
from gvlib.train import EMA, Step, device

UNTIL = 0.95  # of the path is trained: at its end a guess's error is divided by 0
COUNTS = (1, 2, 4, 8, 20)  # calls for an image; the last of twenty is at UNTIL
WATCHED_AT = 8


class Method(NamedTuple):
    """What is learned of the guessed image, by which step, and how images are drawn."""

    field: Callable[[nn.Module], nn.Module]
    step: Callable[..., Step]
    draw: Callable[[nn.Module, Tensor, int], Tensor]


METHODS = {
    "flow": Method(
        diffusion.GuessedVelocity, diffusion.flow_matching_step, diffusion.integrate
    ),
    "diffusion": Method(
        diffusion.GuessedNoise, diffusion.diffusion_step,
        partial(diffusion.denoise, limit=1.0),
    ),
}  # fmt: skip


def to_signed(x: Tensor) -> Tensor:
    """Bytes as numbers from -1 to 1: about as far from 0 as the noise is."""
    return 2 * data.to_unit(x) - 1


def in_steps(
    *, method: str, batch_size: int, lr: float, betas: list, ema: float
) -> Run:
    """A network that is called many times for an image, the last COUNTS where shown."""
    way = METHODS[method]
    net = way.field(diffusion.UNet()).to(device())
    opt, average = adam(net, lr, betas), EMA(net, ema)
    batches = TrainingImages(batch_size, to_signed)
    step = way.step(net, opt, average, until=UNTIL)
    shown = average.module
    state = {"net": net, "opt": opt, "batches": batches, "ema": average}
    run = Run(step, batches, state, {"net": shown}, model=shown)
    return run._replace(sample=partial(drawn, run, method, COUNTS[-1]))


@torch.no_grad()
def drawn(run: Run, method: str, n_steps: int, n: int) -> Tensor:
    """n images in [0, 1], on the CPU."""
    where = next(run.model.parameters()).device

    def some(m: int) -> Tensor:
        z = torch.randn(m, 1, 28, 28, device=where)
        return ((METHODS[method].draw(run.model, z, n_steps) + 1) / 2).clamp(0, 1)

    return in_chunks(some, n)


def quality_by_steps(run: Run, split: str, *, method: str) -> dict[str, float | int]:
    """Image metrics at every number of steps, and the CPU-seconds for N images."""
    found = {}
    for n_steps in COUNTS:
        start = time.process_time()
        x = drawn(run, method, n_steps, N)
        suffix = "" if n_steps == COUNTS[-1] else f"_{n_steps}"
        found[f"sampling{suffix}"] = time.process_time() - start
        found |= image_quality(x, split, suffix, kernel=False)
    return found


def watch_in_few_steps(run: Run, *, method: str) -> dict[str, float]:
    """The Fréchet distance to the validation set after WATCHED_AT steps."""
    x = drawn(run, method, WATCHED_AT, N_WATCH)
    real, fake = real_features("val", N_WATCH), zoo.features()(x)
    return {"fd": metrics.frechet_distance(real, fake)}


def row(method: str, title: str, steps: int, keep: bool) -> Experiment:
    """One contestant, at the learning rate of `fashion/gan-ns`, with its batches.

    Timed in turn when the steps were set, one cost 0.66 of one of its: so many cost
    what its 8,400 do.
    """
    config = VAE | {"method": method, "batch_size": 64, "lr": 2e-3, "ema": 0.999}
    return Experiment(
        f"fashion-steps/{method}", title, in_steps, config, steps,
        partial(quality_by_steps, method=method), PROTOCOL,
        watch=partial(watch_in_few_steps, method=method), watched="fd",
        seeds=(14, 15, 16), points=4, keep=keep,
    )  # fmt: skip


PROTOCOL = {
    key: value for key, value in IMAGES.items() if key != "nll"
} | {
    "shown": f"{COUNTS[-1]} calls of the network",
    "curve": f"{N_WATCH} images of {WATCHED_AT} calls",
}  # fmt: skip
STUDY = (
    row("flow", "Flow matching, a small U-Net", 12_800, keep=True),
    row("diffusion", "Diffusion, noise predicted, a small U-Net", 12_800, keep=False),
)
