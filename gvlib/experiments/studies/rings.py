"""Chapters 2, 5 and 7: eight Gaussians on a circle, PacGAN's ring and a softer one."""

from functools import partial

from gvlib import data, metrics, nets, vae
from gvlib.experiments import builds
from gvlib.experiments.builds import NON_SATURATING, RELATIVISTIC, VAE
from gvlib.experiments.core import Experiment, Run

N = 2_500


def ring_gan(
    *, points: dict, n: int, widths: list, z_dim: int, batch_size: int, **how
) -> Run:
    """A GAN on a ring of Gaussians; 2-D work stays on the CPU."""
    G, D = nets.mlp(z_dim, *widths, 2), nets.Critic(2, *widths)
    batches = data.Batches(data.ring(n, **points), batch_size)
    return builds.gan_run(G, D, batches, z_dim=z_dim, **how)


def ring_vae(
    *, points: dict, n: int, widths: list, likelihood: str, z_dim: int,
    batch_size: int, **how,
) -> Run:  # fmt: skip
    """A VAE on a ring of Gaussians: samples are shown, their spread is the point."""
    decoder, encoder = nets.mlp(z_dim, *widths, 2), nets.mlp(2, *widths, 2 * z_dim)
    model = vae.VAE(encoder, decoder, builds.LIKELIHOODS[likelihood](), z_dim)
    batches = data.Batches(data.ring(n, **points), batch_size)
    return builds.vae_run(model, batches, **how)


def count_modes(
    run: Run, split: str, radius: float, reach: float
) -> dict[str, float | int]:
    """Modes, high-quality share and mode KL of N points. Lin et al. (2018).

    `reach` is three standard deviations of a mode.
    """
    return metrics.mode_report(run.sample(N), data.ring_modes(radius=radius), reach)


RING = {
    "points": {"radius": 1.0, "sigma": 0.01}, "n": 100_000, "widths": [128, 128, 128],
    "z_dim": 2, "batch_size": 256, "ema": 0.999,
}  # fmt: skip
DEMO = {
    "points": {"radius": 2.0, "sigma": 0.05}, "n": 10_000, "widths": [64, 64],
    "z_dim": 2, "batch_size": 128, "ema": 0.99,
}  # fmt: skip
LEARNED = {"likelihood": "points, learned sigma", "lr": 1e-3}
RING_TEST = {
    "measure": partial(count_modes, radius=1.0, reach=0.03),
    "watched": "high_quality", "revision": 2,
    "protocol": {
        "n": N, "reference": "the mixture itself", "hq_radius": "3 sigma",
        "mode_rule": "at least one high-quality sample",
    },
}  # fmt: skip
DEMO_TEST = RING_TEST | {
    "measure": partial(count_modes, radius=2.0, reach=0.15),
    "seeds": tuple(range(10)),
}

STUDY = (
    Experiment(
        "ring/gan-ns", "GAN, non-saturating loss, eight Gaussians on a circle",
        ring_gan, RING | NON_SATURATING | {"lr": 1e-3}, 8_000, **RING_TEST,
    ),
    Experiment(
        "ring/gan-r3",
        "GAN, relativistic loss with R1 and R2, eight Gaussians on a circle",
        ring_gan, RING | RELATIVISTIC | {"r1": 0.02, "r2": 0.02, "lr": 1e-3},
        6_000, **RING_TEST,
    ),
    Experiment(
        "ring/vae-sigma", "VAE, learned sigma, eight Gaussians on a circle",
        ring_vae, RING | VAE | LEARNED, 20_000, **RING_TEST,
    ),
    Experiment(
        "ring-demo/gan-ns",
        "GAN, non-saturating loss, the ring of the live demonstrations",
        ring_gan, DEMO | NON_SATURATING | {"lr": 1e-3, "betas": [0.5, 0.9]},
        3_000, **DEMO_TEST,
    ),
    Experiment(
        "ring-demo/vae-sigma",
        "VAE, learned sigma, the ring of the live demonstrations",
        ring_vae, DEMO | VAE | LEARNED, 3_000, **DEMO_TEST,
    ),
)  # fmt: skip
