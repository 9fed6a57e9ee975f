"""Chapter 1: a Boltzmann machine on the images as bits, and a VAE beside it."""

import math
from functools import partial

import torch
from torch import Tensor
from torch.optim import SGD

from gvlib import classical, data, metrics, zoo
from gvlib.experiments import quality
from gvlib.experiments.builds import IMAGE, VAE, as_images
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import IMAGES, N_NLL, N, image_quality, in_parts
from gvlib.experiments.studies.images import fashion_data, fashion_vae
from gvlib.train import EMA

CHAINS, TEMPERATURES = 100, 2_000
PIXELS = 28 * 28
Measured = dict[str, float | int]


def rbm_run(model: classical.RBM, rounds: int) -> Run:
    """Shown are the means p(v|h) after `rounds` rounds, drawn are bits."""

    def means(n: int) -> Tensor:
        return model.mean_given(model.hidden(model.sample(n, rounds)))

    sample = as_images(means)
    bits = lambda n: torch.bernoulli(sample(n))  # noqa: E731
    return Run(None, iter(()), {}, {"model": model}, sample, bits, model)


def rbm(
    *, hidden: int, chains: int, gibbs: int, lr: float, batch_size: int, ema: float,
    rounds: int,
) -> Run:  # fmt: skip
    """A Boltzmann machine on bits, trained by persistent chains, on the CPU."""
    x, _ = data.fashion_mnist("train")
    pixels = data.to_unit(x).mean(0).flatten().clamp(0.001, 0.999)
    model = classical.RBM(pixels, hidden)
    opt, average = SGD(model.named_parameters(), lr), EMA(model, ema)
    negative = classical.Chains(model, chains)
    batches = data.Batches(x, batch_size, data.binarize)
    step = classical.pcd_step(model, opt, negative, gibbs, ema=average)
    state = {"model": model, "opt": opt, "batches": batches, "ema": average}
    state |= {"chains": negative}
    run = rbm_run(average.module, rounds)
    return run._replace(step=step, batches=batches, state=state)


def empty_rbm(*, hidden: int, rounds: int, **_) -> Run:
    """The shapes of `rbm`, to be filled with stored weights."""
    return rbm_run(classical.RBM(torch.full((PIXELS,), 0.5), hidden), rounds)


@data.cached(maxsize=4)
def bit_features(split: str, n: int, name: str = zoo.FEATURES) -> Tensor:
    """Features of the first n images of a split as bits."""
    return zoo.features(name)(data.fashion_binary(split)[:n])


bit_quality = partial(image_quality, suffix="_sample", reference=bit_features)


def log_z(model: classical.RBM, n: int, temperatures: int) -> tuple[float, float]:
    """(estimate of log Z by annealed importance sampling, its standard error), nats."""
    estimate, log_w = metrics.ais(
        model.independent(n),
        lambda v, b: -model.free_energy(v, b),
        lambda v, b: model.gibbs(v, 1, b),
        torch.linspace(0, 1, temperatures + 1),
    )
    w = (log_w - estimate).exp()  # their mean is 1
    return (model.log_z_base() + estimate).item(), w.std().item() / math.sqrt(n)


@torch.no_grad()
def bits_nll(model: classical.RBM, split: str) -> Measured:
    """-log p(v) of a split's bits by AIS, nats; `nll` is of the first images only."""
    estimate, error = log_z(model, CHAINS, TEMPERATURES)
    v = data.fashion_binary(split)[:N].flatten(1)
    energy = in_parts(model.free_energy, v, model)
    return {
        "nll": energy[:N_NLL].mean().item() + estimate,
        "nll_all": energy.mean().item() + estimate,
        "log_z": estimate,
        "log_z_error": error,
    }


@torch.no_grad()
def rbm_images(run: Run, split: str) -> Measured:
    """Means against grey images, bits against bits; -log p(v) in nats."""
    shown, likelihood = run.sample(N), bits_nll(run.model, split)
    bits = torch.bernoulli(shown)
    return image_quality(shown, split) | bit_quality(bits, split) | likelihood


def binary_vae_images(run: Run, split: str) -> Measured:
    """Means against grey images, bits against bits; bounds on log p of bits, nats."""
    return quality.vae_images(run, split, data.fashion_binary(split)[:N], bit_features)


def bits_only(run: Run, split: str) -> Measured:
    """Sample metrics of bits, made of grey images, against bits."""
    return bit_quality(torch.bernoulli(run.sample(N)), split)


AIS = (
    f"annealed importance sampling, {CHAINS} chains of {TEMPERATURES} temperatures, "
    f"{N_NLL} test images, nats"
)
BITS = IMAGES | {"reference": "test set, grey for means, as bits for samples"}

STUDY = (
    Experiment(
        "fashion-binary/data", "Training images as bits, measured as if samples",
        fashion_data, {"batch_size": 64}, 1,
        bits_only, BITS | {"shown": "training images as bits"}, watched="fd_sample",
    ),
    Experiment(
        "fashion-binary/rbm", "Restricted Boltzmann machine on bits",
        rbm,
        {"hidden": 500, "chains": 100, "gibbs": 1, "lr": 0.05, "batch_size": 100,
         "ema": 0.999, "rounds": 50},
        4_000,
        rbm_images, BITS | {"shown": "means of p(v|h)", "nll": AIS},
        watched="nll", keep=True, empty=empty_rbm, revision=2,
        seeds=(1, 2, 3),  # seed 0 belongs to the trials that chose its rate
    ),
    Experiment(
        "fashion-binary/vae", "VAE on bits, Bernoulli likelihood",
        fashion_vae, IMAGE | VAE | {"likelihood": "Bernoulli", "lr": 2e-3}, 2_300,
        binary_vae_images, BITS | {"shown": "means of p(x|z)"},
        watched="nll", keep=True,
    ),
)  # fmt: skip
