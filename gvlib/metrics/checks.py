"""What every metric asks of its arguments, said once."""

import torch
from torch import Tensor

from gvlib.errors import NotFiniteError


def floats(name: str, x: Tensor) -> None:
    """Raises TypeError unless x is a tensor of floats: numbers that have a unit."""
    if not isinstance(x, Tensor):
        raise TypeError(
            f"{name} is a {type(x).__module__}.{type(x).__name__}, but must be a "
            "tensor: pass torch.as_tensor(x)"
        )
    if not x.is_floating_point():
        raise TypeError(
            f"{name} holds {x.dtype}, but must hold floats: pass bytes as "
            "data.to_unit(x), whole numbers as x.double()"
        )


def float64(name: str, x: Tensor) -> Tensor:
    """x on the CPU in double precision: a metric is then the same on every device.

    Raises ValueError if a value is not finite, and TypeError for what `floats` refuses.
    """
    floats(name, x)
    x = x.detach().to("cpu", torch.float64)
    bad = x.numel() - int(x.isfinite().sum())
    if bad:
        raise NotFiniteError(
            f"{bad} of the {x.numel()} values of {name} are not finite, but all must "
            "be: if the model has diverged, report the run as failed"
        )
    return x


def point_sets(at_least: int, **sets: Tensor) -> list[Tensor]:
    """The named sets of points, one point a row, in double precision.

    Raises ValueError unless each is a matrix of at least `at_least` finite rows, and
    all have the same number of columns, and TypeError for what `floats` refuses.
    """
    for name, x in sets.items():
        floats(name, x)
        if x.ndim != 2 or not x.shape[1]:
            raise ValueError(
                f"{name} has shape {tuple(x.shape)}, but must be a matrix (n, d) with "
                "one point a row: pass features, or pixels as x.flatten(1)"
            )
        if len(x) < at_least:
            raise ValueError(
                f"{name} has {len(x)} points, but needs at least {at_least}: draw more"
            )
    widths = {name: x.shape[1] for name, x in sets.items()}
    if len(set(widths.values())) > 1:
        raise ValueError(
            f"the numbers of columns are {widths}, but must be equal: pass all sets "
            "through the same feature map"
        )
    return [float64(name, x) for name, x in sets.items()]
