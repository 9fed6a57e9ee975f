"""The one training loop."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch import Tensor
from tqdm.auto import tqdm

from gvlib.train.checkpoint import Stateful, check_writable, load, save
from gvlib.train.devices import random_state, restore_random_state

Scalars = dict[str, Tensor | float | int]
Step = Callable[[Iterator[Tensor]], Scalars]
"""Draws its own batches, updates its own players, returns the numbers to log."""


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
        if a gradient is not finite; the last checkpoint is kept.
    """
    if n_steps < 1 or every < 1:
        raise ValueError(f"n_steps = {n_steps} and every = {every} must be at least 1")
    path, config = Path(path) if path else None, config or {}
    t, history = 0, []
    if path:
        check_writable(path)
        if path.exists():
            t, history = load(path, state, config)
    with tqdm(total=n_steps, initial=t, disable=hidden(progress), leave=False) as bar:
        while t < n_steps:
            try:
                logs = step(batches)
            except FloatingPointError as error:
                raise FloatingPointError(f"step {t + 1}: {error}") from None
            t += 1
            if t % every == 0 or t == n_steps:
                history.append({"step": t} | {k: number(v) for k, v in logs.items()})
                if watch:
                    history[-1] |= unnoticed(watch, t)
                if path:
                    save(path, state, t, history, config)
            bar.update()
    return history


def unnoticed(watch: Callable[[int], dict | None], t: int) -> dict:
    """What watch(t) returns, with the random numbers put back as they were."""
    before = random_state()
    found = watch(t) or {}
    restore_random_state(before)
    return found


def hidden(progress: bool | None) -> bool:
    """A bar is for a person: not for pages, tests or log files."""
    if progress is not None:
        return not progress
    ipython = sys.modules.get("IPython")
    in_notebook = ipython is not None and ipython.get_ipython() is not None
    static = bool(os.environ.get("GVLIB_STATIC"))
    return static or not (in_notebook or sys.stderr.isatty())


def number(value: Tensor | float | int) -> float | int:
    """A logged scalar as a plain number, whether or not it carries a gradient."""
    return torch.as_tensor(value).item()
