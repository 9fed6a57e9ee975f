"""Chapter 11: what came after, on one ring: maps z -> x that are learned in many ways.

Every map is the same network, but for the inputs t and r of two of them; data, batch
size, steps, rate and average are the same for all, except where a row says otherwise.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from gvlib import data, diffusion
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.studies.maps import COUNTS, MAPS, MODES, Z_DIM
from gvlib.experiments.studies.points import PROTOCOL, N, point_report


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
SHOWN = PROTOCOL | {
    "apart": "root mean square of G(z) - G'(z), both at the same z",
    "cost": "mean of |G(z) - z|^2, summed over both coordinates",
}  # fmt: skip
SHOWN.pop("d_ranks")


def row(
    name: str, title: str, build: Callable[..., Run], how: dict, *,
    measure: Callable = map_report, steps: int = STEPS,
) -> Experiment:  # fmt: skip
    """One row of the chapter."""
    return Experiment(
        f"ring-demo/{name}", title, build, HOW | how | {"steps": steps}, steps, measure,
        SHOWN, seeds=SEEDS, watched="high_quality", all_counts=True,
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
    row("mean-flow", "MeanFlow, one step", one, {"method": "mean flow", "same": 0.5}),
    row("drifting-pull", "Drifting without repulsion", one, DRIFT | {"repel": False}),
    row("drifting-unshared", "Drifting, data not shared out", one,
        DRIFT | {"share": False}),
)  # fmt: skip
STUDY = (*PAIR, *ALONE)
