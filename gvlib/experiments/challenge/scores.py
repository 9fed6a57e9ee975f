"""What the challenge prints: a line a seed, one result line, what is stored beside."""

import hashlib
import json
import math
from collections.abc import Sequence

import numpy as np
from scipy.stats import ttest_ind

from gvlib import zoo
from gvlib.experiments.budget import budget
from gvlib.experiments.challenge.seed import COPIES, RULES, SECONDS, SEEDS
from gvlib.numerics import digits, interval, telling_format

STORED = "fashion/challenge-"
OTHER = f"fd@{zoo.OTHER_FEATURES}"
BESIDE = (OTHER, "precision", "recall", "coverage", "sharpness", "copies")


def protocol_id(split: str) -> str:
    """Eight digits of rules, split and feature weights: lines compare if they agree."""
    digest = hashlib.sha256(json.dumps(RULES | {"split": split}).encode())
    for name in zoo.CLASSIFIERS:
        for weights in zoo.classifier(name).state_dict().values():
            digest.update(weights.numpy().tobytes())
    return digest.hexdigest()[:8]


def welch(a: Sequence[float], b: Sequence[float]) -> tuple[float, float]:
    """(mean a - mean b, half width of its 95 % interval for unequal variances).

    Welch (1947); independent normal values, two or more of each.
    """
    if max(a) == min(a) and max(b) == min(b):
        return float(a[0] - b[0]), 0.0
    low, high = ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    return float(low + high) / 2, float(high - low) / 2


def sign(shift: float, half: float) -> int:
    """-1 or 1 if the interval shift -+ half excludes zero, else 0."""
    return ((shift > 0) - (shift < 0)) * (abs(shift) > half)


def signed(shift: float, half: float) -> str:
    """A difference with its interval, which holds zero as printed if it does at all.

    Two digits of the half width, and as many more as that takes.
    """
    decimals = max(0, 1 - math.floor(math.log10(half))) if half else 2
    spec = telling_format(sign, shift, half, spec=f".{decimals}f")
    return f"{shift:+{spec}} ± {half:{spec}} (95 %, Welch)"


def values_of(rows: list[dict], key: str) -> list[float]:
    """A metric of the seeds that did not fail; empty if it was not measured."""
    found = [row["metrics"] for row in rows if "failed" not in row]
    return [metrics[key] for metrics in found if key in metrics]


def spread(values: Sequence[float]) -> str:
    """mean ± half width of the 95 % interval, as far as the values allow."""
    if len(values) < 2:
        return " ".join(f"{v:.4g}" for v in values) or "every seed failed"
    mean, half_width = interval(values)
    return f"{mean:.4g} ± {digits(half_width, 2):g}"


def faults(rows: list[dict]) -> list[str]:
    """What breaks the rules: with any of it the command's exit code is 1."""
    failed = [str(row["seed"]) for row in rows if "failed" in row]
    most, shares = max(row["cpu_seconds"] for row in rows), values_of(rows, "copies")
    found = [f"failed: seed {', '.join(failed)}"] if failed else []
    if most > SECONDS:
        found.append(f"over budget: {most:.1f} CPU-seconds > {SECONDS}")
    if shares and np.mean(shares) > COPIES:
        found.append(f"copies of training images: {np.mean(shares):.0%}")
    return found


def status(rows: list[dict], split: str) -> str:
    """The word official, or why a line is not."""
    why = faults(rows)
    if split != "test":
        why.append("validation images")
    if len(rows) < SEEDS:
        why.append(f"fewer than {SEEDS} seeds")
    if budget() == "smoke":
        why.append("smoke")
    return f"unofficial ({'; '.join(why)})" if why else "official"


def seed_line(row: dict) -> str:
    """What one seed came to."""
    if "failed" in row:
        return f"seed {row['seed']}: failed at {row['failed']}"
    found = [f"{key} {row['metrics'][key]:.4g}" for key in ("fd", *BESIDE)]
    return f"seed {row['seed']}: {', '.join(found)}, {row['cpu_seconds']} CPU-seconds"


def other_line(rows: list[dict]) -> str:
    """What fd alone cannot see, over the seeds."""
    return ", ".join(f"{key} {spread(values_of(rows, key))}" for key in BESIDE)


def result_line(name: str, rows: list[dict], split: str) -> str:
    """All that a comparison needs, in one line to copy."""
    sizes = sorted(set(values_of(rows, "parameters")))
    return " | ".join([
        f"gvlib challenge {protocol_id(split)}", name,
        f"fd {spread(values_of(rows, 'fd'))}",
        f"{OTHER} {spread(values_of(rows, OTHER))}",
        f"{len(values_of(rows, 'fd'))} seeds",
        f"{max(row.get('steps', 0) for row in rows):,} steps",
        f"{max(row['cpu_seconds'] for row in rows):.0f} CPU-seconds at most",
        *(f"{n:,} parameters" for n in sizes),
        "; ".join(sorted({row["machine"] for row in rows})),
        "torch " + ", ".join(sorted({row["versions"]["torch"] for row in rows})),
        status(rows, split),
    ])  # fmt: skip


def comparisons(rows: list[dict]) -> list[str]:
    """Every stored entry's line, and whether the difference is more than noise."""
    mine, lines = values_of(rows, "fd"), []
    for name in (name for name in zoo.names() if name.startswith(STORED)):
        stored = zoo.record(name)["runs"]
        lines.append(f"stored: {result_line(name, stored, 'test')}")
        lines.append(f"  {difference(mine, values_of(stored, 'fd'))}")
    return lines or ["stored: no entry yet"]


def difference(mine: list[float], theirs: list[float]) -> str:
    """Whether two entries differ by more than the noise of their seeds."""
    if min(len(mine), len(theirs)) < 2:
        return "no interval for the difference: it needs two finished seeds of both"
    shift, half_width = welch(mine, theirs)
    beyond = f"{'lower' if shift < 0 else 'higher'}, beyond the noise of the seeds"
    return f"difference of fd {signed(shift, half_width)}: " + (
        beyond if sign(shift, half_width) else "within the noise of the seeds"
    )
