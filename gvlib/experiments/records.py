"""Records: one JSON per experiment, written here only, replayed by the tests."""

import hashlib
import json
from pathlib import Path

from gvlib import zoo
from gvlib.experiments.core import Experiment
from gvlib.experiments.runner import round_significant
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
    return [round_significant(row[losses[0]]) for row in history]


def empty_record(experiment: Experiment) -> dict:
    """A record with everything but runs."""
    return {
        "name": experiment.name, "title": experiment.title,
        "revision": experiment.revision,
        "config": experiment.config | {"steps": experiment.steps},
        "hash": config_hash(experiment), "protocol": experiment.protocol,
        "calibration": None, "fingerprint": fingerprint(experiment), "runs": [],
    }  # fmt: skip


def add_runs(
    experiment: Experiment, runs: list[dict], folder: Path = zoo.FOLDER,
    anew: bool = False,
) -> Path:  # fmt: skip
    """Put runs into the record, each replacing its seed's earlier one.

    Runs of another configuration are dropped, with `anew` all earlier ones; the
    calibration stays. The file is replaced whole or not at all.
    """
    there = experiment.name in zoo.names(folder)
    old = zoo.record(experiment.name, folder) if there else {"hash": "", "runs": []}
    rec, seeds = old, {run["seed"] for run in runs}
    if anew or old["hash"] != config_hash(experiment):
        rec = empty_record(experiment) | {"calibration": old.get("calibration")}
    others = [run for run in rec["runs"] if run["seed"] not in seeds]
    rec["runs"] = sorted([*others, *runs], key=lambda run: run["seed"])
    return zoo.write_record(rec, folder)
