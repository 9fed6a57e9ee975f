"""Chapter 10: posterior collapse by cause, and what each cure does to each cause."""

from functools import partial

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d
from torch.optim import Adam

from gvlib import data, metrics, nets, vae
from gvlib.data.images import SPLITS
from gvlib.experiments.builds import adam
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import in_parts
from gvlib.train import device
from gvlib.vae.autoregressive import AutoregressiveLikelihood
from gvlib.vae.model import kl_units
from gvlib.vae.schedules import WarmUp, encoder_first, free_bits

SIDE = 14
N, N_NLL, K_NLL, N_WATCH = 10_000, 500, 100, 1_000


@data.cached(maxsize=3)
def small_bits(split: str) -> Tensor:
    """A split of Fashion-MNIST at 14 x 14 as bits, drawn once.

    A bit is 1 with the probability that the mean grey level of its 2 x 2 pixels is.
    """
    grey = avg_pool2d(data.to_unit(data.fashion_mnist(split)[0]), 2)
    rng = torch.Generator().manual_seed(list(SPLITS).index(split))
    return (torch.rand(grey.shape, generator=rng) < grey).float()


def bit_vae(reach: int, features: int, width: int, z_dim: int) -> vae.VAE:
    """Dense networks; pixels see each other within `reach`, with 0 they do not."""
    d = SIDE * SIDE
    encoder = nn.Sequential(nn.Flatten(), nets.mlp(d, width, 2 * z_dim))
    h = nn.Unflatten(1, (features, SIDE, SIDE))
    decoder = nn.Sequential(nets.mlp(z_dim, width, features * d), h)
    p_x = AutoregressiveLikelihood((SIDE, SIDE), features, reach)
    return vae.VAE(encoder, decoder, p_x, z_dim)


def collapsing_vae(
    *, reach: int, features: int, width: int, z_dim: int, beta: float, warm_up: int,
    floor: float, encoder_lr: float, encoder_steps: int, lr: float, betas: list,
    batch_size: int,
) -> Run:  # fmt: skip
    """One VAE on bits, provoked and cured by its arguments."""
    model = bit_vae(reach, features, width, z_dim).to(device())
    rest = [*model.decoder.named_parameters(), *model.likelihood.named_parameters()]
    groups = [
        {"params": list(model.encoder.named_parameters()), "lr": encoder_lr},
        {"params": rest},
    ]
    opt = Adam(groups, lr, betas=tuple(betas), fused=True)
    batches = data.Batches(small_bits("train").to(device()), batch_size)
    state = {"model": model, "opt": opt, "batches": batches}
    bound = partial(vae.elbo, beta=beta)
    if warm_up:
        bound = state["warm-up"] = WarmUp(warm_up, beta)
    elif floor:
        bound = partial(free_bits, floor=floor, beta=beta)
    step = vae.vae_step(model, opt, bound)
    if encoder_steps:
        alone = state["opt_encoder"] = adam(model.encoder, encoder_lr, betas)
        once = partial(vae.elbo, beta=beta)
        step = encoder_first(step, model, alone, encoder_steps, once)
    return Run(step, batches, state, {"model": model}, model=model)


@torch.no_grad()
def codes(model: vae.VAE, x: Tensor) -> tuple[Tensor, list[Tensor]]:
    """Of every x: log p(x|z), and mu, sigma, one draw z and the KL of each unit."""

    def row(part: Tensor) -> Tensor:
        q = model.posterior(part)
        z = q.rsample()
        found = model.log_px(part, z)[:, None], q.mean, q.stddev, z, kl_units(q)
        return torch.cat(found, 1)

    table = in_parts(row, x, model)
    return table[:, 0], table[:, 1:].chunk(4, 1)


