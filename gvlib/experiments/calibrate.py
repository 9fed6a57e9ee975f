"""What a step costs: the number of steps of equal cost follows from it."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from gvlib import zoo
from gvlib.experiments.core import Experiment
from gvlib.experiments.runner import machine
from gvlib.numerics import digits
from gvlib.train import seed_everything

WARM_UP = 5


def calibrate(
    experiments: list[Experiment], rounds: int = 40,
    middle: Callable[[list[float]], float] = statistics.median,
) -> dict[str, float]:  # fmt: skip
    """Median CPU-seconds of one step of each, measured in turn: A B C A B C ...

    Interleaving makes a slow minute of the machine slow for all of them. `rounds` are
    timed after WARM_UP that are not: the first steps allocate memory. A median compares
    steps; what many of them will take is said by another `middle`, the mean.
    """
    stepping = []
    for experiment in experiments:
        seed_everything(0)
        run = experiment.build(**experiment.config)
        stepping.append((experiment.name, run, []))
    for i in range(WARM_UP + rounds):
        for _, run, seconds in stepping:
            start = time.process_time()
            run.step(run.batches)
            if i >= WARM_UP:
                seconds.append(time.process_time() - start)
    return {name: digits(middle(s)) for name, _, s in stepping}


def store_calibration(
    seconds: dict[str, float], rounds: int, folder: Path = zoo.FOLDER
) -> list[str]:
    """Write what was timed in turn into each record whose runs this machine could make.

    Seconds of another kind of processor say nothing about such runs, so a record that
    has them keeps its calibration. Returns the names of those that were written.
    """
    records = [zoo.record(name, folder) for name in seconds]
    here = [rec for rec in records if rec["runs"][0]["machine"] == machine()]
    for rec in here:
        rec["calibration"] = {
            "cpu_seconds_a_step": seconds[rec["name"]],
            "rounds": rounds,
            "with": seconds,
            "machine": machine(),
        }
        zoo.write_record(rec, folder)
    return [rec["name"] for rec in here]
