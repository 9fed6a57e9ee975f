"""What was found in the pictures, and what will be done, in lines for a terminal."""

import shlex

from gvlib.data.own import Pictures
from gvlib.experiments.own.contestants import CODES, CONTESTANTS, LIKELIHOODS
from gvlib.experiments.own.eyes import TITLES, names
from gvlib.experiments.own.fitting import PRIORS, codes_needed
from gvlib.experiments.own.job import Job
from gvlib.nets import Z_DIM

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


def plan_lines(job: Job, jobs: int, done: int) -> list[str]:
    """What will be done, before it is; `done` runs were finished by an earlier call."""
    plan, kind = job.plan, job.pictures.kind
    p_x, why = LIKELIHOODS[kind]
    lines = [
        f"{len(job.train):,} pictures to train on, {len(job.held):,} held out to "
        "measure with",
        *how_long(plan, min(jobs, len(CONTESTANTS) * plan["seeds"])),
    ]
    lines += [f"already done: {done} of these runs"] * bool(done)
    lines += [
        f"  {key:12} {plan['steps'][key]:>9,} steps: {contestant.title}"
        for key, contestant in CONTESTANTS.items()
    ]
    lines += [f"p(x|z) of the VAE: {p_x}, for {why}", prior_line(job)]
    classes = len(job.pictures.classes)
    lines += [
        f"eyes: {TITLES[which].format(n=classes)}"
        for which in names(job.pictures, plan["inception"])
    ]
    return [*lines, f"everything goes to {job.folder}"]


def how_long(plan: dict, at_once: int) -> list[str]:
    """How many runs there are, and the time that all takes, if it was estimated."""
    runs = counted(len(CONTESTANTS) * plan["seeds"], "run")
    if "seconds" not in plan:
        return [f"{runs}, {at_once} at a time, of as many steps as was asked for"]
    return [
        f"{runs}, {at_once} at a time, {plan['seconds']:.0f} CPU-seconds of training "
        "each",
        f"with eyes and measurements about {counted(plan['minutes'], 'minute')} where "
        f"{counted(plan['jobs'], 'core')} can be had",
    ]


def prior_line(job: Job) -> str:
    """How many Gaussians the fitted prior may have, and why not more."""
    *few, most = ks = job.plan["gaussians"]
    either = f"{', '.join(map(str, few))} or " if few else ""
    text = f"fitted prior: {either}{most} Gaussian{'s' * (most > 1)}"
    text += ", as codes decide that were left out" * (len(ks) > 1)
    more = next((k for k in PRIORS if k > ks[-1]), None)
    if more is None:
        return text
    needed, n = codes_needed(more, Z_DIM), min(CODES, len(job.train))
    if needed > n:
        return f"{text}; {more} need {needed:,} codes, there are {n:,}"
    return f"{text}; to try {more} would take too much of the time"


def counted(n: float, what: str) -> str:
    """ "1 core", "2.5 minutes"."""
    return f"{n:.3g} {what}{'s' * (n != 1)}"


def commands(source: str, job: Job) -> list[str]:
    """The command that makes this comparison, and the call that makes it to the bit."""
    plan, size = job.plan, job.pictures.found["size"]
    words = [
        "python", "-m", "gvlib", "compare", source, "--minutes", f"{plan['minutes']}",
        "--seeds", str(plan["seeds"]), "--size", str(size), "--jobs", str(plan["jobs"]),
    ]  # fmt: skip
    words += ["--inception"] * plan["inception"]
    steps = plan["steps"] | {"eyes": plan["eyes"]}
    more = ", inception=True" * plan["inception"]
    call = (
        f"gvlib.compare.compare({source!r}, seeds={plan['seeds']}, size={size}, "
        f"steps={steps}{more})"
    )
    return [shlex.join(words)] * (plan["minutes"] is not None) + [call]
