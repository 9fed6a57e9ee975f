"""What the parts of the benchmark share: clocks, rounds in turn, ratios, set-up."""

import argparse
import contextlib
import gzip
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import torch

from gvlib import data


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU-seconds of this process inside `work`."""
    start = time.process_time()
    work()
    return time.process_time() - start


def in_turn(work: dict[str, Callable[[], object]], rounds: int) -> dict[str, list]:
    """CPU-seconds of each, A B C A B C: a slow minute is slow for all of them.

    One round before the first is not counted: it allocates memory.
    """
    found: dict[str, list] = {name: [] for name in work}
    for i in range(rounds + 1):
        for name, call in work.items():
            seconds = cpu_seconds(call)
            if i > 0:
                found[name].append(seconds)
    return found


def digits(value: float, n: int = 4) -> float:
    """A number with n significant digits: more is noise."""
    return float(f"{value:.{n}g}")


def summary(values: list[float]) -> dict[str, float]:
    """Median, smallest and largest."""
    three = statistics.median(values), min(values), max(values)
    return dict(zip(("median", "min", "max"), map(digits, three), strict=True))


def paired(above: list[float], below: list[float]) -> dict[str, float]:
    """Ratios round by round: what the rounds share cancels."""
    return summary([a / b for a, b in zip(above, below, strict=True)])


def last_line(error: BaseException | str) -> str:
    """What went wrong, in one line."""
    if isinstance(error, BaseException):
        error = f"{type(error).__name__}: {error}"
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    return lines[-1] if lines else "no message"


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in `folder`, for programs that name files relative to where they run."""
    before = Path.cwd()
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def load_script(path: Path, arguments: list[str]) -> ModuleType:
    """A program as a module: as if called with `arguments`, but not as __main__."""
    spec = importlib.util.spec_from_file_location(f"peer_{path.parent.name}", path)
    module = importlib.util.module_from_spec(spec)
    # Known by its name before it has run: a program that never ends can be asked too.
    sys.modules[spec.name] = module
    before, sys.argv = sys.argv, [str(path), *arguments]
    try:
        spec.loader.exec_module(module)
    finally:
        sys.argv = before
    return module


def unpack(folder: Path, n: int = 50_000) -> Path:
    """Fashion-MNIST where torchvision's MNIST class looks, n images for training.

    Written into a temporary folder: a peer's own data folder stays as it is.
    """
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for path in data.images.FOLDER.glob("*.gz"):
        content = gzip.decompress(path.read_bytes())
        if path.name.startswith("train"):  # header: magic, how many, the other axes
            head = 4 + 4 * content[3]
            size = (len(content) - head) // 60_000
            count, body = n.to_bytes(4, "big"), content[8 : head + n * size]
            content = content[:4] + count + body
        (raw / path.stem).write_bytes(content)
    return folder


def alone(code: str) -> str:
    """What a fresh process prints last; RuntimeError with its last line if it fails."""
    here = Path(__file__).parent
    seen = [str(here), str(here.parents[1]), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(seen)},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(last_line(done.stderr))
    return (done.stdout.splitlines() or [""])[-1]


def examples() -> Path | None:
    """The reader's clone of pytorch/examples, if GVLIB_EXAMPLES names one."""
    clone = os.environ.get("GVLIB_EXAMPLES")
    return Path(clone).resolve() if clone else None


def command(measure: Callable[..., dict], **options: int | float | str) -> None:
    """Run one part from the command line, on one thread; print one JSON object.

    Whatever a peer prints goes to stderr.
    """
    parser = argparse.ArgumentParser(description=measure.__doc__)
    for name, value in options.items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    torch.set_num_threads(1)
    with contextlib.redirect_stdout(sys.stderr):
        found = measure(**vars(parser.parse_args()))
    print(json.dumps(found))
