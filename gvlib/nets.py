"""Networks: one generator that is also the decoder, one trunk for critic and encoder.

No batch norm, no dropout: every output depends on its own input only, which gradient
penalties need. Dense layers, strided convolutions and (leaky) ReLU, nothing else.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn

import gvlib.threads  # noqa: F401

Z_DIM = 32
CHANNELS = (16, 32)  # at 14x14 and at 7x7
HIDDEN = 256
RESHAPING = (nn.Flatten, nn.Unflatten, nn.Identity)
SQUASHING = (
    nn.Sigmoid, nn.Tanh, nn.Softmax, nn.LogSoftmax, nn.LogSigmoid, nn.Hardsigmoid,
    nn.Hardtanh, nn.Softsign,
)  # fmt: skip
WEIGHING = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


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


def generator(z_dim: int = Z_DIM, out: int = 1, width: int = 1) -> nn.Sequential:
    """z (b, z_dim) -> h (b, out, 28, 28), real numbers; the image is sigmoid(h).

    The VAE's decoder is this same network: there h are the parameters of p(x|z), `out`
    of them a pixel. `width` multiplies every layer's size.
    """
    low, high, hidden = (width * n for n in (*CHANNELS, HIDDEN))
    return nn.Sequential(
        nn.Linear(z_dim, hidden), nn.ReLU(),
        nn.Linear(hidden, high * 7 * 7), nn.ReLU(),
        nn.Unflatten(1, (high, 7, 7)),
        nn.ConvTranspose2d(high, low, 4, stride=2, padding=1), nn.ReLU(),
        nn.ConvTranspose2d(low, out, 4, stride=2, padding=1),
    )  # fmt: skip


def trunk(width: int = 1, channels: int = 1) -> nn.Sequential:
    """x (b, channels, 28, 28) -> (b, width HIDDEN): the generator's, reversed."""
    low, high, hidden = (width * n for n in (*CHANNELS, HIDDEN))
    return nn.Sequential(
        nn.Conv2d(channels, low, 4, stride=2, padding=1), leaky(),
        nn.Conv2d(low, high, 4, stride=2, padding=1), leaky(),
        nn.Flatten(),
        nn.Linear(high * 7 * 7, hidden), leaky(),
    )  # fmt: skip


def discriminator(channels: int = 1) -> nn.Sequential:
    """x -> one logit per image, shape (b,)."""
    return nn.Sequential(trunk(1, channels), nn.Linear(HIDDEN, 1), nn.Flatten(0))


def encoder(z_dim: int = Z_DIM, width: int = 1, channels: int = 1) -> nn.Sequential:
    """x -> (mu, log sigma) of q(z|x), side by side, shape (b, 2 z_dim)."""
    return nn.Sequential(trunk(width, channels), nn.Linear(width * HIDDEN, 2 * z_dim))


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


def classifier() -> nn.Sequential:
    """x -> 10 logits; its first part gives the 128 features of the metric `fd`."""
    features = nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64 * 7 * 7, 128), nn.ReLU(),
    )  # fmt: skip
    return nn.Sequential(features, nn.Dropout(0.3), nn.Linear(128, 10))


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


def edge(module: nn.Module, end: bool, wrapped: bool = False) -> nn.Module:
    """The layer that takes the input, or with `end` gives the output; else the module.

    A sequence of layers tells which. With `wrapped` so does a module with one child and
    no weights of its own, although it may do more, and reshaping is passed over: values
    stay what they are. Sizes do not, so to compare sizes leave `wrapped` out.
    """
    layers = list(module.children())
    if wrapped:
        layers = [m for m in layers if not isinstance(m, RESHAPING)]
    told = isinstance(module, nn.Sequential)
    if wrapped and len(layers) == 1:
        told = told or not any(True for _ in module.parameters(recurse=False))
    return edge(layers[-1 if end else 0], end, wrapped) if told and layers else module


def applied(name: str, net: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """net(x). If PyTorch refuses x, raises ValueError that says what x must be.

    Nothing is asked before that, so an x that fits costs nothing.
    """
    try:
        return net(x)
    except (RuntimeError, IndexError, TypeError) as error:
        if why := misfit(net, x):
            raise ValueError(f"{name} cannot take x: {why}") from error
        raise


def misfit(net: Callable[[Tensor], Tensor], x: Tensor) -> str:
    """How x contradicts a network's first layer with weights; empty if it does not."""
    layers = net.modules() if isinstance(net, nn.Module) else ()
    first = next((m for m in layers if isinstance(m, WEIGHING)), None)
    if not isinstance(x, Tensor):
        return f"it is a {type(x).__name__}, but must be a tensor: torch.as_tensor(x)"
    if first is None:
        return ""
    if x.dtype != first.weight.dtype:
        want = first.weight.dtype
        cure = "data.to_unit(x)" if x.dtype == torch.uint8 else f"x.to({want})"
        return f"it is {x.dtype}, but must be {want}: pass {cure}"
    if isinstance(first, nn.Linear):
        size = first.in_features
        fits = x.ndim > 1 and size in (x.shape[-1], x[0].numel())
    else:
        axes = "hwd"[: first.weight.ndim - 2]
        size = ", ".join([str(first.in_channels), *axes])
        fits = x.ndim == first.weight.ndim and x.shape[1] == first.in_channels
    if fits:
        return ""
    found = (
        f"its shape is {tuple(x.shape)}, but must be (b, {size}), a data point a row"
    )
    return f"{found}: one alone is x[None]"


def n_parameters(module: nn.Module) -> int:
    """How many trainable numbers a module holds."""
    return sum(p.numel() for p in module.parameters() if p.requires_grad)
