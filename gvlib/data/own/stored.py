"""Pictures as they were read, kept in one file for all the processes that use them."""

import hashlib
import json
import re
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save

from gvlib import files
from gvlib.data.own.pictures import Pictures, PicturesError

FILE, FOUND = "pictures.safetensors", "found.json"


def digest(pictures: Pictures) -> str:
    """A hash of the numbers and labels: other pictures have another one."""
    found = hashlib.sha256(pictures.x.numpy().tobytes())
    found.update(json.dumps([list(pictures.x.shape), pictures.classes]).encode())
    if pictures.y is not None:
        found.update(pictures.y.numpy().tobytes())
    return found.hexdigest()


def plain_name(source: str) -> str:
    """What a folder or data set is called, fit for a file's name."""
    last = re.split(r"[/\\:]", source.rstrip("/\\"))[-1]
    return re.sub(r"[^A-Za-z0-9.-]+", "-", last).strip("-.") or "pictures"


def store(pictures: Pictures, folder: Path) -> None:
    """Write them, unless they are there."""
    if not (folder / FOUND).exists():
        y = torch.zeros(0).long() if pictures.y is None else pictures.y
        raw = save({"x": pictures.x.contiguous(), "y": y.contiguous()})
        files.replace(folder / FILE, lambda path: path.write_bytes(raw))
        text = json.dumps({"classes": pictures.classes, "found": pictures.found})
        files.replace(folder / FOUND, lambda path: path.write_text(text + "\n"))


def stored(folder: Path) -> Pictures:
    """Read what `store` wrote. Raises PicturesError."""
    try:
        told = json.loads((folder / FOUND).read_text())
        tensors = load_file(folder / FILE)
    except (OSError, ValueError, SafetensorError) as error:
        raise PicturesError(
            f"{folder} is damaged ({error}); delete it to begin anew"
        ) from None
    y = tensors["y"] if len(tensors["y"]) else None
    return Pictures(tensors["x"], y, tuple(told["classes"]), told["found"])
