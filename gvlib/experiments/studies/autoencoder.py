"""Appendix B: a VAE's networks without noise and without a prior: an autoencoder."""

import torch
from torch import Tensor, nn

from gvlib import data, diffusion, nets
from gvlib.experiments import builds
from gvlib.experiments.builds import VAE, as_images
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import IMAGES, N, images, in_parts
from gvlib.experiments.sources import FITTED, N_CODES, Draw
from gvlib.experiments.studies.parts import STEPS, seen
from gvlib.train import EMA, device

SOURCES = ("gaussian", "mixture10")


class Autoencoder(nn.Module):
    """x -> z = encoder(x) -> sigmoid(decoder(z)): a code, not a distribution."""

    def __init__(self, z_dim: int):
        super().__init__()
        # The decoder first, as for a VAE: the same seed starts with its weights.
        self.decoder = nn.Sequential(nets.generator(z_dim), nn.Sigmoid())
        self.encoder = nn.Sequential(nets.trunk(), nn.Linear(nets.HIDDEN, z_dim))

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.encoder(x))


def fashion_autoencoder(
    *, z_dim: int, batch_size: int, lr: float, betas: list, ema: float, anneal: int
) -> Run:
    """On Fashion-MNIST; shown are images of codes from N(0, I), which it never saw."""
    model = Autoencoder(z_dim).to(device())
    opt, average = builds.adam(model, lr, betas), EMA(model, ema)
    batches = builds.TrainingImages(batch_size)
    state = {"model": model, "opt": opt, "batches": batches, "ema": average}
    shown = average.module
    parts = {"generator": shown.decoder, "encoder": shown.encoder}
    sample = decoded(shown, lambda n: torch.randn(n, z_dim))
    # |x - decoder(encoder(x))|^2, summed over pixels: regression of x on itself.
    step = diffusion.regression_step(model, opt, lambda x: (x, x), average)
    run = Run(step, batches, state, parts, sample, model=shown)
    return builds.lower_rates(run, ("opt",), anneal)


def decoded(model: Autoencoder, draw: Draw) -> Draw:
    """n images of drawn codes, a chunk at a time."""
    where = next(model.parameters()).device
    return torch.no_grad()(as_images(lambda n: model.decoder(draw(n).to(where))))


@torch.no_grad()
def autoencoder_quality(run: Run, split: str) -> dict[str, float | int]:
    """Image metrics for codes of four sources; squared error summed over pixels.

    N(0, I); one Gaussian, and ten, fitted to the codes of training images; the codes
    of the split's own images, whose key ends in `_posterior` as a VAE's.
    """
    model: Autoencoder = run.model
    found, test = seen(run.sample(N), split, ""), images(split, N)
    train = data.to_unit(data.fashion_mnist("train")[0][:N_CODES])
    codes = in_parts(model.encoder, train, model)
    for name in SOURCES:
        found |= seen(decoded(model, FITTED[name](codes))(N), split, f"_{name}")
    back = in_parts(model, test, model)
    found["sse"] = (back - test).square().sum((1, 2, 3)).mean().item()
    return found | seen(back, split, "_posterior")


STUDY = (
    Experiment(
        "fashion-parts/autoencoder", "Autoencoder: no noise, no prior",
        fashion_autoencoder,
        VAE | {"z_dim": 32, "batch_size": 64, "ema": 0.999, "lr": 2e-3,
               "anneal": STEPS},
        STEPS,
        autoencoder_quality,
        IMAGES | {"shown": "decoder(z)", "codes": f"{N_CODES} of training images"},
        watched="fd", seeds=(1, 2, 3, 4, 5),
    ),
)  # fmt: skip
