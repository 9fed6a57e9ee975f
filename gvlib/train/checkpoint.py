"""Checkpoints: all that is mutable, written in one piece, read without unpickling."""

import copy
import math
import pickle
import reprlib
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import torch

from gvlib import files
from gvlib.errors import CheckpointError, WriteError
from gvlib.train.devices import random_state, restore_random_state
from gvlib.train.storable import Stateful, equal, state_to_plain, to_plain

# What the two readers raise when the bytes are not a checkpoint's.
UNREADABLE = (
    zipfile.BadZipFile, pickle.UnpicklingError, RuntimeError, EOFError, KeyError,
    TypeError, ValueError, zlib.error, struct.error,
)  # fmt: skip


def save(
    path: str | Path, state: Mapping[str, Stateful], t: int, history: list, config: dict
) -> None:
    """Write the run so far; a crash leaves the old file or the new one, whole.

    Raises CheckpointError, naming the entry, for what could not be read back.
    """
    record = {
        "t": t, "history": to_plain(history, "history", {torch.Tensor}),
        "config": to_plain(config, "config"), "random": random_state(),
        "state": state_to_plain(state),
    }  # fmt: skip

    def write(unfinished: Path) -> None:
        try:
            torch.save(record, unfinished)
        except RuntimeError as error:  # torch's word for a full disk
            raise OSError(one_line(error)) from None

    try:
        files.replace(files.expand(path), write)
    except WriteError as error:
        raise CheckpointError(
            f"{error}; the last checkpoint is kept: make room, then start again"
        ) from None


def one_line(error: Exception) -> str:
    """An exception's message without line breaks."""
    return " ".join(str(error).split()) or type(error).__name__


def read(path: Path) -> dict:
    """What `save` wrote. Raises CheckpointError if the file cannot be read whole."""
    try:
        with zipfile.ZipFile(path) as file:
            damaged = file.testzip()  # torch.load compares no checksums
        record = {} if damaged else torch.load(path, "cpu", weights_only=True)
        if {"t", "history", "config", "random", "state"} <= set(record):
            return record
        reason = "a checksum is wrong" if damaged else "parts are missing"
    except OSError as error:
        raise CheckpointError(
            f"cannot read {path} ({error.strerror}); choose another path"
        ) from None
    except UNREADABLE as error:
        reason = type(error).__name__
    raise CheckpointError(
        f"{path} is damaged or no checkpoint ({reason}); "
        "delete it to start this run from the beginning"
    )


def load(
    path: str | Path, state: Mapping[str, Stateful], config: dict,
    n_steps: float = math.inf,
) -> tuple[int, list]:  # fmt: skip
    """Restore everything in `state` and the random numbers; return (t, history).

    Raises CheckpointError, and changes nothing, if the file is damaged, was written by
    a run with another configuration, or is of more than n_steps steps.
    """
    path = files.expand(path)
    record = read(path)
    names = set(record["state"])
    told = difference(record["config"], config)
    if told or names != set(state):
        raise CheckpointError(
            f"{path} was written by a run with another configuration "
            f"({told or f'it holds {sorted(names)}, not {sorted(state)}'}); "
            "use another path, or delete it to start again"
        )
    if record["t"] > n_steps:
        raise CheckpointError(
            f"{path} holds {record['t']} steps, more than n_steps = {n_steps}: ask for "
            f"{record['t']} or more, use another path, or delete it to start again"
        )
    if record["random"]["cuda"] and not torch.cuda.is_available():
        raise CheckpointError(
            f"{path} was written on a GPU and there is none here; "
            "go on where it was begun, or delete it to start again"
        )
    restore(path, state, record["state"])
    restore_random_state(record["random"])
    return record["t"], record["history"]


def difference(saved: dict, config: dict) -> str:
    """What one configuration says otherwise than the other, or ""."""
    saved, config = to_plain(saved, "the saved config"), to_plain(config, "config")
    return "; ".join(
        f"{k} was {reprlib.repr(saved.get(k))}, is {reprlib.repr(config.get(k))}"
        for k in sorted({*saved, *config}, key=str)
        if not equal(saved.get(k), config.get(k))
    )


def restore(path: Path, state: Mapping[str, Stateful], saved: dict[str, dict]) -> None:
    """Give everything in `state` its saved state, or leave all of it as it was."""
    before = {name: copy.deepcopy(thing.state_dict()) for name, thing in state.items()}
    try:
        for name, thing in state.items():
            thing.load_state_dict(saved[name])
    except (RuntimeError, ValueError, KeyError) as error:
        for name, thing in state.items():
            thing.load_state_dict(before[name])
        raise CheckpointError(
            f"{path} does not fit this run ({one_line(error)}); "
            "use another path, or delete it to start again"
        ) from None
