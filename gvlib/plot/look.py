"""The look of every figure: GANs vermilion, VAEs blue, data black, small files."""

import base64
import io
import re
from importlib import import_module

import matplotlib
from IPython import get_ipython
from matplotlib.figure import Figure
from PIL import Image

GAN, VAE, DATA = "#D55E00", "#0072B2", "#222222"
WIDTH = 7.5  # inches: a page's column

Style = dict[str, object]
STYLE: dict[str, Style] = {
    "data": {"color": DATA, "linestyle": "-", "marker": "."},
    "gan": {"color": GAN, "linestyle": "-", "marker": "o"},
    "gan-r3": {"color": GAN, "linestyle": "-.", "marker": "^", "mfc": "white"},
    "vae": {"color": VAE, "linestyle": "--", "marker": "s"},
    "vae-bce": {"color": VAE, "linestyle": (0, (5, 1, 1, 1, 1, 1)), "marker": "v"},
    "vae-sigma": {"color": VAE, "linestyle": ":", "marker": "D", "mfc": "white"},
}

RC = {
    "figure.dpi": 110, "figure.facecolor": "white", "savefig.facecolor": "white",
    "font.size": 12, "axes.labelsize": 12, "axes.titlesize": 12, "legend.fontsize": 11,
    "xtick.labelsize": 11, "ytick.labelsize": 11, "legend.frameon": False,
    "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
    "axes.grid": True, "grid.color": "#dddddd", "grid.linewidth": 0.8,
    "lines.linewidth": 2.0, "lines.markersize": 6, "legend.handlelength": 3.0,
}  # fmt: skip


def use_style() -> None:
    """Set the book's style; a notebook then stores small PNGs, the same each time."""
    matplotlib.rcParams.update(RC)
    shell = get_ipython()
    if shell and "inline" in str(matplotlib.get_backend()):
        # Loading the backend sets its own way of storing figures; ours comes after it.
        import_module("matplotlib_inline.backend_inline")
        shell.display_formatter.formatters["image/png"].for_type(
            Figure, lambda fig: base64.b64encode(png(fig)).decode()
        )


def style(name: str, **changes: object) -> Style:
    """How "gan-r3", "fashion/gan-r3" or "data" is drawn; a new method like its family.

    Raises ValueError if the name begins with neither data, gan nor vae.
    """
    method = name.rpartition("/")[2].lower()
    family = re.match("[a-z]*", method)[0]
    for known in (method, family):
        if known in STYLE:
            return STYLE[known] | changes
    raise ValueError(f"no style for {name!r}: begin it with data, gan or vae")


def canvas(rows: int = 1, columns: int = 1, height: float = 3.2, width: float = WIDTH):
    """(Figure, its Axes), in inches; no window owns it, so only you can show it."""
    fig = Figure(figsize=(width, height), layout="constrained")
    return fig, fig.subplots(rows, columns)


def png(fig: Figure, colours: int = 128) -> bytes:
    """The figure as a PNG of few colours and no metadata: the same bytes each time."""
    raw, small = io.BytesIO(), io.BytesIO()
    fig.savefig(raw, format="png", pil_kwargs={"compress_level": 1})
    image = Image.open(raw).convert("RGB")
    image.quantize(colours, dither=Image.Dither.NONE).save(small, "png", optimize=True)
    return small.getvalue()
