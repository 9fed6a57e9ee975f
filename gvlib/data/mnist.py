"""MNIST, which does not come with the package: a few published numbers are of it."""

import numpy as np
from jaxtyping import Int, UInt8
from torch import Tensor

from gvlib import settings
from gvlib.data.caching import cached
from gvlib.data.images import DataError, idx_array, split_of

SHA256 = {
    "train-images-idx3-ubyte":
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte":
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte":
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte":
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}  # fmt: skip
GET = (
    "set GVLIB_DATA to a folder D and call torchvision.datasets.MNIST(D, "
    "download=True) once: it fills D/MNIST/raw"
)


def read(stem: str) -> np.ndarray:
    """One file's array, its bytes checked. Raises DataError if it is not there."""
    folder = settings.data()
    if folder is None:
        raise DataError(f"MNIST does not come with this package: {GET}")
    path = folder / "MNIST" / "raw" / stem
    try:
        raw = path.read_bytes()
    except OSError:
        raise DataError(f"{path} cannot be read: {GET}") from None
    wrong = f"{path} is not MNIST's: remove it, then {GET}"
    return idx_array(raw, SHA256[stem], wrong)


@cached(maxsize=3)
def mnist(
    split: str = "train",
) -> tuple[UInt8[Tensor, "n 1 28 28"], Int[Tensor, "n"]]:
    """Grey levels 0..255 and digits, split as `fashion_mnist`.

    The files are read from the folder GVLIB_DATA. Raises DataError, which says how to
    get them, if there is none.
    """
    return split_of(split, read)
