"""Chapter 11: what came after, on one ring: maps z -> x, learned in eight ways.

Every map is the same network, but for the inputs t and r of two of them; data, batch
size, steps, rate and average are the same for all, except where a row says otherwise.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gvlib import data, diffusion, nets
from gvlib.experiments.builds import adam, gan_run, in_chunks, lower_rates
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.studies.points import PROTOCOL, SIGMA, N, point_report
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


def twins(*, method: str, **how) -> Run:
    """Two maps that share nothing but the method, trained side by side."""
    one, other = MAPS[method](**how), MAPS[method](**how)

    def step(batches: data.Batches) -> dict:
        logs = one.step(batches)
        other.step(other.batches)
        return logs

    theirs = {f"twin's {key}": value for key, value in other.state.items()}
    return one._replace(step=step, state=one.state | theirs | {"twin": other.model})


@torch.no_grad()
def map_report(run: Run, split: str) -> dict[str, float | int]:
    """`point_report` of N points G(z), and E|G(z) - z|^2.

    Of twins, for each, and apart = sqrt(E|G(z) - G'(z)|^2), both at the same z.
    """
    z = torch.randn(N, Z_DIM)
    x = run.model(z)
    found = point_report(x, MODES) | {"cost": squared_gap(x, z)}
    if "twin" in run.state:
        other = run.state["twin"](z)
        more = point_report(other, MODES) | {"cost": squared_gap(other, z)}
        found |= {f"{key}_twin": value for key, value in more.items()}
        found["apart"] = squared_gap(x, other) ** 0.5
    return found


def squared_gap(a: Float[Tensor, "n d"], b: Float[Tensor, "n d"]) -> float:
    """E|a - b|^2 over rows that belong together."""
    return (a - b).square().sum(1).mean().item()


@torch.no_grad()
def flow_report(run: Run, split: str) -> dict[str, float | int]:
    """The same after 50 Euler steps, and what 1, 2, 4, 8 make of the same z."""
    found, z = map_report(run, split), torch.randn(N, Z_DIM)
    for n in COUNTS:
        made = point_report(diffusion.integrate(run.model.v, z, n), MODES)
        found |= {f"{key}@{n}": value for key, value in made.items()}
    return found


# One rate for all, chosen among 1, 2, 4 and 8 in a thousand on trial seeds.
HOW = {
    "n": 10_000, "batch_size": 128, "widths": [128, 128, 128], "lr": 4e-3, "ema": 0.99,
}  # fmt: skip
STEPS = 1_000
R3 = {"loss": "relativistic", "r1": 0.1, "r2": 0.1, "betas": [0.0, 0.99]}
TAUS = [0.05, 0.2, 0.8]
DRIFT = {"method": "drifting", "taus": TAUS, "repel": True, "share": True}
SEEDS = (1, 2, 3, 4, 5)  # of twins that is ten maps
TEN = tuple(range(1, 11))
SHOWN = PROTOCOL | {
    "apart": "root mean square of G(z) - G'(z), both at the same z",
    "cost": "mean of |G(z) - z|^2, summed over both coordinates",
}  # fmt: skip
SHOWN.pop("d_ranks")


def row(
    name: str, title: str, build: Callable[..., Run], how: dict, *,
    measure: Callable = map_report, seeds: tuple = SEEDS,
) -> Experiment:  # fmt: skip
    """One row of the chapter."""
    return Experiment(
        f"ring-demo/{name}", title, build, HOW | how | {"steps": STEPS}, STEPS, measure,
        SHOWN, seeds=seeds, watched="high_quality", all_counts=True,
    )  # fmt: skip


def one(*, method: str, **how) -> Run:
    """One map alone."""
    return MAPS[method](**how)


PAIR = (
    row("twins-flow", "Flow matching, two seeds", twins, {"method": "flow"},
        measure=flow_report),
    row("twins-gan", "GAN, relativistic, R1 and R2, two seeds", twins,
        {"method": "gan"} | R3),
    row("twins-transport", "The same GAN with |G(z) - z|^2, decaying, two seeds", twins,
        {"method": "gan", "transport": [0.2, 800]} | R3),
    row("twins-vae", "VAE, means, two seeds", twins, {"method": "vae"}),
    row("twins-drifting", "Drifting, two seeds", twins, DRIFT),
)  # fmt: skip
ALONE = (
    row("mean-flow", "MeanFlow, one step", one, {"method": "mean flow", "same": 0.5},
        seeds=TEN),
    row("drifting-pull", "Drifting without repulsion", one, DRIFT | {"repel": False},
        seeds=TEN),
    row("drifting-unshared", "Drifting, data not shared out", one,
        DRIFT | {"share": False}, seeds=TEN),
)  # fmt: skip
STUDY = (*PAIR, *ALONE)
