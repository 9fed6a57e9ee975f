"""Page D: the book's own entries of the challenge, one a family."""

from functools import partial

from gvlib.experiments.builds import IMAGE, PENALISED, VAE
from gvlib.experiments.challenge.seed import RULES, SEEDS, quality
from gvlib.experiments.core import Experiment
from gvlib.experiments.studies.images import fashion_gan, fashion_vae

row = partial(
    Experiment, measure=quality, protocol=RULES, watched="fd", keep=True,
    all_counts=True, seeds=tuple(range(SEEDS)),
)  # fmt: skip

STUDY = (
    row(
        "fashion/challenge-gan", "Ten CPU-minutes: GAN with R1 and R2, falling rate",
        fashion_gan, IMAGE | PENALISED | {"lr": 1e-3, "anneal": 12_000}, 12_000,
        revision=2,
    ),
    row(
        "fashion/challenge-vae", "Ten CPU-minutes: cross-entropy VAE, falling rate",
        fashion_vae,
        IMAGE | VAE | {"likelihood": "cross-entropy", "lr": 2e-3, "anneal": 34_000},
        34_000,
    ),
)  # fmt: skip
