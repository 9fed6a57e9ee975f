"""One look for every figure: GANs vermilion, VAEs blue, data black; seeds are bands.

Functions take tensors and lists and draw into an Axes, or return a Figure. Families are told
apart by line and marker too, so that a figure can be read in grey.
"""

import base64
import io
import math
from collections.abc import Callable, Mapping, Sequence

import matplotlib
import numpy as np
import torch
from IPython import get_ipython
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from PIL import Image
from torch import Tensor

from gvlib.numerics import interval

GAN, VAE, DATA = "#D55E00", "#0072B2", "#222222"
WIDTH = 7.5  # inches, the width of a page's column

Style = dict[str, object]
STYLE: dict[str, Style] = {
    "data": {"color": DATA, "linestyle": "-", "marker": "."},
    "gan": {"color": GAN, "linestyle": "-", "marker": "o"},
    "vae": {"color": VAE, "linestyle": "--", "marker": "s"},
    "gan-ns": {"color": GAN, "linestyle": "-", "marker": "o"},
    "gan-r3": {"color": GAN, "linestyle": "-.", "marker": "^", "markerfacecolor": "white"},
    "vae-cb": {"color": VAE, "linestyle": "--", "marker": "s"},
    "vae-sigma": {"color": VAE, "linestyle": ":", "marker": "D", "markerfacecolor": "white"},
}

RC = {
    "figure.dpi": 110, "figure.facecolor": "white", "savefig.facecolor": "white",
    "font.size": 12, "axes.labelsize": 12, "axes.titlesize": 12, "legend.fontsize": 11,
    "xtick.labelsize": 11, "ytick.labelsize": 11, "axes.titleweight": "normal",
    "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
    "axes.grid": True, "grid.color": "#dddddd", "grid.linewidth": 0.8,
    "lines.linewidth": 2.0, "lines.markersize": 6, "legend.frameon": False,
    "image.cmap": "gray", "image.interpolation": "nearest",
}  # fmt: skip

# White is 0 and grey is 1, so that black data and vermilion samples show on either.
LIGHT = LinearSegmentedColormap.from_list("light", ["#ffffff", "#9a9a9a"])


def use_style() -> None:
    """Set the book's style; in a notebook also store figures as small, repeatable PNGs."""
    matplotlib.rcParams.update(RC)
    shell = get_ipython()
    if shell and "inline" in str(matplotlib.get_backend()):
        shell.display_formatter.formatters["image/png"].for_type(
            Figure, lambda fig: base64.b64encode(png(fig)).decode()
        )


def style(name: str, **changes: object) -> Style:
    """How `name` is drawn: "data", a method such as "gan-r3", or a record's "fashion/gan-r3".

    An unknown method looks like its family. Raises ValueError if that is unknown too.
    """
    method = name.rpartition("/")[2].lower()
    for known in (method, method.partition("-")[0]):
        if known in STYLE:
            return STYLE[known] | changes
    raise ValueError(f"no style for {name!r}: begin it with data, gan or vae")


def canvas(rows: int = 1, columns: int = 1, *, height: float = 3.2, width: float = WIDTH):
    """A Figure of rows x columns Axes that no window owns, so it is shown once, when asked."""
    fig = Figure(figsize=(width, height), layout="constrained")
    return fig, fig.subplots(rows, columns)


def png(fig: Figure, colours: int = 128) -> bytes:
    """The figure as a PNG of few colours and no metadata: the same bytes each time."""
    raw, small = io.BytesIO(), io.BytesIO()
    fig.savefig(raw, format="png", pil_kwargs={"compress_level": 1})
    image = Image.open(raw).convert("RGB")
    image = image.quantize(colours, dither=Image.Dither.NONE)
    image.save(small, format="png", optimize=True)
    return small.getvalue()


def tiled(x: Float[Tensor, "n 1 h w"], columns: int, gap: int = 2) -> np.ndarray:
    """Images row by row in one array (H, W), white between them."""
    if x.ndim != 4 or x.shape[1] != 1 or not x.is_floating_point():
        raise ValueError(
            f"images {tuple(x.shape)} of {x.dtype} must be (n, 1, h, w) floats in [0, 1]: "
            "bytes go through data.to_unit first"
        )
    n, _, h, w = x.shape
    columns = min(columns, n)
    sheet = np.ones((math.ceil(n / columns) * (h + gap) - gap, columns * (w + gap) - gap))
    for i, image in enumerate(x.detach().cpu().clamp(0, 1).numpy()):
        top, left = i // columns * (h + gap), i % columns * (w + gap)
        sheet[top : top + h, left : left + w] = image[0]
    return sheet


def image_grid(
    x: Float[Tensor, "n 1 h w"], columns: int = 8, ax: Axes | None = None, title: str = ""
) -> Figure:
    """Images in [0, 1] row by row, black is 0."""
    sheet = tiled(x, columns)
    if ax is None:
        high = WIDTH * sheet.shape[0] / sheet.shape[1]
        ax = canvas(height=high)[1]
    ax.imshow(sheet, cmap="gray", vmin=0, vmax=1)
    ax.set_title(title)
    ax.axis("off")
    return ax.figure


