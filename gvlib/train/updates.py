"""The one place where weights move."""

import math
from collections.abc import Mapping, Sequence

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.optim import Optimizer


def update(optimizer: Optimizer, loss: Tensor, max_norm: float = math.inf) -> Tensor:
    """theta <- theta - step(grad loss), for this optimiser's trainable weights only.

    No other gradient is touched, so a generator's update leaves nothing behind in the
    discriminator. Under torch.distributed the gradient is averaged over ranks first.
    Returns the gradient's global norm before clipping to `max_norm`. Raises ValueError
    if the loss does not depend on some weight, FloatingPointError if a gradient is not
    finite; in both cases nothing has moved.
    """
    params = trainable(optimizer)
    check_attached(loss)
    grads = torch.autograd.grad(loss, params, allow_unused=True)
    norm = stored(optimizer, params, grads, loss)
    if norm > max_norm:
        nn.utils.clip_grads_with_norm_(params, max_norm, norm)
    optimizer.step()
    return norm


def update_together(losses: Mapping[Optimizer, Tensor]) -> list[Tensor]:
    """`update` every player by its own loss, all gradients before any weight moves.

    The losses may share their forward pass. Returns the norms in the same order. Raises
    as `update` does, and ValueError if two optimisers hold the same weight.
    """
    players = {optimizer: trainable(optimizer) for optimizer in losses}
    owned = [p for params in players.values() for p in params]
    if len(set(owned)) < len(owned):
        raise ValueError(
            "two optimisers hold the same weight, which would follow both losses: pass "
            "each the weights of one player"
        )
    norms = []
    for optimizer, loss in losses.items():
        check_attached(loss)
        params = players[optimizer]
        grads = torch.autograd.grad(loss, params, retain_graph=True, allow_unused=True)
        norms.append(stored(optimizer, params, grads, loss))
    for optimizer in losses:
        optimizer.step()
    return norms


def check_attached(loss: Tensor) -> None:
    """Raise ValueError for a loss that is a constant."""
    if not loss.requires_grad:
        raise ValueError("the loss depends on no trainable weight: was it detached?")


def stored(
    optimizer: Optimizer,
    params: Sequence[nn.Parameter],
    grads: Sequence[Tensor | None],
    loss: Tensor,
) -> Tensor:
    """Put the gradients where the optimiser looks for them; their norm, if finite."""
    for i, (p, g) in enumerate(zip(params, grads, strict=True)):
        if g is None:
            raise ValueError(
                f"the loss does not depend on {describe(optimizer, p, i)}: pass the "
                "optimiser only what this loss trains, or set requires_grad=False on it"
            )
        p.grad = laid_out(averaged(g), p)
    norm = torch.stack(torch._foreach_norm([p.grad for p in params])).norm()
    if not math.isfinite(norm):
        raise FloatingPointError(
            f"the gradient's norm is {norm.item()} at loss {loss.item():.4g}: nothing "
            "was updated; lower the learning rate, add a penalty, or clip with max_norm"
        )
    return norm


def trainable(optimizer: Optimizer) -> list[nn.Parameter]:
    """The optimiser's parameters that are not fixed."""
    params = [p for group in optimizer.param_groups for p in group["params"]]
    params = [p for p in params if p.requires_grad]
    if not params:
        raise ValueError("the optimiser holds no parameter with requires_grad=True")
    return params


def describe(optimizer: Optimizer, param: nn.Parameter, i: int) -> str:
    """The i-th trainable parameter: its name if the optimiser was given names."""
    shape = tuple(param.shape)
    for group in optimizer.param_groups:
        names = group.get("param_names", [""] * len(group["params"]))
        for name, p in zip(names, group["params"], strict=True):
            if p is param and name:
                return f"parameter {name!r} of shape {shape}"
    return f"trainable parameter number {i}, of shape {shape}"


def laid_out(grad: Tensor, param: Tensor) -> Tensor:
    """The gradient in its parameter's memory layout; itself, if it has that.

    A fused optimiser walks through both memories by one index and asks nothing: on the
    CPU another layout, such as second derivatives of a convolution have, would give
    every weight the gradient of another.
    """
    if grad.stride() == param.stride():
        return grad
    return torch.empty_like(param).copy_(grad)


def averaged(grad: Tensor) -> Tensor:
    """The mean of this gradient over all ranks; in a single process, itself."""
    if dist.is_available() and dist.is_initialized():
        dist.all_reduce(grad)
        grad = grad / dist.get_world_size()
    return grad
