"""One comparison: where it lives, its pictures, what was planned."""

import hashlib
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from torch import Tensor

from gvlib.data.own import Pictures, held_out
from gvlib.data.own.stored import digest, plain_name, stored
from gvlib.errors import GvlibError
from gvlib.experiments.budget import budget
from gvlib.experiments.core import Run
from gvlib.experiments.own.contestants import CONTESTANTS
from gvlib.train import device

FILE = "plan.json"


class PlanError(GvlibError):
    """What was asked for cannot be done."""


class Asked(NamedTuple):
    """What the caller wants: of other wishes other comparisons are made."""

    minutes: float | None
    """That everything may take; None if `steps` are given."""
    seeds: int
    steps: dict[str, int] | None = None
    """Of every contestant, and of the `eyes`; then nothing is timed."""
    inception: bool = False


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


def place(pictures: Pictures, asked: Asked, out: Path) -> Path:
    """Where this comparison lives: another one of anything else lives elsewhere."""
    smoke = budget() == "smoke"
    what = [digest(pictures), *asked, smoke, device().type]
    text = json.dumps(what, sort_keys=True)
    key = hashlib.sha256(text.encode()).hexdigest()[:8]
    return out / f"{plain_name(pictures.found['source'])}-{key}"


def opened(folder: Path) -> Job:
    """A comparison that was planned before. Raises PlanError."""
    try:
        plan = json.loads((folder / FILE).read_text())
    except (OSError, ValueError) as error:
        raise PlanError(
            f"{folder} is damaged ({error}); delete it to begin anew"
        ) from None
    return Job(folder, stored(folder), plan)


def leave_interrupts(parent: int) -> None:
    """In a process of its own an interrupt is left to the parent, which ends it."""
    if os.getpid() != parent:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def made(job: Job, key: str) -> tuple[Callable[..., Run], dict, int]:
    """(build, config, steps in all) of a contestant, as planned."""
    plan = job.plan
    make, steps = CONTESTANTS[key].make, plan["steps"][key]
    return make(job.pictures, job.train, steps, plan["gaussians"])
