"""Execute the notebooks, two at a time, and store clean, stamped outputs.

`make notebooks` runs all; names choose some; --check only lists stale ones.
"""

import argparse
import json
import math
import os
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from stamps import ROOT, notebooks, stale, stamp

TIMES = Path(__file__).with_name("notebook_times.json")
SETTINGS = {
    "GVLIB_STATIC": "1", "GVLIB_BUDGET": "laptop",
    "OMP_NUM_THREADS": "1", "GVLIB_DEVICE": "cpu",
}  # fmt: skip
ONE, ALL = 1_000_000, 10_000_000  # bytes


def merge_streams(outputs: list) -> list:
    """Consecutive pieces of one stream as one piece."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
        else:
            merged.append(output)
    return merged


def clean(book) -> None:
    """Keep what a reader sees: no times, no widget state, nothing random."""
    kept = {"kernelspec": {"name": "python3", "display_name": "Python 3",
                           "language": "python"},
            "language_info": {"name": "python"}}  # fmt: skip
    book.metadata = nbformat.from_dict(kept)
    for cell in book.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type != "code":
            continue
        cell.outputs = merge_streams(cell.outputs)
        for output in cell.outputs:
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
            if output.get("name") == "stderr":
                raise ValueError(f"a cell wrote to stderr: {output.text[:300]}")


def name_cells(path: Path):
    """Read a notebook; a cell without an id gets its place as id."""
    raw = json.loads(path.read_text("utf-8"))
    for place, cell in enumerate(raw["cells"]):
        cell.setdefault("id", f"cell-{place:02}")
    raw["nbformat_minor"] = max(5, raw.get("nbformat_minor", 5))
    return nbformat.reads(json.dumps(raw), as_version=4)


def execute(path: Path) -> tuple[str, float]:
    """Run one notebook in place; return its name and its CPU-seconds."""
    book, start = name_cells(path), os.times()
    runner = NotebookClient(book, timeout=1800, kernel_name="python3",
                            resources={"metadata": {"path": str(path.parent)}},
                            store_widget_state=False, record_timing=False)  # fmt: skip
    runner.execute()
    used = [b - a for a, b in zip(start, os.times(), strict=True)]
    seconds = sum(used[2:4]) or used[4]  # the kernel's; Windows knows only the clock
    clean(book)
    book.metadata["gvlib"] = {"stamp": stamp(path)}
    text = nbformat.writes(book) + "\n"
    if len(text.encode()) > ONE:
        raise ValueError(f"{len(text.encode()):,} bytes of outputs, allowed {ONE:,}")
    path.write_text(text, "utf-8")
    return path.stem, seconds


def note_times(seconds: dict[str, float]) -> None:
    """Store the CPU-seconds, rounded up to 5 s, where chapters look them up."""
    old = json.loads(TIMES.read_text("utf-8")) if TIMES.exists() else {"seconds": {}}
    new = {name: 5 * math.ceil(value / 5) for name, value in seconds.items()}
    merged = dict(sorted({**old["seconds"], **new}.items()))
    content = {"machine": f"one {platform.machine()} core", "seconds": merged}
    TIMES.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def main(names: list[str]) -> int:
    """Run the chosen notebooks; report every failure, then the whole size."""
    chosen = [p for p in notebooks() if not names or p.stem in names or p.name in names]
    if not chosen:
        known = ", ".join(p.stem for p in notebooks())
        print(f"No such notebook: {', '.join(names)}. There are: {known}.")
        return 1
    os.environ.update(SETTINGS)
    seconds, failed = {}, 0
    with ProcessPoolExecutor(2) as pool:
        jobs = {path.name: pool.submit(execute, path) for path in chosen}
        for name, job in jobs.items():
            try:
                stem, taken = job.result()
                seconds[stem] = taken
                print(f"{name}: {taken:.0f} s", flush=True)
            except Exception as error:
                failed += 1
                print(f"{name} failed, file unchanged: {error}", flush=True)
    if seconds:
        note_times(seconds)
    total = sum(p.stat().st_size for p in notebooks())
    print(f"{total / 1e6:.1f} MB in all, allowed {ALL / 1e6:.0f} MB")
    return int(bool(failed) or total > ALL)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="chapters, such as 05_gan_code")
    parser.add_argument("--check", action="store_true", help="list stale notebooks")
    given = parser.parse_args()
    if given.check:
        found = stale()
        print("\n".join(f"stale: {name}" for name in found) or "all stamps are fresh")
        sys.exit(bool(found))
    print(f"notebooks of {ROOT}: {', '.join(given.names) or 'all'}")
    sys.exit(main(given.names))
