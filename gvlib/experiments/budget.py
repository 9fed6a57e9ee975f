"""What a page may spend: GVLIB_BUDGET is smoke, laptop (default) or full."""

import os

from gvlib.train import SettingError

BUDGETS = ("smoke", "laptop", "full")
SMOKE_STEPS = 20


def budget() -> str:
    """The budget in force. Raises SettingError if GVLIB_BUDGET is none of the three."""
    name = os.environ.get("GVLIB_BUDGET", "laptop")
    if name not in BUDGETS:
        raise SettingError(f"GVLIB_BUDGET={name!r} must be one of {', '.join(BUDGETS)}")
    return name


def live(n: int) -> int:
    """n steps of a live demonstration; under `smoke` a few, for only running counts."""
    return min(n, SMOKE_STEPS) if budget() == "smoke" else n
