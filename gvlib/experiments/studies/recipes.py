"""Chapter 11: between an old recipe for GANs and a new one, one switch at a time."""

from gvlib.experiments.studies.trends import HOW, R3, one, row

# What separates the old recipe from the new, one switch each.
OLD = {
    "method": "gan", "loss": "non_saturating", "r1": 0.0, "r2": 0.0,
    "betas": [0.0, 0.99], "falling": False, "ema": 0.0,
}  # fmt: skip
# What `twins-gan` has.
NEW = {"method": "gan"} | R3 | {"falling": True, "ema": HOW["ema"]}
SWITCHES = {
    "loss": "loss", "r1": "r1", "r2": "r2", "rates": "falling", "average": "ema",
}  # fmt: skip


def switched(switch: str) -> dict:
    """The old recipe with one switch set as in the new."""
    key = SWITCHES[switch]
    return OLD | {key: NEW[key]}


def switched_back(switch: str) -> dict:
    """The new recipe with one switch set as in the old."""
    key = SWITCHES[switch]
    return NEW | {key: OLD[key]}


STUDY = (
    row("old", "GAN, the old recipe", one, OLD),
    *(row(f"old-{s}", f"The old recipe, {s} as in the new", one, switched(s))
      for s in SWITCHES),
    *(row(f"new-{s}", f"The new recipe, {s} as in the old", one, switched_back(s))
      for s in SWITCHES),
)  # fmt: skip
