"""The code of a given image, which a GAN has no encoder for: descent through G."""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.optim import Adam
from torch.optim.lr_scheduler import LinearLR

from gvlib.gan.checks import mixing
from gvlib.train import update


def invert(
    G: nn.Module, x: Float[Tensor, "n *shape"], z_dim: int, *, starts: int, steps: int,
    lr: float, generator: torch.Generator | None = None,
) -> tuple[Float[Tensor, "n z"], Float[Tensor, "n"]]:  # fmt: skip
    """(z, error): argmin_z |G(z) - x|^2 of every image, and that minimum.

    The error is summed over pixels, in units of x squared. A minimum found by Adam is
    local, so each image keeps the best of `starts` draws from N(0, I), each lowered in
    `steps` steps at a rate that falls from lr to 0. Nothing holds z near N(0, I).
    Creswell & Bharath (2018) find codes by descent and measure GANs by this error.
    Raises ValueError for fewer than one start or step, an lr of 0 or less, G(z) of
    another shape than x, or a G that mixes images; FloatingPointError for a gradient
    that is not finite.
    """
    check_inversion(G, z_dim=z_dim, starts=starts, steps=steps, lr=lr)
    found, least = x.new_zeros(len(x), z_dim), x.new_full((len(x),), math.inf)
    for _ in range(starts):
        start = torch.randn(
            len(x), z_dim, generator=generator, device=x.device, dtype=x.dtype
        )
        z, error = descend(G, x, start, steps, lr)
        better = error < least
        found = torch.where(better[:, None], z, found)
        least = torch.where(better, error, least)
    return found, least


@torch.enable_grad()
def descend(
    G: nn.Module, x: Float[Tensor, "n *shape"], z: Float[Tensor, "n z"], steps: int,
    lr: float,
) -> tuple[Float[Tensor, "n z"], Float[Tensor, "n"]]:  # fmt: skip
    """Where Adam carries each z, and |G(z) - x|^2 there. G's weights stay as they are.

    The sum over images has every image's own gradient, and Adam treats numbers apart.
    """
    z = nn.Parameter(z.clone())
    opt = Adam([z], lr)
    schedule = LinearLR(opt, 1.0, 0.0, steps)
    for _ in range(steps):
        update(opt, distances(G, z, x).sum())
        schedule.step()
    z = z.detach()
    return z, distances(G, z, x).detach()


def distances(
    G: nn.Module, z: Float[Tensor, "n z"], x: Float[Tensor, "n *shape"]
) -> Float[Tensor, "n"]:
    """|G(z) - x|^2 of every image. Raises ValueError if G makes another shape."""
    made = G(z)
    if made.shape != x.shape:
        raise ValueError(
            f"G(z) has shape {tuple(made.shape)} and x {tuple(x.shape)}: give images "
            "of the shape that G makes, one a row, in its units"
        )
    return (made - x).square().flatten(1).sum(1)


def check_inversion(G: nn.Module, lr: float, **counts: int) -> None:
    """Raise ValueError, naming the value and the rule, for what finds no code."""
    for name, count in counts.items():
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            raise ValueError(f"{name} = {count!r} must be an integer, at least 1")
    if not 0 < lr < math.inf:
        raise ValueError(f"lr = {lr} must be positive and finite, say 0.1")
    for name, module in mixing(G):
        raise ValueError(
            f"G.{name} is {module}: in training mode batch norm mixes the images, and "
            "each is to have a code of its own; call G.eval() first"
        )
