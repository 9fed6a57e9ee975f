"""Page 10b: a VAE of discrete codes, from a book or by rounding, and its prior."""

import math
import time
from functools import partial

import torch
from torch import Tensor, nn

from gvlib import nets, vae
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import N, image_quality, images
from gvlib.experiments.studies.remedies import (
    HOW,
    ROW,
    SHOWN,
    SIGMA,
    compared,
    in_rows,
    remedy_run,
)
from gvlib.train import device
from gvlib.vae.tokens import TokenPrior, fit_tokens
from gvlib.vae.vq import FSQ, VQVAE, Codebook, perplexity, vq_objective

HIDDEN, FITTED = 192, (1_200, 64, 4e-3)  # of the prior: steps, batch, learning rate


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


# Squared errors of pixels count 1 / (2 sigma^2), in the end about 100. The usual weight
# of 0.25 lost to 2 in trials, of revision 1: its decoder had gradients in wrong order.
CODES = HOW | {"codes": 256, "dim": 16, "commitment": 2.0}
GRU = {"prior": f"GRU of {HIDDEN} over 7x7 tokens, {FITTED[0]:,} steps of {FITTED[1]}"}
ROW = ROW | {"revision": 2}
TOKENS = {"measure": measure_tokens, "protocol": SHOWN | GRU, "seeds": (1, 2, 3)}

STUDY = (
    Experiment(
        "fashion-parts/vq", "VQ-VAE, codes begin at data, unused ones again",
        vector_quantised, CODES | {"spread": 0.0, "revive": 0.5}, **ROW | TOKENS,
    ),
    Experiment(
        "fashion-parts/vq-collapse", "VQ-VAE, codes begin far from the data, once",
        vector_quantised, CODES | {"spread": 10.0, "revive": 0.0},
        **ROW | {"measure": measure_book, "protocol": SHOWN,
                 "watched": "perplexity", "seeds": (1, 2, 3)},
    ),
    Experiment(
        "fashion-parts/fsq", "VAE on rounded numbers",
        finite_scalars, HOW | {"levels": [4, 4, 4, 4]}, **ROW | TOKENS,
    ),
)  # fmt: skip
