"""What a network's layers tell of the sizes it takes, for messages that say so."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

import gvlib.threads  # noqa: F401

RESHAPING = (nn.Flatten, nn.Unflatten, nn.Identity)
SQUASHING = (
    nn.Sigmoid, nn.Tanh, nn.Softmax, nn.LogSoftmax, nn.LogSigmoid, nn.Hardsigmoid,
    nn.Hardtanh, nn.Softsign,
)  # fmt: skip
WEIGHING = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


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
