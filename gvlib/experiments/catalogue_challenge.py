"""The book's own entries of the challenge, one a family: page D."""

from gvlib.experiments import builds
from gvlib.experiments.challenge import RULES, SEEDS, quality
from gvlib.experiments.core import Experiment

ENTRY = {
    "measure": quality, "protocol": RULES, "watched": "fd", "keep": True,
    "seeds": tuple(range(SEEDS)),
}  # fmt: skip
COMMON = {"z_dim": 32, "batch_size": 64, "ema": 0.999}

CHALLENGE = (
    Experiment(
        "fashion/challenge-gan", "Ten CPU-minutes: GAN with R1 and R2, falling rate",
        builds.fashion_gan,
        COMMON | {"loss": "relativistic", "betas": [0.0, 0.99], "r1": 1.0, "r2": 1.0,
                  "lr": 1e-3, "anneal": 12_000},
        12_000, **ENTRY,
    ),
    Experiment(
        "fashion/challenge-vae", "Ten CPU-minutes: cross-entropy VAE, falling rate",
        builds.fashion_vae,
        COMMON | {"likelihood": "cross-entropy", "betas": [0.9, 0.999],
                  "lr": 2e-3, "anneal": 34_000},
        34_000, **ENTRY,
    ),
)  # fmt: skip
