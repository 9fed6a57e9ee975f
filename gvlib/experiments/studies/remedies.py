"""Page 10b: remedies in the network, on equal terms: ladder, mixture prior."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from gvlib import metrics, nets, vae
from gvlib.experiments import builds
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import IMAGES, N, image_quality, images
from gvlib.train import EMA, device
from gvlib.vae.ladder import LadderVAE
from gvlib.vae.priors import mixture_start

STEPS = 4_000
SIGMA = builds.LIKELIHOODS["Gaussian, learned sigma"]


def remedy_run(
    model: nn.Module, bound: vae.bounds.Bound, *, lr: float, betas: list, ema: float,
    batch_size: int, parts: dict[str, nn.Module] | None = None,
) -> Run:  # fmt: skip
    """The model, its one optimiser and its average, as one Run.

    The average is of weights; a code book is a moving average already, and is copied.
    """
    model = model.to(device())
    opt, average = builds.adam(model, lr, betas), EMA(model, ema)
    batches = builds.TrainingImages(batch_size)
    step = vae.vae_step(model, opt, bound, ema=average)
    state = {"model": model, "opt": opt, "batches": batches, "ema": average}
    parts = {"model": average.module} | (parts or {})
    return Run(step, batches, state, parts, model=average.module)


def ladder(*, z_dims: list[int], **how) -> Run:
    """The book's VAE with two layers of z in the place of one."""
    decoder, trunk = nets.generator(z_dims[0]), nets.trunk()
    return remedy_run(LadderVAE(trunk, decoder, SIGMA(), z_dims), vae.elbo, **how)


def mixture_prior(*, components: int, z_dim: int, **how) -> Run:
    """The book's VAE with a mixture of Gaussians as p(z), learned with the rest."""
    decoder, encoder = nets.generator(z_dim), nets.encoder(z_dim)
    prior = mixture_start(components, z_dim)
    model = vae.VAE(encoder, decoder, SIGMA(), z_dim, prior)
    return remedy_run(model, vae.elbo, **how)


def in_rows(call: Callable[[Tensor], tuple[Tensor, ...]], x: Tensor) -> list[Tensor]:
    """Each of the tensors that `call` returns, of all rows of x, on the CPU."""
    parts = [call(rows.to(device())) for rows in x.split(500)]
    return [torch.cat(part).cpu() for part in zip(*parts, strict=True)]


def compared(
    draw: Callable[[int], Tensor], decoded: Tensor, log_px: Tensor, rate: Tensor,
    split: str,
) -> dict[str, float | int]:  # fmt: skip
    """Quality of samples and of decoded test images; rate, bound (nats), squared error.

    `draw` gives means of p(x|z), z from the model's own prior, and so does `decoded`,
    z from q(z|x) of the split's images.
    """
    samples = builds.as_images(draw)(N)
    return {
        **image_quality(samples, split),
        **image_quality(decoded.clamp(0, 1), split, "_posterior"),
        "rate": rate.mean().item(),
        "elbo": (log_px - rate).mean().item(),
        "sse": (decoded - images(split, N)).square().sum((1, 2, 3)).mean().item(),
    }


@torch.no_grad()
def measure_ladder(run: Run, split: str) -> dict[str, float | int]:
    """Also of the upper layer alone: its KL in nats, its active units."""
    model: LadderVAE = run.model

    def one_pass(rows: Tensor) -> tuple[Tensor, ...]:
        layers = model.infer(rows)
        p, kl = model.conditional(layers[0].z[0]), model.kl_layers(layers)
        low, top = (layers[i].q.mean[0] for i in (0, -1))
        return p.mean, p.log_prob(rows), kl.sum(0), low, top, kl[-1]

    decoded, log_px, kl, low, top, kl_top = in_rows(one_pass, images(split, N))
    return compared(model.sample_mean, decoded, log_px, kl, split) | {
        "active_units": metrics.active_units(low),
        "active_units_top": metrics.active_units(top),
        "rate_top": kl_top.mean().item(),
    }


@torch.no_grad()
def measure_mixture(run: Run, split: str) -> dict[str, float | int]:
    """KL to the mixture is of one draw of z for each image."""
    model: vae.VAE = run.model

    def one_pass(rows: Tensor) -> tuple[Tensor, ...]:
        q = model.posterior(rows)
        z = q.sample()
        kl = q.log_prob(z) - model.prior().log_prob(z)  # eq. 10b.1
        p = model.conditional(z)
        return p.mean, p.log_prob(rows), kl, q.mean

    *found, mu = in_rows(one_pass, images(split, N))
    active = {"active_units": metrics.active_units(mu)}
    return compared(model.sample_mean, *found, split) | active


HOW = builds.VAE | {"lr": 2e-3, "ema": 0.999, "batch_size": 64}
SHOWN = {key: IMAGES[key] for key in ("n", "reference", "features", "k")} | {
    "shown": "means of p(x|z); _posterior: z of the reference's images"
}
ROW = {"steps": STEPS, "protocol": SHOWN, "seeds": (1, 2, 3, 4, 5), "watched": "fd"}
STUDY = (
    Experiment(
        "fashion-parts/ladder", "Ladder VAE, two layers of z",
        ladder, HOW | {"z_dims": [32, 16]}, measure=measure_ladder, **ROW,
    ),
    Experiment(
        "fashion-parts/mixture-prior", "VAE, mixture of Gaussians as learned prior",
        mixture_prior, HOW | {"components": 100, "z_dim": 32},
        measure=measure_mixture, **ROW,
    ),
)  # fmt: skip
