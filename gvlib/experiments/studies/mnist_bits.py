"""Appendix B: two rows of the IWAE's table, on MNIST as bits."""

import math
from functools import partial

import torch
from torch import Tensor, nn

from gvlib import data, metrics, nets, vae
from gvlib.experiments import builds
from gvlib.experiments.builds import VAE
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import N, in_parts

K_ALL, K_SOME = 200, 5_000
EACH = 10  # every tenth image gets K_SOME draws


def flat_bits(x: Tensor) -> Tensor:
    """Fresh bits, one image a row."""
    return data.binarize(x).flatten(1)


def mnist_images(n: int) -> Tensor:
    """The first n of the 60,000 training images, as bytes."""
    return torch.cat([data.mnist(split)[0] for split in ("train", "val")])[:n]


def bits_vae(
    *, k: int, hidden: int, z_dim: int, n_train: int, batch_size: int, anneal: int,
    **how,
) -> Run:  # fmt: skip
    """The one-layer model of Burda et al. (2016): 784-h-h-z in tanh, and back."""
    x = mnist_images(n_train)
    encoder = nets.mlp(784, hidden, hidden, 2 * z_dim, act=nn.Tanh)
    decoder = nets.mlp(z_dim, hidden, hidden, 784, act=nn.Tanh)
    mean = data.to_unit(x).mean(0).flatten().clamp(0.001, 0.999)
    with torch.no_grad():
        decoder[-1].bias.copy_(mean.logit())
    model = vae.VAE(encoder, decoder, vae.BernoulliLikelihood(), z_dim)
    batches = data.Batches(x, batch_size, flat_bits)
    bound = vae.elbo if k == 1 else partial(vae.iwae, k=k)
    run = builds.vae_run(model, batches, bound=bound, **how)
    return builds.lower_rates(run, ("opt",), anneal)


@torch.no_grad()
def bits_likelihood(run: Run, split: str) -> dict[str, float | int]:
    """-log p(x) of a split's images as bits, and the bound that was raised; nats.

    All have K_ALL draws; what K_SOME draws add is measured on every tenth image, and
    its mean is added. `nll_error` is the standard error of that mean.
    """
    model: vae.VAE = run.model
    images = data.mnist(split)[0][:N]
    x = data.binarize(images, seed=len(split)).flatten(1)
    few = in_parts(partial(vae.log_likelihood, model, k=K_ALL), x, model, 20)
    many = partial(vae.log_likelihood, model, k=K_SOME)
    gain = in_parts(many, x[::EACH], model, 20) - few[::EACH]
    mu = in_parts(lambda rows: model.posterior(rows).mean, x, model)
    return {
        "nll": -(few.mean() + gain.mean()).item(),
        "nll_error": gain.std().item() / math.sqrt(len(gain)),
        "elbo": in_parts(partial(vae.elbo, model), x, model).mean().item(),
        "active_units": metrics.active_units(mu),
    }


def row(name: str, title: str, k: int, steps: int) -> Experiment:
    """The model by the bound of k draws, its rate falling to 0."""
    how = {"hidden": 200, "z_dim": 50, "n_train": 60_000, "batch_size": 100}
    return Experiment(
        f"mnist-binary/{name}", title, bits_vae,
        VAE | how | {"k": k, "lr": 2e-3, "ema": 0.999, "anneal": steps}, steps,
        bits_likelihood,
        {"n": N, "reference": "test set as bits, drawn once",
         "nll": f"importance-weighted bound, k = {K_SOME} on every tenth image, "
                f"k = {K_ALL} on all, nats"},
        watched="nll", seeds=(1, 2, 3),
    )  # fmt: skip


STUDY = (
    row("vae", "VAE on MNIST as bits, one layer", 1, 80_000),
    row("vae-quarter", "The same, a quarter of the steps", 1, 20_000),
    row("iwae-5", "Importance-weighted bound of 5 draws, the same", 5, 58_000),
)
