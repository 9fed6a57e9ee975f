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
    """The later rows' seconds, and whether every metric is stored with equal digits."""
    metrics = {row["seed"]: row["metrics"] for row in stored}
    return {
        "seeds": [row["seed"] for row in again],
        "cpu_seconds": [row["cpu_seconds"] for row in again],
        "equal": [row["metrics"] == metrics[row["seed"]] for row in again],
        "machines": sorted({row["machine"] for row in again}),
        "versions": again[0]["versions"],
    }


def main(name: str, folder: str) -> None:
    files = sorted(Path(folder, name).glob("seed-*.json"))
    found = beside(zoo.record(name)["runs"], [json.loads(f.read_text()) for f in files])
    print(found)
    merge("again", name, found)


if __name__ == "__main__":
    main(*sys.argv[1:])
