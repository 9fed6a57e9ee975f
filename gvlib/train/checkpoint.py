"""Checkpoints: everything that is mutable, written in one piece, read without unpickling."""

import os
import pickle
import zipfile
from pathlib import Path
from typing import Protocol

import torch

from gvlib.train.devices import random_state, restore_random_state


class CheckpointError(Exception):
    """A checkpoint cannot be read or written, or belongs to another run."""


class Stateful(Protocol):
    """What may stand in `state`: modules, optimisers, batches, EMA, ..."""

    def state_dict(self) -> dict: ...
    def load_state_dict(self, state: dict) -> object: ...


def save(path: Path, state: dict[str, Stateful], t: int, history: list, config: dict) -> None:
    """Write the run so far; a crash leaves either the old file or the new one, whole."""
    record = {
        "t": t, "history": history, "config": config, "random": random_state(),
        "state": {name: thing.state_dict() for name, thing in state.items()},
    }  # fmt: skip
    unfinished = path.with_name(path.name + ".tmp")
    torch.save(record, unfinished)
    os.replace(unfinished, path)


def load(path: Path, state: dict[str, Stateful], config: dict) -> tuple[int, list]:
    """Restore everything in `state` and the random numbers; return (t, history).

    Raises CheckpointError, and changes nothing, if the file is damaged or was written by a
    run with another configuration.
    """
    try:
        record = torch.load(path, weights_only=True)
        saved, names = record["config"], set(record["state"])
    except (RuntimeError, pickle.UnpicklingError, zipfile.BadZipFile, EOFError, KeyError) as e:
        raise CheckpointError(
            f"{path} is damaged or no checkpoint ({type(e).__name__}); "
            "delete it to start this run from the beginning"
        ) from None
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
    for name, thing in state.items():
        thing.load_state_dict(record["state"][name])
    restore_random_state(record["random"])
    return record["t"], record["history"]


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
