"""CPU-seconds until the Fréchet distance stays below a stated level.

Ours are read from the stored records, several seeds each. A peer trains here, until a
budget is spent; the distance is that of 5,000 samples to the validation images, in the
features of the stored classifier, for all.
"""

from collections.abc import Callable

import recipes
import recipes_gan as gans
import torch
from common import command, digits, last_line
from recipes import Recipe
from watch import Watch, below, follow

from gvlib import zoo

LEVELS = (100, 75)
OURS = (
    "fashion/gan-ns", "fashion/gan-r3", "fashion/vae-bce", "fashion/vae-cb",
    "fashion/vae-sigma",
)  # fmt: skip
PEERS: dict[str, Callable[[], Recipe]] = {
    "pythae VAE, its MLP": lambda: recipes.pythae(False),
    "pythae VAE, its MNIST networks": lambda: recipes.pythae(True),
    "torchgan DCGAN": gans.torchgan,
    "torchgan DCGAN, its epochs": gans.torchgan_epoch,
    "torch-mimicry SNGAN": gans.mimicry,
    "pl_bolts GAN": gans.bolts_gan,
    "pl_bolts DCGAN": gans.bolts_dcgan,
    "vegans VanillaGAN": gans.vegans,
    "pytorch/examples vae": recipes.examples_vae,
    "pytorch/examples dcgan": recipes.examples_dcgan,
}


def reached(curve: list[tuple[float, float]]) -> dict[str, float | None]:
    """For each level the CPU-second from which the curve stays below it."""
    return {str(level): below(curve, level) for level in LEVELS}


def ours() -> dict:
    """From the records: for each level one value a seed, and the best distance."""
    found = {}
    for name in OURS:
        try:
            curves = zoo.curves(name, "cpu_seconds", "fd")
        except zoo.ZooError as error:
            found[name] = {"error": str(error)}
            continue
        pairs = [list(zip(*curve, strict=True)) for curve in curves]
        seeds = [reached(curve) for curve in pairs]
        found[name] = {
            "seconds": {str(v): [s[str(v)] for s in seeds] for v in LEVELS},
            "best": [min(d for _, d in curve) for curve in pairs],
            "seeds": len(seeds),
        }
    return found


def measure(peer: str, cap: float, every: float, seeds: int) -> dict:
    """One peer's curves; what it raised, if it did not come to the cap."""
    found: dict = {"cap": cap, "curves": [], "steps": [], "seconds": [], "best": []}
    for seed in range(seeds):
        torch.manual_seed(seed)
        watch = None
        try:
            train, sample = PEERS[peer]()
            watch = Watch(sample, cap, every)
            follow(train, watch)
        except Exception as error:  # a peer may fail in any way: the rest goes on
            found["error"] = last_line(error)
        if watch and watch.curve:
            found["curves"].append([(s, digits(d)) for s, d in watch.curve])
            found["steps"].append(watch.steps)
            found["seconds"].append(reached(watch.curve))
            found["best"].append(digits(min(d for _, d in watch.curve)))
    return found


if __name__ == "__main__":
    command(measure, peer="pythae VAE, its MLP", cap=240.0, every=10.0, seeds=1)
