"""What was found in the pictures, and what will be done, in lines for a terminal."""

import shlex

from gvlib.data.own import Pictures
from gvlib.experiments.own.contestants import CONTESTANTS, LIKELIHOODS
from gvlib.experiments.own.eyes import TITLES, names
from gvlib.experiments.own.plan import Job

LISTED = 5  # names of files that a line gives; the report has all
NOTES = {
    "rotated": "turned upright as the camera's tag says",
    "transparent": "transparent, put on white",
    "frames": "with frames: the first taken",
    "deep": "of more than 8 bits",
}  # fmt: skip


def found_lines(pictures: Pictures) -> list[str]:
    """What the source held, and what becomes of it."""
    f = pictures.found
    n, size = len(pictures.x), f["size"]
    lines = [
        f"{f['source']}: {f['files']:,} pictures by their names, {f['read']:,} read, "
        f"{n:,} different"
    ]
    small, large = ("{} x {}".format(*f[key]) for key in ("smallest", "largest"))
    sides = f"all {small}" if small == large else f"{small} to {large}"
    fitted = f"fitted to {size} x {size}"
    cut = f", {f['cut']:.0%} of their area cut at the ends" if f["cut"] >= 0.005 else ""
    lines.append(f"{sides} pixels, {fitted}{cut}; {f['kind']}")
    noted = [f"{f[key]:,} {text}" for key, text in NOTES.items() if f.get(key)]
    noted += [f"{f['equal']:,} equal to others, left out"] if f["equal"] else []
    noted += [f"{f['other_files']:,} other files"] if f["other_files"] else []
    lines += [", ".join(noted)] if noted else []
    if min(f["smallest"]) < size:
        lines.append(f"the smaller ones are enlarged to {size} pixels: that is blur")
    lines += left_out("unreadable", [f"{a} ({b})" for a, b in f["unreadable"]])
    lines += left_out("smaller than the size", f["too_small"])
    if pictures.classes:
        counts = [f"{name} {count:,}" for name, count in f["classes"].items()]
        more = f", and {len(counts) - 12} more" if len(counts) > 12 else ""
        lines.append(f"{len(counts)} classes: {', '.join(counts[:12])}{more}")
    else:
        lines.append("no classes: for that, a folder each")
    return lines


def left_out(why: str, files: list[str]) -> list[str]:
    """Files that are not used, the first of them by name."""
    more = f", and {len(files) - LISTED:,} more" if len(files) > LISTED else ""
    return [f"{why}: {', '.join(files[:LISTED])}{more}"] if files else []


def plan_lines(job: Job, jobs: int) -> list[str]:
    """What will be done, before it is."""
    plan, kind = job.plan, job.pictures.kind
    runs, cores = len(CONTESTANTS) * plan["seeds"], counted(plan["jobs"], "core")
    p_x, why = LIKELIHOODS[kind]
    lines = [
        f"{len(job.train):,} pictures to train on, {len(job.held):,} held out to "
        "measure with",
        f"{runs} runs, {min(jobs, runs)} at a time, {plan['seconds']:.0f} CPU-seconds "
        f"each: about {counted(plan['minutes'], 'minute')} where "
        f"{cores} can be had, eyes and measurements not counted",
    ]
    lines += [
        f"  {key:12} {plan['steps'][key]:>9,} steps: {contestant.title}"
        for key, contestant in CONTESTANTS.items()
    ]
    lines.append(f"p(x|z) of the VAE: {p_x}, for {why}")
    classes = len(job.pictures.classes)
    lines += [
        f"eyes: {TITLES[which].format(n=classes)}" for which in names(job.pictures)
    ]
    return [*lines, f"everything goes to {job.folder}"]


def counted(n: float, what: str) -> str:
    """ "1 core", "2.5 minutes"."""
    return f"{n:g} {what}{'s' * (n != 1)}"


def command(source: str, plan: dict, size: int, download: bool = False) -> str:
    """The command that makes this comparison."""
    words = [
        "python", "-m", "gvlib", "compare", source, "--minutes", f"{plan['minutes']:g}",
        "--seeds", str(plan["seeds"]), "--size", str(size),
    ]  # fmt: skip
    return shlex.join(words + ["--download"] * download)
