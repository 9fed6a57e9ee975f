"""Figures in one style, from tensors and lists, drawn into an Axes or a new Figure.

Methods differ in line and marker too, so that figures can be read in grey.
"""

from gvlib.plot.curves import (
    curve_with_band,
    dots_with_interval,
    log_curve,
    log_scale,
    waterfall,
)
from gvlib.plot.look import DATA, GAN, STYLE, VAE, WIDTH, canvas, png, style, use_style
from gvlib.plot.maps import mapped_grid
from gvlib.plot.pictures import heat, image_grid, image_rows, panels, points, tiled

__all__ = [
    "DATA", "GAN", "STYLE", "VAE", "WIDTH", "canvas", "curve_with_band",
    "dots_with_interval", "heat", "image_grid", "image_rows", "log_curve", "log_scale",
    "mapped_grid", "panels", "png", "points", "style", "tiled", "use_style",
    "waterfall",
]  # fmt: skip
