"""Train one seed of an experiment, from wherever it stopped, and say what came out."""

import os
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import torch
from torch import nn

from gvlib import settings
from gvlib.experiments.core import Clock, Experiment, Run
from gvlib.train import device, fit, seed_everything


def runs_folder() -> Path:
    """Where checkpoints go: GVLIB_RUNS, or `runs` in the current folder."""
    return settings.runs()


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
    folder = folder or runs_folder()
    path = folder / experiment.name / f"seed-{seed}.pt"
    seed_everything(seed)
    run, clock = experiment.build(**experiment.config), Clock()
    try:
        history = fit(
            clock.timed(run.step), run.batches, experiment.steps,
            state=run.state | {"clock": clock}, every=experiment.every,
            watch=watcher(experiment, run, clock), path=path,
            config=experiment.identity() | {"seed": seed}, progress=progress,
        )  # fmt: skip
        if seed == experiment.seeds[0]:
            for part in run.parts.values():
                round_to_half(part)
        seed_everything(seed)
        found = measure_run(experiment, run, split)
    except FloatingPointError as error:
        return run, {"seed": seed, "failed": str(error)} | circumstances(clock)
    return run, {
        "seed": seed, "steps": experiment.steps,
        "images": experiment.steps * experiment.config["batch_size"],
        **circumstances(clock), "metrics": rounded(found),
        "curve": [rounded(row) for row in points(history)],
    }  # fmt: skip


def measure_run(experiment: Experiment, run: Run, split: str) -> dict:
    """The metrics; what they say of a run that has diverged is said with its step."""
    try:
        return experiment.measure(run, split)
    except FloatingPointError as error:
        raise FloatingPointError(f"step {experiment.steps}: {error}") from None


def watcher(experiment: Experiment, run: Run, clock: Clock) -> Callable[[int], dict]:
    """What joins the log: the seconds always, the measurement about `points` times."""
    every = experiment.every
    interval = every * max(1, experiment.steps // (every * experiment.points))

    def watch(t: int) -> dict:
        seconds = {"cpu_seconds": round(clock.cpu, 1)}
        due = experiment.watch and (t % interval == 0 or t == experiment.steps)
        return seconds | (experiment.watch(run) if due else {})

    return watch


def points(history: list[dict]) -> list[dict]:
    """The logged rows that carry a measurement; about ten if nothing was watched."""
    watched = [row for row in history if "fd" in row]
    return watched or history[:: max(1, len(history) // 10)]


@torch.no_grad()
def round_to_half(module: nn.Module) -> None:
    """Keep only what 16 bits can say: the shown seed is measured as it is stored."""
    for tensor in module.state_dict().values():
        tensor.copy_(tensor.half().to(tensor.dtype))


def significant(value: float | int | None, digits: int = 6) -> float | int | None:
    """A number with six significant digits: more is noise and unreadable in a diff."""
    return float(f"{value:.{digits}g}") if isinstance(value, float) else value


def rounded(numbers: dict) -> dict:
    """Every entry with as many digits as it deserves."""
    return {key: significant(value) for key, value in numbers.items()}


def circumstances(clock: Clock) -> dict:
    """Where and with what a run was made."""
    return {
        "cpu_seconds": round(clock.cpu, 1), "wall_seconds": round(clock.wall, 1),
        "threads": torch.get_num_threads(), "device": device().type,
        "machine": machine(),
        "versions": {"python": platform.python_version(), "torch": version("torch")},
        "commit": commit(),
    }  # fmt: skip


def machine() -> str:
    """The processor and how many cores there are."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        models = (line.split(":")[1] for line in lines if "model name" in line)
        model = next(models).strip()
    except (OSError, StopIteration):
        model = platform.processor() or platform.machine()
    return f"{model}, {os.cpu_count()} cores"


def commit() -> str:
    """The checkout's commit, or "unknown" outside one."""
    head = Path(__file__).parents[2] / ".git" / "HEAD"
    try:
        text = head.read_text().strip()
        if text.startswith("ref: "):
            text = (head.parent / text.removeprefix("ref: ")).read_text()
        return text[:12]
    except OSError:
        return "unknown"
