"""Several networks as one: ten runs cost little more than one."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import batch_norm


class SideBySide(nn.Module):
    """Dense networks of one build as one: the first axis of every weight is the run.

    h_k = x_k W_k + b_k for every run k, so the runs never meet. x holds their batches
    one below the other, and so does the result; an output of width 1 is a flat vector,
    as a critic's. The gradient of a mean over all rows is each run's own, divided by
    the number of runs: Adam's eps must follow. Takes nn.Linear, nn.BatchNorm1d (by the
    batch at hand, each run its own) and layers without weights. Raises ValueError for
    others, and for networks that are not built alike.
    """

    def __init__(self, networks: Sequence[nn.Module]):
        super().__init__()
        self.n = len(networks)
        kinds = [[type(m) for m in leaves(net)] for net in networks]
        if not networks or any(kind != kinds[0] for kind in kinds):
            raise ValueError("pass at least one network, all built of the same layers")
        columns = zip(*map(leaves, networks), strict=True)
        self.layers = nn.ModuleList(together(column) for column in columns)

    def forward(self, x: Float[Tensor, "rows d"]) -> Float[Tensor, "rows *out"]:
        x = x.reshape(self.n, -1, x.shape[-1])
        for layer in self.layers:
            x = layer(x)
        x = x.flatten(0, 1)
        return x.squeeze(1) if x.shape[1] == 1 else x


def leaves(net: nn.Module) -> list[nn.Module]:
    """The layers of a network that have no layers inside, in order."""
    return [m for m in net.modules() if not [*m.children()]]


class Dense(nn.Module):
    """x_run W_run + b_run for every run."""

    def __init__(self, layers: Sequence[nn.Linear]):
        super().__init__()
        self.weight = nn.Parameter(torch.stack([m.weight.detach().T for m in layers]))
        self.bias = nn.Parameter(torch.stack([m.bias.detach()[None] for m in layers]))

    def forward(self, x: Float[Tensor, "run b d"]) -> Float[Tensor, "run b out"]:
        return torch.baddbmm(self.bias, x, self.weight)


class Norm(nn.Module):
    """Batch norm over the rows of each run: every run has columns of its own."""

    def __init__(self, layers: Sequence[nn.BatchNorm1d]):
        super().__init__()
        self.weight = nn.Parameter(torch.cat([m.weight.detach() for m in layers]))
        self.bias = nn.Parameter(torch.cat([m.bias.detach() for m in layers]))
        self.eps = layers[0].eps

    def forward(self, x: Float[Tensor, "run b d"]) -> Float[Tensor, "run b d"]:
        flat = x.transpose(0, 1).flatten(1)
        flat = batch_norm(flat, None, None, self.weight, self.bias, True, eps=self.eps)
        return flat.unflatten(1, (len(x), -1)).transpose(0, 1)


def together(layers: Sequence[nn.Module]) -> nn.Module:
    """The same layer of every network as one."""
    kind = type(layers[0])
    if kind is nn.Linear:
        return Dense(layers)
    if kind is nn.BatchNorm1d:
        return Norm(layers)
    if [*layers[0].parameters()]:
        raise ValueError(f"a {kind.__name__} has weights, and is no dense layer")
    return layers[0]
