"""Floor: the share of the measured matrix-product rate that the networks reach.

FLOPs are counted by torch (2 for a multiply-add; convolutions and matrix products
only) while a step runs. The rate to compare with is torch.mm of 1024 x 1024 float32
matrices, on the same thread, in the same rounds.
"""

from collections.abc import Callable

import torch
from common import command, digits, in_turn, summary
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from gvlib import nets
from gvlib.experiments import experiment
from gvlib.train import seed_everything

STEPS = ("fashion/gan-ns", "fashion/gan-r3", "fashion/vae-sigma", "fashion/vae-bce")
SIDE = 1024


class FlopCounter(TorchDispatchMode):
    """Adds up torch's own formulas; its FlopCounterMode refuses autograd.grad."""

    def __init__(self):
        super().__init__()
        self.total = 0

    def __torch_dispatch__(self, call, types, args=(), kwargs=None):
        out = call(*args, **(kwargs or {}))
        formula = flop_registry.get(call._overloadpacket)
        if formula:
            self.total += formula(*args, **(kwargs or {}), out_val=out)
        return out


def flops(work: Callable[[], object]) -> int:
    """FLOPs of one call."""
    with FlopCounter() as counter:
        work()
    return counter.total


def there_and_back(net: nn.Module, x: Tensor) -> Callable[[], object]:
    """Forward, then the gradient for all weights, and for x if it asks for one."""
    wanted = [*net.parameters(), *([x] if x.requires_grad else [])]
    with torch.no_grad():
        up = torch.randn_like(net(x))
    return lambda: torch.autograd.grad(net(x), wanted, up)


def flat(net: nn.Module) -> list[nn.Module]:
    """The layers in order, whatever the nesting."""
    parts = list(net.children())
    return [net] if not parts else [layer for part in parts for layer in flat(part)]


def layers(net: nn.Module, x: Tensor) -> dict[str, Callable[[], object]]:
    """Each layer alone, there and back, on the input that it has in the network."""
    found = {}
    for i, layer in enumerate(flat(net)):
        x = x.detach().requires_grad_(i > 0)
        found[f"{i} {layer}"] = there_and_back(layer, x)
        with torch.no_grad():
            x = layer(x)
    return found


def timed(work: dict[str, Callable], repeats: int, rounds: int) -> dict[str, float]:
    """Median CPU-seconds of one call of each, measured in turn."""

    def several(call: Callable) -> Callable[[], None]:
        def loop() -> None:
            for _ in range(repeats):
                call()

        return loop

    found = in_turn({name: several(call) for name, call in work.items()}, rounds)
    return {name: summary(times)["median"] / repeats for name, times in found.items()}


def rates(work: dict[str, Callable], repeats: int, rounds: int) -> dict:
    """Milliseconds, MFLOP, GFLOP/s and the share of the matrix product's rate."""
    a, b = torch.randn(SIDE, SIDE), torch.randn(SIDE, SIDE)
    counts = {name: flops(call) for name, call in work.items()}
    seconds = timed(work | {"matrix product": lambda: a @ b}, repeats, rounds)
    peak = 2 * SIDE**3 / seconds.pop("matrix product")
    return {"matrix_product_gflops": digits(peak / 1e9)} | {
        name: {
            "milliseconds": digits(1e3 * s), "mflop": digits(counts[name] / 1e6),
            "gflops": digits(counts[name] / s / 1e9),
            "share": digits(counts[name] / s / peak, 3),
        }
        for name, s in seconds.items()
    }  # fmt: skip


def steps() -> dict[str, Callable]:
    """One step of each experiment, as `fit` calls it."""
    found = {}
    for name in STEPS:
        seed_everything(0)
        run = experiment(name).build(**experiment(name).config)
        found[name] = lambda run=run: run.step(run.batches)
    return found


def measure(batch: int, repeats: int, rounds: int) -> dict:
    """Whole steps, whole networks there and back, and each layer alone."""
    z, x = torch.randn(batch, nets.Z_DIM), torch.rand(batch, 1, 28, 28)
    G, D, E = nets.generator(), nets.discriminator(), nets.encoder()
    networks = {
        "generator": there_and_back(G, z), "discriminator": there_and_back(D, x),
        "encoder": there_and_back(E, x),
    }  # fmt: skip
    return {
        "steps": rates(steps(), repeats, rounds),
        "networks": rates(networks, repeats, rounds),
        "generator's layers": rates(layers(G, z), repeats, rounds),
        "discriminator's layers": rates(layers(D, x), repeats, rounds),
        "batch": batch, "rounds": rounds, "repeats": repeats,
    }  # fmt: skip


if __name__ == "__main__":
    command(measure, batch=64, repeats=5, rounds=9)
