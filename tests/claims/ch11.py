"""Checks of chapter 11."""

import math

import numpy as np
from intervals import below
from texts import glued

from gvlib import zoo
from gvlib.numerics import interval

CHANCE = math.sqrt(2 * (2.0**2 + 2 * 0.05**2))


def _of(name: str, key: str) -> np.ndarray:
    """One metric, one value a map: of twins, those of both."""
    found = zoo.values(f"ring-demo/{name}", key)
    if name.startswith("twins") and key != "apart" and "@" not in key:
        found = found + zoo.values(f"ring-demo/{name}", f"{key}_twin")
    return np.array(found)


def _page(key: str) -> float:
    return glued("11_trends", key)


def one_step_is_a_point() -> None:
    assert (_of("twins-flow", "fair_modes@1") == 0).all()
    held = _of("twins-flow", "fair_modes")
    assert (held == 8).all() and len(held) == 10


def one_step_can_hold_all() -> None:
    twins = [f"twins-{name}" for name in ("gan", "transport", "vae", "drifting")]
    for name in (*twins, "mean-flow", "student-regression"):
        assert (_of(name, "fair_modes") == 8).all(), name


def transport_ties_the_map() -> None:
    """Pairs are independent of each other."""
    flow, gan, tied = (_of(f"twins-{n}", "apart") for n in ("flow", "gan", "transport"))
    assert below(tied, flow) and below(flow, gan / 8)
    assert 1 / 18 < tied.mean() / gan.mean() < 1 / 13


def gans_are_narrow_flows_wide() -> None:
    gan = _of("twins-gan", "high_quality")
    for name in ("flow", "vae", "transport", "drifting"):
        assert below(_of(f"twins-{name}", "high_quality"), gan), name
    for name in ("mean-flow", "student-regression"):
        assert below(_of(name, "high_quality"), gan), name
    # A perfect sampler has 0.974, for three standard deviations cut it off.
    exact = 0.974
    mean, half = interval(_of("twins-gan", "width").tolist())
    assert mean + half < exact
    mean, half = interval(_of("twins-flow", "width").tolist())
    assert mean - half > exact


def few_steps_hold_nothing() -> None:
    for n, modes in ((1, 0), (2, 0), (4, 8)):
        assert (_of("twins-flow", f"fair_modes@{n}") == modes).all()
        assert _page(f"euler-{n}-exact-modes") == modes


def the_field_is_the_limit() -> None:
    learned = _of("twins-flow", "high_quality@50")
    mean, half = interval(learned.tolist())
    assert mean + half < _page("euler-50-exact") / 100 - 0.1


def untied_maps_are_strangers() -> None:
    for name in ("gan", "drifting", "vae"):
        mean, half = interval(_of(f"twins-{name}", "apart").tolist())
        assert mean - half < CHANCE < mean + half, name


def transport_is_short() -> None:
    flow, gan, tied = (_of(f"twins-{n}", "cost") for n in ("flow", "gan", "transport"))
    assert tied.mean() < 1.2 * flow.mean() and below(tied, gan / 3)


def transport_has_a_price() -> None:
    assert below(
        _of("twins-transport", "high_quality"), _of("twins-gan", "high_quality")
    )
