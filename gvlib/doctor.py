"""`python -m gvlib doctor`: what a reader needs, a line each, with the cure.

Nothing but the standard library is imported before it is tried, so that this runs
where torch is missing.
"""

import argparse
import importlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from gvlib import records, settings
from gvlib.errors import GvlibError

ROOT = Path(__file__).parents[1]
OLDEST = (3, 11)
GIGABYTE = 10**9  # checkpoints, working copies and a built book fit into it
MODULES = {"scikit-learn": "sklearn", "pillow": "PIL", "ipython": "IPython"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
INSTALL = "in the book's folder: make env, then . .venv/bin/activate"

Finding = tuple[str, str]
"""ok, fail or skip, and what was found."""


def doctor_command(args: argparse.Namespace) -> int:
    """A line for each thing; exit code 1 if one that is needed is not there."""
    failed = False
    for check in CHECKS:
        for mark, text in check():
            failed |= mark == "fail"
            print(f"[{mark}]".ljust(7), text, flush=True)
    print("something that is needed fails" if failed else "all that is needed is here")
    return int(failed)


def check_python() -> Iterator[Finding]:
    """The interpreter is new enough."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= OLDEST:
        yield "ok", f"Python {found}"
    else:
        yield "fail", f"Python {found}: 3.11 or newer is needed; make book PYTHON=..."


def requirements() -> list[str]:
    """What the package needs, as pyproject.toml or the installed package says it."""
    try:
        import tomllib  # not in a Python that is too old

        text = (ROOT / "pyproject.toml").read_text("utf-8")
        return tomllib.loads(text)["project"]["dependencies"]
    except (ImportError, OSError):
        pass
    try:
        found = importlib.metadata.requires("gvlib") or []
    except importlib.metadata.PackageNotFoundError:
        found = []
    return [text for text in found if "extra ==" not in text]


def check_packages() -> Iterator[Finding]:
    """Every package is there, new enough, and can be imported."""
    fine = []
    for text in requirements():
        name, least = re.fullmatch(r"([\w.-]+)(?:>=([\d.]+))?.*", text).groups()
        fault = find_fault(name, least or "0")
        if fault:
            yield "fail", f"{name}: {fault}; {INSTALL}, or: pip install '{text}'"
        else:
            fine.append(f"{name} {importlib.metadata.version(name)}")
    yield ("ok", ", ".join(fine)) if fine else ("fail", f"no package; {INSTALL}")


def find_fault(name: str, least: str) -> str:
    """What is wrong with an installed package, or ""."""
    try:
        importlib.import_module(MODULES.get(name, name))
        found = importlib.metadata.version(name)
    except Exception as error:  # a broken one may raise anything
        return " ".join(f"{type(error).__name__}: {error}".split())
    return (
        f"{found} is older than {least}"
        if version_parts(found) < version_parts(least)
        else ""
    )


def version_parts(version: str) -> list[int]:
    """2.14.1+cu130 as [2, 14, 1]."""
    return [int(n) for n in re.match(r"[\d.]*\d", version)[0].split(".")]


def check_settings() -> Iterator[Finding]:
    """The environment variables, and the device and threads that follow from them."""
    try:
        settings.check()
    except GvlibError as error:
        yield "fail", f"settings: {error}"
        return
    chosen = [f"{k}={os.environ[k]}" for k in settings.KNOWN if k in os.environ]
    yield "ok", f"settings: {', '.join(chosen) or 'the defaults'}"
    threads, cores = settings.threads(), os.cpu_count() or 1
    if threads > cores:
        yield "fail", f"threads: {threads} on {cores} cores; unset GVLIB_THREADS"
    else:
        yield "ok", f"threads: {threads} a process, on {cores} cores"


def check_folders() -> Iterator[Finding]:
    """Checkpoints and working copies can be written, and there is room."""
    try:
        wanted = {"checkpoints": settings.runs()}
    except GvlibError:
        wanted = {}  # said already
    if (ROOT / "pyproject.toml").exists():
        wanted["working copies of notebooks"] = ROOT / "work"
    for what, folder in wanted.items():
        there = next(p for p in (folder, *folder.absolute().parents) if p.exists())
        try:
            with tempfile.TemporaryFile(dir=there):
                pass
        except OSError as error:
            cure = "set GVLIB_RUNS" if what == "checkpoints" else "make it yours"
            yield "fail", f"{folder.absolute()} for {what}: {error.strerror}; {cure}"
            continue
        free = shutil.disk_usage(there).free
        mark = "ok" if free >= GIGABYTE else "fail"
        cure = "" if mark == "ok" else "; make room: 1 GB is needed"
        yield mark, f"{folder.absolute()} for {what}: {free / 1e9:.1f} GB free{cure}"


def check_stored() -> Iterator[Finding]:
    """The shipped images, records and weights are what they were."""
    paths = [records.FOLDER / f"{name}.json" for name in records.names()]
    yield from try_call(
        f"{len(paths)} records", lambda: [*map(records.read_json, paths)]
    )
    if "torch" not in sys.modules or not sys.modules["torch"]:
        yield "skip", "device, images, weights: they need torch, which is missing"
        return
    from gvlib import data, train, zoo  # they import torch

    yield from try_call("device", train.device)
    parts = ("train", "test")  # which lie in all four files
    yield from try_call(
        "Fashion-MNIST with its checksums", lambda: [*map(data.fashion_mnist, parts)]
    )
    kept = [n for n in zoo.names() if (zoo.FOLDER / f"{n}.safetensors").exists()]
    yield from try_call(
        f"weights of {len(kept)} records", lambda: [*map(zoo.all_weights, kept)]
    )


def try_call(what: str, call: Callable) -> Iterator[Finding]:
    """Whether a call succeeds; what it says of itself if not."""
    try:
        found = call()
    except Exception as error:
        yield "fail", f"{what}: {' '.join(str(error).split())}"
    else:
        yield "ok", what if isinstance(found, list) else f"{what}: {found}"


def check_optional() -> Iterator[Finding]:
    """What only the tests or the notebooks ask for."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if browser and driver:
        yield "ok", f"browser for the tests: {browser}, {driver}"
    else:
        missing = "chromedriver" if browser else "Chromium"
        yield "skip", f"no {missing}: tests in a browser are skipped (.ci/run has how)"
    if importlib.util.find_spec("jupyterlab"):
        yield "ok", f"jupyterlab {importlib.metadata.version('jupyterlab')}"
    else:
        yield "skip", "no jupyterlab: make lab installs it on first use"


CHECKS = (
    check_python, check_packages, check_settings, check_folders, check_stored,
    check_optional,
)  # fmt: skip
