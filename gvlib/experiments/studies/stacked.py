"""Page Bb: three images stacked, 1,000 modes, for GANs and for a VAE."""

from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor, nn

from gvlib import data, gan, metrics, nets, vae, zoo
from gvlib.experiments import builds, sources
from gvlib.experiments.builds import NON_SATURATING, PENALISED, RELATIVISTIC, VAE
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.studies.images import image_gan
from gvlib.train import Scalars, device

N, CHUNK = 26_000, 1_000  # as many samples as Lin et al. (2018) count
N_GAUSSIANS, N_CODES = 10, 10_000
HELD_OUT = {"val": 1, "test": 2}  # the seeds of held-out triples


def stacks(batch_size: int) -> data.StackedImages:
    """The training triples, the same for every method and seed."""
    return data.StackedImages(batch_size, device=device())


def stacked_gan(**config) -> Run:
    """A GAN on stacked images."""
    return image_gan(lambda batch_size, _: stacks(batch_size), 3, 28, **config)


def tiny_gan(
    *, z_dim: int, batch_size: int, maps: list, part: int, pac: int = 1, **how
) -> Run:
    """A GAN whose critic has a part of the generator's maps. After Metz et al. (2017).

    Theirs have batch norm, a generator two layers longer and a critic one.
    """
    high, low = maps
    h = nn.Sequential(
        nn.Linear(z_dim, high * 7 * 7), nn.ReLU(), nn.Unflatten(1, (high, 7, 7)),
        nn.ConvTranspose2d(high, low, 4, stride=2, padding=1), nn.ReLU(),
        nn.ConvTranspose2d(low, 3, 4, stride=2, padding=1),
    )  # fmt: skip
    D = nn.Sequential(
        nn.Conv2d(3 * pac, low // part, 4, stride=2, padding=1), nets.leaky(),
        nn.Conv2d(low // part, high // part, 4, stride=2, padding=1), nets.leaky(),
        nn.Flatten(), nn.Linear(high // part * 7 * 7, 1), nn.Flatten(0),
    )  # fmt: skip
    D = gan.Pac(D, pac) if pac > 1 else D
    G = nn.Sequential(h, nn.Sigmoid()).to(device())
    return builds.gan_run(G, D.to(device()), stacks(batch_size), z_dim=z_dim, **how)


def stacked_vae(*, z_dim: int, batch_size: int, likelihood: str, **how) -> Run:
    """A VAE on stacked images: the decoder is the generator, means are shown."""
    # The decoder first: a GAN's generator of the same seed starts with its weights.
    decoder, encoder = nets.generator(z_dim, 3), nets.encoder(z_dim, channels=3)
    p_x = builds.LIKELIHOODS[likelihood]()
    model = vae.VAE(encoder, decoder, p_x, z_dim).to(device())
    run = builds.vae_run(model, stacks(batch_size), **how)
    means, draws = map(builds.as_images, (run.model.sample_mean, run.model.sample))
    return run._replace(sample=means, draw=draws)


def stacked_data(*, batch_size: int) -> Run:
    """No model: training triples drawn anew in the place of samples."""
    batches = stacks(batch_size)

    def sample(n: int) -> Tensor:
        which = torch.randint(len(batches.images), (n, 3))
        return batches.stacked(which).cpu()

    def step(batches: Iterator[Tensor]) -> Scalars:
        return {"loss": 0.0 * next(batches).mean()}

    return Run(step, batches, {"batches": batches}, {}, sample)


@torch.no_grad()
def modes_of(draw: Callable[[int], Tensor], n: int = N) -> dict[str, float | int]:
    """What `label_report` says of n stacks: a mode is a triple of classes."""
    classify, parts = zoo.classifier(), []
    for _ in range(0, n, CHUNK):
        x = draw(CHUNK)
        told = classify(x.reshape(-1, 1, 28, 28)).argmax(1).reshape(-1, 3)
        parts.append(told @ torch.tensor([100, 10, 1]))
    return metrics.label_report(torch.cat(parts), 1_000)


def held_out(split: str) -> Callable[[int], Tensor]:
    """Real triples of a split, one batch after the other."""
    batches = data.StackedImages(CHUNK, split, N, HELD_OUT[split])
    return lambda n: next(batches)


def stacked_modes(run: Run, split: str, n: int = N) -> dict[str, float | int]:
    """Modes of n samples, and the KL of their histogram to a uniform one, nats."""
    return modes_of(run.sample, n)


def by_both_codes(run: Run, split: str) -> dict[str, float | int]:
    """The same of a VAE's means, and `_fitted`: with codes from fitted Gaussians."""
    found = modes_of(fitted(run))
    return modes_of(run.sample) | {f"{key}_fitted": v for key, v in found.items()}


def held_out_modes(run: Run, split: str) -> dict[str, float | int]:
    """The same of N held-out real stacks; they are the same for every seed."""
    return modes_of(held_out(split))


def fitted(run: Run) -> Callable[[int], Tensor]:
    """Means of p(x|z), z from Gaussians fitted to codes of training images."""
    x = torch.cat([next(run.batches) for _ in range(N_CODES // run.batches.batch_size)])
    prior = sources.gaussians(sources.codes_of(run.model, x), N_GAUSSIANS)
    return lambda n: sources.means_at(run.model, prior, n)


TOLD = {
    "n": N, "features": zoo.FEATURES, "shown": "samples",
    "reference": "1,000 triples of classes, equally often",
    "mode_rule": "at least one sample, by the classifier",
    "fair_modes": "modes that hold at least 8 % of a thousandth of all samples",
}  # fmt: skip
MEANS = TOLD | {
    "shown": "means of p(x|z)",
    "fitted": f"{N_GAUSSIANS} Gaussians, fitted to codes of {N_CODES} training stacks",
}
HOW = {"z_dim": 64, "batch_size": 64, "ema": 0.999}
MODEL = {"watched": "mode_kl", "seeds": (1, 2, 3)}
GAN = MODEL | {"measure": stacked_modes, "protocol": TOLD}
FLOOR = TOLD | {"shown": "held-out real stacks"}

N_TINY = 5_000
TINY = NON_SATURATING | {
    "z_dim": 64, "batch_size": 64, "maps": [32, 16], "part": 4, "lr": 1e-3,
    "ema": 0.999,
}  # fmt: skip
PAIRS, R1, BOTH = RELATIVISTIC, {"r1": 1.0}, {"r1": 1.0, "r2": 1.0}
SMALL = {
    "ns": ("non-saturating", {}), "pac-2": ("packs of two", {"pac": 2}),
    "unroll": ("unrolled 5 steps", {"unroll": 5}),
    "ns-r1": ("non-saturating, R1", R1), "ns-r1-r2": ("non-saturating, R1, R2", BOTH),
    "pairs-r1": ("relativistic, R1", PAIRS | R1),
    "pairs-r1-r2": ("relativistic, R1, R2", PAIRS | BOTH),
}  # fmt: skip
"""What is changed of TINY in each row."""


def small(key: str) -> Experiment:
    """One row of the tiny networks."""
    title, change = SMALL[key]
    return Experiment(
        f"stacked/tiny-{key}", f"Tiny GAN on stacked images, {title}", tiny_gan,
        TINY | change, 1_500, partial(stacked_modes, n=N_TINY), TOLD | {"n": N_TINY},
        **MODEL,
    )  # fmt: skip


STUDY = (
    *map(small, SMALL),
    Experiment(
        "stacked/data", "Held-out real stacks, measured as if they were samples",
        stacked_data, {"batch_size": 64}, 1, held_out_modes, FLOOR,
        seeds=(1,), watched="mode_kl",
    ),
    Experiment(
        "stacked/gan-ns", "GAN on stacked images, non-saturating loss",
        stacked_gan, HOW | NON_SATURATING | {"lr": 2e-3}, 4_000, **GAN,
    ),
    Experiment(
        "stacked/gan-r3", "GAN on stacked images, relativistic loss with R1 and R2",
        stacked_gan, HOW | PENALISED | {"lr": 1e-3}, 4_000, **GAN,
    ),
    Experiment(
        "stacked/gan-pac", "GAN on stacked images, two to a pack",
        stacked_gan, HOW | NON_SATURATING | {"lr": 2e-3, "pac": 2}, 4_000, **GAN,
    ),
    Experiment(
        "stacked/vae-sigma", "VAE on stacked images, one learned sigma",
        stacked_vae, HOW | VAE | {"likelihood": "Gaussian, learned sigma", "lr": 2e-3},
        4_000, by_both_codes, MEANS, **MODEL,
    ),
)  # fmt: skip
