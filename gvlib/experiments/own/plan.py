"""What is done to a reader's pictures: how many steps for everyone, at equal cost."""

import json
import math
import os
import shutil
import statistics
from pathlib import Path

import joblib

from gvlib import files
from gvlib.data.own import Pictures
from gvlib.data.own.stored import store, stored
from gvlib.experiments.budget import SMOKE_STEPS, budget, live
from gvlib.experiments.calibrate import calibrate
from gvlib.experiments.core import Experiment
from gvlib.experiments.own.contestants import BEGINNING, CODES, CONTESTANTS
from gvlib.experiments.own.eyes import classifier_of
from gvlib.experiments.own.fitting import PRIORS, codes_needed
from gvlib.experiments.own.job import (
    FILE,
    Asked,
    Job,
    PlanError,
    leave_interrupts,
    opened,
)
from gvlib.experiments.own.timing import Besides, besides, seconds_of_fit
from gvlib.experiments.runner import machine
from gvlib.nets import Z_DIM, n_parameters
from gvlib.numerics import digits
from gvlib.train import device

ROUNDS, ROUNDS_SMOKE = 15, 1
EYES_SECONDS, EYES_SHARE = 60.0, 0.1
EYES_STEPS = 300  # of a classifier, where steps are given and its own are not
PRIOR_SHARE = 0.1  # of a run's seconds: so much may be spent on choosing a prior
NOTHING = Besides()
LEAST_STEPS = 50  # that the advice gives a contestant
MANY = 10**9  # steps: more than any run has
COPIES = 4  # of the weights in a checkpoint: with Adam's two moments and an average


def seconds_of(minutes: float, seeds: int, jobs: int, rest: Besides = NOTHING) -> float:
    """CPU-seconds of training a run, so that everything takes these minutes.

    All runs, `jobs` at a time, each with its measurement, and the `rest`; 0 if that
    leaves none.
    """
    left = (60 * minutes - rest.once) / rounds_of(seeds, jobs)
    return max(left - (statistics.fmean(rest.each.values()) if rest.each else 0), 0.0)


def rounds_of(seeds: int, jobs: int) -> int:
    """How often `jobs` runs start together."""
    return math.ceil(len(CONTESTANTS) * seeds / jobs)


def planned(folder: Path, pictures: Pictures, asked: Asked, jobs: int) -> Job:
    """The stored plan, or a new one. Raises PlanError if the minutes are too few."""
    path = folder / FILE
    if path.exists():
        return opened(folder)
    store(pictures, folder)
    plan = asked._asdict() | {
        "jobs": jobs, "device": device().type, "machine": machine(),
        "smoke": budget() == "smoke",
    }  # fmt: skip
    job = Job(folder, pictures, plan)
    plan |= given_plan(job) if asked.steps else timed_together(job)
    text = json.dumps(plan, indent=1) + "\n"
    files.replace(path, lambda where: where.write_text(text))
    return job


def of_contestant(job: Job, key: str) -> Experiment:
    """A contestant as an experiment that is only timed, in the part that is its own."""
    build, config, total = CONTESTANTS[key].make(
        job.pictures, job.train, MANY, PRIORS[:1]
    )
    if CONTESTANTS[key].begins:
        config["vae_steps"] = 0
    return Experiment(key, CONTESTANTS[key].title, build, config, total, None, {})


def given_plan(job: Job) -> dict:
    """The steps that were asked for. Raises PlanError if they are not for all."""
    steps = {key: live(n) for key, n in job.plan["steps"].items()}
    eyes = steps.pop("eyes", live(EYES_STEPS))
    if set(steps) != set(CONTESTANTS) or min(eyes, *steps.values()) < 1:
        raise PlanError(
            f"steps = {job.plan['steps']} must give 1 or more for each of "
            + ", ".join(CONTESTANTS)
        )
    check_room(job, [of_contestant(job, key) for key in CONTESTANTS])
    return {"steps": steps, "eyes": eyes, "gaussians": possible(len(job.train))}


def possible(n: int) -> list[int]:
    """Of PRIORS those for which n training pictures give codes enough."""
    enough = [k for k in PRIORS if codes_needed(k, Z_DIM) <= min(n, CODES)]
    return enough or [PRIORS[0]]


