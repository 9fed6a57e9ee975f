"""Parzen windows: a density made of samples alone, by a Gaussian on each."""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from gvlib.metrics.checks import point_sets
from gvlib.numerics import log_mean_exp, sq_dists

CHUNK = 2_000  # samples whose distances are held at once


def parzen(
    samples: Float[Tensor, "n d"], x: Float[Tensor, "m d"], sigma: float
) -> Float[Tensor, "m"]:
    """log 1/n sum_j N(x; sample_j, sigma^2 I) of every row of x, in nats.

    Raises ValueError unless sigma is above 0 and the sets are matrices of one width.
    """
    return parzens(samples, x, [sigma])[0]


def parzens(
    samples: Float[Tensor, "n d"], x: Float[Tensor, "m d"], sigmas: Sequence[float]
) -> Float[Tensor, "s m"]:
    """`parzen` for several sigmas, whose distances are the same."""
    samples, x = point_sets(1, samples=samples, x=x)
    if not sigmas or not min(sigmas) > 0:
        raise ValueError(f"sigma = {list(sigmas)} must be one or more numbers above 0")
    n, d = samples.shape
    total = torch.full((len(sigmas), len(x)), -math.inf, dtype=torch.float64)
    for part in samples.split(CHUNK):
        half = sq_dists(x, part) / -2
        here = torch.stack([log_mean_exp(half / s**2, 1) for s in sigmas])
        total = torch.logaddexp(total, here + math.log(len(part) / n))
    widths = torch.tensor(sigmas, dtype=torch.float64)[:, None]
    return total - d * (widths.log() + 0.5 * math.log(2 * math.pi))


def parzen_log_likelihood(
    samples: Float[Tensor, "n d"],
    val: Float[Tensor, "m d"],
    test: Float[Tensor, "k d"],
    sigmas: Sequence[float],
) -> tuple[float, float]:
    """(mean log-density of `test` in nats, sigma), sigma the best of these on `val`.

    It ranks models otherwise than log p(x) does. Theis et al. (2016); Wu et al. (2017).
    """
    best = sigmas[int(parzens(samples, val, sigmas).mean(1).argmax())]
    return parzen(samples, test, best).mean().item(), best
