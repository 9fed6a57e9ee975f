"""Pictures as one tensor of bytes, what was found in them, and what must be refused."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import torch
from jaxtyping import Int, UInt8
from torch import Tensor

from gvlib.data.images import DataError
from gvlib.data.own.decode import Decoded, fit, full_scale, share_cut

SIZES = (28, 32, 64)
LEAST, LEAST_HELD_OUT, MOST_HELD_OUT = 500, 100, 5_000
MOST = 60_000
BAD = 0.1  # of all files: with more unreadable or too small ones nothing is trained
NOTES = ("rotated", "transparent", "frames")
COLOURED = 8 / 255  # channels of grey pictures differ by as much after compression


class PicturesError(DataError):
    """The pictures cannot be used as they are."""


class Pictures(NamedTuple):
    """Different pictures of one size, shuffled; the first ones are held out."""

    x: UInt8[Tensor, "n c s s"]
    y: Int[Tensor, "n"] | None
    classes: tuple[str, ...]
    found: dict
    """What the source held, in plain values."""

    @property
    def kind(self) -> str:
        """What one pixel can be: binary, grey or colour."""
        if self.x.shape[1] == 3:
            return "colour"
        return "binary" if ((self.x == 0) | (self.x == 255)).all() else "grey"


def held_out(n: int) -> int:
    """How many of n pictures are kept to measure with: a fifth, 100 to 5,000."""
    return max(LEAST_HELD_OUT, min(n // 5, MOST_HELD_OUT))


def at_most(things: Sequence, n: int = MOST) -> Sequence:
    """The things, or n of them by chance, always the same, in their order."""
    if len(things) <= n:
        return things
    some = torch.randperm(len(things), generator=torch.Generator().manual_seed(0))
    return [things[i] for i in sorted(some[:n].tolist())]


class Row(NamedTuple):
    """A picture that was read and fits, with the index of its class."""

    x: Tensor
    """In the units of its file; 16 bits are enough for what has 8."""
    deep: bool
    label: int | None


def fitted(
    decoded: Iterable[tuple[Decoded, int | None]], size: int, found: dict
) -> list[Row]:
    """Rows of one size; what is met on the way is counted in `found`."""
    transform, rows = fit(size), []
    cut, sizes, tops, notes = [], [], {False: 0.0, True: 0.0}, []
    for picture, label in decoded:
        sizes.append(picture.size)
        cut.append(share_cut(*picture.size))
        tops[picture.deep] = max(tops[picture.deep], picture.top)
        notes.extend(picture.notes)
        x = transform(picture.x)
        rows.append(Row(x if picture.deep else x.half(), picture.deep, label))
    if rows:
        found["smallest"], found["largest"] = min(sizes, key=min), max(sizes, key=max)
        found["cut"] = sum(cut) / len(cut)
    found |= {"sizes": len(set(sizes)), "deep": sum(row.deep for row in rows)}
    found |= {note: notes.count(note) for note in NOTES}
    found["white"] = {
        "deep" if deep else "bytes": full_scale(top, deep)
        for deep, top in tops.items() if top
    }  # fmt: skip
    return rows


def stacked(rows: Sequence[Row], white: dict) -> UInt8[Tensor, "n c s s"]:
    """All rows as bytes; one channel if in none of them the channels differ."""

    def unit(row: Row) -> Tensor:
        x = row.x.float() / white.get("deep" if row.deep else "bytes", 1)
        return x.clamp(0, 1)

    def coloured(x: Tensor) -> bool:
        return len(x) == 3 and bool((x.amax(0) - x.amin(0)).max() > COLOURED)

    def channels(x: Tensor) -> Tensor:
        return x.expand(3, -1, -1) if colour else x.mean(0, True)

    colour = any(coloured(unit(row)) for row in rows)
    return torch.stack([(255 * channels(unit(r))).round().byte() for r in rows])


def different(x: UInt8[Tensor, "n c s s"]) -> list[int]:
    """The first of every set of equal pictures, by row."""
    first = {}
    for i, image in enumerate(x.numpy()):
        first.setdefault(image.tobytes(), i)
    return sorted(first.values())


def assembled(
    rows: Sequence[Row], classes: Sequence[str], found: dict, size: int
) -> Pictures:
    """Stack, keep one of each, check and shuffle. Raises PicturesError."""
    source = found["source"]
    x = stacked(rows, found["white"])
    keep = different(x)
    found |= {"read": len(x), "equal": len(x) - len(keep), "size": size}
    if len(keep) == 1 and len(x) > 1:
        raise PicturesError(f"{source}: all {len(x):,} pictures are equal")
    if len(keep) < LEAST:
        raise PicturesError(
            f"{source}: {len(keep):,} different pictures of {len(x):,}; {LEAST} are "
            f"needed, for {LEAST_HELD_OUT} must be held out to measure with"
        )
    order = torch.randperm(len(keep), generator=torch.Generator().manual_seed(0))
    rows_kept = torch.tensor(keep)[order]
    y = None
    if len(classes) > 1 and all(row.label is not None for row in rows):
        y = torch.tensor([row.label for row in rows])[rows_kept]
        counts = y.bincount(minlength=len(classes)).tolist()
        found["classes"] = dict(zip(classes, counts, strict=True))
    pictures = Pictures(x[rows_kept], y, tuple(classes) if y is not None else (), found)
    found |= {"channels": x.shape[1], "kind": pictures.kind, "different": len(keep)}
    return pictures
