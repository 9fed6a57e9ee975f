"""The measurements of the records: what a finished Run is worth, on a split."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from gvlib import data, metrics, vae, zoo
from gvlib.experiments.core import Run

N = 10_000
N_WATCH = 5_000
N_NLL = 1_000
K_NLL = 200
K = 5

IMAGES = {
    "n": N, "reference": "test set", "features": zoo.FEATURES, "k": K,
    "nll": f"importance-weighted bound, k = {K_NLL}, {N_NLL} test images, nats",
}  # fmt: skip


def images(split: str, n: int) -> Tensor:
    """The first n images of a split, in [0, 1]."""
    return data.to_unit(data.fashion_mnist(split)[0][:n])


@data.cached(maxsize=4)
def real_features(split: str, n: int, name: str = zoo.FEATURES) -> Tensor:
    """Features of the first n images of a split: the same for whoever is measured."""
    return zoo.features(name)(images(split, n))


def image_quality(
    x: Tensor,
    split: str,
    suffix: str = "",
    reference: Callable[..., Tensor] = real_features,
    kernel: bool = True,
) -> dict[str, float | int]:
    """Every sample metric of images x against a split: fidelity and coverage apart.

    `reference` gives the features of the split's images, as `real_features` does.
    Without `kernel` the kernel distance is left out.
    """
    real, fake = reference(split, len(x)), zoo.features()(x)
    other = zoo.OTHER_FEATURES
    found = {
        "fd": metrics.frechet_distance(real, fake),
        f"fd@{other}": metrics.frechet_distance(
            reference(split, len(x), other), zoo.features(other)(x)
        ),
        **({"kd": metrics.kernel_distance(real, fake)} if kernel else {}),
        **metrics.prdc(real, fake, K),
        "sharpness": metrics.sharpness(x).mean().item(),
    }
    return {key + suffix: value for key, value in found.items()}


def gan_images(run: Run, split: str) -> dict[str, float | int]:
    """Sample metrics of a GAN's images."""
    return image_quality(run.sample(N), split)


@torch.no_grad()
def vae_images(
    run: Run,
    split: str,
    x: Tensor | None = None,
    reference: Callable[..., Tensor] = real_features,
) -> dict[str, float | int]:
    """Sample metrics of decoder means, and of samples; bounds in nats per image.

    The bounds are of x, by default the split's images as the model saw its own;
    `reference` gives the features that samples are compared with.
    Of a continuous Bernoulli also those of sigmoid(h): it is not the mean, but many
    programs show it. Of a cross-entropy the objective, for it is no density of x.
    """
    model: vae.VAE = run.model
    shown = run.sample(N)  # first: no other draw can change these images
    noisy = run.draw(N)
    if x is None:
        x = run.batches.transform(data.fashion_mnist(split)[0][:N])
    mu = in_parts(lambda rows: model.posterior(rows).mean, x, model)
    bound = in_parts(partial(vae.elbo, model), x, model).mean().item()
    if isinstance(model.likelihood, vae.CrossEntropy):
        bounds = {"bound_bce": bound}
    else:
        log_p = partial(vae.log_likelihood, model, k=K_NLL, chunk=20)
        nll = -in_parts(log_p, x[:N_NLL], model, 100).mean().item()
        bounds = {"elbo": bound, "nll": nll}
    other = {}
    if isinstance(model.likelihood, vae.ContinuousBernoulliLikelihood):
        z = torch.randn(N, model.z_dim)
        squashed = in_parts(lambda rows: model.decoder(rows).sigmoid(), z, model)
        other = image_quality(squashed, split, "_sigmoid")
    return {
        **image_quality(shown, split),
        **other,
        **image_quality(noisy, split, "_sample", reference),
        **bounds,
        "active_units": metrics.active_units(mu),
    }


def in_parts(
    call: Callable[[Tensor], Tensor], x: Tensor, model: nn.Module, size: int = 500
) -> Tensor:
    """`call` on `size` rows of x at a time, where the model lives; the result here."""
    where = next(model.parameters()).device
    return torch.cat([call(rows.to(where)).cpu() for rows in x.split(size)])


def watch_images(run: Run) -> dict[str, float | int]:
    """The Fréchet distance to the validation set, while training."""
    real, fake = real_features("val", N_WATCH), zoo.features()(run.sample(N_WATCH))
    found = metrics.prdc(real, fake, K)
    return {
        "fd": metrics.frechet_distance(real, fake),
        "precision": found["precision"],
        "coverage": found["coverage"],
    }
