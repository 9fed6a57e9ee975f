"""Chapter 10: VAE-GAN, and a VAE's decoder trained again with and without a critic."""

import copy
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from gvlib import data, gan, nets, vae
from gvlib.experiments import builds
from gvlib.experiments.builds import IMAGE, VAE
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import IMAGES, N, in_parts, watch_images
from gvlib.experiments.sources import (
    FITTED_PRIOR,
    N_GAUSSIANS,
    codes_of,
    encoded,
    gaussians,
)
from gvlib.experiments.studies.images import Images, image_vae
from gvlib.experiments.studies.parts import STEPS, inside, seen
from gvlib.hybrid import absolute_error, decoder_step, squared_error, vaegan_step
from gvlib.train import EMA, Scalars, device

ERRORS = {"absolute": absolute_error, "squared": squared_error}
# What the decoder is trained for: an error, and the factor of the adversarial term.
ROWS = {
    "l2": ["squared", 0.0], "l1": ["absolute", 0.0],
    "half": ["absolute", 0.5], "adversarial": ["absolute", 1.0],
}  # fmt: skip
KEPT = {"l1", "adversarial"}  # whose weights are stored, because a page shows both
AGAIN = {"lr": 1e-3, "betas": [0.5, 0.999], "loss": "non_saturating", "r1": 0.0}


def fashion_vaegan(
    *, z_dim: int, batch_size: int, gamma: float, loss: str, lr: float, betas: list,
    ema: float, anneal: int,
) -> Run:  # fmt: skip
    """A VAE-GAN on Fashion-MNIST: three players, three optimisers, one step."""
    decoder, encoder = nets.generator(z_dim), nets.encoder(z_dim)
    p_x = vae.GaussianLikelihood(mean=torch.sigmoid)  # only its mean is used
    model = vae.VAE(encoder, decoder, p_x, z_dim).to(device())
    D = nets.discriminator().to(device())
    players = {"opt_e": encoder, "opt_g": decoder, "opt_d": D}
    opts = {name: builds.adam(net, lr, betas) for name, net in players.items()}
    average, batches = EMA(model, ema), builds.TrainingImages(batch_size)
    how = {"gamma": gamma, "ema": average}
    step = vaegan_step(model, D, *opts.values(), getattr(gan, loss), **how)
    state = {"model": model, "D": D, "batches": batches, "ema": average, **opts}
    shown = average.module
    parts = {"generator": shown.decoder, "encoder": shown.encoder}
    sample = builds.as_images(shown.sample_mean)
    run = Run(step, batches, state, parts, sample, model=shown)
    return builds.lower_rates(run, list(opts), anneal)


def image_decoders(
    images: Images, channels: int, size: int, *, z_dim: int, batch_size: int,
    ema: float, vae_lr: float, vae_steps: int, rows: dict, steps: int,
    likelihood: str = "Gaussian, learned sigma", **how,
) -> Run:  # fmt: skip
    """First a VAE of square images; then its decoder again, once for each row.

    The average of the VAE is what the decoders start from and whose codes they see.
    """
    first = image_vae(
        images, channels, size, likelihood=likelihood, z_dim=z_dim,
        batch_size=batch_size, lr=vae_lr, ema=ema, **VAE,
    )  # fmt: skip
    with torch.random.fork_rng():  # the VAE sees the noise that it sees alone
        critic = nets.discriminator(channels, size).to(device())
        then = decoders_again(first, critic, rows, ema, steps, **how)
    done = first.state["ema"]

    def step(batches: Iterator[Tensor]) -> Scalars:
        return (first if done.t < vae_steps else then).step(batches)

    return first._replace(
        step=step, state=first.state | then.state, parts=first.parts | then.parts
    )


def fashion_decoders(**config) -> Run:
    """`image_decoders` on Fashion-MNIST.

    The VAE is `fashion-parts/sigma` of the same seed to the last bit.
    """
    return image_decoders(builds.TrainingImages, 1, 28, **config)


