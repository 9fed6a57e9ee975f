"""A number for blur that needs no features."""

from jaxtyping import Float
from torch import Tensor

from gvlib.metrics.checks import float64, floats


def sharpness(x: Float[Tensor, "n 1 h w"]) -> Float[Tensor, "n"]:
    """Variance, over an image's interior, of its Laplacian: 4 neighbours' sum - 4 x.

    x in [0, 1]; the unit is that of x squared. Constants and ramps have 0, white noise
    of variance v has 20 v: noise counts as sharp, so print it for real images too.
    Raises ValueError for another shape, h or w below 3, or values outside [0, 1].
    """
    floats("x", x)
    if x.ndim != 4 or x.shape[1] != 1 or min(x.shape[2:]) < 3:
        raise ValueError(
            f"x has shape {tuple(x.shape)}, but must be (n, 1, h, w) with h, w >= 3: "
            "give grey images a channel axis with x[:, None]"
        )
    x = float64("x", x)
    if x.numel() and (x.min() < 0 or x.max() > 1):
        raise ValueError(
            f"x ranges from {x.min():.3g} to {x.max():.3g}, but must stay in [0, 1]: "
            "divide bytes by 255, or clip with x.clamp(0, 1)"
        )
    across = x[..., 1:-1, 2:] + x[..., 1:-1, :-2]
    down = x[..., 2:, 1:-1] + x[..., :-2, 1:-1]
    laplacian = across + down - 4 * x[..., 1:-1, 1:-1]
    return laplacian.var((1, 2, 3), correction=0)