def image_rows(rows: Mapping[str, Float[Tensor, "n 1 h w"]]) -> Figure:
    """One row of images for each entry, named at its left: data above reconstructions."""
    widest = max(len(x) for x in rows.values())
    fig, axes = canvas(len(rows), height=WIDTH * 0.92 * len(rows) / widest)
    for ax, (name, x) in zip(np.atleast_1d(axes), rows.items(), strict=True):
        image_grid(x, widest, ax)
        ax.text(-0.01, 0.5, name, transform=ax.transAxes, ha="right", va="center")
    return fig


def points(
    ax: Axes, x: Float[Tensor, "n 2"], look: Style = STYLE["data"], *, limit: float, size: float = 6
) -> None:
    """Scatter of points in the square [-limit, limit]^2; what lies outside is not shown."""
    x = x.detach().cpu()
    ax.scatter(
        x[:, 0], x[:, 1], s=size, c=look["color"], marker=look["marker"],
        alpha=0.6, linewidths=0,
    )  # fmt: skip
    ax.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
    ax.set(xlabel="$x_1$", ylabel="$x_2$")


def panels(
    sets: Mapping[str, Tensor], *, columns: int = 5, limit: float | None = None
) -> Figure:
    """Several sets of points (n, 2) or of images side by side, each under its name.

    A name that `style` knows gives the colour. Point sets share one square: `limit`, or
    1.25 times the largest coordinate of the first set.
    """
    fig, axes = canvas(1, len(sets), height=WIDTH / len(sets) + 0.5)
    first = next(iter(sets.values()))
    limit = limit or 1.25 * first.abs().max().item()
    for ax, (name, x) in zip(np.atleast_1d(axes), sets.items(), strict=True):
        if x.ndim == 2:
            points(ax, x, style(name), limit=limit)
            ax.set_title(name)
            ax.label_outer()
        else:
            image_grid(x, columns, ax, name)
    return fig


@torch.no_grad()
def heat(
    ax: Axes,
    f: Callable[[Float[Tensor, "n 2"]], Float[Tensor, "n"]],
    *,
    limit: float,
    label: str = "$D(x)$",
    span: tuple[float, float] = (0.0, 1.0),
    side: int = 150,
) -> None:
    """f over the square [-limit, limit]^2 in grey; a line where f is half-way up `span`."""
    line = torch.linspace(-limit, limit, side)
    plane = torch.cartesian_prod(line, line)
    values = f(plane).reshape(side, side).T.cpu()  # rows are x_2 in a picture
    low, high = span
    shown = ax.pcolormesh(line, line, values, cmap=LIGHT, vmin=low, vmax=high, rasterized=True)
    ax.contour(line, line, values, [(low + high) / 2], colors="#555555", linewidths=1)
    ax.figure.colorbar(shown, ax=ax, label=label, shrink=0.8)
    ax.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
    ax.set(xlabel="$x_1$", ylabel="$x_2$")


def log_curve(
    ax: Axes, history: Sequence[Mapping[str, float]], key: str, look: Style, label: str = ""
) -> None:
    """One logged number of one run against the step; rows without it are passed over."""
    rows = [row for row in history if key in row]
    if not rows:
        raise ValueError(f"no row logs {key!r}; the first logs {sorted(history[0])}")
    steps, values = [row["step"] for row in rows], [row[key] for row in rows]
    ax.plot(steps, values, **look, markevery=max(1, len(rows) // 8), label=label or key)
    ax.set_xlabel("step")


def curve_with_band(
    ax: Axes,
    xs: Sequence[float],
    seeds: Sequence[Sequence[float]],
    look: Style,
    label: str,
) -> None:
    """The mean over seeds; the band runs from the lowest seed to the highest, n is stated."""
    ys = np.asarray(seeds, float)
    if ys.ndim != 2 or ys.shape[1] != len(xs):
        raise ValueError(f"seeds {ys.shape} must be (n, {len(xs)}): one value for each x")
    ax.plot(xs, ys.mean(0), **look, label=f"{label}, n = {len(ys)}")
    ax.fill_between(xs, ys.min(0), ys.max(0), color=look["color"], alpha=0.2, linewidth=0)


def dots_with_interval(
    ax: Axes, values: Mapping[str, Sequence[float]], label: str, level: float = 0.95
) -> None:
    """A row for each method: its seeds as dots, and their mean with its t interval."""
    for row, (name, seeds) in enumerate(values.items()):
        look = style(name)
        mean, half = interval(seeds, level)
        ax.plot(seeds, [row] * len(seeds), look["marker"], color=look["color"], alpha=0.5)
        ax.errorbar(mean, row - 0.25, xerr=half, fmt="|", color=look["color"], capsize=4)
    ax.set_yticks(range(len(values)), [f"{k}, n = {len(v)}" for k, v in values.items()])
    ax.set(xlabel=label, ylim=(len(values) - 0.5, -0.6))
    ax.grid(visible=False, axis="y")
