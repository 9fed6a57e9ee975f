"""Floor: the share of the measured matrix-product rate that a training step reaches.

The rate to compare with is torch.mm of 1024 x 1024 float32 matrices, on the same
thread, in the same rounds.
"""

from collections.abc import Callable

import torch
from bench.flops import flops
from bench.process import command
from bench.timing import in_turn, repeated, summary

from gvlib.experiments import experiment
from gvlib.numerics import digits
from gvlib.train import seed_everything

STEPS = ("fashion/gan-ns", "fashion/gan-r3", "fashion/vae-sigma", "fashion/vae-bce")
SIDE = 1024


def rates(work: dict[str, Callable], repeats: int, rounds: int) -> dict:
    """Milliseconds, MFLOP, GFLOP/s and the share of the matrix product's rate."""
    a, b = torch.randn(SIDE, SIDE), torch.randn(SIDE, SIDE)
    counts = {name: flops(call) for name, call in work.items()}
    calls = work | {"matrix product": lambda: a @ b}
    loops = {name: repeated(call, repeats) for name, call in calls.items()}
    medians = {k: summary(v)["median"] for k, v in in_turn(loops, rounds).items()}
    seconds = {name: median / repeats for name, median in medians.items()}
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


def measure(repeats: int, rounds: int) -> dict:
    """Whole steps, beside the matrix product."""
    found = rates(steps(), repeats, rounds)
    return {"steps": found, "rounds": rounds, "repeats": repeats}


if __name__ == "__main__":
    command(measure, repeats=5, rounds=9)
