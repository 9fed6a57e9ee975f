"""The floors in a table: what was asked, what was measured, whether it is met."""

from collections.abc import Iterator


def spread(name: str, needed: float, at_least: bool, found: dict) -> dict:
    """One row, from a median with its smallest and largest round."""
    value = found["median"]
    return {
        "name": name, "needed": needed, "at_least": at_least, "measured": value,
        "low": found["min"], "high": found["max"],
        "met": value >= needed if at_least else value <= needed,
    }  # fmt: skip


def point(value: float) -> dict:
    """A number that has no rounds."""
    return dict.fromkeys(("median", "min", "max"), value)


def rows(floors: dict) -> list[dict]:
    """A row for everything that the parts measured; what failed has none."""
    return [spread(*row) for row in asked(floors)]


def asked(floors: dict) -> Iterator[tuple[str, float, bool, dict]]:
    """Name, what is needed, whether at least that much, and what was found."""
    ratio = floors.get("vae_speed", {}).get("ratio", {})
    for peer, needed in (("pythae", 1.5), ("pytorch/examples", 2.0)):
        if peer in ratio:
            name = f"VAE, images a CPU-second, against {peer}"
            yield name, needed, True, ratio[peer]
    for name, part in floors.get("fit_overhead", {}).items():
        if isinstance(part, dict):
            yield (
                f"{name}: fit against a bare loop", 1.03, False,
                part["fit_over_bare_loop"],
            )  # fmt: skip
            yield (
                f"{name}: fit against all by hand, unchecked", 1.03, False,
                part["fit_over_by_hand"],
            )  # fmt: skip
    for name, part in floors.get("conv_share", {}).get("steps", {}).items():
        if isinstance(part, dict):
            text = f"{name}: share of the matrix product's rate"
            yield text, 0.6, True, point(part["share"])
    for part in floors.get("manifold", {}).get("time", []):
        name = f"prdc at n = {part['n']:,}, d = {part['d']}, against the package"
        yield name, 3.0, True, part["ratio"]
    memory = floors.get("manifold", {}).get("memory", {}).get("megabytes", {})
    if sizes := sorted(map(int, memory.get("gvlib", {})))[-2:]:
        small, large = (memory["gvlib"][str(n)] for n in sizes)
        name = f"prdc's memory at n = {sizes[1]:,}, over that at {sizes[0]:,}"
        yield name, 1.1 * sizes[1] / sizes[0], False, point(large / small)
    if "ratio" in floors.get("ring_scaling", {}):
        part = floors["ring_scaling"]
        name = f"{part['seeds']} seeds on two cores against one, by the clock"
        yield name, 5.5, False, part["ratio"]
