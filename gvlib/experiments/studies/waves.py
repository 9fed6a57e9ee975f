"""Chapter 8: short tones; a critic of waveforms, and codes of two kinds of data."""

import torch
from torch import Tensor, nn

from gvlib import data, metrics, nets, sound, vae
from gvlib.data import tones
from gvlib.experiments import builds
from gvlib.experiments.core import Experiment, Run
from gvlib.metrics import tones as heard
from gvlib.train import device

N_TRAIN, N, N_NLL, K_NLL = 5_000, 500, 200, 100
SEEDS = {"train": 0, "val": 1, "test": 2}
SHAPE = (128, 32)
"""Frequencies and frames of a spectrogram as a network sees it."""
CENTRE, SCALE = -2.8, 1.4
"""About the mean and the deviation of the training spectrograms' entries."""


@data.cached(maxsize=2)
def waveforms(split: str) -> Tensor:
    """The tones of a split."""
    return tones.tones(N_TRAIN if split == "train" else N, SEEDS[split])[0]


def pictures(x: Tensor) -> Tensor:
    """Spectrograms (n, 4,096), about 0 and 1 wide; the highest row is left out."""
    found = sound.log_spectrogram(x)[:, : SHAPE[0], : SHAPE[1]]
    return ((found - CENTRE) / SCALE).flatten(1)


def heard_again(picture: Tensor) -> Tensor:
    """Waveforms of such spectrograms, their phases found by Griffin and Lim."""
    grid = CENTRE + SCALE * picture.unflatten(1, SHAPE)
    low = torch.tensor(sound.spectra.FLOOR).log()
    full = low.expand(len(grid), SHAPE[0] + 1, SHAPE[1] + 1).clone()
    full[:, : SHAPE[0], : SHAPE[1]] = grid
    full[:, : SHAPE[0], SHAPE[1]] = grid[..., -1]
    return sound.griffin_lim(full, tones.LENGTH)


def wave_gan(*, z_dim: int, batch_size: int, shuffle: int, **how) -> Run:
    """Generator and critic of waveforms."""
    G = nn.Sequential(sound.wave_generator(z_dim), nn.Tanh()).to(device())
    D = sound.wave_critic(shuffle).to(device())
    batches = data.Batches(waveforms("train").to(device()), batch_size)
    run = builds.gan_run(G, D, batches, z_dim=z_dim, **how)
    return run._replace(parts={"generator": run.model})


def wave_vae(
    *, of: str, z_dim: int, width: int, sigma: float, batch_size: int, **how
) -> Run:
    """A VAE of waveforms, its decoder the GAN's generator, or of their spectrograms."""
    x = waveforms("train")
    if of == "waveforms":
        nets_ = sound.wave_encoder(z_dim), sound.wave_generator(z_dim)
    else:
        x, d = pictures(x), SHAPE[0] * SHAPE[1]
        nets_ = nets.mlp(d, width, 2 * z_dim), nets.mlp(z_dim, width, d)
    model = vae.VAE(*nets_, vae.GaussianLikelihood(sigma, True), z_dim).to(device())
    batches = data.Batches(x.to(device()), batch_size)
    run = builds.vae_run(model, batches, **how)
    back = heard_again if of == "spectrograms" else lambda x: x

    def sample(n: int) -> Tensor:
        return back(builds.in_chunks(run.model.sample_mean, n))

    return run._replace(sample=sample, parts={"generator": run.model.decoder})


def tone_quality(x: Tensor, split: str) -> dict[str, float | int]:
    """What is heard in sounds, which tones there are, and the distance of features."""
    real, made = heard.loudness(waveforms(split)), heard.loudness(x)
    distance = {"fd": metrics.frechet_distance(real, made)}
    return distance | heard.tone_report(heard.listen(x))


def gan_report(run: Run, split: str) -> dict[str, float | int]:
    """Of N sounds."""
    return tone_quality(run.sample(N), split)


@torch.no_grad()
def vae_report(run: Run, split: str) -> dict[str, float | int]:
    """The same, and bounds on -log p in nats: of waveforms, or of spectrograms."""
    x, model = waveforms(split)[:N_NLL], run.model.cpu()
    if model.encoder[0].__class__ is nn.Linear:
        x = pictures(x)
    rebuilt, rate = model.elbo_terms(x)
    return gan_report(run, split) | {
        "elbo": (rebuilt - rate).mean().item(), "rate": rate.mean().item(),
        "nll": -vae.log_likelihood(model, x, K_NLL, 20).mean().item(),
        "active_units": metrics.active_units(model.posterior(x).mean),
        "sigma": model.likelihood.log_sigma.exp().item(),
    }  # fmt: skip


STEPS = 1_500
BASE = {"z_dim": 16, "batch_size": 32, "ema": 0.995}
GAME = BASE | builds.RELATIVISTIC | {"r1": 0.5, "r2": 0.5, "lr": 1e-3, "shuffle": 0}
CODE = BASE | builds.VAE | {"lr": 2e-3, "width": 0, "sigma": 0.1, "of": "waveforms"}
PROTOCOL = {
    "n": N, "reference": f"{N} test tones; the formula itself",
    "features": f"log energies, {heard.BANDS} bands in {heard.PARTS} parts",
    "mode_rule": "of 24 pitches x 3 timbres, by least squares, half of the energy",
}  # fmt: skip


def row(name: str, title: str, build, report, config: dict, keep: bool) -> Experiment:
    """One row; the first seed's weights are kept where the page lets one hear it."""
    return Experiment(
        f"tones/{name}", title, build, config, STEPS, report, PROTOCOL,
        watched="explained", seeds=(1, 2, 3), every=100, points=4, keep=keep,
    )  # fmt: skip


STUDY = (
    row("gan", "GAN of waveforms", wave_gan, gan_report, GAME, True),
    row("gan-shuffle", "GAN of waveforms, phase shuffle", wave_gan, gan_report,
        GAME | {"shuffle": 2}, False),
    row("vae", "VAE of waveforms", wave_vae, vae_report, CODE, False),
    row("vae-spectrogram", "VAE of spectrograms", wave_vae, vae_report,
        CODE | {"of": "spectrograms", "width": 128, "sigma": 1.0}, False),
)  # fmt: skip
