"""Chapter 9: 25 Gaussians on a grid, a GAN that loses most of them, and what helps."""

from functools import partial

from gvlib.experiments.core import Experiment
from gvlib.experiments.studies.illnesses import ILL, MEDICINES, WELL
from gvlib.experiments.studies.points import PROTOCOL, count, point_gan

GRID = WELL | {"points": "grid", "n": 25_000}
STEPS = 3_000
TRIED = ("none", "r3", "pac-4", "two-rates", "unroll", "minibatch-std", "wgan-gp")


def row(medicine: str) -> Experiment:
    """The second illness on the grid, with one medicine."""
    how, change = MEDICINES[medicine]
    return Experiment(
        f"grid-demo/fast-{medicine}", f"25 modes, generator too fast: {how}", point_gan,
        GRID | ILL["fast"][1] | change, STEPS, partial(count, points="grid"), PROTOCOL,
        seeds=tuple(range(1, 11)), watched="high_quality", every=500, points=6,
    )  # fmt: skip


STUDY = tuple(row(medicine) for medicine in TRIED)
