"""Every stored run as plain numbers, and which numbers may share an axis.

Two numbers share an axis only if their records say that they were measured alike: the
same key, the same rules, and for a likelihood the same space of x.
"""

import math
import re
import shlex
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import groupby
from pathlib import Path

from all_runs.words import COSTS, MEASURES, STUDIES, TRIALS
from gvlib import records

RULES = ("n", "reference", "features", "k", "hq_radius", "mode_rule")
LIKELIHOODS = {"elbo", "nll", "log_px", "iw_bound", "parzen"}
DEQUANTISED = {"fashion/gmm", "fashion/mfa"}
GREY = {f"fashion-parts/{n}" for n in ("ladder", "mixture-prior", "vq", "fsq")}
OWN = ("seed", "config", "command", "commit", "failed")
WHERE = ("machine", "device", "threads", "versions")
NUMBERS = ("fd", "fd@fashion/features-strided", "nll")  # of a trial

TRAIN = "python -m gvlib train {name} --seed {seed} --split test"
REPRODUCE = "python -m gvlib reproduce {name}"


def stored(folder: Path) -> Iterator[dict]:
    """The records, then the trials, as records without machine and seconds."""
    for name in records.names(folder):
        yield records.read_json(folder / f"{name}.json")
    path = folder / "trials.json"
    rows = records.read_json(path)["rows"] if path.exists() else []

    def what(row: dict) -> tuple[str, str]:
        return row["name"], row["about"]

    for (name, about), found in groupby(sorted(rows, key=what), what):
        yield {
            "name": name, "title": about, "trial": True, "revision": None,
            "protocol": trial_protocol(name), "config": {}, "runs": map(trial, found),
        }  # fmt: skip


def trial_protocol(name: str) -> dict:
    """By which images and how many the trials of an experiment were judged."""
    n = 5_000 if not re.search("/challenge-|/rbm", name) else 10_000
    return {"n": n, "reference": "validation images, not test images"}


def trial(row: dict) -> dict:
    """A row of the trials as a run of a record."""
    config = {k: row[k] for k in ("channels", "hidden", "lr")}
    metrics = {k: row[k] for k in NUMBERS if k in row}
    found = {"seed": row["seed"], "steps": row["steps"], "config": config}
    return found | {"metrics": metrics, "command": trial_command(row)}


def trial_command(row: dict) -> str:
    """What runs this trial again, and no other: all its words must fit."""
    network = f"({tuple(row['channels'])}, {row['hidden']})"
    words = [row["about"], row["name"], network]
    words += [f"lr={row['lr']},", f"steps={row['steps']},"]
    return f"cd book && {shlex.join(['python', '-m', 'studies.trials', *words])}"


def study(rec: dict) -> str:
    """The study that a record belongs to: but for costs no axis reaches beyond it."""
    if rec.get("trial"):
        return TRIALS
    fits = (pattern for pattern in STUDIES if fnmatchcase(rec["name"], pattern))
    return next(fits, rec["name"].partition("/")[0])


def family(rec: dict) -> str:
    """gan, vae, both, data or other, by the record's name, configuration and title."""
    config, method = rec["config"], rec["name"].partition("/")[2]
    words = set(re.split(r"[^a-z]+", method))
    game, coded = "loss" in config, {"gamma", "vae_lr"} & config.keys()
    if method == "data":
        return "data"
    if {"gan", "vae"} <= words or (game and coded):
        return "both"
    if game or "gan" in words:
        return "gan"
    vae = {"likelihood", "encoder_lr"} & config.keys() or {"vae", "iwae"} & words
    return "vae" if vae or re.match(r"(\w+[ -])?VAEs?\b", rec["title"]) else "other"


