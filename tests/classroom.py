"""What a class will see in the lab: the measured runs, and the tables of them."""

import json
from functools import cache

from gvlib.playground import FOLDER


@cache
def runs() -> dict[str, dict]:
    """What gvlib/playground/class.mjs has measured, by the name of the run."""
    return json.loads((FOLDER / "class.json").read_text("utf-8"))


def values(name: str, who: str, key: str) -> list:
    """One number of each seed."""
    return [run[who][key] for run in runs()[name]["runs"]]


TABLES = {
    "calm": [
        ("GAN: all eight reached after steps", "calm", "gan", "all", ",d"),
        ("VAE: all eight reached after steps", "calm", "vae", "all", ",d"),
        ("GAN: % of samples on a cluster in the end", "calm", "gan", "share", ".0%"),
        ("VAE: % of samples on a cluster in the end", "calm", "vae", "share", ".0%"),
    ],
    "reins": [
        ("as it is", "reins", "gan", "reached", "d"),
        ("with R1", "reins, R1", "gan", "reached", "d"),
    ],
    "fast": [
        ("as it is", "fast", "gan", "reached", "d"),
        ("with R1", "fast, R1", "gan", "reached", "d"),
        ("with a critic as fast", "fast, fast critic", "gan", "reached", "d"),
    ],
    "hole": [
        ("codes from N(0, I)", "hole", "vae", "share", ".0%"),
        ("codes from a fitted prior", "hole, fitted", "vae", "share", ".0%"),
    ],
    "collapse": [
        ("β = 30, σ = 1", "collapse", "vae", "kl", ".2f"),
        ("cured: β = 1, σ = 0.2", "collapse, cured", "vae", "kl", ".2f"),
    ],
}  # fmt: skip


def table(name: str) -> str:
    """A table of the page, as Markdown."""
    seeds = range(1, 6)
    lines = [["seed", *map(str, seeds)], ["---", *("---:" for _ in seeds)]]
    for label, run, who, key, form in TABLES[name]:
        found = values(run, who, key)
        cells = ["not yet" if v is None else format(v, form) for v in found]
        lines.append([label, *(cell.removesuffix("%") for cell in cells)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
