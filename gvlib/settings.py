"""The environment variables GVLIB_*: all that is read from them, checked, in one place.

Blanks around a value do not count, and an empty value is as good as none.
"""

import os
import re
from difflib import get_close_matches
from pathlib import Path

from gvlib.errors import SettingError, WriteError
from gvlib.files import expand

KNOWN = {
    "GVLIB_BUDGET": "what a page may compute: smoke, laptop (default) or full",
    "GVLIB_DATA": "the folder in which torchvision keeps MNIST and other data sets",
    "GVLIB_DEVICE": "cpu, cuda or mps (default: cuda if there is one, else cpu)",
    "GVLIB_EXAMPLES": "a clone of pytorch/examples, for `make bench`",
    "GVLIB_RUNS": "the folder of checkpoints (default: runs)",
    "GVLIB_STATIC": "1 for pages: stored frames, no progress bars (default: 0)",
    "GVLIB_THREADS": "threads of a process (default: 1)",
}
BUDGETS = ("smoke", "laptop", "full")
YES, NO = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")
DEVICE = r"(cpu|cuda|mps)(:\d+)?"


def value(name: str) -> str:
    """What the variable holds, without blanks around it; "" if it is not set."""
    return os.environ.get(name, "").strip()


def budget() -> str:
    """GVLIB_BUDGET. Raises SettingError if it is none of the three."""
    found = value("GVLIB_BUDGET") or "laptop"
    if found not in BUDGETS:
        there = ", ".join(BUDGETS)
        raise SettingError(f"GVLIB_BUDGET={found!r} must be one of {there}")
    return found


def static() -> bool:
    """GVLIB_STATIC: whether a page is being made, with nobody to move a control."""
    found = value("GVLIB_STATIC").lower()
    if found not in YES + NO:
        raise SettingError(f"GVLIB_STATIC={found!r} must be 1 or 0")
    return found in YES


def threads() -> int:
    """GVLIB_THREADS. Raises SettingError unless it is a whole number from 1."""
    found = value("GVLIB_THREADS") or "1"
    if not re.fullmatch("0*[1-9][0-9]{0,3}", found):
        raise SettingError(
            f"GVLIB_THREADS={found!r} must be a whole number from 1 to 9999"
        )
    return int(found)


def device_name() -> str:
    """GVLIB_DEVICE, or "". Raises SettingError for what is no device's name."""
    found = value("GVLIB_DEVICE")
    if found and not re.fullmatch(DEVICE, found):
        raise unusable(found)
    return found


def unusable(device: str) -> SettingError:
    """What to say of a device that is not here."""
    return SettingError(
        f"GVLIB_DEVICE={device!r} cannot be used here; "
        "unset it, or set it to cpu, cuda or mps"
    )


def data() -> "Path | None":
    """GVLIB_DATA, or None if it is not set."""
    try:
        return expand(value("GVLIB_DATA")) if value("GVLIB_DATA") else None
    except WriteError as error:
        raise SettingError(f"GVLIB_DATA: {error}") from None


def runs() -> Path:
    """GVLIB_RUNS, where checkpoints go, or `runs` in the current folder."""
    try:
        return expand(value("GVLIB_RUNS") or "runs")
    except WriteError as error:
        raise SettingError(f"GVLIB_RUNS: {error}") from None


def check() -> None:
    """Raise SettingError for the first variable that is unknown or cannot be used."""
    for name in sorted(os.environ):
        if name.startswith("GVLIB_") and name not in KNOWN:
            near = get_close_matches(name, KNOWN, n=1)
            advice = f"did you mean {near[0]}? " if near else ""
            raise SettingError(
                f"{name} is no setting: {advice}unset it; there are {', '.join(KNOWN)}"
            )
    budget(), static(), threads(), device_name(), data(), runs()
