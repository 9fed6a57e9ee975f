"""Where a mixture's components start."""

import torch
from jaxtyping import Float
from torch import Tensor


def spread_rows(x: Float[Tensor, "n d"], k: int) -> Float[Tensor, "k d"]:
    """k rows of x, each drawn with probability proportional to its squared distance
    from the nearest row drawn before it: k-means++, Arthur & Vassilvitskii (2007).

    Raises ValueError unless 1 <= k <= n, or if a value is not finite.
    """
    check_points(x, k)
    chosen = [torch.randint(len(x), ()).item()]
    nearest = (x - x[chosen[0]]).square().sum(1)
    for _ in range(k - 1):
        # Where fewer than k rows differ, any row is as good as another.
        odds = nearest if nearest.sum() > 0 else torch.ones_like(nearest)
        chosen.append(torch.multinomial(odds, 1).item())
        nearest = nearest.minimum((x - x[chosen[-1]]).square().sum(1))
    return x[chosen].clone()


def check_points(x: Tensor, k: int) -> None:
    """Raises ValueError unless x is a matrix of k >= 1 or more rows, finite floats."""
    if x.ndim != 2 or not x.is_floating_point():
        raise ValueError(
            f"x is {x.dtype} of shape {tuple(x.shape)}, but must be floats of shape "
            "(n, d), a data point a row: give images as data.dequantize(x).flatten(1)"
        )
    if not 1 <= k <= len(x):
        raise ValueError(
            f"k = {k} components and {len(x)} points: k must be from 1 to the number "
            "of points, for each component starts at one; lower k or give more points"
        )
    bad = x.numel() - int(x.isfinite().sum())
    if bad:
        raise ValueError(
            f"{bad} of the {x.numel()} values of x are not finite, but all must be: "
            "remove those points or fill them in"
        )
