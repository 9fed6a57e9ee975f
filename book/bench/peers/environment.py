"""The peers' own environment, .bench: it sees the book's packages and adds to them.

torch, torchvision and NumPy stay those of the book.
"""

import hashlib
import os
import subprocess
import sys
import sysconfig
from importlib.metadata import version
from pathlib import Path

from bench.process import BOOK, last_line, run

WANTED = Path(__file__).with_name("requirements.txt")
SAME = [f"{name}=={version(name)}" for name in ("torch", "torchvision", "numpy")]


def python(folder: Path) -> Path:
    """The interpreter of a virtual environment."""
    bin_dir = "Scripts" if os.name == "nt" else "bin"
    return folder / bin_dir / ("python.exe" if os.name == "nt" else "python")


def make(folder: Path) -> None:
    """An empty environment beside the book's, which it sees through a .pth file."""
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = run(python(folder), "-c", ask)
    seen = [sysconfig.get_path("purelib"), str(BOOK.parent), str(BOOK)]
    Path(site, "book.pth").write_text("\n".join(seen) + "\n")
    (folder / "same.txt").write_text("\n".join(SAME) + "\n")


def install(folder: Path) -> None:
    """Add the peers. Exits with pip's own reason if one cannot be had."""
    command = [python(folder), "-m", "pip", "install", "-q", "-r", WANTED]
    done = subprocess.run(
        [*command, "-c", folder / "same.txt"], capture_output=True, text=True
    )
    if done.returncode:
        errors = [s for s in done.stderr.splitlines() if s.startswith("ERROR")]
        reason = last_line("\n".join(errors) or done.stderr)
        sys.exit(f"The peers were not installed: {reason}")


def ready(folder: Path) -> Path:
    """The interpreter of the environment, made anew if what it holds has changed."""
    mark = folder / "made-of.sha256"
    wanted = f"{sys.version} {SAME} {WANTED.read_text()}"
    digest = hashlib.sha256(wanted.encode()).hexdigest()
    if not mark.exists() or mark.read_text() != digest:
        print(f"Setting up {folder.name}: about 1 GB to download, once.", flush=True)
        make(folder)
        install(folder)
        mark.write_text(digest)
    return python(folder)
