"""Measure this package against its peers and its own tricks: `make bench`.

Each part runs in a process of its own and prints one JSON object; what it found is
merged into gvlib/zoo/bench.json at once, so an interrupted run loses nothing.
"""

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from bench.floors import table
from bench.peers import environment
from bench.peers.distance import LEVELS, PEERS, ours, rows
from bench.process import BOOK, part
from bench.store import TARGET, merge, stamped, stored

FLOORS = {
    "vae_speed": ["--images=2560", "--rounds=1"],
    "fit_overhead": ["--milliseconds=30", "--rounds=1"],
    "conv_share": ["--repeats=1", "--rounds=1"],
    "manifold": ["--n=400", "--rounds=1"],
    "ring_scaling": ["--seeds=2", "--steps=20", "--rounds=1"],
}  # with what `--quick` adds: only to see that each runs
QUICK_PEERS = ["pythae VAE, its MLP"]


def keep_peers_numbers(found: dict, older: dict) -> dict:
    """Where a peer of this part did not run now, its older numbers, named as such."""
    for name, trouble in found.get("errors", {}).items():
        for key in ("images_per_cpu_second", "ratio"):
            if name in older.get(key, {}):
                found[key][name] = older[key][name]
                found["errors"][name] = f"{trouble}; kept of {older['measured']}"
    return found


def run_floors(python: Path, names: list[str], quick: bool, target: Path) -> None:
    """The floors, one at a time: nothing else may run. Then their table."""
    for name in names:
        start = time.perf_counter()
        found = part(python, f"bench.floors.{name}", FLOORS[name] if quick else [])
        older = stored(target).get("floors", {}).get(name, {})
        merge("floors", name, stamped(keep_peers_numbers(found, older)), target)
        took = time.perf_counter() - start
        trouble = [found.get("error"), *found.get("errors", {}).values()]
        print(f"{name}: {took:.0f} s", *filter(None, trouble), sep="; ", flush=True)
    if names:
        asked = table.rows(stored(target)["floors"])
        merge("floors", "rows", asked, target)
        for row in asked:
            print(f"{row['name']}: {row['measured']}, wanted {row['needed']}")


def run_peers(
    python: Path, names: list[str], arguments: list[str], target: Path
) -> None:
    """Each peer's own recipe, two at a time, one thread each."""
    script = "bench.peers.distance"
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        work = {
            pool.submit(part, python, script, [f"--peer={n}", *arguments]): n
            for n in names
        }
        for done in as_completed(work):
            name, found = work[done], done.result()
            merge("to_distance", name, stamped(found), target)
            told = [f"best {found.get('best')}", found.get("error")]
            print(name, *filter(None, told), sep="; ", flush=True)
    merge("to_distance", "rows", rows(stored(target)["to_distance"]), target)


def main(arguments: list[str]) -> None:
    """The whole comparison, or the parts that are named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help="floors, distance, or names of parts")
    parser.add_argument("--quick", action="store_true", help="only see that all run")
    parser.add_argument("--seeds", type=int, default=1, help="of each peer's recipe")
    parser.add_argument("--cap", type=float, default=240, help="CPU-seconds a recipe")
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args(arguments)
    wanted = options.parts or ["floors", "distance"]
    chosen = [n for n in FLOORS if "floors" in wanted or n in wanted]
    names = [n for n in PEERS if "distance" in wanted or n in wanted]
    cap, every = (5, 2) if options.quick else (options.cap, 10)
    if options.quick:
        names = [n for n in names if n in QUICK_PEERS]
    python = environment.ready(BOOK.parent / ".bench")
    run_floors(python, chosen, options.quick, options.target)
    if names:
        own = {"levels": LEVELS, "experiments": ours()}
        merge("to_distance", "gvlib", own, options.target)
        asked = [f"--cap={cap}", f"--every={every}", f"--seeds={options.seeds}"]
        run_peers(python, names, asked, options.target)
    print(f"Written: {options.target}")


if __name__ == "__main__":
    main(sys.argv[1:])
