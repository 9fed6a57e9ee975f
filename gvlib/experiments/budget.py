"""What a page may spend: GVLIB_BUDGET is smoke, laptop (default) or full."""

from gvlib.settings import budget

SMOKE_STEPS = 20


def live(n: int) -> int:
    """n steps of a live demonstration; under `smoke` a few, for only running counts."""
    return min(n, SMOKE_STEPS) if budget() == "smoke" else n
