"""What the collapse studies build and measure: GANs of points with known modes."""

import math
from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor, nn

from gvlib import data, gan, metrics, nets
from gvlib.experiments import builds
from gvlib.experiments.core import Run

N = 2_500
SIGMA = 0.05
REACH = 3 * SIGMA


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
    "ring": (data.ring, lambda: data.ring_modes(radius=2.0), {"radius": 2.0}),
    "grid": (data.grid, data.grid_modes, {}),
}


def point_gan(
    *, points: str, n: int, widths: list, z_dim: int, batch_size: int, critic: str,
    **how,
) -> Run:  # fmt: skip
    """A GAN of points; 2-D work stays on the CPU.

    The generator comes first: of one seed, whatever the critic, it starts the same.
    """
    draw, _, where = SETS[points]
    G, D = nets.mlp(z_dim, *widths, 2), CRITICS[critic](*widths)
    batches = data.Batches(draw(n, sigma=SIGMA, **where), batch_size)
    return builds.gan_run(G, D, batches, z_dim=z_dim, **how)


def point_report(
    x: Float[Tensor, "n 2"], modes: Float[Tensor, "k 2"]
) -> dict[str, float | int]:
    """Modes, fair modes, high-quality share, mode KL in nats.

    Without a sample of high quality the last is log k, the largest that it can be: as
    if one mode had all.
    """
    found = metrics.mode_report(x, modes, REACH)
    if found["mode_kl"] is None:
        found["mode_kl"] = math.log(len(modes))
    return found | {"fair_modes": metrics.fair_modes(x, modes, REACH)}


def count(run: Run, split: str, points: str) -> dict[str, float | int]:
    """`point_report` of N samples."""
    return point_report(run.sample(N), SETS[points][1]())


PROTOCOL = {
    "n": N, "reference": "the mixture itself", "hq_radius": "3 sigma",
    "mode_rule": "at least one high-quality sample",
    "fair_modes": "modes that hold at least 8 % of their share of all samples",
    "mode_kl": "log k where no sample is of high quality",
}  # fmt: skip
