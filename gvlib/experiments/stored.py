"""What a page takes from the zoo: trained runs, and where its numbers come from."""

import joblib

from gvlib import settings, zoo
from gvlib.experiments.budget import budget
from gvlib.experiments.catalogue import EXPERIMENTS, experiment
from gvlib.experiments.core import Run
from gvlib.experiments.filled import filled
from gvlib.experiments.reproduce import announcement, reproduce


def stored(name: str) -> Run:
    """The run of the experiment with this name: what `filled` gives, or raises."""
    zoo.all_weights(name)  # the better message comes first
    return filled(experiment(name))


def drawable() -> list[str]:
    """The experiments whose stored weights draw images."""
    others = {"points", "shuffle", "widths"}  # settings of points and of sounds
    kept = [
        n for n, e in EXPERIMENTS.items()
        if e.keep and n not in zoo.CLASSIFIERS and not others & {*e.config}
    ]  # fmt: skip
    return [n for n in kept if (zoo.FOLDER / f"{n}.safetensors").exists()]


def evidence(*names: str) -> None:
    """Print where the quoted numbers come from; under `full`, make them again first.

    Retrained records replace those in the zoo: `git checkout gvlib/zoo` brings the
    book's own back.
    """
    if budget() == "full":
        chosen, jobs = [experiment(name) for name in names], joblib.cpu_count()
        print(announcement(chosen, jobs), flush=True)
        folder = settings.runs() / "reproduce"
        for verdict in reproduce(chosen, folder, jobs, zoo.FOLDER):
            print(verdict.text, flush=True)
        zoo.all_weights.cache_clear()
    for name in names:
        print(zoo.provenance(name))
