"""Floor: ten seeds of a ring run on two cores against one seed alone, by the clock.

Both are whole processes, started from nothing, as a reader would start them.
"""

import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.process import alone, command
from bench.timing import in_turn, paired, summary

from gvlib.experiments import experiment
from gvlib.experiments.reproduce import retrain_all


def train(name: str, seeds: int, jobs: int, steps: int) -> None:
    """Called in the fresh process: train the seeds into a temporary folder."""
    what = experiment(name)._replace(seeds=tuple(range(seeds)), steps=steps)
    with tempfile.TemporaryDirectory() as folder:
        for _ in retrain_all([what], Path(folder), jobs):
            pass


def whole(name: str, seeds: int, jobs: int, steps: int) -> Callable[[], str]:
    """The process that does it, from start to end."""
    arguments = f"{name!r}, {seeds}, {jobs}, {steps}"
    code = f"from bench.floors.ring_scaling import train; train({arguments})"
    return partial(alone, code)


def measure(name: str, seeds: int, steps: int, rounds: int) -> dict:
    """Seconds of one seed and of all, in turn, and their ratio."""
    if (os.cpu_count() or 1) < 2:
        return {"error": "not measured: this machine has one core, two are needed"}
    steps = steps or experiment(name).steps
    work = {"one": whole(name, 1, 1, steps), "all": whole(name, seeds, 2, steps)}
    took = in_turn(work, rounds, warm=0, clock=time.perf_counter)
    return {
        "experiment": name, "seeds": seeds, "processes": 2, "steps": steps,
        "wall_seconds": {
            "one seed": summary(took["one"]), "all seeds": summary(took["all"]),
        },
        "ratio": paired(took["all"], took["one"]), "rounds": rounds,
        "cores": os.cpu_count(),
    }  # fmt: skip


if __name__ == "__main__":
    command(measure, name="ring-demo/gan-ns", seeds=10, steps=0, rounds=2)
