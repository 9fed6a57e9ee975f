"""Every run that the book quotes. To change a number here is to change the book."""

from gvlib.experiments import builds, measure
from gvlib.experiments.catalogue_challenge import CHALLENGE
from gvlib.experiments.catalogue_classical import CLASSICAL
from gvlib.experiments.core import Experiment
from gvlib.experiments.settings import (
    DEMO,
    IMAGE,
    NON_SATURATING,
    PENALISED,
    RELATIVISTIC,
    RING,
    VAE,
)
from gvlib.experiments.units import UNITS
from gvlib.zoo import UnknownName

FASHION = {
    "watch": measure.watch_images, "watched": "fd", "keep": True, "revision": 3,
    "seeds": (1, 2, 3),  # seed 0 belongs to the trials that chose the learning rates
}  # fmt: skip
FASHION_GAN = FASHION | {
    "measure": measure.gan_images, "protocol": measure.IMAGES | {"shown": "samples"},
}  # fmt: skip
FASHION_VAE = FASHION | {
    "measure": measure.vae_images,
    "protocol": measure.IMAGES | {"shown": "means of p(x|z)"},
}
RING_TEST = {
    "measure": measure.ring_points, "protocol": measure.POINTS,
    "watched": "high_quality", "revision": 2,
}  # fmt: skip
DEMO_TEST = RING_TEST | {"measure": measure.demo_points, "seeds": tuple(range(10))}
CLASSIFIER = {
    "measure": measure.accuracy, "protocol": {"n": 10_000, "reference": "test set"},
    "watched": "accuracy", "keep": True,
}  # fmt: skip

ALL = (
    Experiment(
        "fashion/features-cnn", "Classifier whose features measure images",
        builds.feature_classifier,
        {"net": "classifier", "lr": 3e-3, "batch_size": 128, "steps": 3_900},
        3_900, **CLASSIFIER,
    ),
    Experiment(
        "fashion/features-strided", "A second classifier, of another architecture",
        builds.feature_classifier,
        {"net": "strided_classifier", "lr": 3e-3, "batch_size": 128, "steps": 3_900},
        3_900, **CLASSIFIER,
    ),
    Experiment(
        "fashion/data", "Real training images, measured as if they were samples",
        builds.fashion_data, {"batch_size": 64}, 1,
        measure.gan_images, measure.IMAGES | {"shown": "training images"},
        watched="fd",
    ),
    Experiment(
        "fashion/gan-ns", "GAN, non-saturating loss",
        builds.fashion_gan, IMAGE | NON_SATURATING | {"lr": 2e-3},
        8_000, **FASHION_GAN,
    ),
    Experiment(
        "fashion/gan-r3", "GAN, relativistic loss with R1 and R2",
        builds.fashion_gan,
        IMAGE | PENALISED | {"lr": 1e-3},
        5_300, **FASHION_GAN,
    ),
    Experiment(
        "fashion/vae-bce", "VAE, cross-entropy of grey pixels (the usual recipe)",
        builds.fashion_vae,
        IMAGE | VAE | {"likelihood": "cross-entropy", "lr": 2e-3},
        15_600, **FASHION_VAE,
    ),
    Experiment(
        "fashion/vae-cb", "VAE, continuous Bernoulli likelihood",
        builds.fashion_vae,
        IMAGE | VAE | {"likelihood": "continuous Bernoulli", "lr": 2e-3},
        14_600, **FASHION_VAE,
    ),
    Experiment(
        "fashion/vae-sigma", "VAE, Gaussian likelihood with one learned sigma",
        builds.fashion_vae,
        IMAGE | VAE | {"likelihood": "Gaussian, learned sigma", "lr": 2e-3},
        15_400, **FASHION_VAE,
    ),
    Experiment(
        "ring/gan-ns", "GAN, non-saturating loss, eight Gaussians on a circle",
        builds.ring_gan, RING | NON_SATURATING | {"lr": 1e-3}, 8_000, **RING_TEST,
    ),
    Experiment(
        "ring/gan-r3",
        "GAN, relativistic loss with R1 and R2, eight Gaussians on a circle",
        builds.ring_gan,
        RING | RELATIVISTIC | {"r1": 0.02, "r2": 0.02, "lr": 1e-3},
        6_000, **RING_TEST,
    ),
    Experiment(
        "ring/vae-sigma", "VAE, learned sigma, eight Gaussians on a circle",
        builds.ring_vae,
        RING | VAE | {"likelihood": "points, learned sigma", "lr": 1e-3},
        20_000, **RING_TEST,
    ),
    Experiment(
        "ring-demo/gan-ns",
        "GAN, non-saturating loss, the ring of the live demonstrations",
        builds.ring_gan, DEMO | NON_SATURATING | {"lr": 1e-3, "betas": [0.5, 0.9]},
        3_000, **DEMO_TEST,
    ),
    Experiment(
        "ring-demo/vae-sigma",
        "VAE, learned sigma, the ring of the live demonstrations",
        builds.ring_vae,
        DEMO | VAE | {"likelihood": "points, learned sigma", "lr": 1e-3},
        3_000, **DEMO_TEST,
    ),
    *CHALLENGE, *CLASSICAL, *UNITS,
)  # fmt: skip

EXPERIMENTS = {experiment.name: experiment for experiment in ALL}


def experiment(name: str) -> Experiment:
    """The experiment of that name. Raises UnknownName, listing what there is."""
    if name not in EXPERIMENTS:
        there = ", ".join(EXPERIMENTS)
        raise UnknownName(f"no experiment {name!r}; there are: {there}")
    return EXPERIMENTS[name]
