"""Networks: one generator that is also the decoder, one trunk for critic and encoder.

No batch norm, no dropout: every output depends on its own input only, which gradient
penalties need. Dense layers, strided convolutions and (leaky) ReLU, nothing else.
"""

from collections.abc import Callable
from itertools import pairwise

from jaxtyping import Float
from torch import Tensor, nn

import gvlib.threads  # noqa: F401
from gvlib.shapes import SQUASHING, applied, edge  # noqa: F401

Z_DIM = 32
CHANNELS = (16, 32)  # at 14x14 and at 7x7; further inside they double
HIDDEN = 256


def leaky() -> nn.Module:
    """max(a, 0.2 a): a gradient on both sides, which a critic needs and ReLU lacks."""
    return nn.LeakyReLU(0.2)


def mlp(*widths: int, act: Callable[[], nn.Module] = nn.ReLU) -> nn.Sequential:
    """Linear layers of the given widths with `act` between them."""
    if len(widths) < 2:
        raise ValueError(f"widths {widths} must name an input and an output size")
    layers: list[nn.Module] = []
    for n_in, n_out in zip(widths[:-1], widths[1:], strict=True):
        layers += [nn.Linear(n_in, n_out), act()]
    return nn.Sequential(*layers[:-1])


class Critic(nn.Module):
    """One logit per sample: an MLP on the flattened sample."""

    def __init__(self, *widths: int):
        super().__init__()
        self.net = mlp(*widths, 1, act=leaky)

    def forward(self, x: Float[Tensor, "b *shape"]) -> Float[Tensor, "b"]:
        return self.net(x.flatten(1)).squeeze(1)


def halvings(size: int, width: int = 1) -> tuple[list[int], int]:
    """The channels of an image after each halving, and its side after the last.

    ([16, 32], 7) for 28, ([16, 32], 8) for 32, ([16, 32, 64], 8) for 64: it is halved
    down to 8 or less. Raises ValueError for a size of which that leaves no whole side.
    """
    side, channels = size, []
    while side > 8 and side % 2 == 0:
        side //= 2
        known = len(channels) < len(CHANNELS)
        channels.append(CHANNELS[len(channels)] if known else 2 * channels[-1])
    if not channels or not 4 <= side <= 8:
        raise ValueError(
            f"size = {size} must be 4 to 8 times a power of two, as 28, 32 and 64 are"
        )
    return [width * n for n in channels], side


def generator(
    z_dim: int = Z_DIM, out: int = 1, width: int = 1, size: int = 28
) -> nn.Sequential:
    """z (b, z_dim) -> h (b, out, size, size), real numbers; the image is sigmoid(h).

    The VAE's decoder is this same network: there h are the parameters of p(x|z), `out`
    of them a pixel. `width` multiplies every layer's size.
    """
    inner, side = halvings(size, width)
    hidden, high = width * HIDDEN, inner[-1]
    layers = [
        nn.Linear(z_dim, hidden), nn.ReLU(),
        nn.Linear(hidden, high * side * side), nn.ReLU(),
        nn.Unflatten(1, (high, side, side)),
    ]  # fmt: skip
    for n_in, n_out in pairwise([*inner[::-1], out]):
        layers += [nn.ConvTranspose2d(n_in, n_out, 4, stride=2, padding=1), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def trunk(width: int = 1, channels: int = 1, size: int = 28) -> nn.Sequential:
    """x (b, channels, size, size) -> (b, width HIDDEN): the generator's, reversed."""
    inner, side = halvings(size, width)
    layers: list[nn.Module] = []
    for n_in, n_out in pairwise([channels, *inner]):
        layers += [nn.Conv2d(n_in, n_out, 4, stride=2, padding=1), leaky()]
    return nn.Sequential(
        *layers,
        nn.Flatten(),
        nn.Linear(inner[-1] * side * side, width * HIDDEN), leaky(),
    )  # fmt: skip


def discriminator(channels: int = 1, size: int = 28) -> nn.Sequential:
    """x -> one logit per image, shape (b,)."""
    features = trunk(1, channels, size)
    return nn.Sequential(features, nn.Linear(HIDDEN, 1), nn.Flatten(0))


def encoder(
    z_dim: int = Z_DIM, width: int = 1, channels: int = 1, size: int = 28
) -> nn.Sequential:
    """x -> (mu, log sigma) of q(z|x), side by side, shape (b, 2 z_dim)."""
    features = trunk(width, channels, size)
    return nn.Sequential(features, nn.Linear(width * HIDDEN, 2 * z_dim))


def grid_encoder(dim: int) -> nn.Sequential:
    """x (b, 1, 28, 28) in [0, 1] -> (b, dim, 7, 7): a vector for every 4x4 pixels.

    The trunk's convolutions and, for its dense layers, one among neighbouring vectors.
    """
    low, high = CHANNELS[0], 2 * CHANNELS[1]
    return nn.Sequential(
        nn.Conv2d(1, low, 4, stride=2, padding=1), leaky(),
        nn.Conv2d(low, high, 4, stride=2, padding=1), leaky(),
        nn.Conv2d(high, high, 3, padding=1), leaky(),
        nn.Conv2d(high, dim, 1),
    )  # fmt: skip


def grid_generator(dim: int) -> nn.Sequential:
    """z (b, dim, 7, 7) -> h (b, 1, 28, 28): `grid_encoder` reversed."""
    low, high = CHANNELS[0], 2 * CHANNELS[1]
    return nn.Sequential(
        nn.Conv2d(dim, high, 3, padding=1), nn.ReLU(),
        nn.ConvTranspose2d(high, low, 4, stride=2, padding=1), nn.ReLU(),
        nn.ConvTranspose2d(low, 1, 4, stride=2, padding=1),
    )  # fmt: skip


def classifier(classes: int = 10, channels: int = 1, size: int = 28) -> nn.Sequential:
    """x -> a logit a class; its first part gives the 128 features of the metric `fd`.

    As many halvings as in the other networks, by pooling.
    """
    inner, side = halvings(size)
    maps = [32 * 2**i for i in range(len(inner))]
    layers: list[nn.Module] = []
    for n_in, n_out in pairwise([channels, *maps]):
        layers += [nn.Conv2d(n_in, n_out, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    features = nn.Sequential(
        *layers,
        nn.Flatten(),
        nn.Linear(maps[-1] * side * side, 128), nn.ReLU(),
    )  # fmt: skip
    return nn.Sequential(features, nn.Dropout(0.3), nn.Linear(128, classes))


def strided_classifier() -> nn.Sequential:
    """x -> 10 logits another way: large strided kernels, no pooling, 64 features."""
    features = nn.Sequential(
        nn.Conv2d(1, 32, 5, stride=2, padding=2), leaky(),
        nn.Conv2d(32, 64, 5, stride=2, padding=2), leaky(),
        nn.Conv2d(64, 128, 3, stride=2, padding=1), leaky(),
        nn.Flatten(),
        nn.Dropout(0.3), nn.Linear(128 * 4 * 4, 64), leaky(),
    )  # fmt: skip
    return nn.Sequential(features, nn.Dropout(0.3), nn.Linear(64, 10))


def n_parameters(module: nn.Module) -> int:
    """How many trainable numbers a module holds."""
    return sum(p.numel() for p in module.parameters() if p.requires_grad)
