"""Page Bb: the ring and the grid of Lin et al. (2018), with shorter trainings."""

from functools import partial

from gvlib.experiments.builds import NON_SATURATING, RELATIVISTIC
from gvlib.experiments.core import Experiment
from gvlib.experiments.studies.points import PROTOCOL, count, held, point_gan

LIN = {
    "n": 100_000, "widths": [128, 128, 128], "z_dim": 2, "batch_size": 256,
    "ema": 0.999, "lr": 1e-3,
}  # fmt: skip
PLAIN = NON_SATURATING | {"critic": "plain"}
PACKED = NON_SATURATING | {"critic": "pac 4"}
ROWS = {
    "ns": ("non-saturating loss", PLAIN, PLAIN),
    "pac-4": ("the same in packs of four", PACKED, PACKED),
    # On trial seeds: a weaker penalty on the grid had more points near a mode.
    "r3": (
        "relativistic loss with R1 and R2",
        RELATIVISTIC | {"critic": "plain", "r1": 0.02, "r2": 0.02},
        RELATIVISTIC | {"critic": "plain", "r1": 0.005, "r2": 0.005},
    ),
}
"""Words, and settings on the ring and on the grid."""
STEPS = 5_000


def row(points: str, key: str) -> Experiment:
    """One method on one of their data sets; rates fall to 0 at the last step."""
    words, *both = ROWS[key]
    how = both[points == "grid"]
    return Experiment(
        f"tables/{points.split()[-1]}-{key}", f"The {points}: {words}", point_gan,
        LIN | {"points": points, "anneal": STEPS} | how, STEPS,
        partial(count, points=points), PROTOCOL, watch=partial(held, points=points),
        seeds=tuple(range(1, 11)), watched="high_quality", every=500,
    )  # fmt: skip


STUDY = tuple(row(points, key) for points in ("narrow ring", "grid") for key in ROWS)
