"""Page Bb: the ring of Lin et al. (2018), with shorter trainings."""

from functools import partial

from gvlib.experiments.builds import NON_SATURATING, RELATIVISTIC
from gvlib.experiments.core import Experiment
from gvlib.experiments.studies.points import PROTOCOL, count, held, point_gan

LIN = {
    "n": 100_000, "widths": [128, 128, 128], "z_dim": 2, "batch_size": 256,
    "ema": 0.999, "lr": 1e-3,
}  # fmt: skip
PLAIN = NON_SATURATING | {"critic": "plain"}
ROWS = {
    "ns": ("non-saturating loss", PLAIN),
    "pac-4": ("the same in packs of four", PLAIN | {"critic": "pac 4"}),
    "r3": (
        "relativistic loss with R1 and R2",
        RELATIVISTIC | {"critic": "plain", "r1": 0.02, "r2": 0.02},
    ),
}
STEPS = 5_000


def row(key: str) -> Experiment:
    """One method on their ring; rates fall to 0 at the last step."""
    words, how = ROWS[key]
    return Experiment(
        f"tables/ring-{key}", f"The narrow ring: {words}", point_gan,
        LIN | {"points": "narrow ring", "anneal": STEPS} | how, STEPS,
        partial(count, points="narrow ring"), PROTOCOL,
        watch=partial(held, points="narrow ring"), seeds=tuple(range(1, 11)),
        watched="high_quality", every=500,
    )  # fmt: skip


STUDY = tuple(map(row, ROWS))
