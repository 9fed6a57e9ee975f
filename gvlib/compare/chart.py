"""Quality against compute as a drawing that follows the page's colours."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import numpy as np

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 58, 96, 14, 46
APART = 16  # between two names, so that both can be read
DASHES = {"gan": ("none", "14 3"), "vae": ("9 4", "3 3"), "baseline": ("2 4", "1 8")}
SHAPES = {"gan": "circle", "vae": "square", "baseline": "triangle"}


class Curve(NamedTuple):
    """One contestant: seconds, and per seed the distance at each of them."""

    name: str
    family: str
    nth: int
    """How many of its family come before it: of the second the marks are hollow."""
    x: Sequence[float]
    seeds: Sequence[Sequence[float]]


def curve(name: str, family: str, nth: int, rows: Sequence[dict]) -> Curve | None:
    """The curve of all seeds that did not fail; None if there is none."""
    good = [row["curve"] for row in rows if "failed" not in row]
    if not good:
        return None
    points = min(map(len, good))
    x = np.mean([[p["cpu_seconds"] for p in c[:points]] for c in good], 0)
    seeds = [[p["fd"] for p in c[:points]] for c in good]
    return Curve(name, family, nth, x.tolist(), seeds)


def steps_of(top: float, about: int = 5) -> list[float]:
    """Round numbers from 0 to at least top."""
    raw = max(top, 1e-9) / about
    unit = 10 ** np.floor(np.log10(raw))
    step = unit * next(m for m in (1, 2, 5, 10) if m * unit >= raw)
    return [float(step * i) for i in range(int(np.ceil(top / step)) + 1)]


def chart(curves: Sequence[Curve], floor: float) -> str:
    """An SVG of distance (mean and range over seeds) against CPU-seconds.

    The dashed level is `floor`: real pictures in the place of samples.
    """
    xs = steps_of(max(max(c.x) for c in curves))
    ys = steps_of(max(floor, *(max(map(max, c.seeds)) for c in curves)))

    def at(x: float, y: float) -> tuple[float, float]:
        across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        return (round(LEFT + across * x / xs[-1], 1),
                round(TOP + down * (1 - y / ys[-1]), 1))  # fmt: skip

    body = axes(xs, ys, at)
    (x0, y), (x1, _) = at(0, floor), at(xs[-1], floor)
    body.append(f'<path class="axis" stroke-dasharray="6 3" d="M{x0} {y}H{x1}"/>')
    body.append(f'<text x="{x0 + 6}" y="{y - 5}">real pictures</text>')
    body += [drawn(c, at) for c in curves] + ends(curves, at)
    names = ", ".join(c.name for c in curves)
    label = f"Fréchet distance against CPU-seconds: {names}. The numbers follow below."
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
        + "".join(body) + "</svg>"
    )  # fmt: skip


def axes(xs: Sequence[float], ys: Sequence[float], at) -> list[str]:
    """Grid lines, numbers and the two labels."""
    body = []
    for y in ys:
        (x0, down), (x1, _) = at(0, y), at(xs[-1], y)
        body.append(f'<path class="grid" d="M{x0} {down}H{x1}"/>')
        body.append(f'<text x="{x0 - 6}" y="{down + 4}" text-anchor="end">{y:g}</text>')
    for x in xs:
        across, down = at(x, 0)
        body.append(
            f'<text x="{across}" y="{down + 18}" text-anchor="middle">{x:g}</text>'
        )
    middle, low = (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6
    body.append(f'<text x="{middle}" y="{low}" text-anchor="middle">CPU-seconds</text>')
    body.append(
        f'<text transform="translate(14 {HEIGHT / 2}) rotate(-90)" '
        'text-anchor="middle">Fréchet distance</text>'
    )
    return body


def drawn(c: Curve, at) -> str:
    """Band from the lowest to the highest seed, mean, marks."""
    y = np.asarray(c.seeds)
    mean, low, high = y.mean(0), y.min(0), y.max(0)
    line = [at(a, b) for a, b in zip(c.x, mean, strict=True)]
    edge = [at(a, b) for a, b in zip(c.x, high, strict=True)]
    edge += [at(a, b) for a, b in zip(c.x[::-1], low[::-1], strict=True)]
    text = [f'<g class="{c.family}{" hollow" * (c.nth > 0)}">']
    text.append(f'<path class="band" d="M{points(edge)}Z"/>')
    dash = f'stroke-dasharray="{DASHES[c.family][min(c.nth, 1)]}"'
    text.append(f'<path class="line" {dash} d="M{points(line)}"/>')
    text += [mark(x, y, SHAPES[c.family]) for x, y in line]
    return "".join([*text, "</g>"])


def ends(curves: Sequence[Curve], at) -> list[str]:
    """The names, each where its curve ends, moved up where one would hide another."""
    places, lowest = [], HEIGHT - BOTTOM - 6 + APART
    for c in curves:
        x, y = at(c.x[-1], np.asarray(c.seeds).mean(0)[-1])
        places.append((y + 4, x + 8, c.name))
    text = []
    for y, x, name in sorted(places, reverse=True):
        lowest = min(y, lowest - APART)
        text.append(f'<text x="{x}" y="{lowest:.1f}">{escape(name)}</text>')
    return text


def points(pairs: Sequence[tuple[float, float]]) -> str:
    """A path through these points."""
    return "L".join(f"{x} {y}" for x, y in pairs)


def mark(x: float, y: float, shape: str) -> str:
    """A point that can be told apart without colour."""
    if shape == "circle":
        return f'<circle class="dot" cx="{x}" cy="{y}" r="4"/>'
    if shape == "square":
        return f'<rect class="dot" x="{x - 4}" y="{y - 4}" width="8" height="8"/>'
    return f'<path class="dot" d="M{x - 5} {y + 4}h10l-5 -9Z"/>'
