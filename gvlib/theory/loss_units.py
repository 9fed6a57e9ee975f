"""What a VAE's printed loss and its KL weight amount to, in any common convention.

A printed loss is a reconstruction term plus `weight` times a KL term. Each is summed or
averaged: over the data's dimensions, over the coordinates of z, over the batch. `batch`
is "mean" or "sum" for both terms, or "mixed": reconstruction averaged, KL summed.
"""

import math
from collections.abc import Collection
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from gvlib.numerics import nats_to_bits_per_dim
from gvlib.vae.continuous import check_unit

EITHER = ("sum", "mean")
BATCH = ("mean", "sum", "mixed")
KINDS = ("squared error", "density", "cross-entropy of bits", "cross-entropy of greys")


class Meaning(NamedTuple):
    """What `convert` finds; None where there is no such number."""

    beta: float
    """The weight of the KL when everything is summed, the batch averaged."""
    sigma: float | None
    """Of the Gaussian p(x|z) for which a squared error is minus the ELBO."""
    nats: float
    """Per image. Of a squared error: minus that ELBO."""
    bits: float | None
    """Per dimension: at least what a bit, or a grey level of 256, costs."""


def check_above(name: str, value: float, why: str) -> None:
    """Raises ValueError unless 0 < value < infinity."""
    if not 0 < value < math.inf:
        raise ValueError(f"{name} = {value} must be above 0 and finite: {why}")


def check_count(name: str, value: float) -> None:
    """Raises ValueError unless the value is a whole number from 1."""
    if not (math.isfinite(value) and value >= 1 and value == int(value)):
        raise ValueError(f"{name} = {value} must be a whole number from 1: it counts")


def check_one_of(name: str, value: str, allowed: Collection[str]) -> None:
    """Raises ValueError unless the value is one of the allowed words."""
    if value not in allowed:
        raise ValueError(f"{name} = {value!r} must be one of {', '.join(allowed)}")


def factors(n_dims: float, z_dim: float, pixels: str, latents: str, batch: str,
            size: float) -> tuple[float, float]:  # fmt: skip
    """(a, b): what the sums of reconstruction and of KL are multiplied with.

    Raises ValueError for a count below 1 or an unknown word.
    """
    for name, count in (("n_dims", n_dims), ("z_dim", z_dim), ("size", size)):
        check_count(name, count)
    for name, word in (("pixels", pixels), ("latents", latents)):
        check_one_of(name, word, EITHER)
    check_one_of("batch", batch, BATCH)
    a = (1 / n_dims if pixels == "mean" else 1) * (1 if batch == "sum" else 1 / size)
    b = (1 / z_dim if latents == "mean" else 1) * (1 / size if batch == "mean" else 1)
    return a, b


def effective_beta(weight: float, n_dims: float, z_dim: float, *, pixels: str = "sum",
                   latents: str = "sum", batch: str = "mean",
                   size: float = 1) -> float:  # fmt: skip
    """beta = c b / a for a weight c: a sum(reconstruction) + c b sum(KL) is a times
    sum(reconstruction) + beta sum(KL). Higgins et al. (2017) for beta.

    Raises ValueError if the weight is not above 0, or as `factors` does.
    """
    check_above("weight", weight, "without the KL term this is a plain autoencoder")
    a, b = factors(n_dims, z_dim, pixels, latents, batch, size)
    return weight * b / a  # eq. E.1


def per_image(loss: float, n_dims: float, *, pixels: str = "sum", batch: str = "mean",
              size: float = 1) -> float:  # fmt: skip
    """A printed loss in the units of its reconstruction term, summed, of one image."""
    if not math.isfinite(loss):
        raise ValueError(f"loss = {loss} must be finite: this training has diverged")
    a, _ = factors(n_dims, 1, pixels, "sum", batch, size)
    return loss / (a * size)


def decoder_variance(beta: float) -> float:
    """sigma^2 = beta / 2: then ||x - x'||^2 + beta KL is 2 sigma^2 times -ELBO + const.

    Rybkin et al. (2021) point out the correspondence. ValueError if beta is not above
    0.
    """
    check_above("beta", beta, "a variance of 0 has no density")
    return beta / 2  # eq. E.2


