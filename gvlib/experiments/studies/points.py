"""What the collapse studies build and measure: GANs of points with known modes."""

import math
from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gvlib import data, gan, metrics, nets
from gvlib.experiments import builds
from gvlib.experiments.core import Run

N = 2_500
SIGMA = 0.05
REACH = 3 * SIGMA
FRESH = {"val": {"seed": 1}, "test": {"seed": 2}}  # points no GAN was trained on


def flat(*widths: int) -> nn.Module:
    """The critic of the live demonstrations."""
    return nets.Critic(2, *widths)


def bounded(*widths: int) -> nn.Module:
    """The same under a spectral norm."""
    return gan.spectral_norm(flat(*widths))


def packs(m: int) -> Callable[..., nn.Module]:
    """The same of m points side by side."""
    return lambda *widths: gan.Pac(nets.Critic(2 * m, *widths), m)


def spread_aware(*widths: int) -> nn.Module:
    """The same, its last layer told the standard deviation over the batch."""
    hidden = nets.mlp(2, *widths, act=nets.leaky)
    last = nn.Linear(widths[-1] + 1, 1)
    return nn.Sequential(
        hidden, nets.leaky(), gan.MinibatchStd(), last, nn.Flatten(0)
    )  # fmt: skip


CRITICS = {
    "plain": flat, "spectral norm": bounded, "minibatch std": spread_aware,
    "pac 2": packs(2), "pac 4": packs(4),
}  # fmt: skip
SETS = {
    "ring": (
        data.ring, lambda: data.ring_modes(radius=2.0),
        {"radius": 2.0, "sigma": SIGMA},
    ),
    "narrow ring": (
        data.ring, lambda: data.ring_modes(radius=1.0), {"radius": 1.0, "sigma": 0.01}
    ),
    "grid": (data.grid, data.grid_modes, {"sigma": SIGMA}),
}  # fmt: skip
"""Draws, modes, and how they are drawn; the last two are those of Lin et al. (2018)."""


def point_gan(
    *, points: str, n: int, widths: list, z_dim: int, batch_size: int, critic: str,
    anneal: int = 0, **how,
) -> Run:  # fmt: skip
    """A GAN of points; 2-D work stays on the CPU.

    The generator comes first: of one seed, whatever the critic, it starts the same.
    """
    draw, _, where = SETS[points]
    G, D = nets.mlp(z_dim, *widths, 2), CRITICS[critic](*widths)
    batches = data.Batches(draw(n, **where), batch_size)
    run = builds.gan_run(G, D, batches, z_dim=z_dim, **how)
    return builds.lower_rates(run, builds.PLAYERS, anneal) if anneal else run


def point_report(
    x: Float[Tensor, "n 2"], modes: Float[Tensor, "k 2"], sigma: float = SIGMA
) -> dict[str, float | int]:
    """Modes, fair modes, high-quality share, mode KL in nats, width inside in sigma.

    Without a sample of high quality the KL is log k, the largest that it can be, and
    the width 0: as if one mode, or one point, had all.
    """
    reach = 3 * sigma
    found = metrics.mode_report(x, modes, reach)
    if found["mode_kl"] is None:
        found["mode_kl"] = math.log(len(modes))
    return found | {
        "fair_modes": metrics.fair_modes(x, modes, reach),
        "width": metrics.width_within(x, modes, reach) / sigma,
    }


@torch.no_grad()
def judged(D: nn.Module, real: Tensor, fake: Tensor) -> dict[str, float]:
    """What D makes of real and generated points, as it stands after its last update.

    d_real, d_fake: means of sigmoid(D); a probability only under the losses that take
    D's output for a logit. d_ranks: share of pairs, one of each kind, in which D gives
    the real one more, a tie counted half; 1/2 if it cannot tell. It needs no scale, so
    it can be compared between losses.
    """
    r, f = D(real), D(fake)
    ranks = (r[:, None] > f).double().mean() + (r[:, None] == f).double().mean() / 2
    return {
        "d_real": r.sigmoid().mean().item(),
        "d_fake": f.sigmoid().mean().item(),
        "d_ranks": ranks.item(),
    }


def count(run: Run, split: str, points: str) -> dict[str, float | int]:
    """`point_report` of N samples; what the critic makes of them beside N real ones."""
    draw, modes, where = SETS[points]
    fake = run.sample(N)
    real = draw(N, **where, **FRESH[split])
    return point_report(fake, modes(), where["sigma"]) | judged(
        run.state["D"], real, fake
    )


def held(run: Run, points: str) -> dict[str, float | int]:
    """What to follow of the same while training: modes held, high-quality share."""
    _, modes, where = SETS[points]
    found = point_report(run.sample(N), modes(), where["sigma"])
    return {key: found[key] for key in ("fair_modes", "high_quality")}


PROTOCOL = {
    "n": N, "reference": "the mixture itself", "hq_radius": "3 sigma",
    "mode_rule": "at least one high-quality sample",
    "fair_modes": "modes that hold at least 8 % of their share of all samples",
    "mode_kl": "log k where no sample is of high quality",
    "width": "standard deviation inside a mode over that of the data; 0 as above",
    "d_ranks": "share of pairs in which D gives the real point more",
}  # fmt: skip
