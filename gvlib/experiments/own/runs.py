"""Every contestant and seed, in processes of their own, resumable, watched from one."""

import json
import os
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import joblib
from tqdm import tqdm

from gvlib import files
from gvlib.experiments.core import Clock, Experiment
from gvlib.experiments.own.contestants import CONTESTANTS
from gvlib.experiments.own.eyes import eyes_of, real_features
from gvlib.experiments.own.fitting import counted
from gvlib.experiments.own.job import (
    Job,
    PlanError,
    leave_interrupts,
    made,
    opened,
)
from gvlib.experiments.own.quality import Measuring, measure, measure_real, watch
from gvlib.experiments.own.timing import POINTS
from gvlib.experiments.reproduce import save_run
from gvlib.experiments.runner import circumstances, round_all, train

SAVED = 20  # times in a run that it is written down
REAL = "real"
TELL = 0.5  # seconds between two words of a process about its progress

Work = tuple[str, int]
"""Whose run, and which seed."""


def work_of(job: Job) -> list[Work]:
    """All runs, one seed of each contestant after the other."""
    return [(key, seed) for seed in range(job.plan["seeds"]) for key in CONTESTANTS]


def against(job: Job) -> Measuring:
    """What this comparison's samples are held against."""
    eyes = eyes_of(job.folder, job.pictures, job.plan["inception"])
    return Measuring(job.held, job.train, eyes, real_features(job.folder, eyes))


def experiment_of(
    job: Job, key: str, measuring: Measuring, tell: Callable[[int], None]
) -> Experiment:
    """A contestant on these pictures, as an experiment like those of the book."""
    build, config, total = made(job, key)
    return Experiment(
        f"{job.folder.name}/{key}", CONTESTANTS[key].title,
        lambda **how: counted(build(**how), tell), config, total,
        partial(measure, against=measuring), {"n": len(job.held)},
        partial(watch, against=measuring), tuple(range(job.plan["seeds"])),
        every=max(1, total // SAVED), points=POINTS, keep=True,
    )  # fmt: skip


def path_of(job: Job, work: Work, ending: str) -> Path:
    """A run's file."""
    return job.folder / work[0] / f"seed-{work[1]}.{ending}"


def teller(path: Path, of: int, parent: int) -> Callable[[int], None]:
    """Write now and then how far a run has come, for who is watching.

    Where the parent has been killed, end: whoever starts again goes on from here.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    last = 0.0

    def tell(t: int) -> None:
        nonlocal last
        if time.monotonic() - last > TELL or t == of:
            last = time.monotonic()
            if parent not in (os.getpid(), os.getppid()):
                os._exit(1)
            path.write_text(json.dumps([t, of]))

    return tell


def run_one(folder: Path, work: Work, parent: int) -> dict:
    """One seed's row: the saved one, or trained and measured now, and saved."""
    leave_interrupts(parent)
    if os.getpid() != parent:
        # tqdm's usual lock outlives a process that is ended.
        tqdm.set_lock(threading.RLock())
    job = opened(folder)
    if row := saved(job, work):
        return row
    key, seed = work
    total = job.plan["steps"][key]
    tell = teller(path_of(job, work, "progress"), total, parent)
    e = experiment_of(job, key, against(job), tell)
    run, row = train(e, seed, folder=folder.parent, split="val", progress=False)
    save_run(e.name, run, row, folder.parent)
    path_of(job, work, "progress").unlink(missing_ok=True)
    return row


def saved(job: Job, work: Work) -> dict | None:
    """The row that an earlier call has saved. Raises PlanError if it is damaged."""
    path = path_of(job, work, "json")
    try:
        return json.loads(path.read_text()) if path.exists() else None
    except (OSError, ValueError) as error:
        raise PlanError(
            f"{path} is damaged ({error}); delete it to measure that seed again"
        ) from None


def real_row(job: Job, seed: int) -> dict:
    """The row of real pictures, which nothing was trained for."""
    work = (REAL, seed)
    if row := saved(job, work):
        return row
    found = round_all(measure_real(against(job), seed))
    row = {"seed": seed, "steps": 0, **circumstances(Clock()), "metrics": found}
    text = json.dumps(row, indent=1) + "\n"
    files.replace(path_of(job, work, "json"), lambda path: path.write_text(text))
    return row


def run_all(job: Job, jobs: int) -> Iterator[tuple[Work, dict]]:
    """(whose run, its row), as they come: `jobs` processes, one thread each."""
    todo = work_of(job)
    pool = joblib.Parallel(n_jobs=min(jobs, len(todo)), return_as="generator_unordered")
    rows = pool(joblib.delayed(labelled)(job.folder, w, os.getpid()) for w in todo)
    try:
        for row in rows:  # noqa: UP028, for `yield from` would close them itself
            yield row
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # joblib's, that not all was waited for
            rows.close()


def labelled(folder: Path, work: Work, parent: int) -> tuple[Work, dict]:
    """`run_one`, with whose run it is."""
    return work, run_one(folder, work, parent)


def progress(job: Job, work: Work) -> tuple[int, int]:
    """(steps done, of how many), by the last word of the process; (0, 0) if none."""
    try:
        done, of = json.loads(path_of(job, work, "progress").read_text())
    except (OSError, ValueError):  # not begun, ended, or being written
        return 0, 0
    return done, of
