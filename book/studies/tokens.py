"""Controls of page 10b's code book, one seed: its grid without it, a longer prior.

The grid: a Gaussian code of as many numbers on the same 7x7 places, through the same
networks. The prior: of twice the steps, over tokens of a book of its own; and tokens
that are drawn for each place alone. Writes the key "tokens" of gvlib/zoo/bench.json:
`python -m studies.tokens` (eight minutes on one core).
"""

import time

import torch
from bench.store import merge, stamped
from torch import Tensor, nn
from torch.distributions import kl_divergence

from gvlib import nets, vae
from gvlib.experiments import experiment
from gvlib.experiments.core import Run
from gvlib.experiments.quality import N, image_quality, images
from gvlib.experiments.studies.codebooks import CODES, FITTED, HIDDEN, own_tokens
from gvlib.experiments.studies.remedies import (
    HOW,
    SIGMA,
    STEPS,
    compared,
    in_rows,
    remedy_run,
)
from gvlib.numerics import digits
from gvlib.train import device, fit, seed_everything
from gvlib.vae.tokens import TokenPrior, fit_tokens
from gvlib.vae.vq import VQVAE

SEED = 1_000  # none that is reported
SIDE = 7
KEPT = (
    "fd", "fd@fashion/features-strided", "coverage", "fd_posterior",
    "fd@fashion/features-strided_posterior", "rate", "sse",
)  # fmt: skip


def kept(found: dict, seconds: float = 0.0) -> dict[str, float]:
    """What the page shows, in as many digits as a record has."""
    return {k: digits(found[k]) for k in KEPT if k in found} | {
        "cpu_seconds": round(seconds, 1)
    }


def grid_run(dim: int = CODES["dim"]) -> Run:
    """The VAE *sigma* with `dim` Gaussian numbers at every place of the book's grid."""
    decoder = nn.Sequential(
        nn.Unflatten(1, (dim, SIDE, SIDE)), nets.grid_generator(dim)
    )
    encoder = nn.Sequential(nets.grid_encoder(2 * dim), nn.Flatten())
    model = vae.VAE(encoder, decoder, SIGMA(), dim * SIDE**2)
    return remedy_run(model, vae.elbo, **HOW)


@torch.no_grad()
def measure_grid(run: Run, split: str) -> dict[str, float | int]:
    """Quality of samples at codes from N(0, I) and at q(z|x); KL in nats."""
    model: vae.VAE = run.model

    def one_pass(rows: Tensor) -> tuple[Tensor, ...]:
        q = model.posterior(rows)
        p = model.conditional(q.sample())
        return p.mean, p.log_prob(rows), kl_divergence(q, model.prior())

    return compared(model.sample_mean, *in_rows(one_pass, images(split, N)), split)


def trained(run: Run, steps: int) -> float:
    """Train, and return the CPU-seconds."""
    start = time.process_time()
    fit(run.step, run.batches, steps, state=run.state, progress=False)
    return time.process_time() - start


def grid(steps: int = STEPS, split: str = "val") -> dict[str, float]:
    """The grid without a book."""
    seed_everything(SEED)
    run = grid_run()
    seconds = trained(run, steps)
    return kept(measure_grid(run, split), seconds)


def drawn(model: VQVAE, tokens: Tensor, rate: Tensor, split: str) -> dict:
    """Quality of decoded tokens, beside what the split's own tokens cost in nats."""
    means = lambda rows: (model.decode(rows).mean,)  # noqa: E731
    with torch.no_grad():
        x = in_rows(means, tokens)[0].clamp(0, 1)
    return image_quality(x, split) | {"rate": rate.mean().item()}


def by_place(train: Tensor, own: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """(N grids drawn place by place; nats of `own` by the same shares of `train`)."""
    counts = torch.full((train.shape[1], size), 0.01)
    counts.scatter_add_(1, train.T, torch.ones(train.T.shape))
    p = counts / counts.sum(1, keepdim=True)
    tokens = torch.multinomial(p, N, replacement=True).T
    return tokens, -p.log()[torch.arange(len(p)), own].sum(1)


def sampled(prior: TokenPrior, chunk: int = 500) -> Tensor:
    """N grids that the prior draws."""
    return torch.cat([prior.sample(chunk).cpu() for _ in range(N // chunk)])


def priors(
    steps: int = STEPS, longer: int = 2 * FITTED[0], split: str = "test"
) -> dict[str, dict[str, float]]:
    """Tokens of one book, drawn for each place alone and by a prior of more steps."""
    e = experiment("fashion-parts/vq")
    seed_everything(SEED)
    run = e.build(**e.config)
    seconds = trained(run, steps)
    model, (found, own, _) = run.model, own_tokens(run, split)
    x = found[0].clamp(0, 1)
    told = {"book": kept(image_quality(x, split, "_posterior"), seconds)}
    with torch.no_grad():
        see = lambda rows: (model.tokens(rows),)  # noqa: E731
        train = in_rows(see, images("train", None))[0]
    places = by_place(train, own, model.quantiser.size)
    told["places"] = kept(drawn(model, *places, split))
    seed_everything(SEED)
    prior = TokenPrior(model.quantiser.size, model.grid, HIDDEN).to(device())
    start = time.process_time()
    fit_tokens(prior, train.to(device()), longer, *FITTED[1:])
    seconds = time.process_time() - start
    with torch.no_grad():
        rate = in_rows(lambda rows: (-prior.log_prob(rows),), own)[0]
    tokens = sampled(prior)
    return told | {"longer": kept(drawn(model, tokens, rate, split), seconds)}


def main() -> None:
    for name, found in {"grid": grid(), **priors()}.items():
        merge("tokens", name, stamped(found))


if __name__ == "__main__":
    main()
