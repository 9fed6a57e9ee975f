"""Floor: ten seeds of a ring run on two cores against one seed alone, by the clock.

Both are whole processes, started from nothing, as a reader would start them.
"""

import os
import tempfile
import time
from pathlib import Path

from common import alone, command, paired, summary

from gvlib.experiments import experiment
from gvlib.experiments.reproduce import retrain_all


def train(name: str, seeds: int, jobs: int, steps: int) -> None:
    """Called in the fresh process: train the seeds into a temporary folder."""
    what = experiment(name)._replace(seeds=tuple(range(seeds)), steps=steps)
    with tempfile.TemporaryDirectory() as folder:
        for _ in retrain_all([what], Path(folder), jobs):
            pass


def wall(name: str, seeds: int, jobs: int, steps: int) -> float:
    """Seconds by the clock, from start to end of the process."""
    start = time.perf_counter()
    alone(
        f"import ring_scaling; ring_scaling.train({name!r}, {seeds}, {jobs}, {steps})"
    )
    return time.perf_counter() - start


def measure(name: str, seeds: int, steps: int, rounds: int) -> dict:
    """Seconds of one seed and of all, in turn, and their ratio."""
    if (os.cpu_count() or 1) < 2:
        return {"error": "not measured: this machine has one core, two are needed"}
    steps = steps or experiment(name).steps
    one, many = [], []
    for _ in range(rounds):
        one.append(wall(name, 1, 1, steps))
        many.append(wall(name, seeds, 2, steps))
    return {
        "experiment": name, "seeds": seeds, "processes": 2, "steps": steps,
        "wall_seconds": {"one seed": summary(one), "all seeds": summary(many)},
        "ratio": paired(many, one), "rounds": rounds, "cores": os.cpu_count(),
    }  # fmt: skip


if __name__ == "__main__":
    command(measure, name="ring-demo/gan-ns", seeds=10, steps=0, rounds=2)
