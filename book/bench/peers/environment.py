"""The peers' own environment, .bench: it sees the book's packages and adds to them.

Each peer is installed in a step of its own, so that one that fails is a line in the
report and the rest goes on. torch, torchvision and NumPy stay those of the book.
"""

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
from importlib.metadata import version
from pathlib import Path

from common import last_line

PEERS = {
    "pythae": ["pythae==0.1.2"],
    "torchgan": ["torchgan==0.1.0"],
    "torch-mimicry": ["torch-mimicry==0.1.16"],
    "lightning-bolts": ["lightning-bolts==0.7.0"],
    "vegans": ["--no-deps", "vegans==0.4.0"],
    "prdc": ["prdc==0.2"],
}
NOTES = {
    "torch-mimicry": "brings TensorFlow with it, which it imports for its metrics",
    "lightning-bolts": "needs setuptools below 81, for pkg_resources",
    "vegans": "installed without its requirements, which pin torch 1.8.1",
}
HELPERS = ["setuptools>=77,<81", "wget", "pandas", "tensorboard"]
SAME = ("torch", "torchvision", "numpy")


def python(folder: Path) -> Path:
    """The interpreter of a virtual environment."""
    bin_dir = "Scripts" if os.name == "nt" else "bin"
    return folder / bin_dir / ("python.exe" if os.name == "nt" else "python")


def fingerprint() -> str:
    """A hash of what is to be installed, and beside what."""
    book = [sys.version, *(f"{name}=={version(name)}" for name in SAME)]
    text = json.dumps([PEERS, HELPERS, book])
    return hashlib.sha256(text.encode()).hexdigest()


def make(folder: Path, root: Path) -> None:
    """An empty environment beside the book's, which it sees through a .pth file."""
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    ask = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    found = subprocess.run(
        [python(folder), "-c", ask], capture_output=True, text=True, check=True
    )
    site = Path(found.stdout.strip())
    seen = [sysconfig.get_paths()["purelib"], str(root)]
    (site / "book.pth").write_text("\n".join(seen) + "\n")
    same = [f"{name}=={version(name)}" for name in SAME]
    (folder / "same.txt").write_text("\n".join(same) + "\n")


def install(folder: Path, what: list[str]) -> str | None:
    """None if pip could install it, else its last line."""
    command = [python(folder), "-m", "pip", "install", "-q", *what]
    done = subprocess.run(
        [*command, "-c", folder / "same.txt"], capture_output=True, text=True
    )
    errors = [s for s in done.stderr.splitlines() if s.startswith("ERROR")]
    return last_line("\n".join(errors) or done.stderr) if done.returncode else None


def ready(folder: Path, root: Path) -> dict:
    """Make the environment if its inputs changed; say of each peer what came of it."""
    state = folder / "peers.json"
    wanted = fingerprint()
    if state.exists():
        found = json.loads(state.read_text())
        if found["fingerprint"] == wanted:
            return found["peers"]
    print(f"Setting up {folder.name}: about 1 GB to download, once.", flush=True)
    make(folder, root)
    trouble = install(folder, HELPERS)
    if trouble:
        print(f"  helpers: {trouble}", flush=True)
    peers = {}
    for name, what in PEERS.items():
        trouble = install(folder, what)
        peers[name] = {"version": what[-1].split("==")[1], "installed": not trouble}
        peers[name] |= {"note": NOTES[name]} if name in NOTES else {}
        peers[name] |= {"error": trouble} if trouble else {}
        print(f"  {what[-1]}: {trouble or 'installed'}", flush=True)
    state.write_text(json.dumps({"fingerprint": wanted, "peers": peers}))
    return peers
