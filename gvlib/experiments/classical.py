"""Mixtures of Gaussians and a Boltzmann machine: builds, measures, stored models.

All of it works on the CPU.
"""

import math
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim import SGD

from gvlib import classical, data, metrics, zoo
from gvlib.experiments.builds import in_chunks
from gvlib.experiments.core import Run
from gvlib.experiments.measure import N_NLL, N, image_quality, in_parts, vae_images
from gvlib.train import EMA

N_START = 5_000  # images that a mixture's components start from
CHAINS, TEMPERATURES = 100, 2_000
PIXELS = 28 * 28
Measured = dict[str, float | int]


def cpu_batches(batch_size: int, transform: Callable[[Tensor], Tensor]) -> data.Batches:
    """The training images where these models work."""
    return data.Batches(data.fashion_mnist("train")[0], batch_size, transform)


def flat(x: Tensor) -> Tensor:
    """Dequantised pixels, one image a row."""
    return data.dequantize(x).flatten(1)


def as_images(draw: Callable[[int], Tensor]) -> Callable[[int], Tensor]:
    """The same draws as images in [0, 1]: a Gaussian knows no black and no white."""

    def images(n: int) -> Tensor:
        return in_chunks(draw, n).reshape(n, 1, 28, 28).clamp(0, 1)

    return images


def online_em(model: classical.MFA | classical.GMM, parts: dict, batches: data.Batches,
              start: Tensor, delay: float, decay: float) -> Run:  # fmt: skip
    """The rate falls as (t + delay)^-decay; means without pixel noise are shown."""
    averages = classical.Averages(model, start)
    rate = lambda t: (t + delay) ** -decay  # noqa: E731
    step = classical.em_step(model, averages, rate)
    state = parts | {"averages": averages, "batches": batches}
    return Run(step, batches, state, parts, as_images(parts["model"].sample_mean))


def gmm(*, k: int, directions: int, floor: float, delay: float, decay: float,
        batch_size: int) -> Run:  # fmt: skip
    """Online EM for k full covariances in the space of the main directions."""
    x = flat(data.fashion_mnist("train")[0])
    mean, U, variance = classical.principal(x, directions)
    start = (x[:N_START] - mean) @ U
    mixture = classical.gmm_start(start, k, floor)
    model = classical.SubspaceGMM(mean, U, variance, mixture)
    batches = cpu_batches(batch_size, lambda x: model.inside(flat(x)))
    return online_em(mixture, {"model": model}, batches, start, delay, decay)


def mfa(*, k: int, factors: int, floor: float, delay: float, decay: float,
        batch_size: int) -> Run:  # fmt: skip
    """Online EM for k factor analysers on all pixels."""
    start = flat(data.fashion_mnist("train")[0][:N_START])
    model = classical.mfa_start(start, k, factors, floor)
    batches = cpu_batches(batch_size, flat)
    return online_em(model, {"model": model}, batches, start, delay, decay)


def rbm(
    *, hidden: int, chains: int, gibbs: int, lr: float, batch_size: int, ema: float,
    rounds: int,
) -> Run:  # fmt: skip
    """A Boltzmann machine on bits; shown are the means p(v|h) after `rounds` rounds."""
    x, _ = data.fashion_mnist("train")
    pixels = data.to_unit(x).mean(0).flatten().clamp(0.001, 0.999)
    model = classical.RBM(pixels, hidden)
    opt, averaged = SGD(model.named_parameters(), lr), EMA(model, ema)
    negative = classical.Chains(model, chains)
    batches = cpu_batches(batch_size, data.binarize)
    step = classical.pcd_step(model, opt, negative, gibbs, ema=averaged)
    state = {
        "model": model, "opt": opt, "batches": batches, "ema": averaged,
        "chains": negative,
    }  # fmt: skip
    shown = averaged.module

    def means(n: int) -> Tensor:
        return shown.mean_given(shown.hidden(shown.sample(n, rounds)))

    return Run(step, batches, state, {"model": shown}, as_images(means))


@data.cached(maxsize=4)
def bit_features(split: str, n: int, name: str = zoo.FEATURES) -> Tensor:
    """Features of the first n images of a split as bits."""
    return zoo.features(name)(data.fashion_binary(split)[:n])


bit_quality = partial(image_quality, suffix="_sample", reference=bit_features)


@torch.no_grad()
def density_images(run: Run, split: str) -> Measured:
    """Sample metrics of means and of samples; log p(x), which is exact, in nats.

    `nll` is that of the first images only, the ones a VAE's is estimated on; `elbo` is
    of all of them: a bound with the exact posterior, so it is log p(x) itself.
    """
    model = run.parts["model"]
    shown, drawn = run.sample(N), as_images(model.sample)(N)
    x = flat(data.fashion_mnist(split)[0][:N]).double()
    log_p = torch.cat([model.double().log_prob(rows) for rows in x.split(500)])
    model.float()
    return {
        **image_quality(shown, split), **image_quality(drawn, split, "_sample"),
        "elbo": log_p.mean().item(), "nll": -log_p[:N_NLL].mean().item(),
    }  # fmt: skip


def log_z(model: classical.RBM, n: int, temperatures: int) -> tuple[float, float]:
    """(estimate of log Z by annealed importance sampling, its standard error), nats."""
    estimate, log_w = metrics.ais(
        model.independent(n), lambda v, b: -model.free_energy(v, b),
        lambda v, b: model.gibbs(v, 1, b), torch.linspace(0, 1, temperatures + 1),
    )  # fmt: skip
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
        "log_z": estimate, "log_z_error": error,
    }  # fmt: skip


@torch.no_grad()
def rbm_images(run: Run, split: str) -> Measured:
    """Means against grey images, bits against bits; -log p(v) in nats."""
    shown = run.sample(N)
    likelihood = bits_nll(run.parts["model"], split)
    drawn = torch.bernoulli(shown)
    return image_quality(shown, split) | bit_quality(drawn, split) | likelihood


def binary_vae_images(run: Run, split: str) -> Measured:
    """Means against grey images, bits against bits; bounds on log p of bits, nats."""
    return vae_images(run, split, data.fashion_binary(split)[:N], bit_features)


def bits_only(run: Run, split: str) -> Measured:
    """Sample metrics of bits, made of grey images, against bits."""
    return bit_quality(torch.bernoulli(run.sample(N)), split)


def stored_model(name: str) -> nn.Module:
    """The mixture or Boltzmann machine of the shown seed, as it was measured."""
    config, z = zoo.record(name)["config"], torch.zeros
    if name.endswith("gmm"):
        k, m = config["k"], config["directions"]
        mixture = classical.GMM(z(k), z(k, m), torch.eye(m).repeat(k, 1, 1))
        empty = classical.SubspaceGMM(z(PIXELS), z(PIXELS, m), 0.0, mixture)
    elif name.endswith("mfa"):
        k, q = config["k"], config["factors"]
        empty = classical.MFA(z(k), z(k, PIXELS), z(k, PIXELS, q), z(k, PIXELS))
    else:
        empty = classical.RBM(torch.full((PIXELS,), 0.5), config["hidden"])
    return zoo.restored(name, "model", empty)
