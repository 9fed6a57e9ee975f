"""Measure every trick against the step as it stands, and where a step's time goes.

Writes the section "tricks" of gvlib/zoo/bench.json. What a machine lacks is left out
and named: 16-bit arithmetic, a C++ compiler, torchvision.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time

import torch
from bench.store import merge, stored
from bench.timing import in_turn
from bench.tricks.layers import lanes, parts_of_a_step
from bench.tricks.loaders import loader_seconds
from bench.tricks.pieces import PIECES
from bench.tricks.roof import roof
from bench.tricks.steps import STEPS, Trick
from bench.tricks.variants import Variant

from gvlib.numerics import digits

WARM, PAIRS, MOST, SECONDS = 3, 30, 120, 3.0


def lacking(trick: Trick) -> str:
    """Why this machine cannot try a trick, or an empty string."""
    if "bfloat16" in trick.name and not torch.cpu._is_avx512_bf16_supported():
        return "this CPU has no bfloat16 arithmetic"
    if trick.name == "torch.compile" and not shutil.which(os.environ.get("CXX", "c++")):
        return "there is no C++ compiler"
    return ""


def warmed(variant: Variant) -> tuple[float, dict[str, float]]:
    """Wall seconds of the first calls, and what the second of them logged."""
    torch.manual_seed(1)
    start = time.perf_counter()
    with variant.around():
        logs = [variant() for _ in range(WARM)][1]
    took = time.perf_counter() - start
    return took, {k: torch.as_tensor(x).item() for k, x in logs.items()}


def apart(a: dict[str, float], b: dict[str, float]) -> float:
    """The largest difference of two logs, relative where a number exceeds 0.01."""
    return max(abs(a[k] - b[k]) / max(abs(a[k]), 0.01) for k in a)


def compared(trick: Trick) -> dict:
    """Ratios of neighbouring calls, each pair in the other order than the last."""
    sides = {"without": trick.without(), "having": trick.having()}
    (_, old), (start, new) = (warmed(side) for side in sides.values())
    clock = time.perf_counter if trick.wall else time.process_time
    took = in_turn(sides, PAIRS, warm=0, clock=clock, most=MOST, enough=SECONDS)
    pairs = zip(took["without"], took["having"], strict=True)
    ratios = [trick.scale * a / b for a, b in pairs]
    low, middle, high = statistics.quantiles(ratios, n=4)
    medians = [statistics.median(seconds) for seconds in took.values()]
    return {
        "measured": digits(middle), "quartiles": [digits(low), digits(high)],
        "pairs": len(ratios), "ms": [digits(1e3 * t) for t in medians],
        "apart": digits(apart(old, new), 2),
        **({"first_calls": digits(start, 3)} if "compile" in trick.name else {}),
    }  # fmt: skip


def row(trick: Trick) -> dict:
    """The entry of one trick; a line in place of numbers where it cannot be tried."""
    told = {
        "name": trick.name, "on": trick.on, "predicted": trick.predicted,
        "reason": trick.reason, "seen": trick.seen, "kept": trick.kept,
        "why": trick.why,
    }  # fmt: skip
    skipped = lacking(trick)
    try:
        found = {"skipped": skipped} if skipped else compared(trick)
    except Exception as error:  # whatever a compiler or a peer may raise
        first = (str(error).strip().splitlines() or [""])[0]
        found = {"skipped": f"{type(error).__name__}: {first}"[:200]}
    shown = found.get("skipped") or f"{found['measured']} {found['quartiles']}"
    print(f"{trick.on:10} {trick.name:40} {trick.predicted:5} {shown}", flush=True)
    return told | found


def try_all(only: str) -> list[dict]:
    """The tricks whose name or model holds `only`; every compilation starts anew."""
    chosen = [t for t in STEPS + PIECES if only in f"{t.name} {t.on}"]
    with tempfile.TemporaryDirectory() as cache:
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = cache
        os.environ["TORCHINDUCTOR_COMPILE_THREADS"] = "1"
        return [row(trick) for trick in chosen]


def measure(only: str, before: dict) -> dict:
    """Everything; or the chosen tricks in the place of those measured before."""
    found = {"load": digits(os.getloadavg()[0], 2), "rows": try_all(only)}
    if only:
        new = {(r["name"], r["on"]): r for r in found["rows"]}
        rows = [new.get((r["name"], r["on"]), r) for r in before["rows"]]
        return before | {"rows": rows}
    return found | {
        "roof": roof(), "step": parts_of_a_step(), "lanes": lanes(),
        "loader": loader_seconds(),
    }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="measure only tricks that hold this")
    given = parser.parse_args()
    torch.set_num_threads(1)
    before = stored().get("tricks", {"rows": []})
    for name, found in measure(given.only, before).items():
        merge("tricks", name, found)
