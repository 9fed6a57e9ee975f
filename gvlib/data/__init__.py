"""Data as plain tensors in memory, and one resumable stream of mini-batches."""

from gvlib.data.batches import Batches
from gvlib.data.images import (
    CLASSES,
    DataError,
    dequantize,
    digits,
    fashion_mnist,
    to_unit,
)
from gvlib.data.points import grid, grid_modes, ring, ring_modes

__all__ = [
    "CLASSES", "Batches", "DataError", "dequantize", "digits", "fashion_mnist", "grid",
    "grid_modes", "ring", "ring_modes", "to_unit",
]  # fmt: skip
