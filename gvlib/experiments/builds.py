"""The calls that build a Run. Between two methods only the arguments differ."""

from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim import Adam, Optimizer
from torch.optim.lr_scheduler import LinearLR, LRScheduler, OneCycleLR

from gvlib import data, gan, nets, vae
from gvlib.experiments.core import Run
from gvlib.train import EMA, Scalars, Step, device, update

LIKELIHOODS = {
    "Bernoulli": vae.BernoulliLikelihood,
    "cross-entropy": vae.CrossEntropy,
    "continuous Bernoulli": vae.ContinuousBernoulliLikelihood,
    "Gaussian, learned sigma": lambda: vae.GaussianLikelihood(0.1, True, torch.sigmoid),
    "points, learned sigma": lambda: vae.GaussianLikelihood(0.1, True),
}
# A continuous Bernoulli's density at an exact 0 has no bound, so it never sees one.
TRANSFORMS = {"continuous Bernoulli": data.dequantize, "Bernoulli": data.binarize}


def adam(module: nn.Module, lr: float, betas: Sequence[float]) -> Optimizer:
    """Adam that knows the parameters' names, for error messages. Kingma & Ba (2015)."""
    return Adam(module.named_parameters(), lr, betas=tuple(betas), fused=True)


def fashion_batches(
    batch_size: int, transform: Callable[[Tensor], Tensor] = data.to_unit
) -> data.Batches:
    """The training images, as bytes in memory and in [0, 1] in a batch."""
    x, _ = data.fashion_mnist("train")
    return data.Batches(x.to(device()), batch_size, transform)


def annealed(run: Run, optimizers: Sequence[str], steps: int) -> Run:
    """The same run with learning rates that fall linearly to 0 in `steps` steps."""
    falling = [LinearLR(run.state[o], 1.0, 0.0, steps) for o in optimizers]

    def step(batches: Iterator[Tensor]) -> Scalars:
        logs = run.step(batches)
        for schedule in falling:
            schedule.step()
        return logs

    names = (f"schedule of {o}" for o in optimizers)
    return run._replace(
        step=step, state=run.state | dict(zip(names, falling, strict=True))
    )


def fashion_gan(*, loss: str, r1: float, r2: float, z_dim: int, lr: float, betas: list,
                batch_size: int, ema: float, anneal: int = 0) -> Run:  # fmt: skip
    """A GAN on Fashion-MNIST: the generator's image is sigmoid(h)."""
    G = nn.Sequential(nets.generator(z_dim), nn.Sigmoid()).to(device())
    D = nets.discriminator().to(device())
    batches = fashion_batches(batch_size)
    run = gan_run(G, D, batches, loss, r1, r2, z_dim, lr, betas, ema)
    return annealed(run, ("opt_g", "opt_d"), anneal) if anneal else run


def fashion_data(*, batch_size: int) -> Run:
    """No model: real training images in the place of samples, for comparison."""
    batches = fashion_batches(batch_size)

    def sample(n: int) -> Tensor:
        x, _ = data.fashion_mnist("train")
        return data.to_unit(x[torch.randperm(len(x))[:n]])

    def step(batches: Iterator[Tensor]) -> Scalars:
        return {"loss": 0.0 * next(batches).mean()}

    return Run(step, batches, {"batches": batches}, {}, sample)


def ring_gan(*, points: dict, n: int, widths: list, loss: str, r1: float, r2: float,
             z_dim: int, lr: float, betas: list, batch_size: int,
             ema: float) -> Run:  # fmt: skip
    """A GAN on a ring of Gaussians; 2-D work stays on the CPU."""
    G, D = nets.mlp(z_dim, *widths, 2), nets.Critic(2, *widths)
    batches = data.Batches(data.ring(n, **points), batch_size)
    return gan_run(G, D, batches, loss, r1, r2, z_dim, lr, betas, ema)