def decoders_again(
    first: Run, critic: nn.Module, rows: dict, ema: float, steps: int, *, lr: float,
    betas: list, loss: str, r1: float,
) -> Run:  # fmt: skip
    """The Run of the decoders: on the same images and codes, from equal critics."""
    model, state, steppers = first.model, {}, {}
    decoder = nn.Sequential(model.decoder, nn.Sigmoid())
    for name, (error, factor) in rows.items():
        G, D = copy.deepcopy(decoder).requires_grad_(), copy.deepcopy(critic)
        opt_g, opt_d = builds.adam(G, lr, betas), builds.adam(D, lr, betas)
        average = EMA(G, ema)
        steppers[name] = decoder_step(
            G, opt_g, D, opt_d, getattr(gan, loss), factor=factor, error=ERRORS[error],
            penalties=[gan.r1(r1)] if r1 else [], ema=average,
        )  # fmt: skip
        found = {"G": G, "opt_g": opt_g, "ema": average}
        found |= {"D": D, "opt_d": opt_d} if factor else {}  # else they never move
        state |= {f"{key} {name}": thing for key, thing in found.items()}
    averages = {name: state[f"ema {name}"] for name in rows}

    def step(batches: Iterator[Tensor]) -> Scalars:
        if not any(average.t for average in averages.values()):
            for name, average in averages.items():  # the first time: start from the VAE
                for G in (state[f"G {name}"], average.module):
                    G[0].load_state_dict(model.decoder.state_dict())
        x = next(batches)
        with torch.no_grad():
            z = model.posterior(x).sample()
        logs = {name: take(iter([(x, z)])) for name, take in steppers.items()}
        return {f"{k}_{n}": v for n, log in logs.items() for k, v in log.items()}

    opts = [key for key in state if key.startswith("opt")]
    parts = {
        f"decoder_{name}": averages[name].module[0] for name in rows if name in KEPT
    }
    return builds.lower_rates(Run(step, first.batches, state, parts), opts, steps)


def vaegan_images(run: Run, split: str) -> dict[str, float | int]:
    """What `decodings` measures, with rate in nats and active units of the codes."""
    x = run.batches.transform(data.fashion_mnist(split)[0][:N])
    found = inside(run.model, x)  # not its bound: no sigma was learned
    of_codes = {key: found[key] for key in ("rate", "active_units")}
    return decodings(run, split, {"": run.model.decoder}) | of_codes


def decoder_images(run: Run, split: str) -> dict[str, float | int]:
    """What `decodings` measures, of the VAE's decoder and of all that came after."""
    averages = {k.removeprefix("ema "): v for k, v in run.state.items() if "ema " in k}
    again = {f"_{name}": average.module[0] for name, average in averages.items()}
    return decodings(run, split, {"_vae": run.model.decoder} | again)


@torch.no_grad()
def decodings(
    run: Run, split: str, decoders: dict[str, nn.Module]
) -> dict[str, float | int]:
    """Image metrics of N decoded codes, <metric><decoder><codes>, and `sse<decoder>`.

    The codes are of N(0, I); `_fitted`: of N_GAUSSIANS fitted to codes of training
    images; `_posterior`: z ~ q(z|x), one for every image x of the split. sse is the
    squared error of these decodings, summed over pixels, mean over images.
    """
    model = run.model
    train, x = encoded(run, split)
    draw = gaussians(codes_of(model, train), N_GAUSSIANS)
    codes = {
        "": torch.randn(N, model.z_dim), "_fitted": draw(N),
        "_posterior": codes_of(model, x),
    }  # fmt: skip
    found = {}
    for name, decoder in decoders.items():
        for source, z in codes.items():
            made = in_parts(lambda rows, d=decoder: d(rows).sigmoid(), z, model)
            found |= seen(made, split, name + source)
        found[f"sse{name}"] = squared_error(made, x).mean().item()
    return found


SHOWN = IMAGES | {
    "shown": "means of p(x|z)",
    "fitted": FITTED_PRIOR,
}
STUDY = (
    Experiment(
        "fashion-parts/vae-gan", "VAE-GAN, the error measured in D's features",
        fashion_vaegan,
        IMAGE | {"gamma": 0.1, "loss": "non_saturating", "lr": 1e-3,
                 "betas": [0.5, 0.999], "anneal": 4_500},
        4_500, vaegan_images, SHOWN, watch_images, (1, 2, 3), watched="fd",
    ),
    Experiment(
        "fashion-parts/decoders", "A VAE's decoder again: squared, absolute, a critic",
        fashion_decoders,
        IMAGE | {"vae_lr": 2e-3, "vae_steps": STEPS, "rows": ROWS, "steps": 1_500}
        | AGAIN,
        STEPS + 1_500, decoder_images, SHOWN, None, (1, 2, 3, 4, 5),
        watched="fd_adversarial_posterior", keep=True,
    ),
)  # fmt: skip