def space(rec: dict) -> str:
    """Where x lies, on which a density depends; of a record unknown here, its own."""
    folder = rec["name"].partition("/")[0]
    likelihood = rec["config"].get("likelihood", "")
    if folder == "fashion-14" or folder.endswith("-binary"):
        return "bits"
    if folder == "text":
        return "characters"
    if "of" in rec["config"]:
        return rec["config"]["of"]
    told = str(rec["protocol"].get("reference", "")).startswith("dequantised")
    if told or likelihood == "continuous Bernoulli" or rec["name"] in DEQUANTISED:
        return "dequantised"
    if likelihood.startswith("Gaussian") or rec["name"] in GREY:
        return "grey"
    return rec["name"]


def parts(key: str) -> tuple[str, str]:
    """A metric's key as (measure, what was measured): the longest measure that fits."""
    fits = [m for m in MEASURES if key == m or key.startswith((f"{m}_", f"{m}@"))]
    measure = max(fits, key=len, default=key)
    return measure, key[len(measure) :].removeprefix("_")


def axis(key: str, rec: dict, rules: list[dict]) -> dict:
    """What an axis is: numbers with an equal one may be compared."""
    if key in COSTS:
        return {"key": key, "group": "cost"}
    found = {"key": key, "study": study(rec)}
    if key.startswith("config."):
        return found | {"group": "setting"}
    measure, variant = parts(key)
    alike = {k: rec["protocol"][k] for k in RULES if k in rec["protocol"]}
    found |= {"group": "measure", "measure": measure, "variant": variant}
    likely = {"space": space(rec)} if measure in LIKELIHOODS else {}
    return found | likely | {"rules": place(alike, rules)}


def place(thing: dict, things: list[dict]) -> int:
    """Where it stands in a list, at the end if it was not there."""
    if thing not in things:
        things.append(thing)
    return things.index(thing)


def finite(value: object) -> bool:
    """Whether an axis can hold a value."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and math.isfinite(value)


def settings_of(run: dict, rec: dict) -> dict[str, float]:
    """The numeric settings of a run: those of its record, or its own."""
    config = rec["config"] | run.get("config", {})
    return {k: v for k, v in config.items() if k != "steps" and finite(v)}


def varying(found: list[dict]) -> dict[str, list[str]]:
    """The numeric settings that differ within each study."""
    seen: dict[str, dict[str, set]] = {}
    for rec in found:
        keys = seen.setdefault(study(rec), {})
        for run in rec["runs"]:
            for key, value in settings_of(run, rec).items():
                keys.setdefault(key, set()).add(value)
    return {
        where: sorted(key for key, values in keys.items() if len(values) > 1)
        for where, keys in seen.items()
    }


def numbers(run: dict, rec: dict, settings: list[str]) -> dict[str, float]:
    """All that a run may be drawn at."""
    config, found = settings_of(run, rec), {key: run.get(key) for key in COSTS}
    found |= {f"config.{key}": config.get(key) for key in settings}
    found |= run.get("metrics", {})
    return {key: value for key, value in found.items() if finite(value)}


def entry(rec: dict, settings: list[str], lists: dict[str, list]) -> dict:
    """A record as the page has it: what is said often is said in a list."""
    rows = [numbers(run, rec, settings) for run in rec["runs"]]
    keys = list(dict.fromkeys(key for row in rows for key in row))
    same = {k: rec[k] for k in ("name", "title", "revision", "protocol", "config")}
    return {
        **same, "trial": rec.get("trial", False), "family": family(rec),
        "study": study(rec),
        "axes": [place(axis(k, rec, lists["rules"]), lists["axes"]) for k in keys],
        "runs": [
            {k: run[k] for k in OWN if k in run}
            | {"where": place({k: run.get(k) for k in WHERE}, lists["places"])}
            | {"values": [row.get(key) for key in keys]}
            for run, row in zip(rec["runs"], rows, strict=True)
        ],
    }  # fmt: skip


def collect(folder: Path = records.FOLDER) -> dict[str, list]:
    """Each run once: its values by axis, axes and places by number."""
    found = [rec | {"runs": list(rec["runs"])} for rec in stored(folder)]
    settings = varying(found)
    lists: dict[str, list] = {"axes": [], "rules": [], "places": []}
    entries = [entry(rec, settings[study(rec)], lists) for rec in found]
    return {"records": entries, **lists}
