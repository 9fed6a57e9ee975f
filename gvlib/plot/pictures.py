"""Pictures of data: images in rows and grids, points in the plane, a critic over it."""

import math
from collections.abc import Callable, Mapping

import numpy as np
import torch
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from torch import Tensor

from gvlib.errors import NotFiniteError
from gvlib.plot.look import WIDTH, Style, canvas, style

# White is 0 and grey is 1, so that black data and vermilion samples show on either.
LIGHT = LinearSegmentedColormap.from_list("light", ["#ffffff", "#9a9a9a"])


def tiled(x: Float[Tensor, "n c h w"], columns: int, gap: int = 2) -> np.ndarray:
    """Images row by row in one array (H, W), of colour (H, W, 3); white between."""
    if x.ndim != 4 or x.shape[1] not in (1, 3) or not x.is_floating_point():
        raise ValueError(
            f"{tuple(x.shape)} of {x.dtype}: images must be floats in [0, 1] of shape "
            "(n, 1, h, w), of colour (n, 3, h, w); bytes go through data.to_unit first"
        )
    n, c, h, w = x.shape
    if columns < 1 or n < 1:
        raise ValueError(f"{n} images in {columns} columns: both must be at least 1")
    bad = n - int(x.flatten(1).isfinite().all(1).sum())
    if bad:
        raise NotFiniteError(
            f"{bad} of the {n} images hold values that are not finite: if the model "
            "has diverged, report the run as failed"
        )
    rows = math.ceil(n / columns)
    sheet = np.ones((rows * (h + gap) - gap, columns * (w + gap) - gap, c))
    for i, image in enumerate(x.detach().cpu().clamp(0, 1).numpy()):
        top, left = i // columns * (h + gap), i % columns * (w + gap)
        sheet[top : top + h, left : left + w] = image.transpose(1, 2, 0)
    return sheet[..., 0] if c == 1 else sheet


def image_grid(
    x: Float[Tensor, "n c h w"], columns: int = 8, ax: Axes | None = None
) -> Figure:
    """Images row by row; black is 0, white is 1."""
    sheet = tiled(x, columns)
    if ax is None:
        _, ax = canvas(height=WIDTH * sheet.shape[0] / sheet.shape[1])
    ax.imshow(sheet, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax.figure


def image_rows(rows: Mapping[str, Float[Tensor, "n c h w"]]) -> Figure:
    """A row of images for each entry, named at its left: data above reconstructions."""
    if not rows:
        raise ValueError("rows is empty: a picture needs at least one row of images")
    widest = max(len(x) for x in rows.values())
    fig, axes = canvas(len(rows), height=0.85 * WIDTH * len(rows) / widest)
    for ax, (name, x) in zip(np.atleast_1d(axes), rows.items(), strict=True):
        image_grid(x, widest, ax)
        ax.set_anchor("W")
        ax.set_ylabel(name, rotation=0, ha="right", va="center")
    return fig


def plane(ax: Axes, limit: float) -> None:
    """Make ax the square [-limit, limit]^2 with equal scales."""
    ax.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
    ax.set(xlabel="$x_1$", ylabel="$x_2$")


def points(
    ax: Axes, x: Float[Tensor, "n 2"], look: Style, limit: float, size: float = 6
) -> None:
    """Scatter of points in [-limit, limit]^2; what lies outside is not shown."""
    a, b = x.detach().cpu().numpy().T
    ax.scatter(
        a, b, s=size, c=look["color"], marker=look["marker"], alpha=0.6, linewidths=0
    )
    plane(ax, limit)


def panels(
    sets: Mapping[str, Tensor], columns: int = 5, limit: float | None = None
) -> Figure:
    """Sets of points (n, 2), or of images, side by side, each under its name.

    The name chooses the style of points, which share one square: `limit`, or 1.25 times
    the largest coordinate of the first set.
    """
    if not sets:
        raise ValueError("sets is empty: a picture needs at least one panel")
    fig, axes = canvas(1, len(sets), height=WIDTH / len(sets) + 0.4)
    limit = limit or 1.25 * next(iter(sets.values())).abs().max().item()
    for ax, (name, x) in zip(np.atleast_1d(axes), sets.items(), strict=True):
        ax.set_title(name)
        if x.ndim == 2:
            points(ax, x, style(name), limit)
            ax.label_outer()
        else:
            image_grid(x, columns, ax)
    return fig


@torch.no_grad()
def heat(
    ax: Axes,
    f: Callable[[Float[Tensor, "n 2"]], Float[Tensor, "n"]],
    limit: float,
    label: str = "$D(x)$",
    span: tuple[float, float] = (0.0, 1.0),
) -> None:
    """f over [-limit, limit]^2 in grey, and the line where it is half-way up `span`."""
    line = torch.linspace(-limit, limit, 150)
    x1, x2 = torch.meshgrid(line, line, indexing="xy")
    values = f(torch.stack([x1, x2], -1).flatten(0, 1)).reshape(x1.shape)
    x1, x2, values = x1.numpy(), x2.numpy(), values.cpu().numpy()
    low, high = span
    drawn = ax.pcolormesh(x1, x2, values, cmap=LIGHT, vmin=low, vmax=high)
    if values.min() < (low + high) / 2 < values.max():  # else matplotlib warns
        ax.contour(x1, x2, values, [(low + high) / 2], colors="#555555", linewidths=1)
    ax.figure.colorbar(drawn, ax=ax, label=label, shrink=0.8)
    plane(ax, limit)
