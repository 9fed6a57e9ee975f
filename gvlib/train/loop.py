"""The one training loop."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch import Tensor
from tqdm.auto import tqdm

from gvlib import settings
from gvlib.train.checkpoint import one_line
from gvlib.train.devices import random_state, restore_random_state
from gvlib.train.runfile import RunFile
from gvlib.train.storable import Stateful, to_plain

Scalars = dict[str, Tensor | float | int]
Step = Callable[[Iterator[Tensor]], Scalars]
"""Draws its own batches, updates its own players, returns the numbers to log."""

ENDLESS = "pass gvlib.data.Batches(x, batch_size), or another iterator without end"


def fit(
    step: Step,
    batches: Iterator[Tensor],
    n_steps: int,
    *,
    state: dict[str, Stateful],
    every: int = 100,
    watch: Callable[[int], dict | None] | None = None,
    path: str | Path | None = None,
    config: dict | None = None,
    progress: bool | None = None,
) -> list[dict[str, float | int]]:
    """Call `step(batches)` until n_steps are done in all; log, watch and checkpoint.

    Args:
        state: all that must survive a restart, by name: modules, optimisers, ...
        every: log, watch and save after each `every` steps.
        watch: called as watch(t); what it returns joins the log. It may draw random
            numbers: the run does not notice.
        path: checkpoint file; if it exists, training goes on from it, bit for bit.
        config: what the run is; a checkpoint with another `config` is refused.
        progress: show a bar; None means only where somebody is watching.

    Returns:
        history, one dict per logged step. Raises FloatingPointError, naming the step,
        if a gradient is not finite; the last checkpoint is kept. Raises CheckpointError
        before the first step if a checkpoint cannot be written, read or gone on from,
        TypeError or ValueError for batches that are none or that end.
    """
    if n_steps < 1 or every < 1:
        raise ValueError(f"n_steps = {n_steps} and every = {every} must be at least 1")
    if not isinstance(batches, Iterator):
        kind = type(batches).__name__
        raise TypeError(f"batches is a {kind}, from which next() draws none: {ENDLESS}")
    file = None if path is None else RunFile(path, state, config or {})
    done, history = file.begun(n_steps) if file else (0, [])
    quiet = hidden(progress)
    with tqdm(total=n_steps, initial=done, disable=quiet, leave=False) as bar:
        for t in range(done + 1, n_steps + 1):
            logs = take_step(step, batches, t)
            due = t % every == 0 or t == n_steps
            if due or t == done + 1:  # a mistake in the log is met at once
                row = {"step": t} | to_numbers(logs)
            if due:
                history.append(row | (unnoticed(watch, t) if watch else {}))
                if file:
                    history[-1] = to_plain(history[-1], "the log", {Tensor})
                    file.save(t, history)
            bar.update()
    return history


def take_step(step: Step, batches: Iterator[Tensor], t: int) -> object:
    """The t-th step; what goes wrong with it is said with its number."""
    try:
        return step(batches)
    except FloatingPointError as error:
        raise FloatingPointError(f"step {t}: {error}") from None
    except StopIteration:
        raise ValueError(
            f"step {t}: the batches have come to an end; {ENDLESS}"
        ) from None
    except (TypeError, AttributeError) as error:
        batch = next(batches, None)  # the run is over: what is drawn here is not missed
        if batch is None or isinstance(batch, Tensor):
            raise
        raise TypeError(
            f"step {t}: {one_line(error)}; a batch is a {type(batch).__name__} here: "
            "where a tensor is wanted, pass the first of pairs: (x for x, _ in batches)"
        ) from error


def to_numbers(logs: object) -> dict[str, float | int]:
    """What a step returned, as plain numbers. Raises TypeError for anything else."""
    if not isinstance(logs, dict):
        raise TypeError(
            f"the step returned a {type(logs).__name__}, not a dict of numbers to log"
        )
    return {name: to_number(value, name) for name, value in logs.items()}


def to_number(value: object, name: str) -> float | int:
    """A logged scalar as a plain number, whether or not it carries a gradient."""
    try:
        return torch.as_tensor(value).item()
    except (TypeError, ValueError, RuntimeError):
        kind, shape = type(value).__name__, getattr(value, "shape", None)
        of = "" if shape is None else f" of shape {tuple(shape)}"
        raise TypeError(
            f"the step logs {name!r} as a {kind}{of}, but a log holds single numbers"
        ) from None


def unnoticed(watch: Callable[[int], dict | None], t: int) -> dict:
    """What watch(t) returns, with the random numbers put back as they were."""
    before = random_state()
    try:
        return watch(t) or {}
    except FloatingPointError as error:  # a measurement of what has diverged
        raise FloatingPointError(f"step {t}: {error}") from None
    finally:
        restore_random_state(before)


def hidden(progress: bool | None) -> bool:
    """A bar is for a person: not for pages, tests, log files, notebooks run by none."""
    if progress is not None:
        return not progress
    return settings.static() or not (sys.stderr.isatty() or asked_by_a_person())


def asked_by_a_person() -> bool:
    """Whether this is a notebook whose front end can be asked a question.

    Lab, VS Code and Colab let the kernel read from the keyboard; nbclient, papermill
    and nbval do not.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return bool(getattr(getattr(shell, "kernel", None), "_allow_stdin", False))
