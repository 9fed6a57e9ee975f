"""Records: one JSON per experiment, written a seed at a time, replayed by the tests."""

import hashlib
import json
import statistics
import time
from pathlib import Path

from gvlib import zoo
from gvlib.experiments.core import Experiment
from gvlib.experiments.runner import machine, significant
from gvlib.train import fit, seed_everything

FINGERPRINT_STEPS = 20


def config_hash(experiment: Experiment) -> str:
    """A short hash of what the run is; runs of different hashes are never averaged."""
    text = json.dumps(experiment.identity(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fingerprint(experiment: Experiment) -> list[float]:
    """The first seed's first 20 losses: a changed algorithm changes them."""
    seed_everything(experiment.seeds[0])
    run = experiment.build(**experiment.config)
    history = fit(
        run.step, run.batches, FINGERPRINT_STEPS,
        state=run.state, every=1, progress=False,
    )  # fmt: skip
    losses = [k for k in ("bound", "d_loss", "loss") if k in history[0]]
    return [significant(row[losses[0]]) for row in history]


def empty_record(experiment: Experiment) -> dict:
    """A record with everything but runs."""
    return {
        "name": experiment.name, "title": experiment.title,
        "revision": experiment.revision,
        "config": experiment.config | {"steps": experiment.steps},
        "hash": config_hash(experiment), "protocol": experiment.protocol,
        "calibration": None, "fingerprint": fingerprint(experiment), "runs": [],
    }  # fmt: skip


def add_run(experiment: Experiment, run: dict, folder: Path = zoo.FOLDER) -> Path:
    """Put one seed's run into the record, replacing that seed's earlier one."""
    fresh = experiment.name not in zoo.names(folder)
    rec = empty_record(experiment) if fresh else zoo.record(experiment.name, folder)
    if rec["hash"] != config_hash(experiment):
        rec = empty_record(experiment) | {"calibration": rec["calibration"]}
    others = [r for r in rec["runs"] if r["seed"] != run["seed"]]
    rec["runs"] = sorted([*others, run], key=lambda r: r["seed"])
    return zoo.write_record(rec, folder)


def calibrate(experiments: list[Experiment], rounds: int = 40) -> dict[str, float]:
    """Median CPU-seconds of one step of each, measured in turn: A B C A B C ...

    Interleaving makes a slow minute of the machine slow for all of them.
    """
    stepping = []
    for experiment in experiments:
        seed_everything(0)
        run = experiment.build(**experiment.config)
        stepping.append((experiment.name, run, []))
    for i in range(rounds):
        for _, run, seconds in stepping:
            start = time.process_time()
            run.step(run.batches)
            if i >= 5:  # the first steps allocate memory
                seconds.append(time.process_time() - start)
    return {name: significant(statistics.median(s), 4) for name, _, s in stepping}


def store_calibration(
    seconds: dict[str, float], rounds: int, folder: Path = zoo.FOLDER
) -> None:
    """Write the calibration into the records it is about."""
    for name, value in seconds.items():
        rec = zoo.record(name, folder)
        rec["calibration"] = {
            "cpu_seconds_a_step": value, "rounds": rounds, "with": sorted(seconds),
            "machine": machine(),
        }  # fmt: skip
        zoo.write_record(rec, folder)
