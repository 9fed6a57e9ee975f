"""The evidence store: a JSON record per experiment, weights where a page shows samples.

Nothing here trains. Records are written by `gvlib.experiments`.
"""

import json
from collections.abc import Callable
from pathlib import Path

import safetensors
import torch
from safetensors.torch import load_file, save
from torch import Tensor, nn

from gvlib import nets
from gvlib.data import cached
from gvlib.files import replace
from gvlib.records import FOLDER, UnknownName, ZooError, names, read_json


def record(name: str, folder: Path = FOLDER) -> dict:
    """The record of one experiment: what was run, on what, and what was measured."""
    if name not in names(folder):
        raise UnknownName(f"no record {name!r}; there are: {', '.join(names(folder))}")
    return read_json(folder / f"{name}.json")


def bench(folder: Path = FOLDER) -> dict:
    """What `make bench` measured: timings of this package and of its peers."""
    return read_json(folder / "bench.json")


def trials(folder: Path = FOLDER) -> list[dict]:
    """The trials in which networks and learning rates were chosen, one a row."""
    return read_json(folder / "trials.json")["rows"]


def superseded(folder: Path = FOLDER) -> list[dict]:
    """What records said before another revision took their place, one a row."""
    path = folder / "superseded.json"
    return read_json(path)["rows"] if path.exists() else []


def eyes(folder: Path = FOLDER) -> dict:
    """How well features that need no labels order damages: book/studies/eyes.py."""
    return read_json(folder / "eyes.json")


def dimension_trials(folder: Path = FOLDER) -> list[dict]:
    """What was tried at each dimension: book/studies/dimension_trials.py."""
    return read_json(folder / DIMENSION_TRIALS)["rows"]


def values(name: str, key: str) -> list[float | int]:
    """One metric, one value per seed that did not fail."""
    found = [run["metrics"] for run in record(name)["runs"] if "failed" not in run]
    if any(key not in metrics for metrics in found):
        there = ", ".join(found[0])
        raise UnknownName(f"{name!r} has no metric {key!r}; it has: {there}")
    return [metrics[key] for metrics in found]


def cpu_seconds(name: str, beside: str | None = None) -> list[float]:
    """Seconds of training of each run on the kind of processor of `beside`'s first run.

    Seconds of two kinds never stand in one list: without `beside` the kind is that of
    the record's own first run; where no run was made on it, the list is empty.
    """
    kind = record(beside or name)["runs"][0]["machine"]
    runs = record(name)["runs"]
    return [run["cpu_seconds"] for run in runs if run["machine"] == kind]


def mean_seconds(name: str, beside: str | None = None) -> float | None:
    """The mean of `cpu_seconds`; None where no run was made on that processor."""
    found = cpu_seconds(name, beside)
    return sum(found) / len(found) if found else None


def curves(name: str, x: str, y: str) -> list[tuple[list[float], list[float]]]:
    """What was followed while training: one (x values, y values) per seed."""
    runs = [run["curve"] for run in record(name)["runs"] if "failed" not in run]
    return [([row[x] for row in rows], [row[y] for row in rows]) for rows in runs]


def provenance(name: str) -> str:
    """Where a record comes from, in two short lines."""
    rec = record(name)
    runs, steps = rec["runs"], rec["config"]["steps"]
    failed = sum("failed" in run for run in runs)
    seconds = sum(run["cpu_seconds"] for run in runs) / len(runs)
    training = f"{steps:,} steps of {rec['config']['batch_size']}"
    threads = runs[0]["threads"]
    where = (
        f"{seconds:.0f} CPU-seconds a seed, {threads} thread{'s' * (threads > 1)}, "
        f"{runs[0]['device']}, torch {runs[0]['versions']['torch']}"
    )
    return (
        f"{name}, revision {rec['revision']}: {len(runs)} seeds ({failed} failed), "
        + (f"{training},\n  {where}" if steps > 1 else "nothing is trained")
    )


def write_record(rec: dict, folder: Path = FOLDER) -> Path:
    """Store a record, one run a line so that a changed seed is a changed line."""
    head = {k: v for k, v in rec.items() if k != "runs"}
    runs = ",\n".join("  " + json.dumps(run) for run in rec["runs"])
    text = json.dumps(head, indent=1)[:-2] + ',\n "runs": [\n' + runs + "\n ]\n}\n"
    return replace(folder / f"{rec['name']}.json", lambda path: path.write_text(text))


def write_superseded(rec: dict, folder: Path = FOLDER) -> Path:
    """Store what a record measured, for the list of numbers that changed."""
    row = {
        "name": rec["name"], "revision": rec["revision"],
        "runs": [{"seed": run["seed"]} | run.get("metrics", {}) for run in rec["runs"]],
    }  # fmt: skip
    kept = [r for r in superseded(folder) if key_of(r) != key_of(row)]
    lines = ",\n".join("  " + json.dumps(r) for r in [*kept, row])
    text = '{\n "rows": [\n' + lines + "\n ]\n}\n"
    return replace(folder / "superseded.json", lambda path: path.write_text(text))


def key_of(row: dict) -> tuple[str, int]:
    """What tells one superseded record from another."""
    return row["name"], row["revision"]


def write_weights(
    name: str, modules: dict[str, nn.Module], folder: Path = FOLDER
) -> Path:
    """Store modules as 16-bit numbers beside the record."""
    tensors = {
        f"{part}.{key}": value.detach().half().contiguous().cpu()
        for part, module in modules.items()
        for key, value in module.state_dict().items()
    }
    target = folder / f"{name}.safetensors"
    return replace(target, lambda path: path.write_bytes(save(tensors)))


@cached(maxsize=8)
def all_weights(name: str) -> dict[str, Tensor]:
    """Every stored tensor of one experiment, as 32-bit numbers."""
    path = FOLDER / f"{name}.safetensors"
    if not path.exists():
        record(name)  # an unknown name is the likelier mistake
        raise UnknownName(f"{name!r} has no stored weights: no page shows its samples")
    try:
        return {key: value.float() for key, value in load_file(path).items()}
    except safetensors.SafetensorError as error:
        raise ZooError(
            f"{path} is damaged ({error}); restore it from a fresh clone"
        ) from None


def restore(name: str, part: str, module: nn.Module) -> nn.Module:
    """`module` with the stored weights of `part`, ready to be used and not trained."""
    start, stored = f"{part}.", all_weights(name)
    weights = {k.removeprefix(start): stored[k] for k in stored if k.startswith(start)}
    if not weights:
        raise UnknownName(f"{name!r} stores no {part}")
    module.load_state_dict(weights)
    return module.eval().requires_grad_(False)


DIMENSION_TRIALS = "dimension-trials.json"
FEATURES = "fashion/features-cnn"
OTHER_FEATURES = "fashion/features-strided"
CLASSIFIERS = {FEATURES: nets.classifier, OTHER_FEATURES: nets.strided_classifier}


def classifier(name: str = FEATURES) -> nn.Module:
    """Images -> 10 logits, by a stored classifier."""
    if name not in CLASSIFIERS:
        there = ", ".join(CLASSIFIERS)
        raise UnknownName(f"no classifier {name!r}; there are: {there}")
    return restore(name, "classifier", CLASSIFIERS[name]())


def features(name: str = FEATURES, chunk: int = 500) -> Callable[[Tensor], Tensor]:
    """The map from images (n, 1, 28, 28) to a classifier's last hidden layer (n, d)."""
    part = classifier(name)[0]

    @torch.no_grad()
    def extract(x: Tensor) -> Tensor:
        return torch.cat([part(rows) for rows in x.split(chunk)])

    return extract
