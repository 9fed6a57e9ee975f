"""Train again what the book quotes, and compare it with what is stored."""

import json
import math
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import joblib

from gvlib import files, zoo
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.records import config_hash, renew
from gvlib.experiments.runner import train
from gvlib.numerics import interval

LEVEL = 0.999


class Verdict(NamedTuple):
    """Whether a retrained seed is where the stored ones say, and why."""

    agrees: bool
    text: str


def prediction_interval(
    values: Sequence[float], level: float = LEVEL
) -> tuple[float, float]:
    """Where one more value falls with probability `level`: mean -+ t s sqrt(1 + 1/n).

    t is Student's quantile with n - 1 degrees of freedom, the values independent and
    normal. Raises ValueError for fewer than two values.
    """
    mean, half_width = interval(values, level)  # t s / sqrt(n)
    half_width *= math.sqrt(len(values) + 1)
    return mean - half_width, mean + half_width


def save_run(name: str, run: Run, row: dict, folder: Path) -> Path:
    """Write a run's weights and its row of the record beside its checkpoint."""
    stem = f"{name}/seed-{row['seed']}"
    if run.parts and "failed" not in row:
        zoo.write_weights(stem, run.parts, folder)
    text = json.dumps(row, indent=1) + "\n"
    return files.replace(folder / f"{stem}.json", lambda path: path.write_text(text))


def retrain(experiment: Experiment, seed: int, folder: Path) -> dict:
    """One seed from its checkpoint or from nothing, saved: its row of the record."""
    run, row = train(experiment, seed, folder=folder, progress=False)
    save_run(experiment.name, run, row, folder)
    return row


def retrain_all(
    experiments: Sequence[Experiment], folder: Path, jobs: int
) -> Iterator[tuple[Experiment, list[dict]]]:
    """Every seed of each experiment, `jobs` processes at a time, one thread each."""
    todo = ((e, seed, folder) for e in experiments for seed in e.seeds)
    pool = joblib.Parallel(n_jobs=jobs, return_as="generator")
    rows = pool(joblib.delayed(retrain)(*arguments) for arguments in todo)
    for experiment in experiments:
        yield experiment, [next(rows) for _ in experiment.seeds]


def in_order(experiments: Sequence[Experiment]) -> list[list[Experiment]]:
    """First the classifiers, then what is measured in their features."""
    first = [e for e in experiments if e.name in zoo.CLASSIFIERS]
    then = [e for e in experiments if e.name not in zoo.CLASSIFIERS]
    return [part for part in (first, then) if part]


def announcement(experiments: Sequence[Experiment], jobs: int) -> str:
    """How long it will take, by the stored CPU seconds: to be said before it starts."""
    seconds, unknown = 0.0, []
    for e in experiments:
        if e.name in zoo.names():
            took = [run["cpu_seconds"] for run in zoo.record(e.name)["runs"]]
            seconds += sum(took) / len(took) * len(e.seeds)
        else:
            unknown.append(e.name)
    text = (
        f"{sum(len(e.seeds) for e in experiments)} runs, {jobs} at a time: "
        f"{seconds / 3600 / jobs:.2f} hours expected, measurements not counted"
    )
    if unknown:
        text += f"; not stored, so not counted: {', '.join(unknown)}"
    return text


def compare(experiment: Experiment, row: dict) -> Verdict:
    """Is the watched metric of one retrained seed within the prediction interval?"""
    what = f"{experiment.name} seed {row['seed']}"
    if experiment.name not in zoo.names():
        return Verdict(False, f"{what}: nothing is stored to compare it with")
    rec = zoo.record(experiment.name)
    if rec["hash"] != config_hash(experiment):
        return Verdict(False, f"{what}: the record is of another configuration")
    if "failed" in row:
        again = any("failed" in r for r in rec["runs"] if r["seed"] == row["seed"])
        before = "the stored one too" if again else "the stored one did not"
        return Verdict(again, f"{what} failed, {before}: {row['failed']}")
    stored = zoo.values(experiment.name, experiment.watched)
    if len(stored) < 2:
        return Verdict(False, f"{what}: an interval needs two stored seeds or more")
    low, high = prediction_interval(stored)
    value = row["metrics"][experiment.watched]
    agrees = low <= value <= high
    return Verdict(agrees, (
        f"{what}: {experiment.watched} = {value:.4g}, "
        f"{'in' if agrees else 'OUTSIDE'} {low:.4g} to {high:.4g}: a {100 * LEVEL:g} % "
        f"prediction interval of width {high - low:.4g}, from {len(stored)} seeds"
    ))  # fmt: skip


def store(experiment: Experiment, rows: list[dict], folder: Path, target: Path) -> Path:
    """Replace the record, its fingerprint and the shown seed's weights in `target`."""
    path = renew(experiment, rows, target)
    if experiment.keep and "failed" not in rows[0]:
        shown = f"seed-{experiment.seeds[0]}.safetensors"
        weights = folder / experiment.name / shown
        kept = path.with_suffix(".safetensors")
        files.replace(kept, lambda to: shutil.copyfile(weights, to))
    return path


def reproduce(
    experiments: Sequence[Experiment],
    folder: Path,
    jobs: int,
    target: Path | None = None,
) -> Iterator[Verdict]:
    """Train all seeds; yield what each comes to. With `target` write the records there.

    Checkpoints are removed when all is done, so that the next call trains anew.
    """
    for part in in_order(experiments):
        for experiment, rows in retrain_all(part, folder, jobs):
            yield from [compare(experiment, row) for row in rows]
            if target:
                store(experiment, rows, folder, target)
    for experiment in experiments:
        for seed in experiment.seeds:
            (folder / experiment.name / f"seed-{seed}.pt").unlink(missing_ok=True)
