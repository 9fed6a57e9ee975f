"""Make .venv from requirements.txt and constraints.txt, once per change of either.

Runs under the system's Python, whatever its age: nothing newer than 3.6 in here.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time

INPUTS = ("pyproject.toml", "requirements.txt", "constraints.txt")
OLDEST = (3, 11)
GIGABYTES = 7  # the default wheels unpack to 6, and pip writes each wheel before
SIZES = """\
Setting up .venv: about 3.1 GB to download, once (6 GB on disk).
  Nearly all of it is PyTorch with CUDA, the default wheel on Linux. CPU-only wheels
  bring it down to about 0.4 GB:
    PIP_EXTRA_INDEX_URL=<the CPU index on PyTorch's install page> make book
  On macOS and Windows the default is the small one. pip's own settings (mirror,
  --find-links, proxy) are honoured.\
"""


def fingerprint(root):
    """Two hashes: of interpreter and place, and of what is to be installed."""
    home = repr((sys.version, os.path.realpath(root))).encode()
    inputs = b""
    for name in INPUTS:
        with open(os.path.join(root, name), "rb") as file:
            inputs += file.read()
    return [hashlib.sha256(part).hexdigest() for part in (home, inputs)]


def complaint(version):
    """The line to print if this Python is too old, else None."""
    if tuple(version[:2]) >= OLDEST:
        return None
    return (
        f"This is Python {version[0]}.{version[1]}, and the book needs 3.11 or newer. "
        "Install one and name it: make book PYTHON=python3.12"
    )


def shortage(free):
    """The lines to print if so many free bytes may not be enough, else None."""
    if free >= GIGABYTES * 1e9:
        return None
    return (
        f"Warning: {free / 1e9:.1f} GB are free here, and the default wheels need up "
        f"to {GIGABYTES} GB. If it stops with `No space left on device`, make room or "
        "take the CPU-only wheels (above), and call make again."
    )


def run(command, advice):
    """Run a command; on failure say what to do and stop."""
    print("+ " + " ".join(command), flush=True)
    if subprocess.call(command):
        sys.exit("Setting up failed at the command above. " + advice)


def main(root):
    """Bring root/.venv up to date; return at once if nothing changed."""
    os.chdir(root)
    message = complaint(sys.version_info)
    if message:
        sys.exit(message)
    ready, wanted = os.path.join(".venv", ".ready"), fingerprint(".")
    found = open(ready).read().split() if os.path.exists(ready) else []
    if found == wanted:
        return
    print(SIZES, flush=True)
    warning = shortage(shutil.disk_usage(".").free)
    if warning:
        print(warning, flush=True)
    start = time.time()
    advice = "On Debian or Ubuntu: apt install python3-venv."
    fresh = [] if found[:1] == wanted[:1] else ["--clear"]
    run([sys.executable, "-m", "venv", *fresh, ".venv"], advice)
    bin_dir = "Scripts" if os.name == "nt" else "bin"
    pip = [os.path.join(".venv", bin_dir, "python"), "-m", "pip", "install"]
    advice = "Nothing else was touched: mend it (network? disk?) and call make again."
    run(pip + ["-r", "requirements.txt", "-c", "constraints.txt"], advice)
    with open(ready, "w") as file:
        file.write("\n".join(wanted))
    print(f"Set up in {time.time() - start:.0f} s.", flush=True)


if __name__ == "__main__":
    main(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
