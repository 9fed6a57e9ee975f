"""Which modes of a known mixture the samples reach, and how evenly."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from gvlib.metrics.checks import point_sets


def mode_report(
    x: Float[Tensor, "n d"], modes: Float[Tensor, "k d"], radius: float
) -> dict[str, int | float | None]:
    """A sample is of high quality if its nearest mode is closer than `radius`.

    Of modes that are equally near, the first one is the nearest.

    modes: number of modes that own at least one such sample;
    high_quality: share of such samples;
    mode_kl: KL(their histogram over the modes || uniform) in nats, 0 to log k; None if
    there are none, for their histogram is then empty and JSON has no nan.
    A perfect sampler does not reach 1 and 0. In 2-D, at a radius of 3 sigma, it scores
    high_quality 1 - exp(-9/2) = 98.889 % and mode_kl about (k - 1) / (2 N), with N its
    number of high-quality samples.
    The rule is the one in PacGAN's code: Lin et al. (2018). Raises ValueError for a
    radius that is not positive, no points, unequal d or values that are not finite.
    """
    if not radius > 0:
        raise ValueError(f"radius = {radius} must be positive: 3 sigma is usual")
    x, modes = point_sets(1, x=x, modes=modes)
    # Not by products: they would cancel, far from the origin, what decides here.
    exact = "donot_use_mm_for_euclid_dist"
    distance, owner = torch.cdist(x, modes, compute_mode=exact).min(1)
    good = distance < radius
    counts = owner[good].bincount(minlength=len(modes))
    return {
        "modes": int((counts > 0).sum()),
        "high_quality": good.double().mean().item(),
        "mode_kl": kl_to_uniform(counts) if good.any() else None,
    }


FAIR = 0.08
"""The least part of its fair share with which a mode is held, not merely crossed."""


def fair_modes(
    x: Float[Tensor, "n d"], modes: Float[Tensor, "k d"], radius: float
) -> int:
    """How many modes have FAIR of their share, n / k, of the points within `radius`.

    A smear that merely crosses a mode does not hold it.
    """
    within = torch.cdist(x, modes) < radius
    return int((len(modes) * within.double().mean(0) >= FAIR).sum())


def width_within(
    x: Float[Tensor, "n d"], modes: Float[Tensor, "k d"], radius: float
) -> float:
    """The standard deviation of the samples inside a mode, in units of x.

    sqrt(sum_i |x_i - m(x_i)|^2 / (n d)) over the n samples closer than `radius` to a
    mode, m(x) the mean of those in the mode of x; 0 if there are none. In 2-D, at a
    radius of 3 sigma, a perfect sampler has .974 sigma: the rest is cut off.
    """
    distance, owner = torch.cdist(x, modes).min(1)
    good = distance < radius
    return group_deviation(x[good], owner[good]) if good.any() else 0.0


def group_deviation(x: Float[Tensor, "n d"], labels: Int[Tensor, "n"]) -> float:
    """The standard deviation of x about the mean of its own group, in units of x.

    sqrt(sum_i |x_i - m_i|^2 / (n d)), m_i the mean of the rows with the label of i.
    Raises ValueError for no rows.
    """
    if not len(x):
        raise ValueError("a deviation within groups needs at least one row")
    x, counts = x.double(), labels.bincount().clamp(1)[:, None]
    means = x.new_zeros(len(counts), x.shape[1]).index_add(0, labels, x) / counts
    return (x - means[labels]).square().mean().sqrt().item()


def label_report(labels: Int[Tensor, "n"], k: int) -> dict[str, int | float]:
    """Of n samples whose modes, 0 to k - 1, are told by a classifier or otherwise.

    modes: number of modes with at least one sample;
    fair_modes: with at least FAIR of their share, n / k;
    mode_kl: KL(their histogram || uniform) in nats, 0 to log k. A perfect sampler of
    equal modes has about (k - 1) / (2 n).
    Raises ValueError for no samples, or a label outside of 0 to k - 1.
    """
    if not len(labels) or labels.min() < 0 or labels.max() >= k:
        raise ValueError(f"labels must be at least one, all from 0 to {k - 1}")
    counts = labels.bincount(minlength=k)
    return {
        "modes": int((counts > 0).sum()),
        "fair_modes": int((counts >= FAIR * len(labels) / k).sum()),
        "mode_kl": kl_to_uniform(counts),
    }


def kl_to_uniform(counts: Tensor) -> float:
    """sum_i p_i log(k p_i) in nats, p the shares of the k counts and 0 log 0 = 0."""
    p = counts.double() / counts.sum()
    return torch.xlogy(p, len(p) * p).sum().item()