def collapse_report(run: Run, split: str) -> dict[str, float | int]:
    """Of a split's bits: what is said of z, and bounds on log p(x), in nats."""
    x, model = small_bits(split)[:N], run.model
    log_px, (mu, sigma, z, kl) = codes(model, x)
    bound = log_px - kl.sum(1)
    log_p = partial(vae.log_likelihood, model, k=K_NLL, chunk=20)
    many = in_parts(log_p, x[:N_NLL], model, 100).mean().item()
    return {
        "elbo": bound.mean().item(),
        "nll": -many,
        "gap": many - bound[:N_NLL].mean().item(),  # of the same images
        "rate": kl.sum(1).mean().item(),
        "rate_largest": kl.mean(0).max().item(),
        "active_units": metrics.active_units(mu),
        "mutual_information": metrics.mutual_information(mu, sigma, z),
    }


def watch_code(run: Run) -> dict[str, float | int]:
    """The use of z on the validation set, while training."""
    log_px, (mu, _, _, kl) = codes(run.model, small_bits("val")[:N_WATCH])
    rate = kl.sum(1)
    return {
        "elbo": (log_px - rate).mean().item(),
        "rate": rate.mean().item(),
        "active_units": metrics.active_units(mu),
    }


# Every row is this one with a few arguments changed: first a cause, then a cure.
PLAIN = {
    "reach": 0, "features": 8, "width": 128, "z_dim": 8, "beta": 1.0, "warm_up": 0,
    "floor": 0.0, "encoder_lr": 4e-3, "encoder_steps": 0, "lr": 4e-3,
    "betas": [0.9, 0.999], "batch_size": 64,
}  # fmt: skip
STRONG, BETA, WEAKER = {"reach": 13}, {"beta": 20.0}, {"reach": 1}
LAGGING = STRONG | {"encoder_lr": 1e-4}  # a fortieth of the decoder's
WARM_UP, FREE_BITS, MORE_STEPS = {"warm_up": 300}, {"floor": 0.5}, {"encoder_steps": 3}
STEPS = 1_000


def row(name: str, title: str, *changes: dict) -> Experiment:
    """The plain row with these changes."""
    config = PLAIN.copy()
    for change in changes:
        config |= change
    nll = f"importance-weighted bound, k = {K_NLL}, {N_NLL} test images, nats"
    return Experiment(
        f"fashion-14/{name}", title, collapsing_vae, config, STEPS, collapse_report,
        {"n": N, "reference": "test set as bits, 14 x 14", "nll": nll},
        watch=watch_code, watched="rate", seeds=(1, 2, 3, 4, 5), every=50, points=20,
    )  # fmt: skip


STUDY = (
    row("plain", "Dense VAE on small bits"),
    row("strong", "Pixel by pixel", STRONG),
    row("strong-warmup", "Pixel by pixel, warm-up", STRONG, WARM_UP),
    row("strong-freebits", "Pixel by pixel, free bits", STRONG, FREE_BITS),
    row("strong-encoder-steps", "Pixel by pixel, encoder first", STRONG, MORE_STEPS),
    row("strong-weaker", "Pixel by pixel, reach 1", STRONG, WEAKER),
    row("beta", "KL weight 20", BETA),
    row("beta-warmup", "KL weight 20, warm-up", BETA, WARM_UP),
    row("beta-freebits", "KL weight 20, free bits", BETA, FREE_BITS),
    row("beta-encoder-steps", "KL weight 20, encoder first", BETA, MORE_STEPS),
    row("lagging", "Pixel by pixel, slow encoder", LAGGING),
    row("lagging-warmup", "Slow encoder, warm-up", LAGGING, WARM_UP),
    row("lagging-freebits", "Slow encoder, free bits", LAGGING, FREE_BITS),
    row("lagging-encoder-steps", "Slow encoder, encoder first", LAGGING, MORE_STEPS),
    row("lagging-weaker", "Slow encoder, reach 1", LAGGING, WEAKER),
    row("lagging-plain", "Slow encoder, pixels independent", LAGGING, {"reach": 0}),
)  # fmt: skip
