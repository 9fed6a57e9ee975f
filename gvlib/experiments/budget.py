"""What a page may spend: GVLIB_BUDGET is smoke, laptop (default) or full."""

import os

BUDGETS = ("smoke", "laptop", "full")
SMOKE_STEPS = 20


def budget() -> str:
    """The budget in force. Raises ValueError if GVLIB_BUDGET is none of the three."""
    name = os.environ.get("GVLIB_BUDGET", "laptop")
    if name not in BUDGETS:
        raise ValueError(f"GVLIB_BUDGET={name!r} must be one of {', '.join(BUDGETS)}")
    return name


def live(n: int) -> int:
    """n steps of a live demonstration; a few under `smoke`, where only running counts."""
    return min(n, SMOKE_STEPS) if budget() == "smoke" else n
