"""Checkpoints: all that is mutable, written in one piece, read without unpickling."""

import copy
import os
import pickle
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Protocol, runtime_checkable

import torch

from gvlib.train.devices import random_state, restore_random_state

# What the two readers raise when the bytes are not a checkpoint's.
UNREADABLE = (
    zipfile.BadZipFile, pickle.UnpicklingError, RuntimeError, EOFError, KeyError,
    TypeError, ValueError, zlib.error, struct.error,
)  # fmt: skip


class CheckpointError(Exception):
    """A checkpoint cannot be read or written, or belongs to another run."""


@runtime_checkable
class Stateful(Protocol):
    """What may stand in `state`: modules, optimisers, batches, EMA, ..."""

    def state_dict(self) -> dict: ...
    def load_state_dict(self, state: dict) -> object: ...


def save(
    path: Path, state: dict[str, Stateful], t: int, history: list, config: dict
) -> None:
    """Write the run so far; a crash leaves the old file or the new one, whole."""
    record = {
        "t": t, "history": history, "config": config, "random": random_state(),
        "state": {name: thing.state_dict() for name, thing in state.items()},
    }  # fmt: skip
    unfinished = path.with_name(path.name + ".tmp")
    try:
        torch.save(record, unfinished)
        os.replace(unfinished, path)
    except (OSError, RuntimeError) as error:
        raise CheckpointError(
            f"cannot write {path} ({one_line(error)}); the last checkpoint is kept: "
            "make room or choose another folder, then start again"
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


def load(path: Path, state: dict[str, Stateful], config: dict) -> tuple[int, list]:
    """Restore everything in `state` and the random numbers; return (t, history).

    Raises CheckpointError, and changes nothing, if the file is damaged or was written
    by a run with another configuration.
    """
    record = read(path)
    saved, names = record["config"], set(record["state"])
    differing = [k for k in {*saved, *config} if saved.get(k) != config.get(k)]
    if differing or names != set(state):
        told = "; ".join(
            f"{k} was {saved.get(k)!r}, is {config.get(k)!r}" for k in sorted(differing)
        )
        raise CheckpointError(
            f"{path} was written by a run with another configuration "
            f"({told or f'it holds {sorted(names)}, not {sorted(state)}'}); "
            "use another path, or delete it to start again"
        )
    if record["random"]["cuda"] and not torch.cuda.is_available():
        raise CheckpointError(
            f"{path} was written on a GPU and there is none here; "
            "go on where it was begun, or delete it to start again"
        )
    restore(path, state, record["state"])
    restore_random_state(record["random"])
    return record["t"], record["history"]


def restore(path: Path, state: dict[str, Stateful], saved: dict[str, dict]) -> None:
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


def check_writable(path: Path) -> None:
    """Find out before training, not after, that a checkpoint could not be saved."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        probe = path.with_name(path.name + ".tmp")
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CheckpointError(
            f"cannot write {path} ({error.strerror}); choose a folder you may write to"
        ) from None
