"""One picture of any kind as numbers: Pillow reads it, torchvision fits it."""

import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float
from PIL import Image, ImageOps
from torch import Tensor
from torchvision.transforms import v2

import gvlib.threads  # noqa: F401

GREY = {"1", "L", "LA", "La"}
ORIENTATION = 0x0112  # EXIF's tag: which way up a camera was held
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, IndexError, MemoryError,
              TypeError, OverflowError, Image.DecompressionBombError)  # fmt: skip
"""What Pillow raises for files that are no pictures, cut off or broken."""


class Decoded(NamedTuple):
    """A picture in the units of its file, and what was met on the way."""

    x: Float[Tensor, "c h w"]
    deep: bool
    """Whether the file holds more than 8 bits a channel; x then reaches `top`."""
    top: float
    size: tuple[int, int]
    """Width and height, the right way up."""
    notes: frozenset[str]
    """Of: rotated, transparent, frames."""


def decode(image: Image.Image) -> Decoded:
    """The first frame, upright, on white where it is transparent; c is 1 or 3.

    Raises one of UNREADABLE for a picture that is broken, ValueError for numbers below
    0 or that are none.
    """
    notes = set()
    if image.getexif().get(ORIENTATION, 1) not in (0, 1):
        notes.add("rotated")
    if getattr(image, "n_frames", 1) > 1:
        notes.add("frames")
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        see_through = image.convert("RGBA")
        if see_through.getextrema()[3][0] < 255:
            notes.add("transparent")
            grey = image.mode in GREY
            white = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(white, see_through)
            image = image.convert("L" if grey else "RGB")
    deep = image.mode[0] in "IF"
    if not deep:
        image = image.convert("L" if image.mode in GREY else "RGB")
    x = torch.from_numpy(np.array(image, np.float32))
    x = x[None] if x.ndim == 2 else x.permute(2, 0, 1)
    if not x.isfinite().all() or x.min() < 0:
        raise ValueError("it holds numbers below 0 or that are none")
    return Decoded(x, deep, x.max().item(), image.size, frozenset(notes))


def open_picture(path: Path) -> Decoded:
    """`decode` of a file. Raises one of UNREADABLE."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, of what it could mend
        with Image.open(path) as image:
            return decode(image)


def fit(size: int) -> v2.Transform:
    """The short side becomes `size`, what sticks out at both ends is cut."""
    return v2.Compose([v2.Resize(size, antialias=True), v2.CenterCrop(size)])


def share_cut(width: int, height: int) -> float:
    """The share of a picture that `fit` cuts off."""
    return 1 - min(width, height) / max(width, height)


def full_scale(top: float, deep: bool) -> float:
    """What counts as white, if the brightest number of all pictures is `top`.

    Masks hold 0 and 1; a camera of 12 bits stores its 4,095 in a file of 16.
    """
    ends = [1, 255, 1_023, 4_095, 16_383, 65_535] if deep else [1, 255]
    return next((end for end in ends if top <= end), top)
