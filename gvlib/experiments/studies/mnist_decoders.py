"""Appendix B: log p(x) of a VAE's and a GAN's decoder on MNIST, by annealing."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.distributions import Distribution, Independent, Normal

from gvlib import data, metrics, nets, vae
from gvlib.experiments import builds
from gvlib.experiments.builds import PENALISED, VAE, in_chunks
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import in_parts
from gvlib.metrics.hmc import sigmoid_betas

WIDTHS = (64, 256, 256, 1024)  # of the decoders of Wu et al. (2017), from z on
CHAINS, TEMPERATURES, LEAPFROGS = 4, 500, 10
N_AIS, N_SIMULATED = 100, 20
N_CHOICE = 20  # images that a variance is chosen by
N_PARZEN, N_BOUND = 10_000, 2_000  # samples of the window; draws of the bound
VARIANCES = (0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.07)
WINDOWS = tuple(0.1 + 0.01 * i for i in range(21))


def flat(x: Tensor) -> Tensor:
    """Dequantised pixels, one image a row."""
    return data.dequantize(x).flatten(1)


def decoder_vae(
    *, z_dim: int, variance: float, batch_size: int, anneal: int, **how
) -> Run:
    """The VAE: a Gaussian of fixed variance around sigmoid(h)."""
    encoder = nets.mlp(784, *WIDTHS[::-1], 2 * z_dim)
    p_x = vae.GaussianLikelihood(variance**0.5, mean=torch.sigmoid)
    model = vae.VAE(encoder, nets.mlp(z_dim, *WIDTHS, 784), p_x, z_dim)
    batches = data.Batches(data.mnist("train")[0], batch_size, flat)
    run = builds.vae_run(model, batches, **how)
    mean = lambda n: in_chunks(run.model.sample_mean, n)  # noqa: E731
    return builds.lower_rates(run._replace(sample=mean), ("opt",), anneal)


def decoder_gan(*, z_dim: int, batch_size: int, anneal: int, **how) -> Run:
    """The GAN: its generator is the same network, its image sigmoid(h)."""
    G = nn.Sequential(nets.mlp(z_dim, *WIDTHS, 784), nn.Sigmoid())
    D = nets.Critic(784, *WIDTHS[::-1])
    batches = data.Batches(data.mnist("train")[0], batch_size, flat)
    run = builds.gan_run(G, D, batches, z_dim=z_dim, **how)
    return builds.lower_rates(run, ("opt_g", "opt_d"), anneal)


def standard(n: int, z_dim: int) -> Distribution:
    """N(0, I) for each of n data points."""
    return Independent(Normal(torch.zeros(n, z_dim), 1.0), 1)


def joint(
    mean: Callable[[Tensor], Tensor], x: Tensor, variance: float, z_dim: int
) -> Callable[[Tensor], Tensor]:
    """z -> log N(x; mean(z), variance I) + log N(z; 0, I), row by row."""
    prior, sigma = standard(len(x), z_dim), variance**0.5
    return lambda z: Normal(mean(z), sigma).log_prob(x).sum(1) + prior.log_prob(z)


def annealed(
    mean: Callable[[Tensor], Tensor], x: Tensor, variance: float, z_dim: int, **how
) -> Tensor:
    """log p(x) of every row, nats, by chains from N(0, I)."""
    plan = {"betas": sigmoid_betas(TEMPERATURES), "n": LEAPFROGS, "chains": CHAINS}
    log_joint = joint(mean, x, variance, z_dim)
    start = standard(len(x), z_dim)
    return metrics.annealed_log_marginal(log_joint, start, **(plan | how))


def best_variance(mean: Callable[[Tensor], Tensor], x: Tensor, z_dim: int) -> float:
    """Under which x is most likely, of VARIANCES, by one chain for each image.

    The chains are as long as those of the measurement: short ones stay farther below
    the smaller the variance, and would choose too large a one.
    """
    scores = [annealed(mean, x, v, z_dim, chains=1).mean() for v in VARIANCES]
    return VARIANCES[int(torch.stack(scores).argmax())]


def gap(mean: Callable[[Tensor], Tensor], variance: float, z_dim: int) -> float:
    """Mean of the estimate from above less that from below, on images of the model."""
    z = torch.randn(N_SIMULATED, z_dim)
    x = torch.normal(mean(z), variance**0.5)
    low = annealed(mean, x, variance, z_dim)
    high = annealed(mean, x, variance, z_dim, posterior=z)
    return (high - low).mean().item()


def bound(model: vae.VAE, x: Tensor, variance: float) -> float:
    """The importance-weighted bound with N_BOUND draws of q(z|x), nats."""
    model.likelihood.log_sigma.fill_(0.5 * torch.tensor(variance).log())
    k = {"k": N_BOUND, "chunk": 100}
    return in_parts(lambda r: vae.log_likelihood(model, r, **k), x, model, 20).mean()


@torch.no_grad()
def decoder_likelihood(run: Run, split: str) -> dict[str, float | int]:
    """log p(x) by annealing, its error and gap; a Parzen window's; a VAE's bound; nats.

    Of every 50th image of the split's second half; the variance and the window are the
    best on the first images of the validation set.
    """
    model, z_dim = run.model, run.parts["generator"][0].in_features
    mean = lambda z: torch.sigmoid(run.parts["generator"](z))  # noqa: E731
    val, half = (flat(data.mnist(s)[0]) for s in ("val", split))
    half = half[len(half) // 2 :]
    x = half[:: len(half) // N_AIS]
    variance = best_variance(mean, val[:N_CHOICE], z_dim)
    log_p = annealed(mean, x, variance, z_dim)
    density, window = metrics.parzen_log_likelihood(
        run.sample(N_PARZEN).flatten(1), val[:1_000], half[:1_000], WINDOWS
    )
    found = {
        "log_px": log_p.mean().item(),
        "log_px_error": log_p.std().item() / len(x) ** 0.5,
        "gap": gap(mean, variance, z_dim),
        "variance": variance,
        "parzen": density,
        "window": window,
    }
    is_vae = isinstance(model, vae.VAE)
    return found | ({"iw_bound": bound(model, x, variance).item()} if is_vae else {})


AIS = (
    f"annealed importance sampling, {CHAINS} chains of {TEMPERATURES} temperatures and "
    f"{LEAPFROGS} leapfrog steps, {N_AIS} images of the second half of the split"
)
PROTOCOL = {
    "n": N_AIS, "reference": "dequantised images", "log_px": f"{AIS}, nats",
    "gap": f"{N_SIMULATED} images of the model, from above less from below, nats",
    "parzen": f"{N_PARZEN} samples, 1,000 images, nats",
    "shown": "the mean of p(x|z)",
}  # fmt: skip
HOW = {"z_dim": 10, "batch_size": 64, "ema": 0.999}


def row(
    name: str, title: str, build: Callable[..., Run], steps: int, **how
) -> Experiment:
    """A decoder of Wu et al. (2017) with a code of 10."""
    return Experiment(
        f"mnist/{name}", title, build, HOW | how | {"anneal": steps}, steps,
        decoder_likelihood, PROTOCOL, watched="log_px", seeds=(1, 2, 3),
    )  # fmt: skip


STUDY = (
    row("vae-10", "VAE on MNIST, a fixed variance of 0.03", decoder_vae, 14_000,
        **VAE, variance=0.03, lr=1e-3),
    row("gan-10", "GAN on MNIST, relativistic loss with R1 and R2", decoder_gan,
        4_600, **PENALISED, lr=1e-3),
)  # fmt: skip
