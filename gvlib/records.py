"""The stored records, read with nothing but the standard library."""

import json
from pathlib import Path

from gvlib.errors import GvlibError

FOLDER = Path(__file__).parent / "zoo"


class ZooError(GvlibError):
    """A stored file cannot be read."""


class UnknownName(ZooError):  # noqa: N818
    """There is no such record, metric or experiment."""


def names(folder: Path = FOLDER) -> list[str]:
    """Every stored experiment, as <data>/<method>."""
    found = (path.relative_to(folder) for path in folder.glob("*/*.json"))
    return sorted(path.with_suffix("").as_posix() for path in found)


def read_json(path: Path) -> dict:
    """A stored JSON object. Raises ZooError if it cannot be read."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ZooError(
            f"{path} is damaged ({error}); restore it from a fresh clone"
        ) from None
