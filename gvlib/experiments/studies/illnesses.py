"""Chapter 9: two illnesses that a GAN gets by its settings, each with each medicine."""

from functools import partial

from gvlib.experiments.builds import NON_SATURATING
from gvlib.experiments.core import Experiment
from gvlib.experiments.studies.points import PROTOCOL, count, held, point_gan

STEPS = 3_000
# Found on trial seeds (1000 and above), where it held all modes; shown unaveraged.
WELL = NON_SATURATING | {
    "points": "ring", "n": 10_000, "widths": [64, 64], "z_dim": 2, "batch_size": 128,
    "critic": "plain", "lr": 2e-3, "betas": [0.5, 0.9], "ema": 0.0, "n_critic": 1,
}  # fmt: skip
ILL = {
    "well": ("balanced", {}),
    "strong": ("critic too strong", {"lr": 1e-3, "lr_d": 1e-2, "n_critic": 5}),
    "fast": ("generator too fast", {"lr_d": 2e-4}),
}
WGAN, PAIRS = {"loss": "wasserstein"}, {"loss": "relativistic"}
# What each medicine changes, and nothing else: one strength of each, stated here.
MEDICINES = {
    "none": ("untreated", {}),
    "clip-gradients": ("gradients clipped", {"max_norm": 0.1}),
    "clip-weights": ("critic's weights clipped", {"clip": 0.1}),
    "wgan-clip": ("Wasserstein, weights clipped", WGAN | {"clip": 0.1}),
    "minimax": ("minimax loss", {"loss": "minimax"}),
    "ns": ("non-saturating loss", {"loss": "non_saturating"}),
    "least-squares": ("least squares", {"loss": "least_squares"}),
    "hinge": ("hinge", {"loss": "hinge"}),
    "slope-1": ("penalty on slopes unlike 1", {"wgan_gp": 1.0}),
    "wgan-gp": ("Wasserstein, the same penalty", WGAN | {"wgan_gp": 1.0}),
    "spectral": ("spectral norm", {"critic": "spectral norm"}),
    "r1": ("R1", {"r1": 0.1}),
    "r2": ("R2", {"r2": 0.1}),
    "r1-r2": ("R1 and R2", {"r1": 0.1, "r2": 0.1}),
    "pairs": ("relativistic", PAIRS),
    "r3": ("relativistic, R1 and R2", PAIRS | {"r1": 0.1, "r2": 0.1}),
    "minibatch-std": ("minibatch deviation", {"critic": "minibatch std"}),
    "pac-2": ("packs of two", {"critic": "pac 2"}),
    "pac-4": ("packs of four", {"critic": "pac 4"}),
    "unroll": ("unrolled 5 steps", {"unroll": 5}),
    "one-step": ("1 critic step", {"n_critic": 1}),
    "critic-steps": ("5 critic steps", {"n_critic": 5}),
    "one-rate": ("one rate for both", {"lr": 1e-3, "lr_d": 1e-3}),
    "both": ("one rate, 1 critic step", {"lr": 1e-3, "lr_d": 1e-3, "n_critic": 1}),
    "slow": ("generator as slow as its critic", {"lr": 2e-4}),
    "two-rates": ("critic's rate 4 times", {"lr": 2.5e-4, "lr_d": 1e-3}),
    "batch": ("batches 4 times as large", {"batch_size": 512}),
    "ema": ("averaged weights", {"ema": 0.999}),
    "transport": ("|G(z) - z|^2, decaying", {"transport": [0.1, STEPS]}),
}

PICTURED = {
    "well-none", "strong-none", "strong-r1", "strong-pac-2", "strong-hinge",
    "strong-wgan-clip", "fast-none", "fast-r1", "fast-pac-2", "fast-pac-4",
    "fast-wgan-gp", "fast-clip-weights", "fast-spectral",
}  # fmt: skip
"""Rows whose points a page draws."""


def row(illness: str, medicine: str) -> Experiment:
    """One illness with one medicine."""
    (ill, cause), (how, change) = ILL[illness], MEDICINES[medicine]
    return Experiment(
        f"ring-demo/{illness}-{medicine}", f"{ill.capitalize()}: {how}", point_gan,
        WELL | cause | change, STEPS, partial(count, points="ring"), PROTOCOL,
        watch=partial(held, points="ring"), seeds=tuple(range(1, 11)),
        watched="high_quality", every=300, keep=f"{illness}-{medicine}" in PICTURED,
    )  # fmt: skip


# Beside five updates of the critic the first two cost several times the others; the
# third is no balance there, and "both" of the fast generator is its "one-rate".
LEFT_OUT = {"strong": ("unroll", "batch", "slow"), "fast": ("both",)}


def treated(illness: str) -> tuple[Experiment, ...]:
    """The untreated row, and one a medicine that changes anything about it."""
    tried = (m for m in MEDICINES if m not in LEFT_OUT[illness])
    none, *rest = (row(illness, medicine) for medicine in tried)
    return none, *(e for e in rest if e.config != none.config)


STUDY = row("well", "none"), *treated("strong"), *treated("fast")
