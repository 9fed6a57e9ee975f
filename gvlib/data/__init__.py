"""Data as plain tensors in memory, and one resumable stream of mini-batches."""

import gvlib.threads  # noqa: F401
from gvlib.data.batches import Batches
from gvlib.data.caching import cached
from gvlib.data.images import (
    CLASSES,
    DataError,
    binarize,
    dequantize,
    digits,
    fashion_binary,
    fashion_mnist,
    to_unit,
)
from gvlib.data.mnist import mnist
from gvlib.data.points import grid, grid_modes, ring, ring_modes
from gvlib.data.stacked import StackedImages

__all__ = [
    "CLASSES", "Batches", "DataError", "StackedImages", "binarize", "cached",
    "dequantize", "digits", "fashion_binary", "fashion_mnist", "grid", "grid_modes",
    "mnist", "ring", "ring_modes", "to_unit",
]  # fmt: skip
