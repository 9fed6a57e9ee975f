"""What a VAE refuses: parts that do not fit, and data of which p(x|z) is not.

Parts are compared once, when they meet. The values of x are named after PyTorch, which
looks at every one, has refused them: that costs nothing until something is wrong, and
its own message names neither value nor rule.
"""

import torch
from torch import Tensor, nn

from gvlib.nets import SQUASHING, edge

REACH = 0.5  # how far beyond its mean's range x may lie: noise does, other units do not


def check_parts(
    encoder: nn.Module, decoder: nn.Module, likelihood: nn.Module, z_dim: int
) -> None:
    """Raises ValueError for what the layers show; what they hide shows when run."""
    if z_dim < 1:
        raise ValueError(f"z_dim = {z_dim} must be at least 1")
    returned, taken = edge(encoder, end=True), edge(decoder, end=False)
    if isinstance(returned, nn.Linear) and returned.out_features != 2 * z_dim:
        raise ValueError(
            f"the encoder returned {returned.out_features} numbers per point; mu and "
            f"log sigma of a {z_dim}-dimensional z need {2 * z_dim}"
        )
    if isinstance(taken, nn.Linear) and taken.in_features != z_dim:
        raise ValueError(
            f"the decoder takes {taken.in_features} numbers, but z_dim = {z_dim}: they "
            "must be equal"
        )
    layer, rule = edge(decoder, end=True, wrapped=True), type(likelihood).__name__
    if getattr(likelihood, "logit", False) and isinstance(layer, SQUASHING):
        raise ValueError(
            f"the decoder ends in {type(layer).__name__}, but {rule} applies the "
            "sigmoid itself: its h is a logit, any real number. Leave that layer out"
        )


def check_axis(axis: int) -> None:
    """Raises ValueError for an axis that is not counted from the end."""
    if axis >= 0:
        raise ValueError(f"axis = {axis} must be negative: counted from the end")


def halves(h: Tensor, axis: int, second: str) -> tuple[Tensor, Tensor]:
    """h cut in two along `axis`: means, and what `second` names, as many.

    Raises ValueError for an odd length, or without that axis.
    """
    if h.ndim < -axis or h.shape[axis] % 2:
        raise ValueError(
            f"h has shape {tuple(h.shape)}: axis {axis} must hold as many "
            f"{second} as means, so its length must be even"
        )
    return h.chunk(2, axis)


def mean_range(decoder: nn.Module, likelihood: nn.Module) -> tuple[float, float] | None:
    """Where the mean of a Gaussian p(x|z) must lie, as far as the layers tell."""
    mean = getattr(likelihood, "mean", None)  # none for a logit
    last = edge(decoder, end=True, wrapped=True)
    if mean is torch.sigmoid or mean and isinstance(last, nn.Sigmoid):
        return 0.0, 1.0
    return (-1.0, 1.0) if mean and isinstance(last, nn.Tanh) else None


def check_reach(x: Tensor, reached: tuple[float, float]) -> None:
    """Raises ValueError for x that no mean in this range comes near: another unit."""
    low, high = (end.item() for end in x.detach().aminmax())
    if low < reached[0] - REACH or high > reached[1] + REACH:
        raise ValueError(
            f"x from {low:.4g} to {high:.4g}, but the mean of p(x|z) stays in "
            f"[{reached[0]:g}, {reached[1]:g}]: bring x there, bytes by data.to_unit, "
            "[-1, 1] by (x + 1) / 2, or take a Gaussian whose mean is any number"
        )


def name_grey(x: Tensor) -> None:
    """Raises ValueError if some of x are not in {0, 1}."""
    wrong = x[(x != 0) & (x != 1)]
    if len(wrong):
        raise ValueError(
            f"{len(wrong):,} of {x.numel():,} values of x are neither 0 nor 1, such as "
            f"{wrong[0].item():.4g}; a Bernoulli gives probability to nothing else. "
            "Make x binary, by (x > 0.5).float() or torch.bernoulli(x), or take "
            "ContinuousBernoulliLikelihood, or CrossEntropy, which is no likelihood"
        )


def name_nan(x: Tensor) -> None:
    """Raises ValueError if some of x are NaN."""
    if n := int(x.isnan().sum()):
        raise ValueError(
            f"{n:,} of {x.numel():,} values of x are nan, but x must be numbers: look "
            "for missing values or a division by zero where the data are read"
        )
