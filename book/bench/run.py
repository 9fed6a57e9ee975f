"""Measure this package against its peers: `make bench`. See book/bench/*.py.

Each part runs in a process of its own and prints one JSON object; what it found is
merged into gvlib/zoo/bench.json at once, so an interrupted run loses nothing.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import floors
import peers
from common import last_line
from to_distance import LEVELS, PEERS, below, ours, rows

from gvlib import zoo
from gvlib.experiments.runner import commit, machine
from gvlib.zoo import replace

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FLOORS = {
    "vae_speed": ["--images=2560", "--rounds=1"],
    "fit_overhead": ["--milliseconds=30", "--rounds=1"],
    "conv_share": ["--repeats=1", "--rounds=1"],
    "manifold": ["--n=400", "--rounds=1"],
    "ring_scaling": ["--seeds=2", "--steps=20", "--rounds=1"],
}  # with what `--quick` adds: only to see that each runs
QUICK_PEERS = ["pythae VAE, its MLP"]


def part(python: Path, script: str, arguments: list[str]) -> dict:
    """What one script found; its last line of error if it failed."""
    done = subprocess.run(
        [python, HERE / f"{script}.py", *arguments], capture_output=True, text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"},
    )  # fmt: skip
    try:
        found = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        found = {"error": last_line(done.stderr)}
        if done.returncode < 0:
            found["error"] = f"the process crashed: signal {-done.returncode}"
    return found


def stamped(found: dict) -> dict:
    """Where, when and on which code a part was measured."""
    day = datetime.date.today().isoformat()
    return found | {"measured": f"{day}, {machine()}, commit {commit()}"}


def stored(target: Path) -> dict:
    """What is in the file so far."""
    return json.loads(target.read_text()) if target.exists() else {}


def merge(target: Path, section: str, name: str, found: dict | list) -> None:
    """Put one part into the file. What failed now does not remove an older number."""
    everything = stored(target)
    kept = everything.setdefault(section, {})
    older = kept.get(name, {})
    if "error" in found and "error" not in older and "measured" in older:
        kept[name] = older | {"not_measured_again": found["error"]}
    else:
        kept[name] = found
    text = json.dumps(everything, indent=1) + "\n"
    replace(target, lambda path: path.write_text(text))


def keep_peers_numbers(found: dict, older: dict) -> dict:
    """Where a peer of this part did not run now, its older numbers, named as such."""
    for name, trouble in found.get("errors", {}).items():
        for table in ("images_per_cpu_second", "ratio"):
            if name in older.get(table, {}):
                found[table][name] = older[table][name]
                found["errors"][name] = f"{trouble}; kept of {older['measured']}"
    return found


def run_floors(python: Path, names: list[str], quick: bool, target: Path) -> None:
    """The floors, one at a time: nothing else may run. Then their table."""
    for name in names:
        start = time.perf_counter()
        found = part(python, name, FLOORS[name] if quick else [])
        older = stored(target).get("floors", {}).get(name, {})
        merge(target, "floors", name, stamped(keep_peers_numbers(found, older)))
        took = time.perf_counter() - start
        print(f"{name}: {took:.0f} s. {headline(found)}", flush=True)
    if names:
        merge(target, "floors", "rows", floors.rows(stored(target)["floors"]))


def headline(found: dict) -> str:
    """The ratios of a part in one line, or what went wrong."""
    if "error" in found:
        return found["error"]
    lines = [f"{k}: {v}" for k, v in found.get("errors", {}).items()]
    ratio = found.get("ratio", {})
    ratios = ratio if "median" not in ratio else {"ratio": ratio}
    lines += [
        f"{k} {v['median']} ({v['min']} to {v['max']})" for k, v in ratios.items()
    ]
    return "; ".join(lines)


def run_peers(python: Path, names: list[str], arguments: list[str],
              target: Path) -> None:  # fmt: skip
    """Each peer's own recipe, two at a time, one thread each."""

    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        work = {
            pool.submit(part, python, "to_distance", [f"--peer={n}", *arguments]): n
            for n in names
        }
        for done in as_completed(work):
            name, found = work[done], done.result()
            merge(target, "to_distance", name, stamped(found))
            print(f"{name}: {arrival(found)}", flush=True)
    merge(target, "to_distance", "rows", rows(stored(target)["to_distance"]))


def arrival(found: dict) -> str:
    """When a peer came below each level, in words."""
    if not found.get("curves"):
        return found.get("error", "no curve")
    words = []
    for level in LEVELS:
        times = [below(curve, level) for curve in found["curves"]]
        words.append(
            f"below {level} after {times} s" if None not in times
            else f"not below {level} within {found['cap']:g} s"
        )  # fmt: skip
    best = f"best {min(found['best']):g}"
    return "; ".join([*words, best, *filter(None, [found.get("error")])])


def main(arguments: list[str]) -> None:
    """The whole comparison, or the parts that are named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help="floors, distance, or names of parts")
    parser.add_argument("--quick", action="store_true", help="only see that all run")
    parser.add_argument("--seeds", type=int, default=1, help="of each peer's recipe")
    parser.add_argument("--cap", type=float, default=240, help="CPU-seconds a recipe")
    parser.add_argument("--target", type=Path, default=zoo.FOLDER / "bench.json")
    options = parser.parse_args(arguments)
    wanted = options.parts or ["floors", "distance"]
    chosen = [n for n in FLOORS if "floors" in wanted or n in wanted]
    names = [n for n in PEERS if "distance" in wanted or n in wanted]
    cap, every = (5, 2) if options.quick else (options.cap, 10)
    if options.quick:
        names = [n for n in names if n in QUICK_PEERS]
    found = peers.ready(ROOT / ".bench", ROOT)
    for name, what in found.items():
        merge(options.target, "peers", name, stamped(what))
    python = peers.python(ROOT / ".bench")
    run_floors(python, chosen, options.quick, options.target)
    if names:
        own = {"levels": LEVELS, "experiments": ours()}
        merge(options.target, "to_distance", "gvlib", own)
        asked = [f"--cap={cap}", f"--every={every}", f"--seeds={options.seeds}"]
        run_peers(python, names, asked, options.target)
    print(f"Written: {options.target}")


if __name__ == "__main__":
    main(sys.argv[1:])
