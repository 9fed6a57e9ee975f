"""Entries of the challenge: found by name or file, probed by a step, run by seeds."""

import contextlib
import hashlib
import json
import re
import sys
import traceback
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import joblib
from torch import Tensor, nn

from gvlib import settings
from gvlib.errors import GvlibError
from gvlib.experiments.budget import budget, live
from gvlib.experiments.catalogue import experiment
from gvlib.experiments.challenge.seed import (
    FIRST_SEED,
    EntryError,
    check_settings,
    draw_images,
    one_seed,
)
from gvlib.experiments.core import Experiment, Run
from gvlib.train import seed_everything
from gvlib.train.checkpoint import Stateful
from gvlib.train.loop import to_numbers

WANTED = "entry() -> gvlib.experiments.Experiment"


class Entry(NamedTuple):
    """What is run, found by `source`, and where its results go."""

    source: str
    experiment: Experiment
    folder: Path


@contextlib.contextmanager
def blame(source: str, what: str) -> Iterator[None]:
    """Say in one line what an entry's own code raised, and where."""
    try:
        yield
    except GvlibError:
        raise
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [f.lineno for f in frames if f.filename == source]
        where = f", line {lines[-1]}" if lines else ""
        said = " ".join(f"{type(error).__name__}: {error}".split())
        raise EntryError(f"{source}{where}: {what} failed: {said}") from None


def demand(source: str, holds: object, text: str) -> None:
    """Raise EntryError unless it holds."""
    if not holds:
        raise EntryError(f"{source}: {text}")


def load_file(source: str) -> tuple[Experiment, bytes]:
    """(what `entry()` of that file returns, the file's bytes). Executes the file."""
    try:
        text = Path(source).read_bytes()
    except OSError as error:
        raise EntryError(
            f"cannot read {source} ({error.strerror}); name a file that holds {WANTED}"
        ) from None
    module = ModuleType(f"entry_{hashlib.sha256(text).hexdigest()[:12]}")
    module.__file__ = source
    sys.modules[module.__name__] = module  # data classes look for their module there
    with blame(source, "the file"):
        exec(compile(text, source, "exec"), vars(module))
    make = getattr(module, "entry", None)
    demand(source, callable(make), f"there is no function {WANTED}")
    with blame(source, "entry()"):
        e = make()
    given = f"entry() gave {type(e).__name__}; write {WANTED}"
    demand(source, isinstance(e, Experiment), given)
    return e, text


def find(source: str, steps: int | None = None) -> Entry:
    """The entry of that experiment name or file, with `steps` in place of its own.

    A file is executed: name only what you would run as a program. Results of another
    configuration or another text of the file go to another folder.
    """
    e, text = load_file(source) if source.endswith(".py") else (experiment(source), b"")
    want = partial(demand, source)
    named = re.fullmatch(r"\w[\w.-]*/\w[\w.-]*", str(e.name))
    want(named, f"name is {e.name!r}; write it as data/method")
    counts = type(e.steps) is int and e.steps > 0
    want(counts, f"steps is {e.steps!r}; write a whole number from 1")
    plain = isinstance(e.config, dict) and "batch_size" in e.config
    want(plain, "config must be the arguments of build, batch_size among them")
    steps = live(steps or e.steps)
    config = e.config | ({"steps": steps} if "steps" in e.config else {})
    e = e._replace(steps=steps, config=config)
    with blame(source, "config as JSON"):
        what = json.dumps([e.identity(), budget() == "smoke"], sort_keys=True)
    key = hashlib.sha256(what.encode() + text).hexdigest()[:12]
    return Entry(source, e, settings.runs() / "challenge" / key)


def probe(entry: Entry) -> Entry:
    """The same entry, after one build, one step and eight samples that are thrown away.

    Raises EntryError, naming what is wrong, before ten minutes are spent.
    """
    check_settings()
    source, e = entry.source, entry.experiment
    seed_everything(0)
    with blame(source, "build"):
        run = e.build(**e.config)
    want = partial(demand, source)
    want(isinstance(run, Run), f"build gave {type(run).__name__}, not a Run")
    for name, thing in run.state.items():
        kept = isinstance(thing, Stateful)
        want(kept, f"state[{name!r}] has no state_dict and load_state_dict")
    kept = any(thing is run.batches for thing in run.state.values())
    want(kept, "state must hold batches, or a resumed run is another run")
    modules = all(isinstance(part, nn.Module) for part in run.parts.values())
    want(modules, "parts must be torch modules, for their weights are stored, or {}")
    batches = []

    def note_batches() -> Iterator[Tensor]:
        for batch in run.batches:
            batches.append(len(batch))
            yield batch

    with blame(source, "one step"):
        to_numbers(run.step(note_batches()))
    want(batches, "a step drew nothing: it must call next(batches)")
    want(callable(run.sample), "its Run has no sample, a function of n")
    with blame(source, "sample(8)"):
        draw_images(run, 8)
    check_settings()
    return entry


def run_seed(source: str, steps: int, seed: int, split: str, folder: Path) -> dict:
    """`one_seed` in a process that must find the entry for itself."""
    entry = find(source, steps)
    same = entry.folder.name == folder.name
    demand(source, same, "it was edited while it ran; start again")
    return one_seed(entry.experiment, seed, split, folder)


def run_seeds(entry: Entry, n: int, split: str, jobs: int) -> Iterator[dict]:
    """The rows of n seeds, as they come: `jobs` processes, one thread each."""
    first, steps = FIRST_SEED[split], entry.experiment.steps
    pool = joblib.Parallel(n_jobs=jobs, return_as="generator")
    yield from pool(
        joblib.delayed(run_seed)(entry.source, steps, seed, split, entry.folder)
        for seed in range(first, first + n)
    )
