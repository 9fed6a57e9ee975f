"""CPU-seconds until the Fréchet distance stays below a stated level.

Ours are read from the stored records, several seeds each. A peer trains here, until a
budget is spent; the distance is that of 5,000 samples to the validation images, in the
features of the stored classifier, for all.
"""

from collections.abc import Callable

import torch
from bench.peers import recipes
from bench.peers import recipes_gan as gans
from bench.peers.recipes import Recipe
from bench.peers.watch import Watch, below, follow
from bench.process import command, last_line

from gvlib import zoo
from gvlib.numerics import digits

LEVELS = (200, 150, 100, 75)
THIRD = 3.0
OURS = (
    "fashion/gan-ns", "fashion/gan-r3", "fashion/vae-bce", "fashion/vae-cb",
    "fashion/vae-sigma",
)  # fmt: skip
PEERS: dict[str, Callable[[], Recipe]] = {
    "pythae VAE, its MLP": lambda: recipes.pythae(False),
    "pythae VAE, its MNIST networks": lambda: recipes.pythae(True),
    "torchgan DCGAN": gans.torchgan,
    "pl_bolts GAN": gans.bolts_gan,
    "pl_bolts DCGAN": gans.bolts_dcgan,
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


def family(name: str) -> str:
    """VAE or GAN: each is compared with its own."""
    return "VAE" if "vae" in name.lower() else "GAN"


def fastest(level: int, kind: str, experiments: dict) -> tuple[str, float] | None:
    """Our recipe of that family whose slowest seed is there first, and when."""
    found = {}
    for name, row in experiments.items():
        times = row.get("seconds", {}).get(str(level), [None])
        if family(name) == kind and None not in times:
            found[name] = max(times)
    return min(found.items(), key=lambda pair: pair[1]) if found else None


def rows(section: dict) -> list[dict]:
    """Each peer at each level: its seconds, ours, and their ratio.

    A peer that does not get there gives a lower bound of the ratio, by its budget.
    """
    table = []
    for name in PEERS:
        curves = section.get(name, {}).get("curves", [])
        for level in LEVELS if curves else ():
            ours = fastest(level, family(name), section["gvlib"]["experiments"])
            theirs = [below(curve, level) for curve in curves]
            there = None if None in theirs else max(theirs)
            row = {"name": name, "level": level, "peer_seconds": there}
            row |= {"cap": section[name]["cap"], "ours": ours and ours[0]}
            row |= {"our_seconds": ours and ours[1], "ratio_at_least": None}
            if ours:
                ratio = (there or section[name]["cap"]) / ours[1]
                row |= {"ratio_at_least": digits(ratio, 3), "met": ratio >= THIRD}
            table.append(row)
    return table


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
