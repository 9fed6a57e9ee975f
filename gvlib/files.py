"""Files that are written whole or not at all, by however many processes at a time."""

import contextlib
import glob
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from gvlib.errors import WriteError

ENDING = ".unfinished"
DAY = 86_400  # seconds: an unfinished file as old as this belongs to a killed process


def expand(text: "str | Path") -> Path:
    """A path as a shell reads it: `~` is the home folder, blanks around do not count.

    Raises WriteError if it is empty, or begins with the ~ of nobody.
    """
    words = str(text).strip()
    try:
        path = Path(words).expanduser()
    except RuntimeError as error:
        raise WriteError(f"{words!r} is no path ({error}); write it out") from None
    if not words:
        raise WriteError("an empty path; leave it out for the default")
    return path


def replace(path: Path, write: Callable[[Path], object]) -> Path:
    """Let `write` make the file; a crash leaves the old one or the new one, whole.

    It is made under a name that no other process has, brought to the disk, and renamed;
    when that fails it is removed. Raises WriteError.
    """
    unfinished = name_beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(unfinished)
        with open(unfinished, "rb+") as file:
            os.fsync(file.fileno())  # else after a power cut the new name may be empty
        os.replace(unfinished, path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()
    return path


def check_writable(path: Path) -> None:
    """Find out before the work, not after, that a file could not be written."""
    probe = name_beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise unwritable(path, error) from None
    if path.is_dir():
        raise WriteError(f"cannot write {path} (it is a folder); choose another path")
    forget_old(path)


def name_beside(path: Path) -> Path:
    """A name in the same folder that no other process takes."""
    if not path.name:
        raise WriteError(f"cannot write {str(path)!r}: name a file")
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}{ENDING}")


def forget_old(path: Path) -> None:
    """Remove what killed processes left beside the path; another's work is younger."""
    for old in path.parent.glob(f".{glob.escape(path.name)}.*{ENDING}"):
        with contextlib.suppress(OSError):
            if time.time() - old.stat().st_mtime > DAY:
                old.unlink()


def unwritable(path: Path, error: OSError) -> WriteError:
    """What to say of a path that cannot be written, in one line."""
    reason = error.strerror or " ".join(str(error).split()) or type(error).__name__
    return WriteError(
        f"cannot write {path} ({reason}); choose a folder you may write to"
    )
