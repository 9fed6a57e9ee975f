"""Page 5b: both players' learning rates on one grid, a GAN for each pair."""

from collections.abc import Iterator, Sequence
from itertools import product

import torch
from torch import Tensor, nn

from gvlib import data, gan, nets
from gvlib.experiments.builds import adam
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.studies.illnesses import WELL
from gvlib.experiments.studies.points import PROTOCOL, SETS, N, point_report
from gvlib.train import Scalars

RATES = [2e-4, 6e-4, 2e-3, 6e-3]


def rated_gans(
    *, rates: Sequence[float], points: str, n: int, widths: list, z_dim: int,
    batch_size: int, loss: str, betas: list,
) -> Run:  # fmt: skip
    """One GAN of points for each pair of rates; all start from the same weights."""
    draw, _, where = SETS[points]
    pairs = [*product(rates, rates)]
    G, D = nets.mlp(z_dim, *widths, 2), nets.Critic(2, *widths)
    start = [net.state_dict() for net in (G, D)]
    players, state, steps = nn.ModuleList(), {}, []
    for lr, lr_d in pairs:
        G, D = nets.mlp(z_dim, *widths, 2), nets.Critic(2, *widths)
        for net, weights in zip((G, D), start, strict=True):
            net.load_state_dict(weights)
        players.append(nn.ModuleList([G, D]))
        opts = adam(G, lr, betas), adam(D, lr_d, betas)
        steps.append(gan.gan_step(G, D, *opts, getattr(gan, loss), z_dim=z_dim))
        state |= {f"opt_g {key(lr, lr_d)}": opts[0], f"opt_d {key(lr, lr_d)}": opts[1]}
    batches = data.Batches(draw(n, **where), batch_size)

    def step(batches: Iterator[Tensor]) -> Scalars:
        logs = [one(batches) for one in steps]
        return {"d_loss": torch.stack([log["d_loss"] for log in logs]).mean()}

    state |= {"players": players, "batches": batches}
    return Run(step, batches, state, {})


def key(lr: float, lr_d: float) -> str:
    """How a pair of rates, the generator's first, is written behind a metric's name."""
    return f"{lr:g},{lr_d:g}"


@torch.no_grad()
def counted(run: Run, split: str) -> dict[str, float | int]:
    """Fair modes and high-quality share of every GAN, from N samples each."""
    modes, found = SETS["ring"][1](), {}
    pairs = product(RATES, RATES)
    for (lr, lr_d), (G, _) in zip(pairs, run.state["players"], strict=True):
        report = point_report(G(torch.randn(N, G[0].in_features)), modes)
        kept = {name: report[name] for name in ("fair_modes", "high_quality")}
        found |= {f"{name}@{key(lr, lr_d)}": value for name, value in kept.items()}
    return found


STUDY = (
    Experiment(
        "ring-demo/rates", "The ring, learning rates of both players on a grid",
        rated_gans,
        {k: WELL[k] for k in ("points", "n", "widths", "z_dim", "loss", "betas")}
        | {"rates": RATES, "batch_size": 64},
        1_250, counted,
        {k: PROTOCOL[k] for k in ("n", "reference", "hq_radius", "fair_modes")}
        | {"shown": "key@a,b has the generator's rate a and the discriminator's b"},
        watched="high_quality@0.002,0.002", seeds=tuple(range(1, 11)), every=500,
    ),
)  # fmt: skip
