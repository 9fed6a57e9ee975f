"""Where a VAE's codes can come from: N(0, I), a prior fitted afterwards, q(z|x)."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim import Adam

from gvlib import data, diffusion, nets, vae
from gvlib.experiments.builds import as_images
from gvlib.experiments.core import Run
from gvlib.experiments.quality import N, in_parts
from gvlib.train import EMA
from gvlib.train.rates import fit_falling

N_CODES = 20_000
N_GAUSSIANS = 100
FITTED_PRIOR = f"{N_GAUSSIANS} Gaussians, fitted to codes of {N_CODES} training images"
Draw = Callable[[int], Tensor]


def encoded(run: Run, split: str) -> tuple[Tensor, Tensor]:
    """Images as the VAE saw its own: N_CODES to fit a prior to, and N of the split."""
    see, read = run.batches.transform, data.fashion_mnist
    return see(read("train")[0][:N_CODES]), see(read(split)[0][:N])


@torch.no_grad()
def codes_of(model: vae.VAE, x: Tensor) -> Tensor:
    """One z ~ q(z|x) for every image."""
    return in_parts(lambda rows: model.posterior(rows).sample(), x, model)


def gaussians(codes: Tensor, k: int) -> Draw:
    """Codes from k Gaussians with full covariances, by EM."""
    prior = vae.fit_mixture(codes, k)
    return lambda n: prior().sample((n,))


def flow(codes: Tensor, steps: int = 1_500) -> Draw:
    """Codes from a chain of affine couplings, by maximum likelihood."""
    prior = vae.FlowPrior(codes.shape[1])
    opt, batches = Adam(prior.parameters(), 1e-3), data.Batches(codes, 256)
    fit_falling(vae.prior_step(prior, opt), opt, batches, steps)
    return lambda n: prior().sample((n,))


def matching(codes: Tensor, steps: int = 3_000, n_steps: int = 50) -> Draw:
    """Codes from a flow learned by flow matching, each coordinate scaled to width 1.

    Latent diffusion in small: there too codes are scaled. Rombach et al. (2022).
    """
    d, center, width = codes.shape[1], codes.mean(0), codes.std(0)
    v = diffusion.Velocity(nets.mlp(d + 1, 256, 256, 256, d, act=nn.SiLU))
    opt, average = Adam(v.parameters(), 1e-3), EMA(v)
    step = diffusion.flow_matching_step(v, opt, average)
    fit_falling(step, opt, data.Batches((codes - center) / width, 256), steps)
    carried = partial(diffusion.integrate, average.module, n_steps=n_steps)
    return lambda n: center + width * carried(torch.randn(n, d))


def second_stage(codes: Tensor, steps: int = 3_000) -> Draw:
    """Codes from a second VAE, of the codes of the first. Dai & Wipf (2019)."""
    d = codes.shape[1]
    encoder, decoder = nets.mlp(d, 256, 256, 2 * d), nets.mlp(d, 256, 256, d)
    second = vae.VAE(encoder, decoder, vae.GaussianLikelihood(1.0, learn=True), d)
    opt, batches = Adam(second.parameters(), 1e-3), data.Batches(codes, 256)
    fit_falling(vae.vae_step(second, opt), opt, batches, steps)
    return second.sample


def given(codes: Tensor) -> Draw:
    """These codes, one after the other. Asked for more, it raises ValueError."""
    rest = codes

    def draw(n: int) -> Tensor:
        nonlocal rest
        if n > len(rest):
            raise ValueError(
                f"n = {n} codes, but of the {len(codes)} given ones {len(rest)} are "
                "left: give more"
            )
        rows, rest = rest[:n], rest[n:]
        return rows

    return draw


FITTED = {
    "gaussian": partial(gaussians, k=1), "mixture10": partial(gaussians, k=10),
    "mixture100": partial(gaussians, k=100), "flow": flow, "second": second_stage,
}  # fmt: skip
"""What chapter 10 compares."""
SOURCES = FITTED | {"matching": matching}


@torch.no_grad()
def means_at(model: vae.VAE, draw: Draw, n: int) -> Tensor:
    """n means of p(x|z) at drawn codes, as images in [0, 1]."""
    where = next(model.parameters()).device
    return as_images(lambda m: model.conditional(draw(m).to(where)).mean)(n)