def gaussian_nll(sse: float, variance: float, n_dims: float) -> float:
    """-log N(x; x', sigma^2) in nats: ||x - x'||^2 / 2 sigma^2 + D/2 log(2 pi sigma^2).

    Raises ValueError for a negative squared error, a variance or a D not above 0.
    """
    check_above("variance", variance, "a variance of 0 has no density")
    check_count("n_dims", n_dims)
    if not 0 <= sse < math.inf:
        raise ValueError(f"sse = {sse} must be at least 0 and finite: it sums squares")
    constant = 0.5 * n_dims * math.log(2 * math.pi * variance)
    return sse / (2 * variance) + constant  # eq. E.3


def cross_entropy_floor(x: Float[Tensor, "b *shape"]) -> Float[Tensor, "b"]:
    """sum_i H(x_i), H(p) = -p log p - (1-p) log(1-p): no cross-entropy of x is lower.

    In nats; 0 for bits, log 2 for a middle grey. Raises ValueError outside [0, 1].
    """
    check_unit(x)
    entropy = torch.special.entr(x) + torch.special.entr(1 - x)  # eq. E.5
    return entropy.flatten(1).sum(1)


def grey_level_bits(nats: float, n_dims: float, levels: float = 256) -> float:
    """Bits per dimension of grey levels, from -log p((grey + u) / levels) in nats.

    A density that is `levels` times as high on each of as many intervals says as much.
    An upper bound if `nats` is one, or is a mean over u. Theis et al. (2016).
    """
    if not math.isfinite(nats):
        raise ValueError(f"nats = {nats} must be finite: nothing follows from it")
    check_count("n_dims", n_dims)
    check_count("levels", levels)
    offset = n_dims * math.log(levels)
    return nats_to_bits_per_dim(nats + offset, n_dims)  # eq. E.6


def water_filling(
    eigenvalues: Float[Tensor, "d"], variance: float, z_dim: int
) -> tuple[float, float]:
    """(KL in nats, squared error) of the best linear VAE with that fixed variance.

    The data's largest z_dim eigenvalues are covered down to the variance, none below
    it. Lucas et al. (2019); the curve of Cover & Thomas (2006), if z_dim cuts nothing.
    Raises ValueError for a negative eigenvalue, or what is not above 0.
    """
    check_above("variance", variance, "it is the water's level")
    check_count("z_dim", z_dim)
    if not (eigenvalues >= 0).all():
        low = eigenvalues.min().item()
        raise ValueError(f"eigenvalue {low:.4g} must be at least 0: it is a variance")
    falling = eigenvalues.double().sort(descending=True).values
    kept, cut = falling[:z_dim], falling[z_dim:]
    rate = 0.5 * (kept / variance).clamp_min(1).log().sum()  # eq. E.4
    distortion = kept.clamp_max(variance).sum() + cut.sum()  # eq. E.4
    return rate.item(), distortion.item()


def convert(kind: str, loss: float, weight: float, n_dims: float, z_dim: float, *,
            pixels: str = "sum", latents: str = "sum", batch: str = "mean",
            size: float = 1) -> Meaning:  # fmt: skip
    """What a printed loss means. `kind` is one of KINDS, of the reconstruction term.

    "density" is -log p(x|z) of a density, its constants included. Bits need beta >= 1,
    else the loss bounds nothing; grey levels as `grey_level_bits` takes them. Raises
    ValueError for a negative loss where all its terms are positive, or as above.
    """
    check_one_of("kind", kind, KINDS)
    how = {"pixels": pixels, "batch": batch, "size": size}
    beta = effective_beta(weight, n_dims, z_dim, latents=latents, **how)
    nats = per_image(loss, n_dims, **how)
    if kind != "density" and loss < 0:
        raise ValueError(f"loss = {loss} must be at least 0: {kind} and KL both are")
    if kind == "squared error":
        variance = decoder_variance(beta)
        nats = gaussian_nll(nats, variance, n_dims)
        return Meaning(beta, variance**0.5, nats, grey_level_bits(nats, n_dims))
    bits = None
    if beta >= 1 and kind == "density":
        bits = grey_level_bits(nats, n_dims)
    if beta >= 1 and kind == "cross-entropy of bits":
        bits = nats_to_bits_per_dim(nats, n_dims)
    return Meaning(beta, None, nats, bits)
