"""Open your own copies of the notebooks, in work/, in JupyterLab.

A copy is made once and never written again: what you change stays, through `git pull`
and `make notebooks`, and no test reads it. work/ lies beside notebooks/, so links and
paths that begin with ../ mean the same in both.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ORIGINS = ".origins.json"  # of which state of the book's notebook each copy was made


def digest(path: Path) -> str:
    """A hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_copies(root: Path) -> list[str]:
    """Copy what work/ lacks; return the names of what is newer in the book.

    A page of prose that nobody has touched is brought up to date.
    """
    work, newer = root / "work", []
    work.mkdir(exist_ok=True)
    notes = work / ORIGINS
    origins = json.loads(notes.read_text("utf-8")) if notes.exists() else {}
    books = [*(root / "notebooks").glob("*.ipynb"), *(root / "notebooks").glob("*.md")]
    for book in sorted(books):
        now, copy = digest(book), work / book.name
        page = book.suffix == ".md"
        untouched = copy.exists() and digest(copy) == origins.get(book.name)
        if not copy.exists() or page and untouched:
            shutil.copyfile(book, copy)
            origins[book.name] = now
        elif origins.get(book.name) != now:
            newer.append(book.name)
    notes.write_text(json.dumps(origins, indent=1) + "\n", "utf-8")
    return newer


def notice(newer: list[str]) -> str:
    """One line about copies that are older than the book."""
    return (
        f"The book has a newer {', '.join(newer)}. Your copies in work/ are kept; for "
        "a new one rename or delete yours and call make lab again."
    )


def command(root: Path, *options: str) -> list[str]:
    """JupyterLab over the whole book, so that links out of work/ lead somewhere."""
    return [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}",
            "--LabApp.default_url=/lab/tree/work", *options]  # fmt: skip


def main(options: list[str]) -> int:
    """Make the copies, say what is newer, and run JupyterLab until it is stopped."""
    if newer := make_copies(ROOT):
        print(notice(newer), flush=True)
    try:
        return subprocess.call(command(ROOT, *options))
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
