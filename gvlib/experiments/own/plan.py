"""What is done to a reader's pictures: how many steps for everyone, at equal cost."""

import hashlib
import json
import math
import shutil
import time
from pathlib import Path
from typing import NamedTuple

from torch import Tensor

from gvlib import files
from gvlib.data.own import Pictures, held_out
from gvlib.data.own.stored import digest, plain_name, store, stored
from gvlib.errors import GvlibError
from gvlib.experiments.budget import SMOKE_STEPS, budget
from gvlib.experiments.calibrate import calibrate
from gvlib.experiments.core import Experiment
from gvlib.experiments.own.contestants import CONTESTANTS
from gvlib.experiments.own.eyes import classifier_of
from gvlib.experiments.runner import machine
from gvlib.nets import n_parameters
from gvlib.numerics import digits
from gvlib.train import device, seed_everything

ROUNDS, ROUNDS_SMOKE = 15, 1
EYES_SECONDS, EYES_SHARE = 60.0, 0.1
LEAST_STEPS = 50  # that the advice gives a contestant
MANY = 10**9  # steps: more than any run has
COPIES = 4  # of the weights in a checkpoint: with Adam's two moments and an average


class PlanError(GvlibError):
    """What was asked for cannot be done."""


class Job(NamedTuple):
    """One comparison: where it lives, its pictures, what was planned."""

    folder: Path
    pictures: Pictures
    plan: dict

    @property
    def held(self) -> Tensor:
        """The pictures that nobody is trained on."""
        return self.pictures.x[: held_out(len(self.pictures.x))]

    @property
    def train(self) -> Tensor:
        """The others."""
        return self.pictures.x[held_out(len(self.pictures.x)) :]


def place(pictures: Pictures, minutes: float, seeds: int, out: Path) -> Path:
    """Where this comparison lives: another one of anything else lives elsewhere."""
    smoke = budget() == "smoke"
    what = json.dumps([digest(pictures), minutes, seeds, smoke, device().type])
    key = hashlib.sha256(what.encode()).hexdigest()[:8]
    return out / f"{plain_name(pictures.found['source'])}-{key}"


def seconds_of(minutes: float, seeds: int, jobs: int) -> float:
    """CPU-seconds a run, so that all runs, `jobs` at a time, take these minutes."""
    return 60 * minutes / math.ceil(len(CONTESTANTS) * seeds / jobs)


def of_contestant(
    pictures: Pictures, train: Tensor, key: str, steps: int
) -> Experiment:
    """A contestant as an experiment that is only timed."""
    build, config, total = CONTESTANTS[key].make(pictures, train, steps)
    return Experiment(key, CONTESTANTS[key].title, build, config, total, None, {})


def last_seconds(experiment: Experiment) -> float:
    """CPU-seconds of what a contestant of no steps still does: fitting a prior."""
    seed_everything(0)
    run = experiment.build(**experiment.config)
    start = time.process_time()
    for _ in range(experiment.steps):
        run.step(run.batches)
    return time.process_time() - start


def planned(
    folder: Path, pictures: Pictures, minutes: float, seeds: int, jobs: int
) -> Job:
    """The stored plan, or a new one. Raises PlanError if the minutes are too few."""
    path = folder / "plan.json"
    if path.exists():
        return opened(folder)
    store(pictures, folder)
    job, seconds = Job(folder, pictures, {}), seconds_of(minutes, seeds, jobs)
    plan = {
        "minutes": minutes, "seeds": seeds, "jobs": jobs, "seconds": digits(seconds),
        "device": device().type, "machine": machine(), "smoke": budget() == "smoke",
    }  # fmt: skip
    plan |= timed_plan(job, plan)
    text = json.dumps(plan, indent=1) + "\n"
    files.replace(path, lambda where: where.write_text(text))
    return job._replace(plan=plan)


def timed_plan(job: Job, plan: dict) -> dict:
    """Steps for everyone, by what a step of each costs here, measured in turn."""
    pictures, seconds = job.pictures, plan["seconds"]
    timed = [of_contestant(pictures, job.train, key, MANY) for key in CONTESTANTS]
    check_room(job.folder, timed, plan["seeds"])
    eyes = [classifier_of(pictures, "", 1_000)] if pictures.classes else []
    rounds = ROUNDS_SMOKE if plan["smoke"] else ROUNDS
    step = calibrate([*timed, *eyes], rounds)
    last = {
        key: digits(last_seconds(of_contestant(pictures, job.train, key, 0)))
        for key in CONTESTANTS
    }
    steps = {k: math.floor((seconds - last[k]) / step[k]) for k in CONTESTANTS}
    looking = min(EYES_SECONDS, EYES_SHARE * 60 * plan["minutes"])
    learning = sum(max(10, round(looking / step[e.name])) for e in eyes)
    if plan["smoke"]:
        steps = dict.fromkeys(CONTESTANTS, SMOKE_STEPS)
        learning = SMOKE_STEPS
    for key, n in steps.items():
        check_steps(plan, key, n, last[key], step[key])
    step = {key: step[key] for key in CONTESTANTS}
    return {
        "steps": steps,
        "step_seconds": step,
        "last_seconds": last,
        "eyes": learning,
    }


def check_steps(plan: dict, key: str, n: int, last: float, step: float) -> None:
    """Raise PlanError for a contestant that is left no step."""
    if n < 1:
        least = plan["minutes"] * (last + LEAST_STEPS * step) / plan["seconds"]
        raise PlanError(
            f"{plan['minutes']:g} minutes leave {key} {plan['seconds']:.2g} "
            f"CPU-seconds a run, but it needs more than {last + step:.2g}: take "
            f"--minutes {math.ceil(least)} or more, or fewer --seeds"
        )


def opened(folder: Path) -> Job:
    """A comparison that was planned before. Raises PlanError."""
    try:
        plan = json.loads((folder / "plan.json").read_text())
    except (OSError, ValueError) as error:
        raise PlanError(
            f"{folder} is damaged ({error}); delete it to begin anew"
        ) from None
    return Job(folder, stored(folder), plan)


def check_room(folder: Path, timed: list[Experiment], seeds: int) -> None:
    """Raise PlanError unless the disk has room for every run's checkpoint."""
    needed = 0
    for experiment in timed:
        state = experiment.build(**experiment.config).state.values()
        modules = [thing for thing in state if hasattr(thing, "parameters")]
        numbers = sum(n_parameters(m) + buffers(m) for m in modules)
        needed += COPIES * 4 * numbers * seeds
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise PlanError(
            f"{folder}: {free / 1e9:.2g} GB are free, {needed / 1e9:.2g} GB are needed "
            "for checkpoints: make room, or choose another folder with --out"
        )


def buffers(module) -> int:
    """How many numbers a module holds that are not trained by gradients."""
    return sum(b.numel() for b in module.buffers())
