"""Maps z -> x of the plane: one network, learned in five ways."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gvlib import data, diffusion, nets
from gvlib.experiments.builds import adam, gan_run, in_chunks, lower_rates
from gvlib.experiments.core import Run
from gvlib.experiments.studies.points import SIGMA
from gvlib.experiments.studies.rings import ring_vae
from gvlib.train import EMA, Step

RADIUS = 2.0
MODES = data.ring_modes(radius=RADIUS)
COUNTS = (1, 2, 4, 8, 50)  # Euler steps at which the flow is measured
Z_DIM = 2


class Carried(nn.Module):
    """z -> x(1) along the velocity v, in n Euler steps."""

    def __init__(self, v: nn.Module, n_steps: int):
        super().__init__()
        self.v, self.n_steps = v, n_steps

    def forward(self, z: Float[Tensor, "b d"]) -> Float[Tensor, "b d"]:
        return diffusion.integrate(self.v, z, self.n_steps)


def points(n: int, batch_size: int) -> data.Batches:
    """Batches of n points of the ring."""
    return data.Batches(data.ring(n, radius=RADIUS, sigma=SIGMA), batch_size)


def mapped(
    step: Step, batches: data.Batches, state: dict, shown: nn.Module, steps: int
) -> Run:
    """A Run that shows a map z -> x; all rates fall linearly to 0."""

    @torch.no_grad()
    def sample(n: int) -> Tensor:
        return in_chunks(lambda m: shown(torch.randn(m, Z_DIM)), n)

    state = state | {"batches": batches}
    run = Run(step, batches, state, {"map": shown}, sample, model=shown)
    return lower_rates(run, [key for key in state if key.startswith("opt")], steps)


def flow(
    *, n: int, batch_size: int, widths: list, lr: float, ema: float, steps: int
) -> Run:
    """Flow matching, shown after 50 Euler steps."""
    v = diffusion.Velocity(nets.mlp(Z_DIM + 1, *widths, 2))
    opt, average = adam(v, lr, [0.9, 0.999]), EMA(v, ema)
    step = diffusion.flow_matching_step(v, opt, average)
    shown = Carried(average.module, max(COUNTS))
    state = {"v": v, "opt": opt, "ema": average}
    return mapped(step, points(n, batch_size), state, shown, steps)


def mean_flow(
    *, n: int, batch_size: int, widths: list, lr: float, ema: float, steps: int,
    same: float,
) -> Run:  # fmt: skip
    """MeanFlow, shown in one step."""
    u = diffusion.AverageVelocity(nets.mlp(Z_DIM + 2, *widths, 2, act=nn.SiLU))
    opt, average = adam(u, lr, [0.9, 0.999]), EMA(u, ema)
    step = diffusion.mean_flow_step(u, opt, average, same=same)
    state = {"u": u, "opt": opt, "ema": average}
    return mapped(step, points(n, batch_size), state, average.module, steps)


def drifting(
    *, n: int, batch_size: int, widths: list, lr: float, ema: float, steps: int,
    taus: list, repel: bool, share: bool,
) -> Run:  # fmt: skip
    """A generator that follows the drift."""
    G = nets.mlp(Z_DIM, *widths, 2)
    opt, average = adam(G, lr, [0.9, 0.999]), EMA(G, ema)
    step = diffusion.drifting_step(G, opt, taus, average, repel=repel, share=share)
    state = {"G": G, "opt": opt, "ema": average}
    return mapped(step, points(n, batch_size), state, average.module, steps)


def vae(
    *, n: int, batch_size: int, widths: list, lr: float, ema: float, steps: int
) -> Run:
    """A VAE with one learned sigma; shown are means."""
    how = {"points": {"radius": RADIUS, "sigma": SIGMA}, "n": n, "widths": widths}
    run = ring_vae(
        **how, batch_size=batch_size, likelihood="points, learned sigma", z_dim=Z_DIM,
        lr=lr, betas=[0.9, 0.999], ema=ema,
    )  # fmt: skip
    return mapped(run.step, run.batches, run.state, run.model.decoder, steps)


def gan(
    *, n: int, batch_size: int, widths: list, steps: int, falling: bool = True, **how
) -> Run:
    """A GAN; `how` is what `gan_run` takes."""
    G, D = nets.mlp(Z_DIM, *widths, 2), nets.Critic(2, *widths)
    run = gan_run(G, D, points(n, batch_size), z_dim=Z_DIM, **how)
    run = run._replace(parts={"map": run.model})
    return lower_rates(run, ["opt_g", "opt_d"], steps) if falling else run


MAPS: dict[str, Callable[..., Run]] = {
    "flow": flow, "mean flow": mean_flow, "drifting": drifting, "vae": vae, "gan": gan,
}  # fmt: skip
