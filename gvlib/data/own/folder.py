"""A folder of pictures: which files it holds, and which of them can be used."""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from PIL import Image
from tqdm.auto import tqdm

from gvlib.data.own.decode import UNREADABLE, Decoded, open_picture
from gvlib.data.own.pictures import (
    BAD,
    SIZES,
    Pictures,
    PicturesError,
    assembled,
    at_most,
    fitted,
    held_out,
)

NAMED = 3  # files that a line of complaint names
USUAL = SIZES[:2]  # what is taken unasked: 64 pixels cost eight times as much


def read_folder(
    folder: Path, size: int | None = None, progress: bool = False
) -> Pictures:
    """Every picture in a folder, its first level of folders as classes if all lie so.

    Each becomes `size` pixels square; without it 32 if the pictures have as many, else
    28. What cannot be read, or is smaller than `size`, is left out and listed in
    `found`; pictures smaller than 28 are enlarged. Raises PicturesError, in one line,
    for a folder that cannot be used.
    """
    paths, others = listed(folder)
    found = {"source": str(folder), "files": len(paths), "other_files": others}
    paths = at_most(paths)
    classes = class_names(folder, paths)
    unreadable: list[list[str]] = []
    sides = [min(size_of(p) or (0, 0)) for p in paths]
    size = chosen_size(folder, [s for s in sides if s], size)
    small = {p for p, s in zip(paths, sides, strict=True) if 0 < s < size > SIZES[0]}
    paths = [p for p in paths if p not in small]
    found |= {
        "too_small": [shown(p, folder) for p in sorted(small)],
        "unreadable": unreadable,
    }
    rows = fitted(opened(folder, paths, classes, unreadable, progress), size, found)
    check_read(folder, len(paths), unreadable)
    pictures = assembled(rows, classes, found, size)
    check_classes(folder, pictures)
    return pictures


def listed(folder: Path) -> tuple[list[Path], int]:
    """(files that Pillow may read by their ending, how many others). May raise."""
    if not folder.exists():
        raise PicturesError(f"{folder} does not exist: name a folder of pictures")
    if not folder.is_dir():
        raise PicturesError(f"{folder} is a file: name the folder that it lies in")
    paths, others = [], 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__")))
        for name in sorted(n for n in names if not n.startswith(".")):
            if os.path.splitext(name)[1].lower() in endings():
                paths.append(Path(place, name))
            else:
                others += 1
    if not paths:
        beside = f", only {others:,} other files" if others else ""
        raise PicturesError(f"{folder} holds no pictures{beside}")
    return paths, others


@cache
def endings() -> frozenset[str]:
    """The endings of files that Pillow reads."""
    there = Image.registered_extensions().items()
    return frozenset(end for end, kind in there if kind in Image.OPEN)


def class_names(folder: Path, paths: Sequence[Path]) -> list[str]:
    """The folders of the first level, if every picture lies in one of two or more.

    One that holds no picture counts, so that it can be complained of.
    """
    inside = all(len(p.relative_to(folder).parts) > 1 for p in paths)
    names = sorted(
        entry.name for entry in os.scandir(folder)
        if entry.is_dir() and not entry.name.startswith((".", "__"))
    )  # fmt: skip
    return names if inside and len(names) > 1 else []


def size_of(path: Path) -> tuple[int, int] | None:
    """(width, height) by the file's head, in either order; None if it has none."""
    try:
        with Image.open(path) as image:
            return image.size
    except UNREADABLE:
        return None


def chosen_size(source: str | Path, sides: Sequence[int], size: int | None) -> int:
    """The size, if all but a few pictures have it. Raises PicturesError.

    Of 28, the least, no picture is too small.
    """

    def share(s: int) -> float:
        return sum(side < s for side in sides) / max(len(sides), 1)

    if size is None:
        size = max((s for s in USUAL if share(s) <= BAD), default=SIZES[0])
    if share(size) > BAD and size > SIZES[0]:
        fits = max((s for s in SIZES if share(s) <= BAD), default=SIZES[0])
        raise PicturesError(
            f"{source}: {sum(s < size for s in sides):,} of {len(sides):,} pictures "
            f"are smaller than {size} pixels, the smallest has {min(sides)}: take "
            f"--size {fits}"
        )
    return size


def opened(
    folder: Path, paths: Sequence[Path], classes: Sequence[str],
    unreadable: list[list[str]], progress: bool,
) -> Iterator[tuple[Decoded, int | None]]:  # fmt: skip
    """(picture, class); what cannot be read is put down with the reason."""
    for path in tqdm(paths, "reading", disable=not progress, leave=False):
        try:
            picture = open_picture(path)
        except UNREADABLE as error:
            reason = " ".join(str(error).split()).replace(str(path), "it")
            unreadable.append([shown(path, folder), reason or type(error).__name__])
            continue
        first = path.relative_to(folder).parts[0]
        yield picture, classes.index(first) if classes else None


def shown(path: Path, folder: Path) -> str:
    """A file's name below the folder, also where it is no text."""
    name = str(path.relative_to(folder))
    return name.encode("utf-8", "backslashreplace").decode()


def check_read(folder: Path, n: int, unreadable: Sequence[Sequence[str]]) -> None:
    """Raise PicturesError if too many files cannot be read."""
    if len(unreadable) > BAD * n:
        few = "; ".join(f"{name} ({why})" for name, why in unreadable[:NAMED])
        raise PicturesError(
            f"{folder}: {len(unreadable):,} of {n:,} pictures cannot be read, more "
            f"than {BAD:.0%}: {few}{'; ...' if len(unreadable) > NAMED else ''}"
        )


def check_classes(folder: Path, pictures: Pictures) -> None:
    """Raise PicturesError for a class of which nothing is left to train on."""
    if pictures.y is not None:
        there = set(pictures.y[held_out(len(pictures.y)) :].tolist())
        for i, name in enumerate(pictures.classes):
            if i not in there:
                raise PicturesError(
                    f"{folder}: class {name!r} has no picture to train on: fill its "
                    "folder or remove it (of equal pictures one is kept, of all a "
                    "fifth is held out)"
                )
