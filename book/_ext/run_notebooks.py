"""Make the notebooks: run the chapters' texts, two at a time, and store the outputs.

`make notebooks` runs all; names choose some. --prose runs nothing: it writes the plain
Markdown again, for a text whose code has not changed, and that of the pages of prose,
which notebooks link to. --check lists stale outputs.
"""

import argparse
import json
import math
import os
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import gv_source
import nbformat
from gv_chapters import TIMES
from nbclient import NotebookClient
from plain.notebook import plain
from plain.page import plain_page
from stamps import stale, stamp, stored_stamp

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
    """Keep what a reader sees: no widget state, nothing random."""
    for cell in book.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs = merge_streams(cell.outputs)
        for output in cell.outputs:
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
            if output.get("name") == "stderr":
                raise ValueError(f"a cell wrote to stderr: {output.text[:300]}")


def execute(name: str) -> float:
    """Run one chapter and store its notebook; return its CPU-seconds."""
    book = gv_source.parsed(gv_source.path(name).read_text("utf-8"))
    begun, start = stamp(name), os.times()
    runner = NotebookClient(book, timeout=1800, kernel_name="python3",
                            resources={"metadata": {"path": str(gv_source.NOTEBOOKS)}},
                            store_widget_state=False, record_timing=False)  # fmt: skip
    runner.execute()
    used = [b - a for a, b in zip(start, os.times(), strict=True)]
    clean(book)
    store(name, written(name, book, begun))
    return sum(used[2:4]) or used[4]  # the kernel's; Windows knows only the clock


def written(name: str, book, mark: str) -> str:
    """The file of a chapter's notebook: its text with outputs, plain and stamped."""
    made = plain(name, book)
    made.metadata["gvlib"] = {"stamp": mark}
    return nbformat.writes(made) + "\n"


def from_stored(name: str) -> str:
    """The same, of the outputs and the stamp that the last run left."""
    text = gv_source.path(name).read_text("utf-8")
    return written(name, gv_source.with_outputs(text, name), stored_stamp(name))


def store(name: str, text: str) -> None:
    """Write a notebook, if it is not too large."""
    if len(text.encode()) > ONE:
        raise ValueError(f"{len(text.encode()):,} bytes of outputs, allowed {ONE:,}")
    gv_source.notebook(name).write_text(text, "utf-8")


def note_times(seconds: dict[str, float]) -> None:
    """Store the CPU-seconds, rounded up to 5 s, where chapters look them up."""
    old = json.loads(TIMES.read_text("utf-8")) if TIMES.exists() else {"seconds": {}}
    new = {name: 5 * math.ceil(value / 5) for name, value in seconds.items()}
    merged = dict(sorted({**old["seconds"], **new}.items()))
    content = {"machine": f"one {platform.machine()} core", "seconds": merged}
    TIMES.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def run(names: list[str]) -> int:
    """Run these chapters; report every failure and return how many there were."""
    os.environ.update(SETTINGS)
    seconds, failed = {}, 0
    with ProcessPoolExecutor(2) as pool:
        jobs = {name: pool.submit(execute, name) for name in names}
        for name, job in jobs.items():
            try:
                seconds[name] = job.result()
                print(f"{name}: {seconds[name]:.0f} s", flush=True)
            except Exception as error:
                failed += 1
                print(f"{name} failed, notebook unchanged: {error}", flush=True)
    if seconds:
        note_times(seconds)
    return failed


def prose(names: list[str]) -> int:
    """Write Markdown again, of these and of all pages; return how many failed."""
    tasks = [(name, partial(rewrite, name)) for name in names]
    tasks += [(path.name, partial(rewrite_page, path)) for path in gv_source.pages()]
    failed = 0
    for name, task in tasks:
        try:
            task()
        except ValueError as error:
            failed += 1
            print(f"{name} in notebooks/ is unchanged: {error}")
    return failed


def rewrite(name: str) -> None:
    """Write a chapter's Markdown again."""
    store(name, from_stored(name))


def rewrite_page(path: Path) -> None:
    """Write the plain twin of a page of prose."""
    (gv_source.NOTEBOOKS / path.name).write_text(plain_page(path), "utf-8")


def main(names: list[str], only_prose: bool) -> int:
    """Make the chosen notebooks; 1 if one failed or all are too large."""
    known = [path.stem for path in gv_source.chapters()]
    chosen = [name for name in known if not names or name in names]
    if unknown := sorted(set(names) - set(known)):
        print(f"No such chapter: {', '.join(unknown)}. There are: {', '.join(known)}.")
        return 1
    failed = 0 if only_prose else run(chosen)
    # A run tells the seconds, and numbers that other chapters quote.
    failed += prose(chosen if only_prose else known)
    total = sum(gv_source.notebook(name).stat().st_size for name in known)
    print(f"{total / 1e6:.1f} MB in all, allowed {ALL / 1e6:.0f} MB")
    return int(bool(failed) or total > ALL)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="chapters, such as 05_gan_code")
    parser.add_argument("--prose", action="store_true", help="run nothing")
    parser.add_argument("--check", action="store_true", help="list stale outputs")
    given = parser.parse_args()
    if given.check:
        found = stale()
        print("\n".join(f"stale: {name}" for name in found) or "all stamps are fresh")
        sys.exit(bool(found))
    sys.exit(main(given.names, given.prose))
