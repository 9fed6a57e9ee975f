"""`compare(...)`: read, say what will be done, train, measure, write the page."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path

import joblib

from gvlib import files, settings
from gvlib.compare.live import told, watching
from gvlib.compare.page import page
from gvlib.compare.result import Comparison, Rows, collected
from gvlib.compare.verdict import verdicts
from gvlib.compare.words import commands, found_lines, plan_lines
from gvlib.data.own import PREFIX, Pictures, read_folder, read_named
from gvlib.data.own.pictures import SIZES
from gvlib.experiments.own.contestants import CONTESTANTS
from gvlib.experiments.own.eyes import learn, names
from gvlib.experiments.own.inception import weights
from gvlib.experiments.own.job import Asked, Job, PlanError, place
from gvlib.experiments.own.plan import planned
from gvlib.experiments.own.runs import REAL, real_row, run_all, saved, work_of
from gvlib.train.loop import hidden

Say = Callable[[str], None]


def compare(
    source: str | Path,
    *,
    minutes: float = 10,
    seeds: int = 3,
    size: int | None = None,
    steps: Mapping[str, int] | None = None,
    inception: bool = False,
    out: str | Path | None = None,
    jobs: int | None = None,
    download: bool = False,
    progress: bool | None = None,
    say: Say = print,
) -> Comparison:
    """Train the contestants on the pictures of a folder; measure; write one page.

    `source` is a folder, or "torchvision:NAME". Everything takes about `minutes`, and
    training is shared equally by all contestants and seeds; with `steps`, as many for
    each contestant and for the "eyes", nothing is timed, and the same call gives the
    same numbers. The rest, and what is printed through `say`, is as in
    `python -m gvlib compare`. A call that was stopped goes on where it was; a call that
    is done makes the page anew from what is stored. Raises GvlibError, in one line, for
    what cannot be compared.
    """
    minutes = None if steps else float(minutes)  # 1 and 1.0 are one comparison
    asked = Asked(minutes, seeds, steps and dict(steps), inception)
    check(asked, size, jobs)
    quiet, jobs = hidden(progress), jobs or joblib.cpu_count()
    pictures = read(source, size, download, not quiet)
    for line in found_lines(pictures):
        say(line)
    where = files.expand(out) if out else settings.runs() / "compare"
    folder = place(pictures, asked, where.absolute())
    files.check_writable(folder / "report.html")
    if not steps:
        say("timing a step of each ...")
    job = planned(folder, pictures, asked, jobs)
    for line in plan_lines(job, jobs, sum(bool(saved(job, w)) for w in work_of(job))):
        say(line)
    learn(folder, pictures, job.plan["eyes"], progress, inception)
    rows = trained(job, jobs, quiet, say)
    return written(job, rows, commands(str(source), job))


def check(asked: Asked, size: int | None, jobs: int | None) -> None:
    """Raise GvlibError for wishes that no pictures could fulfil."""
    minutes = 1.0 if asked.minutes is None else asked.minutes
    if not 0 < minutes < math.inf:
        raise PlanError(f"minutes = {minutes} must be a number above 0")
    for name, n in (("seeds", asked.seeds), ("jobs", 1 if jobs is None else jobs)):
        if not isinstance(n, int) or n < 1:
            raise PlanError(f"{name} = {n} must be a whole number of 1 or more")
    if size not in (None, *SIZES):
        known = ", ".join(map(str, SIZES))
        raise PlanError(f"size = {size} must be one of {known}")
    if asked.inception:
        weights()


def read(source: str | Path, size: int | None, download: bool, bar: bool) -> Pictures:
    """The pictures of a folder or of a named data set."""
    text = str(source)
    if text.startswith(PREFIX):
        return read_named(text.removeprefix(PREFIX), size, download, bar)
    return read_folder(files.expand(text), size, bar)


def trained(job: Job, jobs: int, quiet: bool, say: Say) -> Rows:
    """Every row, in the order of contestants and seeds; each is said when it comes."""
    found = {}
    with watching(job, quiet):
        for (key, seed), row in run_all(job, jobs):
            found[key, seed] = row
            if quiet:
                text = f"failed at {row['failed']}" if "failed" in row else told(row)
                say(f"{key} seed {seed}: {text}")
    order = sorted(work_of(job), key=lambda work: list(CONTESTANTS).index(work[0]))
    rows: Rows = {key: [] for key in CONTESTANTS}
    for key, seed in order:
        rows[key].append(found[key, seed])
    return rows | {REAL: [real_row(job, seed) for seed in range(job.plan["seeds"])]}


def written(job: Job, rows: Rows, again: list[str]) -> Comparison:
    """The object, and its page written; `again` are the commands that make it."""
    report = job.folder / "report.html"
    plan = job.plan
    said = verdicts(rows, names(job.pictures, plan["inception"]), "seconds" in plan)
    comparison = collected(job, rows, said, report)
    text = page(comparison, again)
    files.replace(report, lambda path: path.write_text(text, "utf-8"))
    return comparison
