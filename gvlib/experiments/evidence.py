"""The line between a page and its evidence: stored records, or records made anew."""

import joblib

from gvlib import zoo
from gvlib.experiments.budget import budget
from gvlib.experiments.catalogue import experiment
from gvlib.experiments.reproduce import announcement, reproduce
from gvlib.experiments.runner import runs_folder


def evidence(*names: str) -> None:
    """Print where the quoted numbers come from; under `full`, make them again first.

    Retrained records replace those in the zoo: `git checkout gvlib/zoo` brings the
    book's own back.
    """
    if budget() == "full":
        chosen, jobs = [experiment(name) for name in names], joblib.cpu_count()
        print(announcement(chosen, jobs), flush=True)
        folder = runs_folder() / "reproduce"
        for verdict in reproduce(chosen, folder, jobs, zoo.FOLDER):
            print(verdict.text, flush=True)
        zoo.all_weights.cache_clear()
    for name in names:
        print(zoo.provenance(name))
