"""What a code knows: of its image's class, by a linear probe, and of its pixels."""

import time
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn

from gvlib import classical, data, gan, metrics, nets, vae
from gvlib.experiments.core import Run
from gvlib.experiments.quality import in_parts
from gvlib.hybrid import squared_error
from gvlib.train import device, seed_everything


class Counts(NamedTuple):
    """How many images a probe learns from, and how many it is asked about."""

    train: int
    test: int


MANY, FEW = Counts(5_000, 1_000), Counts(2_000, 500)
DESCENT = {"starts": 4, "steps": 100, "lr": 0.1}  # of each image's code, in a GAN
PROBED = (
    f"linear, {MANY.train} training and {MANY.test} test images; of codes found by "
    f"descent and as probe_few {FEW.train} and {FEW.test}"
)
INVERTED = "{starts} starts of {steps} steps, lr {lr}".format_map(DESCENT)
Code = Callable[[Tensor], Tensor]
"""Images as bytes -> their codes, one a row, on the CPU."""


def labelled(split: str, n: Counts) -> list[tuple[Tensor, Tensor]]:
    """The first images, bytes, with their classes: of "train" and of the split."""
    wanted = [("train", n.train), (split, n.test)]
    return [tuple(rows[:m] for rows in data.fashion_mnist(s)) for s, m in wanted]


def probe(code: Code, split: str, n: Counts = MANY) -> float:
    """The share of a split's classes that a linear probe tells by the code, 0 to 1."""
    (x, y), (x_test, y_test) = labelled(split, n)
    return metrics.linear_probe(code(x), y, code(x_test), y_test)


def mean_code(run: Run) -> Code:
    """mu(x), the mean of q(z|x), of images as the VAE saw its own."""
    model: vae.VAE = run.model
    mu = torch.no_grad()(lambda rows: model.posterior(rows).mean)
    return lambda x: in_parts(mu, run.batches.transform(x), model)


def vae_codes(
    run: Run, split: str, n: Counts = MANY, few: Counts = FEW
) -> dict[str, float]:
    """`probe` of the codes mu(x), `probe_few` with few images, `sse` at these codes.

    `probe_seconds` are the CPU-seconds of finding the codes and of the probe. sse is
    |mean of p(x|z) - x|^2 at z = mu(x), summed over pixels, mean over the few test
    images, which are those of `gan_codes`.
    """
    code, model = mean_code(run), run.model
    start = time.process_time()
    found = {"probe": probe(code, split, n)}
    found["probe_seconds"] = time.process_time() - start
    found["probe_few"] = probe(code, split, few)
    x = run.batches.transform(data.fashion_mnist(split)[0][: few.test])
    return found | {"sse": error_of_means(model, x).mean().item()}


@torch.no_grad()
def error_of_means(model: vae.VAE, x: Tensor) -> Tensor:
    """|mean of p(x|z) - x|^2 at z = mu(x), one value per image."""

    def errors(rows: Tensor) -> Tensor:
        return squared_error(model.conditional(model.posterior(rows).mean).mean, rows)

    return in_parts(errors, x, model)


def gan_codes(
    run: Run, split: str, z_dim: int, n: Counts = FEW, descent: dict = DESCENT
) -> dict[str, float]:
    """`probe` of codes found by descent, and `sse_inverted`, the error left at them.

    `probe_seconds` are the CPU-seconds of finding the codes and of the probe. sse is
    |G(z) - x|^2, summed over pixels, mean over test images.
    """
    (x, y), (x_test, y_test) = labelled(split, n)
    start = time.process_time()
    z, _ = inverted(run.model, x, z_dim, descent)
    z_test, error = inverted(run.model, x_test, z_dim, descent)
    found = {"probe": metrics.linear_probe(z, y, z_test, y_test)}
    found["probe_seconds"] = time.process_time() - start
    return found | {"sse_inverted": error.mean().item()}


def inverted(
    G: nn.Module, x: Tensor, z_dim: int, descent: dict
) -> tuple[Tensor, Tensor]:
    """`gan.invert` of bytes, a part at a time, on the CPU: (codes, errors)."""

    def columns(rows: Tensor) -> Tensor:
        z, error = gan.invert(G, rows, z_dim, **descent)
        return torch.cat([z, error[:, None]], 1)

    table = in_parts(columns, data.to_unit(x), G)
    return table[:, :-1], table[:, -1]


def pixels(x: Tensor) -> Tensor:
    """Control: the image is its own code."""
    return data.to_unit(x).flatten(1)


def components(z_dim: int) -> Code:
    """Control: the image's place along the z_dim main directions of all training ones.

    The best linear code of that many numbers, by the error of its linear decoder.
    """
    mean, U, _ = classical.principal(pixels(data.fashion_mnist("train")[0]), z_dim)
    return lambda x: (pixels(x) - mean) @ U


def untrained(z_dim: int, seed: int) -> Code:
    """Control: mu(x) of a VAE's encoder as it is before the first step."""
    with torch.random.fork_rng():
        seed_everything(seed)
        encoder = nets.encoder(z_dim).to(device())
    mu = torch.no_grad()(lambda rows: encoder(rows)[:, :z_dim])
    return lambda x: in_parts(mu, data.to_unit(x), encoder)
