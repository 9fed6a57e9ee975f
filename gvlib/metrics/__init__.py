"""Measures of samples, as functions of matrices: no metric knows a model."""

from gvlib.metrics.ais import ais
from gvlib.metrics.distances import frechet_distance, kernel_distance
from gvlib.metrics.images import sharpness
from gvlib.metrics.latents import active_units, mutual_information
from gvlib.metrics.manifold import prdc
from gvlib.metrics.modes import mode_report

__all__ = [
    "active_units",
    "ais",
    "frechet_distance",
    "kernel_distance",
    "mode_report",
    "mutual_information",
    "prdc",
    "sharpness",
]
