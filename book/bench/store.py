"""gvlib/zoo/bench.json, which every part writes and no part replaces whole."""

import datetime
import json
from pathlib import Path

from gvlib import files, zoo
from gvlib.experiments.runner import commit, machine

TARGET = zoo.FOLDER / "bench.json"


def stamped(found: dict) -> dict:
    """Where, when and on which code a part was measured."""
    day = datetime.date.today().isoformat()
    return found | {"measured": f"{day}, {machine()}, commit {commit()}"}


def stored(target: Path = TARGET) -> dict:
    """What is in the file so far."""
    return json.loads(target.read_text()) if target.exists() else {}


def merge(section: str, name: str, found: object, target: Path = TARGET) -> None:
    """Put one part into the file. What failed now does not remove an older number."""
    everything = stored(target)
    kept = everything.setdefault(section, {})
    older = kept.get(name, {})
    failed = isinstance(found, dict) and "error" in found
    if failed and "error" not in older and "measured" in older:
        found = older | {"not_measured_again": found["error"]}
    kept[name] = found
    text = json.dumps(everything, indent=1) + "\n"
    files.replace(target, lambda path: path.write_text(text))
