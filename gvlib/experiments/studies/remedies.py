"""Chapter 10: remedies in the network, on equal terms: ladder, codes, mixture prior."""

import math
import time
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from gvlib import metrics, nets, vae
from gvlib.experiments import builds
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import IMAGES, N, image_quality, images
from gvlib.train import EMA, device
from gvlib.vae.ladder import LadderVAE
from gvlib.vae.priors import mixture_start
from gvlib.vae.tokens import TokenPrior, fit_tokens
from gvlib.vae.vq import FSQ, VQVAE, Codebook, perplexity, vq_objective

STEPS = 4_000
HIDDEN, FITTED = 192, (1_200, 64, 4e-3)  # of the prior: steps, batch, learning rate
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


def vector_quantised(
    *, codes: int, dim: int, spread: float, revive: float, commitment: float, **how
) -> Run:  # fmt: skip
    """A VQ-VAE on a grid of 7x7 tokens."""
    book = Codebook(codes, dim, spread=spread, revive=revive)
    return token_run(book, partial(vq_objective, commitment=commitment), **how)


def finite_scalars(*, levels: list[int], **how) -> Run:
    """The same with rounding in the place of a code book."""
    return token_run(FSQ(levels), partial(vq_objective, commitment=0.0), **how)


def token_run(quantiser: nn.Module, bound: vae.bounds.Bound, **how) -> Run:
    """The Run of a VQ-VAE; `measure` fits the prior over its tokens, a part of it."""
    dim = quantiser.dim
    decoder, encoder = nets.grid_generator(dim), nets.grid_encoder(dim)
    model = VQVAE(encoder, decoder, SIGMA(), quantiser)
    prior = TokenPrior(quantiser.size, model.grid, HIDDEN).to(device())
    return remedy_run(model, bound, parts={"prior": prior}, **how)


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
        p, kl = model.conditional(z), q.log_prob(z) - model.prior().log_prob(z)
        return p.mean, p.log_prob(rows), kl, q.mean

    *found, mu = in_rows(one_pass, images(split, N))
    active = {"active_units": metrics.active_units(mu)}
    return compared(model.sample_mean, *found, split) | active


def own_tokens(run: Run, split: str) -> tuple[list[Tensor], Tensor, dict]:
    """(mean and log p(x|q) of a split's images, their tokens, and what those tell)."""
    model: VQVAE = run.model

    def one_pass(rows: Tensor) -> tuple[Tensor, ...]:
        p = model.decode(tokens := model.tokens(rows))
        return p.mean, p.log_prob(rows), tokens

    with torch.no_grad():
        *found, tokens = in_rows(one_pass, images(split, N))
    used = {"codes_used": len(tokens.unique()), "perplexity": perplexity(tokens)}
    return found, tokens, used


def measure_book(run: Run, split: str) -> dict[str, float | int]:
    """Of the code book alone, without a prior: nothing is sampled."""
    (decoded, _), _, used = own_tokens(run, split)
    x = images(split, N)
    sse = (decoded - x).square().sum((1, 2, 3)).mean().item()
    return image_quality(decoded.clamp(0, 1), split, "_posterior") | used | {"sse": sse}


def measure_tokens(run: Run, split: str) -> dict[str, float | int]:
    """With the prior fitted first: -log p(tokens) is the rate, for q has no spread."""
    model, prior = run.model, run.parts["prior"]
    start = time.process_time()
    with torch.no_grad():
        train = in_rows(lambda rows: (model.tokens(rows),), images("train", None))[0]
    fit_tokens(prior, train.to(device()), *FITTED)
    seconds = time.process_time() - start
    (decoded, log_px), tokens, used = own_tokens(run, split)
    with torch.no_grad():
        rate = in_rows(lambda rows: (-prior.log_prob(rows),), tokens)[0]
        draw = lambda n: model.decode(prior.sample(n)).mean  # noqa: E731
        found = compared(draw, decoded, log_px, rate, split)
    return found | used | {
        "rate_nominal": prior.n * math.log(prior.size), "seconds_prior": seconds,
    }  # fmt: skip


HOW = builds.VAE | {"lr": 2e-3, "ema": 0.999, "batch_size": 64}
# Squared errors of pixels count 1 / (2 sigma^2), here about 25: with the usual 0.25
# beside them the codes lag behind the encoder, and trials were worse than with 2.
CODES = HOW | {"codes": 256, "dim": 16, "commitment": 2.0}
SHOWN = {key: IMAGES[key] for key in ("n", "reference", "features", "k")} | {
    "shown": "means of p(x|z); _posterior: z of the reference's images"
}
GRU = {"prior": f"GRU of {HIDDEN} over 7x7 tokens, {FITTED[0]:,} steps of {FITTED[1]}"}
ROW = {"steps": STEPS, "protocol": SHOWN, "seeds": (1, 2, 3, 4, 5), "watched": "fd"}
TOKENS = {"measure": measure_tokens, "protocol": SHOWN | GRU}

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
    Experiment(
        "fashion-parts/vq", "VQ-VAE, codes begin at data, unused ones again",
        vector_quantised, CODES | {"spread": 0.0, "revive": 0.5}, **ROW | TOKENS,
    ),
    Experiment(
        "fashion-parts/vq-collapse", "VQ-VAE, codes begin far from the data, once",
        vector_quantised, CODES | {"spread": 10.0, "revive": 0.0},
        **ROW | {"measure": measure_book, "protocol": SHOWN,
                 "watched": "perplexity"},
    ),
    Experiment(
        "fashion-parts/fsq", "VAE on rounded numbers",
        finite_scalars, HOW | {"levels": [4, 4, 4, 4]}, **ROW | TOKENS,
    ),
)  # fmt: skip
