"""How dear do the models of chapter 1 get? CPU-seconds to see all training images once.

The images are also halved and halved again, to 14 and 7 pixels a side. Models take
steps in turn: the median step, times the steps of a pass. Then one step of each mixture
is looked into: which share of it goes to which operation. Writes the key "growth" of
gvlib/zoo/bench.json: `python -m studies.growth` (five minutes on one core).
"""

import statistics
from collections.abc import Callable

import torch
from bench.store import merge, stamped
from bench.timing import in_turn
from torch import Tensor
from torch.nn.functional import avg_pool2d
from torch.profiler import ProfilerActivity, profile

from gvlib import classical, data
from gvlib.experiments.builds import adam
from gvlib.numerics import digits
from gvlib.train import seed_everything

SIDES = (7, 14, 28)
KS = (10, 100)
FACTORS, HIDDEN = 10, 500  # as in the records fashion/mfa and fashion-binary/rbm
BATCH, RBM_BATCH = 5_000, 100
IMAGES = 50_000
FLOOR = 1e-3
PARTS = {"solves": "aten::linalg_solve_triangular", "products": "aten::mm"}


def shrunk(side: int, n: int) -> Tensor:
    """n training images of side x side pixels in [0, 1], one a row."""
    x = data.dequantize(data.fashion_mnist("train")[0][:n])
    return avg_pool2d(x, x.shape[-1] // side).flatten(1)


def steps(side: int, batch: int = BATCH) -> dict[str, Callable[[], object]]:
    """One step of each model, by kind and number of components."""
    x, found = shrunk(side, batch), {}
    for k in KS:
        for kind, start in (
            ("full", classical.gmm_start(x, k, FLOOR)),
            ("factors", classical.mfa_start(x, k, FACTORS, FLOOR)),
        ):
            step = classical.em_step(start, classical.Averages(start, x))
            found[f"{kind} {k}"] = lambda step=step: step(iter([x]))
    bits = torch.bernoulli(x[:RBM_BATCH])
    rbm = classical.RBM(bits.mean(0).clamp(0.01, 0.99), HIDDEN)
    chains = classical.Chains(rbm, RBM_BATCH)
    step = classical.pcd_step(rbm, adam(rbm, 1e-3, (0.9, 0.999)), chains)
    found[f"rbm {HIDDEN}"] = lambda: step(iter([bits]))
    return found


def measure(sides: tuple = SIDES, rounds: int = 3, batch: int = BATCH) -> dict:
    """CPU-seconds a pass over all training images, by model and number of pixels."""
    seed_everything(0)
    passes: dict[str, dict[str, float]] = {}
    for side in sides:
        for name, seconds in in_turn(steps(side, batch), rounds).items():
            seen = RBM_BATCH if name.startswith("rbm") else batch
            whole = statistics.median(seconds) * IMAGES / seen
            passes.setdefault(name, {})[str(side**2)] = digits(whole, 3)
    return {
        "cpu_seconds_a_pass": passes, "images": IMAGES, "batch": batch,
        "rbm_batch": RBM_BATCH, "rounds": rounds,
    }  # fmt: skip


def parts(step: Callable[[], object], rounds: int) -> dict[str, float]:
    """The shares of a step's CPU time that triangular solves and `mm` products take."""
    step()  # the first one also sets up what the others find
    with profile(activities=[ProfilerActivity.CPU]) as seen:
        for _ in range(rounds):
            step()
    spent = {event.key: event.self_cpu_time_total for event in seen.key_averages()}
    whole = sum(spent.values())
    return {part: digits(spent[op] / whole, 3) for part, op in PARTS.items()}


def shares(sides: tuple = SIDES, rounds: int = 3, batch: int = BATCH) -> dict:
    """The parts of a step of each mixture of a hundred, by number of pixels."""
    seed_everything(0)
    found: dict[str, dict[str, dict[str, float]]] = {}
    for side in sides:
        for name, step in steps(side, batch).items():
            if name.endswith(" 100"):
                found.setdefault(name, {})[str(side**2)] = parts(step, rounds)
    return {"shares_of_a_step": found, "batch": batch, "rounds": rounds}


if __name__ == "__main__":
    torch.set_num_threads(1)
    for key, measured in (("classical", measure), ("shares", shares)):
        found = stamped(measured())
        print(found)
        merge("growth", key, found)
