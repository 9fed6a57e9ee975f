"""Checks of page F: on what book/studies/eyes.py stored, and on chapter 7's records."""

from intervals import below

from gvlib import zoo

OTHERS = ("gan-ns", "vae-bce", "vae-cb", "vae-sigma")


def r3_nearest_of_five() -> None:
    near = zoo.values("fashion/gan-r3", "fd")
    assert all(below(near, zoo.values(f"fashion/{name}", "fd")) for name in OTHERS)


def patches_order_most() -> None:
    """In the mean over damages, degrees, draws and seeds; how sure that is, is said."""
    tried = zoo.eyes()["candidates"]
    right = {name: row["in_order"]["all"] for name, row in tried.items()}
    assert max(right, key=right.get) == "patches"
