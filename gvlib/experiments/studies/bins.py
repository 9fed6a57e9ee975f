"""Appendix B: bins of pixel space in which samples differ from training images."""

from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor

from gvlib import data, metrics, vae
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.filled import filled
from gvlib.experiments.quality import N
from gvlib.experiments.sources import (
    FITTED_PRIOR,
    N_GAUSSIANS,
    codes_of,
    encoded,
    gaussians,
    means_at,
)
from gvlib.experiments.studies import images, mixtures
from gvlib.train import Scalars

K = 100
LEVELS = {"ndb": 0.05, "ndb_strict": 0.0027}  # the second: three standard errors
DROPPED = 9  # a class left out, as in the programs of Richardson & Weiss (2018)
MODELS = {"mfa": "fashion/mfa", "vae": "fashion/vae-sigma", "gan": "fashion/gan-r3"}
ROWS = {row.name: row for row in images.STUDY + mixtures.STUDY}


def no_model(*, batch_size: int) -> Run:
    """Nothing is trained: the step reads a batch of numbers and leaves them."""
    batches = data.Batches(torch.zeros(batch_size, 1), batch_size)

    def step(batches: Iterator[Tensor]) -> Scalars:
        return {"loss": next(batches).mean()}

    return Run(step, batches, {"batches": batches}, {})


def shuffled(split: str) -> tuple[Tensor, Tensor]:
    """MNIST split as `data.mnist` does, but by chance instead of by place in the file.

    The file is not in random order: its last 10,000 images are not like the others.
    """
    if split == "test":
        return data.mnist(split)
    first, last = map(data.mnist, ("train", "val"))
    x, y = (torch.cat(parts) for parts in zip(first, last, strict=True))
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(0))
    rows = order[-N:] if split == "val" else order[:-N]
    return x[rows], y[rows]


def samples(split: str, read: Callable[[str], tuple], models: dict) -> dict:
    """Sets of images by name: real ones, some without a class, and models'."""
    held_out, y = read("val")
    found = {"val": data.to_unit(held_out), split: data.to_unit(read(split)[0])}
    found["dropped"] = data.to_unit(held_out[y != DROPPED])
    for key, name in models.items():
        run = filled(ROWS[name])
        found[key] = run.sample(N)
        if run.draw:
            found[f"{key}-noisy"] = run.draw(N)
        if isinstance(run.model, vae.VAE):
            prior = gaussians(codes_of(run.model, encoded(run, split)[0]), N_GAUSSIANS)
            found[f"{key}-fitted"] = means_at(run.model, prior, N)
    return found


@torch.no_grad()
def binned(
    run: Run, split: str, read: Callable[[str], tuple], models: dict
) -> dict[str, float | int]:
    """Bins that differ, of K, at two levels, and the divergence of the shares, nats.

    The part of a key after @ says whose images: `val` are held out as well, `dropped`
    are those without one class. Models' are as shown; `-noisy` with their noise,
    `-fitted` at codes from a prior that was fitted afterwards. Each seed starts k-means
    elsewhere.
    """
    starts = int(torch.randint(2**31, ()))
    bins = metrics.make_bins(data.to_unit(read("train")[0]).flatten(1), K, starts)
    found: dict[str, float | int] = {"bins": len(bins.centres)}
    for name, x in samples(split, read, models).items():
        for key, level in LEVELS.items():
            row = metrics.ndb(bins, x.flatten(1), level)
            found[f"{key}@{name}"] = row["ndb"]
        found[f"bins_js@{name}"] = row["bins_js"]
    return found


def row(
    name: str, title: str, read: Callable[[str], tuple], models: dict
) -> Experiment:
    """One record without training: bins of 50,000 training images."""
    return Experiment(
        name, title, no_model, {"batch_size": 64}, 1,
        partial(binned, read=read, models=models),
        {"n": N, "reference": f"{K} bins of the training images, by k-means of pixels",
         "level": f"{LEVELS['ndb']} a bin, `ndb_strict` {LEVELS['ndb_strict']}",
         "shown": "means of p(x|z) of the VAE and the mixture, samples of the GAN"}
        | ({"fitted": FITTED_PRIOR} if models else {}),
        watched="ndb@test", seeds=(1, 2, 3),
    )  # fmt: skip


STUDY = (
    row("fashion-bins/ndb", "Bins of Fashion-MNIST: held-out images and three models",
        data.fashion_mnist, MODELS),
    row("mnist-bins/ndb", "Bins of MNIST: the last 10,000 images held out",
        data.mnist, {}),
    row("mnist-bins/shuffled", "Bins of MNIST: 10,000 images held out by chance",
        shuffled, {}),
)  # fmt: skip
