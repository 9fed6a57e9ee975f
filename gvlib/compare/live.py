"""One line for every run, while they run in other processes."""

import contextlib
import threading
from collections.abc import Iterator

from tqdm.auto import tqdm

from gvlib.experiments.own.job import Job
from gvlib.experiments.own.runs import Work, progress, saved, work_of

EVERY = 0.5  # seconds
FORMAT = "{desc:18} {bar} {n_fmt} of {total_fmt} steps {postfix}"


@contextlib.contextmanager
def watching(job: Job, hidden: bool) -> Iterator[None]:
    """Keep a bar for each run that is not done, as its process tells of it."""
    todo = [work for work in work_of(job) if not saved(job, work)]
    if hidden or not todo:
        yield
        return
    bars = {
        work: tqdm(
            total=job.plan["steps"][work[0]], desc=f"{work[0]} seed {work[1]}",
            position=i, leave=True, bar_format=FORMAT,
        )
        for i, work in enumerate(todo)
    }  # fmt: skip
    over = threading.Event()
    thread = threading.Thread(target=follow, args=(job, bars, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        for bar in bars.values():
            bar.close()


def follow(job: Job, bars: dict[Work, tqdm], over: threading.Event) -> None:
    """Move the bars until all is over; whoever has a row is done."""
    while not over.wait(EVERY):
        update(job, bars)
    update(job, bars)


def update(job: Job, bars: dict[Work, tqdm]) -> None:
    """Bring every bar up to date."""
    for work, bar in bars.items():
        done, of = progress(job, work)
        if row := saved(job, work):
            done, of = (0, 0) if "failed" in row else (bar.total, bar.total)
            bar.set_postfix_str("failed" if "failed" in row else told(row))
        elif of and done >= of:
            bar.set_postfix_str("measuring")
        if of:
            bar.n = min(done, bar.total)
        bar.refresh()


def told(row: dict) -> str:
    """What a finished run came to, in a few words."""
    return f"fd {row['metrics']['fd']:.4g}, {row['cpu_seconds']:.0f} CPU-seconds"