def gan_run(G: nn.Module, D: nn.Module, batches: data.Batches, loss: str,
            r1: float, r2: float, z_dim: int, lr: float, betas: list,
            ema: float) -> Run:  # fmt: skip
    """The players, their optimisers and the average of the generator, as one Run."""
    opt_g, opt_d = adam(G, lr, betas), adam(D, lr, betas)
    averaged = EMA(G, ema)
    penalties = [p(gamma) for p, gamma in ((gan.r1, r1), (gan.r2, r2)) if gamma]
    step = gan.gan_step(
        G, D, opt_g, opt_d, getattr(gan, loss), z_dim=z_dim, penalties=penalties,
        ema=averaged,
    )  # fmt: skip
    state = {
        "G": G, "D": D, "opt_g": opt_g, "opt_d": opt_d,
        "batches": batches, "ema": averaged,
    }  # fmt: skip
    shown, where = averaged.module, next(G.parameters()).device

    @torch.no_grad()
    def sample(n: int) -> Tensor:
        return in_chunks(lambda m: shown(torch.randn(m, z_dim, device=where)), n)

    net = shown[0] if isinstance(shown[-1], nn.Sigmoid) else shown
    return Run(step, batches, state, {"generator": net}, sample)


def fashion_vae(*, likelihood: str, z_dim: int, lr: float, betas: list, batch_size: int,
                ema: float, anneal: int = 0) -> Run:  # fmt: skip
    """A VAE on Fashion-MNIST: the decoder is the generator, p(x|z) has parameters h."""
    # The decoder first: a GAN's generator of the same seed starts with its weights.
    decoder, encoder = nets.generator(z_dim), nets.encoder(z_dim)
    model = vae.VAE(encoder, decoder, LIKELIHOODS[likelihood](), z_dim).to(device())
    transform = TRANSFORMS.get(likelihood, data.to_unit)
    batches = fashion_batches(batch_size, transform)
    run = vae_run(model, batches, lr, betas, ema, show="means")
    return annealed(run, ("opt",), anneal) if anneal else run


def ring_vae(*, points: dict, n: int, widths: list, likelihood: str, z_dim: int,
             lr: float, betas: list, batch_size: int, ema: float) -> Run:  # fmt: skip
    """A VAE on a ring of Gaussians: samples are shown, their spread is the point."""
    decoder, encoder = nets.mlp(z_dim, *widths, 2), nets.mlp(2, *widths, 2 * z_dim)
    model = vae.VAE(encoder, decoder, LIKELIHOODS[likelihood](), z_dim)
    batches = data.Batches(data.ring(n, **points), batch_size)
    return vae_run(model, batches, lr, betas, ema, show="samples")


def vae_run(model: vae.VAE, batches: data.Batches, lr: float, betas: list, ema: float,
            show: str) -> Run:  # fmt: skip
    """The model, its one optimiser and its average, as one Run."""
    opt, averaged = adam(model, lr, betas), EMA(model, ema)
    step = vae.vae_step(model, opt, ema=averaged)
    state = {"model": model, "opt": opt, "batches": batches, "ema": averaged}
    shown = averaged.module
    draw = shown.sample_mean if show == "means" else shown.sample
    parts = {
        "generator": shown.decoder, "encoder": shown.encoder,
        "likelihood": shown.likelihood,
    }  # fmt: skip
    return Run(step, batches, state, parts, lambda n: in_chunks(draw, n))


def in_chunks(draw: Callable[[int], Tensor], n: int, chunk: int = 500) -> Tensor:
    """n draws on the CPU, a chunk at a time: memory stays small."""
    sizes = [chunk] * (n // chunk) + ([n % chunk] if n % chunk else [])
    return torch.cat([draw(m).cpu() for m in sizes])


def feature_classifier(*, net: str, lr: float, batch_size: int, steps: int) -> Run:
    """A classifier with random horizontal flips and a one-cycle learning rate."""
    x, y = (t.to(device()) for t in data.fashion_mnist("train"))
    model = getattr(nets, net)().to(device())
    opt = adam(model, lr, (0.9, 0.999))
    schedule = OneCycleLR(opt, lr, total_steps=steps)
    rows = data.Batches(torch.arange(len(x)), batch_size)
    step = classifier_step(model, opt, schedule, x, y)
    state = {"model": model, "opt": opt, "schedule": schedule, "batches": rows}
    return Run(step, rows, state, {"classifier": model})


def classifier_step(
    model: nn.Module, opt: Optimizer, schedule: LRScheduler, x: Tensor, y: Tensor
) -> Step:
    """Build the step for `fit`: raise log p(y|x), mirroring every other image."""

    def step(batches: Iterator[Tensor]) -> Scalars:
        rows = next(batches)
        images = data.to_unit(x[rows])
        mirrored = torch.rand(len(rows)) < 0.5
        images[mirrored] = images[mirrored].flip(-1)
        loss = cross_entropy(model(images), y[rows])
        norm = update(opt, loss)
        schedule.step()
        return {"loss": loss, "norm": norm}

    return step
