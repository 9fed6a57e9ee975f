"""What the studies build with: shared settings, batches, a GAN's Run and a VAE's."""

from collections.abc import Callable, Sequence
from functools import cached_property

import torch
from torch import Tensor, nn
from torch.optim import Adam, Optimizer

from gvlib import data, gan, vae
from gvlib.experiments.core import Run
from gvlib.train import EMA, device
from gvlib.train.rates import falling

IMAGE = {"z_dim": 32, "batch_size": 64, "ema": 0.999}
NON_SATURATING = {
    "loss": "non_saturating", "r1": 0.0, "r2": 0.0, "betas": [0.5, 0.999],
}  # fmt: skip
RELATIVISTIC = {"loss": "relativistic", "betas": [0.0, 0.99]}
PENALISED = RELATIVISTIC | {"r1": 1.0, "r2": 1.0}
VAE = {"betas": [0.9, 0.999]}
N_TRAIN = 50_000
PLAYERS = ("opt_g", "opt_d")
"""A GAN's optimisers, as its Run names them."""
SPREAD_A_PIXEL = (vae.PixelGaussianLikelihood, vae.DiscretisedLogisticLikelihood)
"""Likelihoods that take two numbers a pixel from the decoder."""
LIKELIHOODS = {
    "Bernoulli": vae.BernoulliLikelihood,
    "cross-entropy": vae.CrossEntropy,
    "continuous Bernoulli": vae.ContinuousBernoulliLikelihood,
    "Gaussian, learned sigma": lambda: vae.GaussianLikelihood(0.1, True, torch.sigmoid),
    "Gaussian, sigma 1": lambda: vae.GaussianLikelihood(1.0, mean=torch.sigmoid),
    "Gaussian, sigma 0.3": lambda: vae.GaussianLikelihood(0.3, mean=torch.sigmoid),
    "Gaussian, a sigma a pixel": lambda: vae.PixelGaussianLikelihood(
        -3, mean=torch.sigmoid
    ),
    "Gaussian, a sigma a pixel, floor": lambda: vae.PixelGaussianLikelihood(
        -3, 1 / 256, torch.sigmoid
    ),
    "points, learned sigma": lambda: vae.GaussianLikelihood(0.1, True),
    "discretised logistic": lambda: vae.DiscretisedLogisticLikelihood(
        -3, torch.sigmoid
    ),
}


class TrainingImages(data.Batches):
    """Batches of Fashion-MNIST: bytes in memory, read when they are first needed.

    The order is drawn at once, as for any batches: a Run can be built, filled with
    stored weights and sampled from without a look at the data.
    """

    def __init__(
        self, batch_size: int, transform: Callable[[Tensor], Tensor] = data.to_unit
    ):
        super().__init__(torch.empty(N_TRAIN, 0), batch_size, transform)
        del self.x

    @cached_property
    def x(self) -> Tensor:
        return data.fashion_mnist("train")[0].to(device())


def adam(module: nn.Module, lr: float, betas: Sequence[float]) -> Optimizer:
    """Adam that knows the parameters' names, for error messages. Kingma & Ba (2015)."""
    return Adam(module.named_parameters(), lr, betas=tuple(betas), fused=True)


def lower_rates(run: Run, optimizers: Sequence[str], steps: int) -> Run:
    """The same run with learning rates that fall linearly to 0 in `steps` steps."""
    step, schedules = falling(run.step, [run.state[o] for o in optimizers], steps)
    names = (f"schedule of {o}" for o in optimizers)
    named = dict(zip(names, schedules, strict=True))
    return run._replace(step=step, state=run.state | named)


def gan_run(
    G: nn.Module, D: nn.Module, batches: data.Batches, *, loss: str, r1: float,
    r2: float, z_dim: int, lr: float, betas: list, ema: float,
    lr_d: float | None = None, transport: list | None = None, **medicine,
) -> Run:  # fmt: skip
    """The players, their optimisers and the average of the generator, as one Run.

    D has the generator's rate unless lr_d is given; `transport` are the arguments of
    `gan.Transport`, and `medicine` is what `arguments` takes.
    """
    opt_g, opt_d = adam(G, lr, betas), adam(D, lr_d or lr, betas)
    average, state = EMA(G, ema), {"G": G, "D": D, "opt_g": opt_g, "opt_d": opt_d}
    how = arguments(opt_d, r1=r1, r2=r2, **medicine)
    if transport:
        how["g_penalties"] = [gan.Transport(*transport)]
        state["transport"] = how["g_penalties"][0]
    how |= {"z_dim": z_dim, "ema": average}
    step = gan.gan_step(G, D, opt_g, opt_d, getattr(gan, loss), **how)
    shown = average.module

    @torch.no_grad()
    def sample(n: int) -> Tensor:
        where = next(shown.parameters()).device
        return in_chunks(lambda m: shown(torch.randn(m, z_dim, device=where)), n)

    net = shown[0] if isinstance(shown[-1], nn.Sigmoid) else shown
    state |= {"batches": batches, "ema": average}
    return Run(step, batches, state, {"generator": net}, sample, model=shown)


def arguments(
    opt_d: Optimizer, *, r1: float = 0.0, r2: float = 0.0, wgan_gp: float = 0.0,
    clip: float = 0.0, unroll: int = 0, **rest,
) -> dict:  # fmt: skip
    """What `gan_step` takes, from numbers that a record can hold; 0 leaves a part out.

    `rest` it takes as it is: n_critic, max_norm.
    """
    weights = {gan.r1: r1, gan.r2: r2, gan.wgan_gp: wgan_gp}
    found = {"penalties": [make(w) for make, w in weights.items() if w]} | rest
    if clip:
        found["after_d"] = gan.clip_weights(clip)
    if unroll:
        found["opponent"] = gan.unroll(unroll, opt_d)
    return found


def vae_run(
    model: vae.VAE, batches: data.Batches, *, lr: float, betas: list, ema: float,
    bound: vae.Bound = vae.elbo,
) -> Run:  # fmt: skip
    """The model, its one optimiser and its average, as one Run; it shows samples."""
    opt, average = adam(model, lr, betas), EMA(model, ema)
    step = vae.vae_step(model, opt, bound, ema=average)
    state = {"model": model, "opt": opt, "batches": batches, "ema": average}
    shown = average.module
    names = {"generator": "decoder", "encoder": "encoder", "likelihood": "likelihood"}
    parts = {name: getattr(shown, part) for name, part in names.items()}
    sample = lambda n: in_chunks(shown.sample, n)  # noqa: E731
    return Run(step, batches, state, parts, sample, model=shown)


def in_chunks(draw: Callable[[int], Tensor], n: int, chunk: int = 500) -> Tensor:
    """n draws on the CPU, a chunk at a time: memory stays small."""
    sizes = [chunk] * (n // chunk) + ([n % chunk] if n % chunk else [])
    return torch.cat([draw(m).cpu() for m in sizes])


def as_images(
    draw: Callable[[int], Tensor], shape: Sequence[int] = (1, 28, 28)
) -> Callable[[int], Tensor]:
    """The same draws as images in [0, 1], flat rows in `shape`.

    A Gaussian knows no black and no white.
    """

    def images(n: int) -> Tensor:
        x = in_chunks(draw, n).clamp(0, 1)
        return x.unflatten(1, shape) if x.ndim == 2 else x

    return images
