"""torchvision's data sets by name: its own loader, in the folder GVLIB_DATA."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from numbers import Integral

from PIL import Image
from torch.utils.data import Dataset
from torchvision import datasets
from tqdm.auto import tqdm

from gvlib import settings
from gvlib.data.own.decode import Decoded, decode
from gvlib.data.own.folder import chosen_size
from gvlib.data.own.pictures import (
    Pictures,
    PicturesError,
    assembled,
    at_most,
    fitted,
)

PREFIX = "torchvision:"
TRAIN = {"train": True}
SPLIT = {"split": "train"}
TRAINING = {
    "CIFAR10": TRAIN, "CIFAR100": TRAIN, "Caltech101": {}, "Caltech256": {},
    "CelebA": SPLIT, "Country211": SPLIT, "DTD": SPLIT, "EMNIST": {"split": "balanced"},
    "EuroSAT": {}, "FGVCAircraft": SPLIT, "FashionMNIST": TRAIN, "Flowers102": SPLIT,
    "Food101": SPLIT, "GTSRB": SPLIT, "Imagenette": SPLIT, "KMNIST": TRAIN,
    "LFWPeople": SPLIT, "MNIST": TRAIN, "Omniglot": {"background": True},
    "OxfordIIITPet": {}, "PCAM": SPLIT, "QMNIST": TRAIN, "RenderedSST2": SPLIT,
    "SEMEION": {}, "STL10": SPLIT, "SUN397": {}, "SVHN": SPLIT, "USPS": TRAIN,
}  # fmt: skip
"""How each is asked for the pictures that it gives to train on."""
ASKED = 200  # pictures whose size decides, for in a set they are alike
FAILURES = (OSError, RuntimeError, ImportError, ValueError)
"""What the loaders raise where files, network or a package are missing."""


def read_named(
    name: str, size: int | None = None, download: bool = False, progress: bool = False
) -> Pictures:
    """The training pictures of torchvision's data set `name`, as `read_folder` gives.

    Nothing is fetched unless `download` says so. Raises PicturesError, in one line, for
    a name that torchvision lacks, or files that are not there.
    """
    found = {"source": PREFIX + name, "other_files": 0, "unreadable": []}
    loaded = load(name, download)
    rows_taken = at_most(range(len(loaded)))
    first, _ = loaded[0]
    if not isinstance(first, Image.Image):
        raise PicturesError(
            f"{PREFIX}{name} gives {type(first).__name__} for a picture: save them as "
            "files, and name the folder"
        )
    some = [min(loaded[i][0].size) for i in rows_taken[:ASKED]]
    size = chosen_size(PREFIX + name, some, size)
    found |= {"files": len(loaded), "too_small": []}
    rows = fitted(items(loaded, rows_taken, progress), size, found)
    labels = {row.label for row in rows}
    names = [str(c) for c in getattr(loaded, "classes", ())]
    if None not in labels and len(names) <= max(labels):
        names = [str(i) for i in range(max(labels) + 1)]
    return assembled(rows, names, found, size)


def load(name: str, download: bool) -> Dataset:
    """torchvision's loader of that name. Raises PicturesError."""
    if name not in TRAINING:
        near = get_close_matches(name, TRAINING, 1, 0.5)
        raise PicturesError(
            f"torchvision has no data set {name!r} that can be taken: "
            + (f"did you mean {PREFIX}{near[0]}? " if near else "")
            + f"There are {', '.join(TRAINING)}"
        )
    folder = settings.data()
    if folder is None:
        raise PicturesError(
            f"set GVLIB_DATA to the folder in which torchvision keeps {name}, or is to"
        )
    try:
        return getattr(datasets, name)(str(folder), download=download, **TRAINING[name])
    except FAILURES as error:
        why = " ".join(str(error).split()) or type(error).__name__
        if download:
            raise PicturesError(
                f"{name} cannot be downloaded into {folder} ({why}): is there a "
                "network, and room? Where it was fetched before, leave --download out"
            ) from None
        raise PicturesError(
            f"{name} is not in {folder} ({why}): copy it there, or say --download, "
            "and torchvision fetches it from the internet"
        ) from None


def items(
    loaded: Dataset, rows: Sequence[int], progress: bool
) -> Iterator[tuple[Decoded, int | None]]:
    """(picture, class) of these rows; a label that is no number is none."""
    for i in tqdm(rows, "reading", disable=not progress, leave=False):
        image, label = loaded[i]
        yield decode(image), int(label) if isinstance(label, Integral) else None
