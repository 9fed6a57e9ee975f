"""Named experiments: every run that the book quotes, as plain Python calls."""

from gvlib.experiments.budget import budget, live
from gvlib.experiments.catalogue import EXPERIMENTS, experiment
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.runner import train
from gvlib.experiments.stored import evidence, stored

__all__ = [
    "EXPERIMENTS", "Experiment", "Run", "budget", "evidence", "experiment", "live",
    "stored", "train",
]  # fmt: skip
