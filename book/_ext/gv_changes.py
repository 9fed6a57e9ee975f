"""`{changed-numbers}`: what records said before a later revision, and say now."""

from itertools import groupby
from operator import itemgetter
from statistics import mean

from sphinx.util.docutils import SphinxDirective

from gvlib import records, zoo

COLUMNS = ("record", "revision", "seeds", "Fréchet distance", "coverage, %")
KEYS = (("fd", "coverage"), ("fd_posterior", "coverage_posterior"))
"""A record without samples has its images decoded from codes of test images."""


def row(name: str, revision: str, runs: list[dict]) -> list[str]:
    """A line of the table: runs are {"seed": ..., metric: ...}, failed ones without."""
    fd, coverage = next(keys for keys in KEYS if any(keys[0] in run for run in runs))
    whole = [run for run in runs if fd in run]
    seeds = ", ".join(str(run["seed"]) for run in runs)
    distance = f"{mean(run[fd] for run in whole):.1f}"
    covered = f"{100 * mean(run[coverage] for run in whole):.0f}"
    mark = "" if fd == "fd" else " *"
    return [f"`{name}`", revision, seeds, distance + mark, covered + mark]


def rows() -> list[list[str]]:
    """Each record that was replaced, oldest revision first, and below it what it is."""
    before = sorted(zoo.superseded(), key=zoo.key_of)
    found = []
    for name, replaced in groupby(before, key=itemgetter("name")):
        found += [row(name, f"{r['revision']}", r["runs"]) for r in replaced]
        rec = zoo.record(name)
        runs = [{"seed": run["seed"]} | run.get("metrics", {}) for run in rec["runs"]]
        found.append(row(name, f"{rec['revision']}, now", runs))
    return found


def markdown() -> str:
    """The table."""
    lines = [COLUMNS, ["---"] * len(COLUMNS), *rows()]
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{text}\n\n\\* of images decoded from codes of test images"


class ChangedNumbers(SphinxDirective):
    """The table of all records that a later revision has replaced."""

    def run(self):
        for path in ("superseded", *{r["name"] for r in zoo.superseded()}):
            self.env.note_dependency(str(records.FOLDER / f"{path}.json"))
        return self.parse_text_to_nodes(markdown())


def setup(app):
    """Register the directive."""
    app.add_directive("changed-numbers", ChangedNumbers)
