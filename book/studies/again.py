"""Seeds of a challenge entry, run again elsewhere: the same numbers? at what price?

After `python -m gvlib challenge NAME --split test`, which names a folder of results:
`python -m studies.again NAME FOLDER`. Writes the key "again" of
gvlib/zoo/bench.json.
"""

import json
import sys
from pathlib import Path

from bench.store import merge

from gvlib import zoo


def beside(stored: list[dict], again: list[dict]) -> dict:
    """The seconds of both times, and whether every metric has equal digits."""
    first = {row["seed"]: row for row in stored}
    pairs = [(first[row["seed"]], row) for row in again]
    return {
        "seeds": [row["seed"] for row in again],
        "cpu_seconds": [row["cpu_seconds"] for row in again],
        "equal": [was["metrics"] == row["metrics"] for was, row in pairs],
        "machines": sorted({row["machine"] for row in again}),
        "versions": again[0]["versions"],
        "first": {
            "cpu_seconds": [was["cpu_seconds"] for was, _ in pairs],
            "machines": sorted({was["machine"] for was, _ in pairs}),
        },
    }


def main(name: str, folder: str) -> None:
    files = sorted(Path(folder, name).glob("seed-*.json"))
    record = zoo.record(name)
    found = beside(record["runs"], [json.loads(f.read_text()) for f in files])
    found["first"]["revision"] = record["revision"]
    print(found)
    merge("again", name, found)


if __name__ == "__main__":
    main(*sys.argv[1:])
