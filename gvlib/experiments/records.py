"""Records: one JSON per experiment, written here only, replayed by the tests."""

import hashlib
import json
from pathlib import Path

from gvlib import zoo
from gvlib.experiments.core import Experiment
from gvlib.numerics import digits
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
    return [digits(row[losses[0]], 6) for row in history]


def empty_record(experiment: Experiment) -> dict:
    """A record with everything but runs."""
    return {
        "name": experiment.name, "title": experiment.title,
        "revision": experiment.revision,
        "config": experiment.config | {"steps": experiment.steps},
        "hash": config_hash(experiment), "protocol": experiment.protocol,
        "calibration": None, "fingerprint": fingerprint(experiment), "runs": [],
    }  # fmt: skip


def renew(experiment: Experiment, runs: list[dict], folder: Path = zoo.FOLDER) -> Path:
    """Put a record of these runs in the place of the earlier one, or leave that whole.

    Only the calibration stays. What an earlier revision measured is kept beside it.
    """
    rec = empty_record(experiment) | {"runs": runs}
    if experiment.name in zoo.names(folder):
        earlier = zoo.record(experiment.name, folder)
        rec["calibration"] = earlier["calibration"]
        if earlier["revision"] != rec["revision"]:
            zoo.write_superseded(earlier, folder)
    return zoo.write_record(rec, folder)
