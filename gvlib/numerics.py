"""Numerical facts that every chapter shares: sums, units, distances, intervals."""

import math
import sys
from collections.abc import Callable, Sequence

import numpy as np
import torch
from jaxtyping import Float
from scipy.special import stdtrit
from torch import Tensor

import gvlib.threads  # noqa: F401


def log_mean_exp(a: Float[Tensor, "*shape"], dim: int = 0) -> Float[Tensor, "*reduced"]:
    """log (1/k) sum_k exp(a_k) over the axis `dim` of length k, without overflow."""
    return torch.logsumexp(a, dim) - math.log(a.shape[dim])


def nats_to_bits_per_dim(nats: float | Tensor, n_dims: int) -> float | Tensor:
    """nats / (n_dims log 2): from nats per data point to bits per dimension."""
    return nats / (n_dims * math.log(2))


def sq_dists(a: Float[Tensor, "n d"], b: Float[Tensor, "m d"]) -> Float[Tensor, "n m"]:
    """||a_i - b_j||^2 = ||a_i||^2 + ||b_j||^2 - 2 a_i'b_j, for every pair of rows.

    One matrix product, so it is fast. Both are taken from b_1 first, for the
    subtraction loses eps (||a||^2 + ||b||^2), eps = 1e-7 in float32, 1e-16 in float64:
    it suits averages. Where ties decide, sum the squared differences instead.
    """
    a, b = a - b[:1].detach(), b - b[:1].detach()
    a_sq, b_sq = a.square().sum(1, keepdim=True), b.square().sum(1)
    # In place: a new matrix for each term costs more time than the product itself.
    return torch.addmm(b_sq, a, b.T, alpha=-2).add_(a_sq).clamp_(min=0)


def digits(value: float | int | None, n: int = 4) -> float | int | None:
    """A number with n significant digits, whole ones as they are: more is noise."""
    return float(f"{value:.{n}g}") if isinstance(value, float) else value


def telling_format(decide: Callable[..., object], *numbers: float, spec: str) -> str:
    """`spec`, such as ".2f", with as many more decimals as the decision takes.

    `decide` maps the numbers to what is said of them. What it says of them as they are
    printed is then the same: a text does not contradict the numbers that it shows.
    """
    least, kind = int(spec[1:-1]), spec[-1]
    wider = [f".{n}{kind}" for n in range(least, least + sys.float_info.dig)]
    printed = ((each, [float(f"{x:{each}}") for x in numbers]) for each in wider)
    said = decide(*numbers)
    return next((each for each, x in printed if decide(*x) == said), wider[-1])


def spectrum(
    x: Float[Tensor, "n d"],
) -> tuple[Float[Tensor, "d"], Float[Tensor, "d d"]]:
    """Eigenvalues, falling, and eigenvectors (columns) of sum (x - m)(x - m)' / n.

    A rounding error cannot make an eigenvalue negative.
    """
    x = x - x.mean(0)
    values, vectors = torch.linalg.eigh(x.T @ x / len(x))
    return values.flip(0).clamp_min(0), vectors.flip(1)


def interval(values: Sequence[float | int], level: float = 0.95) -> tuple[float, float]:
    """(mean, half width) of Student's interval for the mean: t_{n-1} s / sqrt(n).

    `level` is its probability to cover the true mean, for independent normal values.
    Raises ValueError for fewer than two values, values that are not finite, or a level
    outside (0, 1).
    """
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 1 or len(x) < 2:
        raise ValueError(
            f"an interval needs a list of at least 2 values, got shape {x.shape}: "
            "one run says nothing about the spread, so run more seeds"
        )
    if not np.isfinite(x).all():
        raise ValueError(
            f"{(~np.isfinite(x)).sum()} of the {len(x)} values are not finite, but all "
            "must be: leave out the failed runs, and say how many there were"
        )
    if not 0 < level < 1:
        raise ValueError(f"level = {level} must lie between 0 and 1: 95 % is 0.95")
    t = stdtrit(len(x) - 1, (1 + level) / 2)
    return float(x.mean()), float(t * x.std(ddof=1) / math.sqrt(len(x)))
