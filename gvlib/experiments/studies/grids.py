"""Chapter 9: 25 Gaussians on a grid, a GAN that loses most of them, and what helps."""

from functools import partial

from gvlib.experiments.core import Experiment
from gvlib.experiments.studies.illnesses import ILL, MEDICINES, WELL
from gvlib.experiments.studies.points import PROTOCOL, count, held, point_gan

GRID = WELL | {"points": "grid", "n": 25_000}
STEPS = 5_000
TRIED = ("none", "r3", "pac-4", "one-rate", "minibatch-std", "wgan-gp")


def row(illness: str, medicine: str = "none") -> Experiment:
    """A GAN of the grid, healthy or with the second illness, with one medicine."""
    (ill, cause), (how, change) = ILL[illness], MEDICINES[medicine]
    return Experiment(
        f"grid-demo/{illness}-{medicine}", f"25 modes, {ill}: {how}", point_gan,
        GRID | cause | change, STEPS, partial(count, points="grid"), PROTOCOL,
        watch=partial(held, points="grid"), seeds=tuple(range(1, 11)),
        watched="high_quality", every=500,
    )  # fmt: skip


STUDY = row("well"), *(row("fast", medicine) for medicine in TRIED)
