"""Q4b: does the winner change with the dimension? Clothes of 2 to 784 numbers.

The same images, seen more and more coarsely; the same dense networks but for the first
and last layer; the same CPU-seconds. No convolution, which two numbers do not have.
"""

from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d

from gvlib import data, metrics, nets, vae
from gvlib.experiments import builds
from gvlib.experiments.builds import RELATIVISTIC, VAE
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.sources import codes_of, gaussians

N = 5_000
K = 5
SIDES = {784: 28, 196: 14, 64: 8}
"""Pixels a side; each is the mean of a window. Two numbers are principal components."""
N_CODES, N_GAUSSIANS = 10_000, 10
WIDTHS = [256, 256]


@data.cached(maxsize=8)
def clothes(dim: int, split: str) -> Float[Tensor, "n dim"]:
    """Fashion-MNIST in `dim` numbers, of mean 0 and of variance 1 on average."""
    train = coarse(dim, "train")
    x = coarse(dim, split) - train.mean(0)
    if dim == 2:
        x = x @ directions(dim)
        train = (train - train.mean(0)) @ directions(dim)
    return x / train.var(0).mean().sqrt()


def coarse(dim: int, split: str) -> Float[Tensor, "n pixels"]:
    """The images with fewer pixels; all of them for two numbers."""
    x = data.to_unit(data.fashion_mnist(split)[0])
    side = SIDES.get(dim, 28)
    return adaptive_avg_pool2d(x, side).flatten(1)


def directions(k: int) -> Float[Tensor, "784 k"]:
    """The k directions in which the training images vary most."""
    x = coarse(784, "train")
    values, vectors = torch.linalg.eigh(torch.cov(x.T))
    return vectors[:, -k:].flip(1)


def dense_gan(*, dim: int, widths: list, z_dim: int, batch_size: int, **how) -> Run:
    """A GAN of dense networks."""
    G, D = nets.mlp(z_dim, *widths, dim), nets.Critic(dim, *widths)
    batches = data.Batches(clothes(dim, "train"), batch_size)
    return builds.gan_run(G, D, batches, z_dim=z_dim, **how)


def dense_vae(
    *, dim: int, widths: list, z_dim: int, batch_size: int, likelihood: str, **how
) -> Run:
    """A VAE whose decoder is that generator; means are shown."""
    # The decoder first: a GAN's generator of the same seed starts with its weights.
    decoder = nets.mlp(z_dim, *widths, dim)
    encoder = nets.mlp(dim, *widths, 2 * z_dim)
    model = vae.VAE(encoder, decoder, builds.LIKELIHOODS[likelihood](), z_dim)
    batches = data.Batches(clothes(dim, "train"), batch_size)
    run = builds.vae_run(model, batches, **how)
    return run._replace(
        sample=lambda n: builds.in_chunks(run.model.sample_mean, n), draw=run.sample
    )


def nearness(x: Tensor, split: str, suffix: str = "") -> dict[str, float]:
    """What can be asked at any dimension, in the space of the data itself."""
    real = clothes(x.shape[1], split)[: len(x)]
    found = {"sw": metrics.sliced_wasserstein(real, x), **metrics.prdc(real, x, K)}
    return {key + suffix: value for key, value in found.items()}


@torch.no_grad()
def gan_nearness(run: Run, split: str) -> dict[str, float]:
    """Of N samples."""
    return nearness(run.sample(N), split)


@torch.no_grad()
def vae_nearness(run: Run, split: str) -> dict[str, float]:
    """Of N means, `_fitted` with codes from fitted Gaussians, `_drawn` with noise."""
    return (
        nearness(run.sample(N), split)
        | nearness(fitted_means(run), split, "_fitted")
        | nearness(run.draw(N), split, "_drawn")
    )


@torch.no_grad()
def fitted_means(run: Run) -> Tensor:
    """N means of p(x|z), z from Gaussians fitted to codes of training data."""
    train = clothes(run.batches.x.shape[1], "train")[:N_CODES]
    prior = gaussians(codes_of(run.model, train), N_GAUSSIANS)
    return builds.in_chunks(lambda n: run.model.conditional(prior(n)).mean, N)


def distance(x: Tensor) -> float:
    """To as many validation images."""
    return metrics.sliced_wasserstein(clothes(x.shape[1], "val")[: len(x)], x)


def follow_gan(run: Run) -> dict[str, float]:
    """The distance of samples."""
    return {"sw": distance(run.sample(N))}


def follow_vae(run: Run) -> dict[str, float]:
    """The distance from each of the three sources, as `vae_nearness` has them."""
    sources = {"": run.sample(N), "_fitted": fitted_means(run), "_drawn": run.draw(N)}
    return {f"sw{source}": distance(x) for source, x in sources.items()}


DENSE = {"widths": WIDTHS, "batch_size": 128, "ema": 0.999}
LEARNED = VAE | {"likelihood": "points, learned sigma"}
PROTOCOL = {
    "n": N, "reference": "test set, in the space of the data", "k": K,
    "shown": "samples; of a VAE means of p(x|z)",
    "codes": f"_fitted: {N_GAUSSIANS} Gaussians, fitted to {N_CODES} training codes",
}  # fmt: skip

SHOWN = (2, 64)  # dimensions whose weights are kept: a zoo is no attic


class Chosen(NamedTuple):
    """What each family has at one dimension: steps of equal cost, and tried values."""

    gan_steps: int
    vae_steps: int
    penalty: float
    gan_rate: float
    vae_rate: float


CHOSEN = {
    2: Chosen(4_500, 9_600, 1.0, 1e-3, 1.25e-4),
    64: Chosen(4_150, 8_500, 10.0, 1e-3, 1.25e-4),
    196: Chosen(3_750, 7_300, 100.0, 1e-3, 2.5e-4),
    784: Chosen(2_300, 4_600, 100.0, 1e-3, 1e-3),
}


def rows(dim: int) -> tuple[Experiment, Experiment]:
    """A GAN and a VAE at one dimension."""
    size = DENSE | {"dim": dim, "z_dim": min(dim, nets.Z_DIM)}
    best = CHOSEN[dim]
    how = {
        "protocol": PROTOCOL, "seeds": (1, 2, 3, 4, 5), "watched": "sw", "points": 4,
        "keep": dim in SHOWN,
    }  # fmt: skip
    penalties = {"r1": best.penalty, "r2": best.penalty, "lr": best.gan_rate}
    return (
        Experiment(
            f"dimensions/gan-{dim}", f"GAN, relativistic, R1 and R2, {dim} numbers",
            dense_gan, size | RELATIVISTIC | penalties, best.gan_steps,
            gan_nearness, watch=follow_gan, **how,
        ),
        Experiment(
            f"dimensions/vae-{dim}", f"VAE, learned sigma, {dim} numbers",
            dense_vae, size | LEARNED | {"lr": best.vae_rate}, best.vae_steps,
            vae_nearness, watch=follow_vae, **how,
        ),
    )  # fmt: skip


STUDY = tuple(row for dim in CHOSEN for row in rows(dim))
