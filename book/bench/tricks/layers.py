"""Where a step's time goes: each layer alone, forward and backward, and the rest.

A layer has three products of the same size: forward, the gradient of its weights, the
gradient of its input. How often each happens in a step is counted from the algorithm.
"""

from functools import partial

import torch
from bench.flops import flops
from bench.timing import median_seconds
from bench.tricks import variants as v
from torch import Tensor, nn
from torch.optim import Optimizer

from gvlib import nets
from gvlib.numerics import digits

SIZES = 16, 32, 64, 128, 256
OUTPUTS = 1, 2, 3, 4, 8, 16, 32

# (forward, weights, input) in one step of gan-ns, and of vae-sigma. D sees real images
# in its own update only; only the generator's needs gradients of images.
COUNTS = {
    "gan-ns": {"D": (3, 2, 3), "G": (2, 1, 1)},
    "vae-sigma": {"encoder": (1, 1, 1), "decoder": (1, 1, 1)},
}
# The first layer's input is data or noise, and has no gradient there.
FIRST = {"D": (3, 2, 1), "G": (2, 1, 0), "encoder": (1, 1, 0), "decoder": (1, 1, 1)}


def seen_by_layers(net: nn.Module, x: Tensor) -> list[tuple[nn.Module, Tensor]]:
    """Each layer that computes, with the input that reaches it."""
    found: list[tuple[nn.Module, Tensor]] = []
    hooks = [
        m.register_forward_hook(lambda m, args, _: found.append((m, args[0].detach())))
        for m in net.modules()
        if not list(m.children()) and not isinstance(m, nn.Flatten | nn.Unflatten)
    ]
    net(x)
    for hook in hooks:
        hook.remove()
    return found


def named(layer: nn.Module, x: Tensor, y: Tensor) -> str:
    """A layer as a reader would name it."""
    if isinstance(layer, nn.Linear):
        return f"dense {layer.in_features} to {layer.out_features}"
    if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
        kind = "up" if isinstance(layer, nn.ConvTranspose2d) else "conv"
        return f"{kind} {x.shape[1]} to {y.shape[1]}, {y.shape[-1]}x{y.shape[-1]}"
    return type(layer).__name__


def timed(layer: nn.Module, x: Tensor) -> dict:
    """Milliseconds of the three products, MFLOP of one, numbers read and written."""
    x = x.requires_grad_(x.is_floating_point())
    y = layer(x)
    g, weights = torch.randn_like(y), list(layer.parameters())
    with torch.no_grad():
        forward = median_seconds(lambda: layer(x))

    def backward(wanted: list[Tensor]) -> float:
        def call() -> None:
            torch.autograd.grad(y, wanted, g, retain_graph=True)

        return median_seconds(call) if wanted else 0.0

    three = forward, backward(weights), backward([x])
    moved = x.numel() + y.numel() + sum(w.numel() for w in weights)
    return {
        "layer": named(layer, x, y), "ms": [digits(1e3 * t) for t in three],
        "mflop": digits(flops(lambda: layer(x)) / 1e6),
        "megabytes": digits(4 * moved / 1e6),
    }  # fmt: skip


def networks(on: str, run, batch_size: int) -> dict[str, tuple[nn.Module, Tensor]]:
    """The networks of a run by name, each with an input of this batch size."""
    images = torch.rand(batch_size, 1, 28, 28)
    if on == "gan-ns":
        G, D = run.state["G"], run.state["D"]
        z = torch.randn(batch_size, G[0][0].in_features)
        return {"D": (D, images), "G": (G, z)}
    model = run.state["model"]
    z = torch.randn(batch_size, model.z_dim)
    return {"encoder": (model.encoder, images), "decoder": (model.decoder, z)}


def other_parts(run) -> dict[str, float]:
    """Milliseconds of what is no layer: Adam, the average, drawing batches."""
    opts = [o for o in run.state.values() if isinstance(o, Optimizer)]
    found = {"Adam": sum(median_seconds(opt.step) for opt in opts)}
    learner = run.state.get("G") or run.state["model"]
    average = run.state["ema"]
    found["average"] = median_seconds(lambda: average.update(learner))
    draws = 2 if "G" in run.state else 1
    found["batches"] = draws * median_seconds(lambda: next(run.batches))
    return {name: digits(1e3 * value) for name, value in found.items()}


def one_size(on: str, batch_size: int) -> dict:
    """A whole step and its pieces, at one batch size."""
    variant, run = v.step_and_run(on, batch_size=batch_size)
    rows = []
    for name, (net, x) in networks(on, run, batch_size).items():
        for i, (layer, seen) in enumerate(seen_by_layers(net, x)):
            times = FIRST[name] if i == 0 else COUNTS[on][name]
            rows.append({"net": name, "times": times} | timed(layer, seen))
    return {
        "on": on, "batch": batch_size, "gflop": digits(flops(variant) / 1e9),
        "ms": digits(1e3 * median_seconds(variant, rounds=50)),
        "layers": rows, "parts": other_parts(run),
    }  # fmt: skip


def parts_of_a_step() -> list[dict]:
    """Both families at several batch sizes."""
    return [one_size(on, n) for on in COUNTS for n in SIZES]


def lanes() -> dict[str, float]:
    """Milliseconds of the generator's last layer with 1, 2, 4, ... output channels."""
    low, _ = nets.CHANNELS
    x = torch.randn(64, low, 14, 14)
    found = {}
    for channels in OUTPUTS:
        layer = nn.ConvTranspose2d(low, channels, 4, stride=2, padding=1)
        with torch.no_grad():
            found[str(channels)] = digits(1e3 * median_seconds(partial(layer, x)))
    return found
