"""The measurements of the records: what a finished Run is worth, on a split."""

import torch
from torch import Tensor

from gvlib import data, metrics, zoo
from gvlib.experiments.core import Run
from gvlib.vae import VAE, ContinuousBernoulliLikelihood, elbo, log_likelihood

N = 10_000
N_WATCH = 5_000
N_NLL = 1_000
K_NLL = 200
RING_N = 2_500
RING_RADIUS = 0.03  # three standard deviations of 0.01
DEMO_RADIUS = 0.15  # three of 0.05

IMAGES = {
    "n": N, "reference": "test set", "features": zoo.FEATURES, "k": 5,
    "nll": f"importance-weighted bound, k = {K_NLL}, {N_NLL} test images, nats",
}  # fmt: skip
POINTS = {
    "n": RING_N, "reference": "the mixture itself", "hq_radius": "3 sigma",
    "mode_rule": "at least one high-quality sample",
}  # fmt: skip


def images(split: str, n: int) -> Tensor:
    """The first n images of a split, in [0, 1]."""
    return data.to_unit(data.fashion_mnist(split)[0][:n])


def image_quality(x: Tensor, split: str, suffix: str = "") -> dict[str, float | int]:
    """Every sample metric of images x against a split: fidelity and coverage apart."""
    main, other = zoo.features(zoo.FEATURES), zoo.features(zoo.OTHER_FEATURES)
    real = images(split, len(x))
    a, b = main(real), main(x)
    found = {
        "fd": metrics.frechet_distance(a, b),
        f"fd@{zoo.OTHER_FEATURES}": metrics.frechet_distance(other(real), other(x)),
        "kd": metrics.kernel_distance(a, b),
        **metrics.prdc(a, b, k=5),
        "sharpness": metrics.sharpness(x).mean().item(),
    }
    return {key + suffix: value for key, value in found.items()}


def gan_images(run: Run, split: str) -> dict[str, float | int]:
    """Sample metrics of a GAN's images."""
    return image_quality(run.sample(N), split)


@torch.no_grad()
def vae_images(run: Run, split: str) -> dict[str, float | int]:
    """Sample metrics of decoder means, and of samples; bounds in nats per image.

    Of a continuous Bernoulli also those of sigmoid(h): it is not the mean, but many
    programs show it.
    """
    model: VAE = run.state["ema"].module
    x = run.batches.transform(data.fashion_mnist(split)[0][:N])  # as it was trained
    mu = torch.cat([model.posterior(rows).mean for rows in x.split(500)])
    drawn = torch.cat([model.sample(500) for _ in range(N // 500)])
    bound = torch.cat([elbo(model, rows) for rows in x.split(500)])
    nll = [-log_likelihood(model, rows, K_NLL, 20) for rows in x[:N_NLL].split(100)]
    other = {}
    if isinstance(model.likelihood, ContinuousBernoulliLikelihood):
        z = model.prior().sample((N,))
        shown = torch.cat([model.decoder(rows).sigmoid() for rows in z.split(500)])
        other = image_quality(shown, split, "_sigmoid")
    return {
        **image_quality(run.sample(N), split),
        **other,
        **image_quality(drawn.clamp(0, 1), split, "_sample"),
        "elbo": bound.mean().item(),
        "nll": torch.cat(nll).mean().item(),
        "active_units": metrics.active_units(mu),
    }


def watch_images(run: Run) -> dict[str, float | int]:
    """The Fréchet distance to the validation set, while training."""
    extract = zoo.features(zoo.FEATURES)
    real, fake = extract(images("val", N_WATCH)), extract(run.sample(N_WATCH))
    found = metrics.prdc(real, fake, k=5)
    return {
        "fd": metrics.frechet_distance(real, fake),
        "precision": found["precision"], "coverage": found["coverage"],
    }  # fmt: skip


def ring_points(run: Run, split: str) -> dict[str, float | int]:
    """Modes, high-quality share and mode KL of 2,500 points. Lin et al. (2018)."""
    return metrics.mode_report(run.sample(RING_N), data.ring_modes(), RING_RADIUS)


def demo_points(run: Run, split: str) -> dict[str, float | int]:
    """The same three numbers on the larger, softer ring of the live demonstrations."""
    modes = data.ring_modes(radius=2.0)
    return metrics.mode_report(run.sample(RING_N), modes, DEMO_RADIUS)


@torch.no_grad()
def accuracy(run: Run, split: str) -> dict[str, float | int]:
    """The share of a split that a classifier labels correctly."""
    x, y = data.fashion_mnist(split)
    model = run.parts["classifier"].eval()
    guesses = torch.cat([model(data.to_unit(rows)).argmax(1) for rows in x.split(500)])
    return {"accuracy": (guesses == y).float().mean().item()}
