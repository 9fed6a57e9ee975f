"""Parts of the benchmark as processes: one JSON object out, one line of error."""

import argparse
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import torch

BOOK = Path(__file__).resolve().parents[1]


def last_line(error: BaseException | str) -> str:
    """What went wrong, in one line."""
    if isinstance(error, BaseException):
        error = f"{type(error).__name__}: {error}"
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    return lines[-1] if lines else "no message"


def run(python: str | Path, *arguments: str) -> str:
    """What a fresh process prints last; RuntimeError with its last line if it fails."""
    seen = [str(BOOK), str(BOOK.parent), os.environ.get("PYTHONPATH", "")]
    quiet = {"OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [python, *arguments], capture_output=True, text=True,
        env=os.environ | quiet | {"PYTHONPATH": os.pathsep.join(seen)},
    )  # fmt: skip
    if done.returncode < 0:
        raise RuntimeError(f"the process crashed: signal {-done.returncode}")
    if done.returncode:
        raise RuntimeError(last_line(done.stderr))
    return (done.stdout.splitlines() or [""])[-1]


def part(python: str | Path, module: str, arguments: list[str]) -> dict:
    """What a module found, run by itself; its error in the place of it if it failed."""
    try:
        return json.loads(run(python, "-m", module, *arguments))
    except (RuntimeError, ValueError) as error:
        return {"error": str(error)}


def alone(code: str) -> str:
    """What these lines print last, in a fresh process of this Python."""
    return run(sys.executable, "-c", code)


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
