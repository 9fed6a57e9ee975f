"""Checks of page F, on what book/studies/eyes.py stored."""

from gvlib import zoo


def patches_order_most() -> None:
    """In the mean over damages, degrees, draws and seeds; how sure that is, is said."""
    tried = zoo.eyes()["candidates"]
    right = {name: row["in_order"]["all"] for name, row in tried.items()}
    assert max(right, key=right.get) == "patches"
