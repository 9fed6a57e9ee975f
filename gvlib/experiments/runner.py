"""Train one seed of an experiment, from wherever it stopped, and say what came out."""

import os
import platform
import subprocess
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import torch
from torch import nn

from gvlib import data, settings
from gvlib.experiments.core import Clock, Experiment, Run
from gvlib.numerics import digits
from gvlib.train import device, fit, seed_everything


def train(
    experiment: Experiment,
    seed: int,
    *,
    folder: Path | None = None,
    split: str = "test",
    progress: bool | None = None,
) -> tuple[Run, dict]:
    """Train to the last step, resuming if a checkpoint is there; measure; return both.

    The second value is the run as a record stores it. A run whose gradient or samples
    stop being finite is not an exception here: it is a result, {"seed": ...,
    "failed": reason}.
    """
    folder = folder or settings.runs()
    path = folder / experiment.name / f"seed-{seed}.pt"
    commit()  # now: the checkout may change while a run goes on
    seed_everything(seed)
    clock = Clock()
    run = build(experiment, clock)
    row = {"seed": seed} | ({"config": run.drawn} if run.drawn else {})
    try:
        history = fit(
            run.step, run.batches, experiment.steps,
            state=run.state | {"clock": clock}, every=experiment.every,
            watch=watcher(experiment, run, clock), path=path,
            config=experiment.identity() | {"seed": seed}, progress=progress,
        )  # fmt: skip
        if experiment.keep and seed == experiment.seeds[0]:
            round_to_half(*run.parts.values())
        seed_everything(seed)
        found = measure_run(experiment, run, split)
    except FloatingPointError as error:
        return run, row | {"failed": str(error)} | circumstances(clock)
    return run, row | {
        "steps": experiment.steps,
        "images": experiment.steps * experiment.config["batch_size"],
        **circumstances(clock),
        "metrics": round_all(found),
        "curve": [round_all(row) for row in history if due(experiment, row["step"])],
    }


def build(experiment: Experiment, clock: Clock) -> Run:
    """The Run of one seed, its steps on the clock: with `all_counts` all it does."""
    make = experiment.build
    run = (clock.count(make) if experiment.all_counts else make)(**experiment.config)
    if isinstance(run.batches, data.Batches):
        len(run.batches.x)  # to read the files is nobody's cost
    if experiment.all_counts:
        run = run._replace(sample=clock.count(run.sample))
    return run._replace(step=clock.count(run.step))


def due(experiment: Experiment, t: int) -> bool:
    """Whether step t is one of the about `points` points of a curve, or the last."""
    every = experiment.every
    interval = every * max(1, experiment.steps // (every * experiment.points))
    return t % interval == 0 or t == experiment.steps


def measure_run(experiment: Experiment, run: Run, split: str) -> dict:
    """The metrics; what they say of a run that has diverged is said with its step."""
    try:
        return experiment.measure(run, split)
    except FloatingPointError as error:
        raise FloatingPointError(f"step {experiment.steps}: {error}") from None


def watcher(experiment: Experiment, run: Run, clock: Clock) -> Callable[[int], dict]:
    """What joins the log: the seconds always, a measurement at the curve's points."""

    def watch(t: int) -> dict:
        seconds = {"cpu_seconds": round(clock.cpu, 1)}
        measured = experiment.watch and due(experiment, t)
        return seconds | (experiment.watch(run) if measured else {})

    return watch


@torch.no_grad()
def round_to_half(*modules: nn.Module) -> None:
    """Keep only what 16 bits can say: what is stored is measured as it is stored."""
    for module in modules:
        for tensor in module.state_dict().values():
            tensor.copy_(tensor.half().to(tensor.dtype))


def round_all(numbers: dict) -> dict:
    """Every entry with six significant digits: more is unreadable in a diff."""
    return {key: digits(value, 6) for key, value in numbers.items()}


def circumstances(clock: Clock) -> dict:
    """Where and with what a run was made."""
    return {
        "cpu_seconds": round(clock.cpu, 1),
        "wall_seconds": round(clock.wall, 1),
        "threads": torch.get_num_threads(),
        "device": device().type,
        "machine": machine(),
        "versions": {"python": platform.python_version(), "torch": version("torch")},
        "commit": commit(),
    }


def machine() -> str:
    """The processor, its generation where its name says none, and how many cores."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        rows = (line.partition(":") for line in lines)
        told = {key.strip(): value.strip() for key, _, value in rows}
        model = told["model name"]
        if {"cpu family", "model"} <= told.keys():
            model += f" (family {told['cpu family']}, model {told['model']})"
    except (OSError, KeyError):
        model = platform.processor() or platform.machine()
    return f"{model}, {os.cpu_count()} cores"


@cache
def commit() -> str:
    """The checkout's commit, "-dirty" if files differ from it; "unknown" outside one.

    Asked once a process, for the code of a running process does not change.
    """
    root = Path(__file__).parents[2]
    describe = ["git", "-C", root, "describe", "--always", "--abbrev=12", "--dirty"]
    if not (root / ".git").exists():  # git would find another project's around it
        return "unknown"
    try:
        done = subprocess.run(describe, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()
