"""The book's own entries of the challenge, one a family: page D."""

from gvlib.experiments import builds
from gvlib.experiments.challenge import RULES, SEEDS, quality
from gvlib.experiments.core import Experiment
from gvlib.experiments.settings import IMAGE, PENALISED, VAE

ENTRY = {
    "measure": quality, "protocol": RULES, "watched": "fd", "keep": True,
    "seeds": tuple(range(SEEDS)),
}  # fmt: skip

CHALLENGE = (
    Experiment(
        "fashion/challenge-gan", "Ten CPU-minutes: GAN with R1 and R2, falling rate",
        builds.fashion_gan,
        IMAGE | PENALISED | {"lr": 1e-3, "anneal": 12_000},
        12_000, **ENTRY,
    ),
    Experiment(
        "fashion/challenge-vae", "Ten CPU-minutes: cross-entropy VAE, falling rate",
        builds.fashion_vae,
        IMAGE | VAE | {"likelihood": "cross-entropy", "lr": 2e-3, "anneal": 34_000},
        34_000, **ENTRY,
    ),
)  # fmt: skip
