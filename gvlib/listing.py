"""`python -m gvlib list`: read from the records, without torch."""

import argparse
from collections.abc import Iterator

from gvlib import records


def list_command(args: argparse.Namespace) -> int:
    """Names, seeds, the first metric, titles; with --all what has no record, too."""
    stored = records.names(records.FOLDER)
    for name in stored:
        rec = records.read_json(records.FOLDER / f"{name}.json")
        print_line(name, describe(rec["runs"]), rec["title"])
    if args.all:
        for name, title in not_stored(set(stored)):
            print_line(name, "nothing stored", title)
    else:
        print(f"{len(stored)} are stored; --all lists what is not, too (takes seconds)")
    return 0


def print_line(name: str, found: str, title: str) -> None:
    """One experiment."""
    print(f"{name:24} {found:44} {title}")


def describe(runs: list[dict]) -> str:
    """How many seeds there are, and mean and range of their first metric."""
    text = f"{len(runs)} seed{'s' * (len(runs) > 1)}"
    metrics = [run["metrics"] for run in runs if "failed" not in run]
    if not metrics:
        return f"{text}, all failed"
    key = next(iter(metrics[0]))
    values = [m[key] for m in metrics]
    text += f", {key} {sum(values) / len(values):.4g}"
    if len(values) > 1:
        text += f" ({min(values):.4g} to {max(values):.4g})"
    return text


def not_stored(stored: set[str]) -> Iterator[tuple[str, str]]:
    """(name, title) of what has no record: only the catalogue knows it."""
    from gvlib.experiments import EXPERIMENTS  # it imports torch

    yield from ((n, e.title) for n, e in EXPERIMENTS.items() if n not in stored)
