"""Models from before deep learning, trained by the same `fit` as everything else."""

from gvlib.classical.em import Averages, em_step
from gvlib.classical.factors import MFA, mfa_start
from gvlib.classical.mixture import GMM, SubspaceGMM, gmm_start, principal
from gvlib.classical.rbm import RBM, Chains, exact_log_z, pcd_step
from gvlib.classical.seeding import spread_rows

__all__ = [
    "GMM", "MFA", "RBM", "Averages", "Chains", "SubspaceGMM", "em_step", "exact_log_z",
    "gmm_start", "mfa_start", "pcd_step", "principal", "spread_rows",
]  # fmt: skip
