"""Chapter 11: an autoencoder, and who draws its codes: latent diffusion in small.

One is a VAE, the other the same with a thousandth of the KL's weight.
"""

import torch

from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import IMAGES, in_parts
from gvlib.experiments.sources import N_CODES, encoded
from gvlib.experiments.studies.images import fashion_vae
from gvlib.experiments.studies.parts import BASE, SHARED, STEPS, parts_quality

SOURCES = ("gaussian", "mixture10", "matching")


def latent_quality(run: Run, split: str) -> dict[str, float | int]:
    """What `parts_quality` finds, and how wide codes are, and q(z|x)."""
    return parts_quality(run, split, SOURCES) | widths(run, split)


@torch.no_grad()
def widths(run: Run, split: str) -> dict[str, float]:
    """Root mean squares over images and coordinates: of mu(x) - E[mu], of sigma(x)."""

    def both(rows: torch.Tensor) -> torch.Tensor:
        q = run.model.posterior(rows)
        return torch.stack([q.mean, q.stddev], 2)

    _, x = encoded(run, split)
    mean, sigma = in_parts(both, x, run.model).unbind(2)
    found = {"code_width": mean.var(0, correction=0), "code_noise": sigma.square()}
    return {key: variance.mean().sqrt().item() for key, variance in found.items()}


def row(name: str, title: str, beta: float) -> Experiment:
    """One autoencoder: both differ in the KL's weight and in nothing else."""
    return Experiment(
        f"fashion-latent/{name}", title, fashion_vae,
        BASE | {"likelihood": SHARED, "beta": beta}, STEPS, latent_quality,
        IMAGES | {"shown": "means of p(x|z)", "codes": f"{N_CODES} of training images"},
        watched="fd", seeds=(1, 2, 3),
    )  # fmt: skip


STUDY = (
    row("vae", "VAE, one learned sigma, codes from a latent flow", 1.0),
    row("weak", "VAE, a thousandth of the KL, codes from a latent flow", 0.001),
)
