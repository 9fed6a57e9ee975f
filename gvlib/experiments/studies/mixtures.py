"""The runs of chapter 01: models from before deep learning, and what judges them."""

from gvlib.experiments import builds, classical, measure
from gvlib.experiments.core import Experiment
from gvlib.experiments.settings import IMAGE, VAE

LEVEL = 1.27e-6  # variance of u / 256: nothing is known within one grey level
EXACT = f"exact, {measure.N_NLL} test images, nats"
AIS = (
    f"annealed importance sampling, {classical.CHAINS} chains of "
    f"{classical.TEMPERATURES} temperatures, {measure.N_NLL} test images, nats"
)
BITS = measure.IMAGES | {
    "reference": "test set, grey for means, as bits for samples",
}  # fmt: skip
DENSITY = {
    "measure": classical.density_images, "watched": "elbo", "keep": True,
    "protocol": measure.IMAGES | {"shown": "means, no pixel noise", "nll": EXACT},
}  # fmt: skip

CLASSICAL = (
    Experiment(
        "fashion/gmm", "Mixture of Gaussians on 50 principal components",
        classical.gmm,
        {"k": 100, "directions": 50, "floor": 1e-3, "delay": 10.0, "decay": 0.6,
         "batch_size": 5_000},
        100, **DENSITY,
    ),
    Experiment(
        "fashion/mfa", "Mixture of factor analysers on all pixels",
        classical.mfa,
        {"k": 100, "factors": 10, "floor": LEVEL, "delay": 10.0, "decay": 0.6,
         "batch_size": 1_000},
        200, **DENSITY,
    ),
    Experiment(
        "fashion-binary/data", "Training images as bits, measured as if samples",
        builds.fashion_data, {"batch_size": 64}, 1,
        classical.bits_only, BITS | {"shown": "training images as bits"},
        watched="fd_sample",
    ),
    Experiment(
        "fashion-binary/rbm", "Restricted Boltzmann machine on bits",
        classical.rbm,
        {"hidden": 500, "chains": 100, "gibbs": 1, "lr": 0.05, "batch_size": 100,
         "ema": 0.999, "rounds": 50},
        4_000,
        classical.rbm_images, BITS | {"shown": "means of p(v|h)", "nll": AIS},
        watched="nll", keep=True, revision=2,
        seeds=(1, 2, 3),  # seed 0 belongs to the trials that chose its rate
    ),
    Experiment(
        "fashion-binary/vae", "VAE on bits, Bernoulli likelihood",
        builds.fashion_vae,
        IMAGE | VAE | {"likelihood": "Bernoulli", "lr": 2e-3},
        2_300,
        classical.binary_vae_images, BITS | {"shown": "means of p(x|z)"},
        watched="nll", keep=True,
    ),
)  # fmt: skip
