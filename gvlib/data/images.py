"""Image data that comes with the package: Fashion-MNIST and scikit-learn's digits."""

import gzip
import hashlib
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Int, Shaped, UInt8
from sklearn.datasets import load_digits
from torch import Tensor

from gvlib.data.caching import cached
from gvlib.errors import GvlibError

CLASSES = (
    "T-shirt", "trouser", "pullover", "dress", "coat",
    "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip

FOLDER = Path(__file__).parent / "fashion-mnist"

# SHA-256 of the decompressed bytes: it does not depend on who compressed them.
SHA256 = {
    "train-images-idx3-ubyte":
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte":
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte":
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte":
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}  # fmt: skip

SPLITS = {
    "train": ("train", slice(0, 50_000)),
    "val": ("train", slice(50_000, 60_000)),
    "test": ("t10k", slice(0, 10_000)),
}


class DataError(GvlibError):
    """A data file is missing or is not what it should be."""


def check_bytes(x: Tensor) -> None:
    """Raises TypeError unless x is a tensor of bytes: then its unit is known."""
    kind = x.dtype if isinstance(x, Tensor) else f"a {type(x).__name__}"
    if kind != torch.uint8:
        raise TypeError(
            f"x is {kind}, but must be grey levels 0..255 as a tensor of uint8: what "
            "lies in [0, 1] already needs no change; whole numbers take x.byte()"
        )


def to_unit(x: UInt8[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
    """Grey levels 0..255 as numbers in [0, 1]. Raises TypeError for no bytes."""
    check_bytes(x)
    return x.float() / 255


def dequantize(x: UInt8[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
    """(x + u) / 256 with u uniform on [0, 1): grey levels as a density in [0, 1).

    A density fitted to exact zeros has no largest value; fitted to this it does, and
    its mean log is at most the log-probability of the grey levels, plus log 256 a
    pixel. Theis et al. (2016). Raises TypeError for what is not bytes.
    """
    check_bytes(x)
    return (x.float() + torch.rand(x.shape, device=x.device)) / 256


def binarize(
    x: Shaped[Tensor, "*shape"], seed: int | None = None
) -> Float[Tensor, "*shape"]:
    """Bits: each is 1 with probability x / 255, so that their mean is the grey level.

    With a seed the same bits at every call, else fresh ones. Raises TypeError for what
    is not bytes: twice binarised is not binarised.
    """
    check_bytes(x)
    rng = None if seed is None else torch.Generator().manual_seed(seed)
    u = torch.rand(x.shape, generator=rng, device=None if rng else x.device)
    return (255 * u.to(x.device) < x).float()


def read_idx(path: Path) -> np.ndarray:
    """The array in one gzipped IDX file, its bytes checked. Nothing is written."""
    try:
        raw = gzip.decompress(path.read_bytes())
    except FileNotFoundError:
        raise DataError(f"{path} is missing; restore it from a fresh clone") from None
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            f"{path} is damaged ({error}); restore it from a fresh clone"
        ) from None
    wrong = f"{path} is not Fashion-MNIST's; restore it from a fresh clone"
    return idx_array(raw, SHA256[path.stem], wrong)


def idx_array(raw: bytes, sha256: str, wrong: str) -> np.ndarray:
    """The array of bytes that an IDX file holds: its shape stands in front.

    Raises DataError, which says what is `wrong`, for bytes of another digest.
    """
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise DataError(wrong)
    ndim = raw[3]
    shape = np.frombuffer(raw, ">u4", count=ndim, offset=4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * ndim).reshape(shape)


def split_of(
    split: str, read: Callable[[str], np.ndarray]
) -> tuple[UInt8[Tensor, "n 1 28 28"], Int[Tensor, "n"]]:
    """Images and labels of a split, out of the files that `read` gives by their names.

    Raises ValueError for an unknown split.
    """
    if split not in SPLITS:
        raise ValueError(f"split {split!r} must be one of {', '.join(SPLITS)}")
    part, rows = SPLITS[split]
    x, y = (read(f"{part}-{k}-ubyte")[rows] for k in ("images-idx3", "labels-idx1"))
    return torch.tensor(x)[:, None], torch.tensor(y, dtype=torch.long)


@cached(maxsize=4)
def fashion_mnist(
    split: str = "train", folder: Path = FOLDER
) -> tuple[UInt8[Tensor, "n 1 28 28"], Int[Tensor, "n"]]:
    """Grey levels 0..255 and class labels 0..9. Xiao et al. (2017).

    The last 10,000 of the 60,000 training images are "val": choices are made there, and
    "test" is reported on once. Raises DataError if a file is missing or damaged.
    """
    return split_of(split, lambda stem: read_idx(folder / f"{stem}.gz"))


def fashion_binary(split: str = "test") -> Float[Tensor, "n 1 28 28"]:
    """A split of Fashion-MNIST as bits, drawn once: the same for whoever measures."""
    x, _ = fashion_mnist(split)
    return binarize(x, seed=list(SPLITS).index(split))


def digits(
    split: str = "train", *, seed: int = 0
) -> tuple[Float[Tensor, "n 1 8 8"], Int[Tensor, "n"]]:
    """scikit-learn's 8x8 digits in [0, 1], with labels: 80, 10 and 10 %.

    The bundled order is by writer, so the split is a shuffle, fixed by the seed.
    """
    bunch = load_digits()
    n = len(bunch.data)
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    cuts = {"train": (0, 0.8), "val": (0.8, 0.9), "test": (0.9, 1.0)}
    if split not in cuts:
        raise ValueError(f"split {split!r} must be one of {', '.join(cuts)}")
    rows = order[int(cuts[split][0] * n) : int(cuts[split][1] * n)]
    x = torch.tensor(bunch.data, dtype=torch.float32).reshape(-1, 1, 8, 8) / 16
    return x[rows], torch.tensor(bunch.target)[rows]
