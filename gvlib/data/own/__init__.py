"""A reader's own pictures: a folder of files, or one of torchvision's data sets.

Not imported by `gvlib.data`, for torchvision's transforms take a second to import.
"""

from gvlib.data.own.folder import read_folder
from gvlib.data.own.named import PREFIX, read_named
from gvlib.data.own.pictures import Pictures, PicturesError, held_out

__all__ = [
    "PREFIX", "Pictures", "PicturesError", "held_out", "read_folder", "read_named",
]  # fmt: skip
