"""Running other people's programs as they are: where they look, as they are called."""

import contextlib
import gzip
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from gvlib import data


def examples() -> Path:
    """The reader's clone of pytorch/examples. LookupError if none is named."""
    clone = os.environ.get("GVLIB_EXAMPLES")
    if not clone:
        raise LookupError("not measured: set GVLIB_EXAMPLES to a clone of the examples")
    return Path(clone).resolve()


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in `folder`, for programs that name files relative to where they run."""
    before = Path.cwd()
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def load_script(path: Path, arguments: list[str]) -> ModuleType:
    """A program as a module: as if called with `arguments`, but not as __main__."""
    spec = importlib.util.spec_from_file_location(f"peer_{path.parent.name}", path)
    module = importlib.util.module_from_spec(spec)
    # Known by its name before it has run: a program that never ends can be asked too.
    sys.modules[spec.name] = module
    before, sys.argv = sys.argv, [str(path), *arguments]
    try:
        spec.loader.exec_module(module)
    finally:
        sys.argv = before
    return module


def unpack(folder: Path, n: int = 50_000) -> Path:
    """Fashion-MNIST where torchvision's MNIST class looks, n images for training.

    Written into a temporary folder: a peer's own data folder stays as it is.
    """
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for path in data.images.FOLDER.glob("*.gz"):
        content = gzip.decompress(path.read_bytes())
        if path.name.startswith("train"):  # header: magic, how many, the other axes
            head = 4 + 4 * content[3]
            size = (len(content) - head) // 60_000
            count, body = n.to_bytes(4, "big"), content[8 : head + n * size]
            content = content[:4] + count + body
        (raw / path.stem).write_bytes(content)
    return folder