def timed_together(job: Job) -> dict:
    """`timed_plan` in as many processes as will train: a busy machine is slower."""
    plan = job.plan
    n = min(plan["jobs"], len(CONTESTANTS) * plan["seeds"])
    pool, where = joblib.Parallel(n_jobs=n), (job.folder, plan, os.getpid())
    return pool(joblib.delayed(timed_beside)(*where) for _ in range(n))[0]


def timed_beside(folder: Path, plan: dict, parent: int) -> dict:
    """`timed_plan` of a comparison whose pictures are stored."""
    leave_interrupts(parent)
    return timed_plan(Job(folder, stored(folder), plan))


def timed_plan(job: Job) -> dict:
    """Steps for everyone, by what a step of each costs here, measured in turn."""
    plan, pictures = job.plan, job.pictures
    asked = plan["minutes"], plan["seeds"], plan["jobs"]
    timed = [of_contestant(job, key) for key in CONTESTANTS]
    check_room(job, timed)
    eyes = [classifier_of(pictures, "", 1_000)] if pictures.classes else []
    rounds = ROUNDS_SMOKE if plan["smoke"] else ROUNDS
    step = calibrate([*timed, *eyes], rounds, statistics.fmean)
    for key, one in CONTESTANTS.items():
        if one.begins:
            share = BEGINNING * step[one.begins] + (1 - BEGINNING) * step[key]
            step[key] = digits(share)
    ks, last = priors(job, seconds_of(*asked))
    looking = min(EYES_SECONDS, EYES_SHARE * 60 * plan["minutes"])
    learning = sum(max(10, round(looking / step.pop(e.name))) for e in eyes)
    rest = besides(job, timed, ks, last, looking * bool(eyes))
    seconds = seconds_of(*asked, rest)
    steps = {
        key: math.floor((seconds - last * (one.family == "vae")) / step[key])
        for key, one in CONTESTANTS.items()
    }
    if plan["smoke"]:
        steps, learning = dict.fromkeys(CONTESTANTS, SMOKE_STEPS), SMOKE_STEPS
    for key, n in steps.items():
        check_steps(plan, seconds, key, n, last, step[key])
    return {
        "seconds": digits(seconds), "steps": steps, "step_seconds": step,
        "gaussians": ks, "prior_seconds": digits(last), "eyes": learning,
        "measuring_seconds": {key: digits(v) for key, v in rest.each.items()},
    }  # fmt: skip


def priors(job: Job, seconds: float) -> tuple[list[int], float]:
    """(numbers of Gaussians to choose from, CPU-seconds that the choice may take)."""
    ks = possible(len(job.train))
    if job.plan["smoke"]:
        return ks, 0.0
    one = seconds_of_fit(min(len(job.train), CODES)) / 10

    def cost(k: int) -> float:  # all up to k are tried, and one is fitted again
        return one * (sum(j for j in ks if j <= k) + k)

    ks = [k for k in ks if cost(k) <= PRIOR_SHARE * seconds] or ks[:1]
    return ks, cost(ks[-1])


def check_steps(
    plan: dict, seconds: float, key: str, n: int, last: float, step: float
) -> None:
    """Raise PlanError for a contestant that is left no step."""
    if n < 1:
        missing = last + LEAST_STEPS * step - seconds
        least = plan["minutes"] + rounds_of(plan["seeds"], plan["jobs"]) * missing / 60
        raise PlanError(
            f"{plan['minutes']:g} minutes leave {key} {seconds:.2g} "
            f"CPU-seconds a run, but it needs more than {last + step:.2g}: take "
            f"--minutes {math.ceil(least)} or more, or fewer --seeds"
        )


def check_room(job: Job, timed: list[Experiment]) -> None:
    """Raise PlanError unless the disk has room for every run's checkpoint."""
    needed = 0
    for experiment in timed:
        state = experiment.build(**experiment.config).state.values()
        modules = [thing for thing in state if hasattr(thing, "parameters")]
        numbers = sum(n_parameters(m) + buffers(m) for m in modules)
        needed += COPIES * 4 * numbers * job.plan["seeds"]
    free = shutil.disk_usage(job.folder).free
    if free < needed:
        raise PlanError(
            f"{job.folder}: {free / 1e9:.2g} GB are free, {needed / 1e9:.2g} GB are "
            "needed for checkpoints: make room, or choose another folder with --out"
        )


def buffers(module) -> int:
    """How many numbers a module holds that are not trained by gradients."""
    return sum(b.numel() for b in module.buffers())
