"""Measures of samples, as functions of matrices: no metric knows a model."""

from gvlib.metrics.ais import ais
from gvlib.metrics.distances import (
    frechet_distance,
    kernel_distance,
    sliced_wasserstein,
)
from gvlib.metrics.hmc import annealed_log_marginal
from gvlib.metrics.images import sharpness
from gvlib.metrics.latents import active_units, mutual_information
from gvlib.metrics.manifold import prdc
from gvlib.metrics.modes import (
    fair_modes,
    group_deviation,
    label_report,
    mode_report,
    width_within,
)
from gvlib.metrics.ndb import make_bins, ndb
from gvlib.metrics.parzen import parzen, parzen_log_likelihood

__all__ = [
    "active_units",
    "ais",
    "annealed_log_marginal",
    "fair_modes",
    "frechet_distance",
    "group_deviation",
    "kernel_distance",
    "label_report",
    "make_bins",
    "mode_report",
    "mutual_information",
    "ndb",
    "parzen",
    "parzen_log_likelihood",
    "prdc",
    "sharpness",
    "sliced_wasserstein",
    "width_within",
]
