"""What it costs to bring images to a step, a batch at a time."""

import os
import statistics
import time

from bench.timing import in_turn
from bench.tricks.replacements import Pictures
from torch.utils.data import DataLoader

from gvlib import data
from gvlib.numerics import digits

N, BATCH, ROUNDS = 6_400, 128, 5


def spent() -> float:
    """CPU-seconds so far, of this process and of the workers that have ended."""
    ended = os.times()
    return time.process_time() + ended.children_user + ended.children_system


def loader_seconds() -> dict[str, float] | dict[str, str]:
    """Microseconds an image: bytes in a tensor, and pictures with 0 and 1 workers."""
    x = data.fashion_mnist("train")[0][:N]
    try:
        pictures = Pictures(x)
    except ImportError as error:
        return {"skipped": f"torchvision is missing: {error}"}
    batches = data.Batches(x, BATCH, data.to_unit)
    ways = {"tensors": lambda: [next(batches) for _ in range(N // BATCH)]}
    for workers in (0, 1):
        loader = DataLoader(pictures, BATCH, shuffle=True, num_workers=workers)
        ways[f"{workers} workers"] = lambda loader=loader: [b.shape for b in loader]
    took = in_turn(ways, ROUNDS, clock=spent)
    return {k: digits(1e6 * statistics.median(t) / N, 3) for k, t in took.items()}
