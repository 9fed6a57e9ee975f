"""Curves and seeds: training logs, means with bands, means with intervals."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator, NullFormatter

from gvlib.numerics import interval
from gvlib.plot.look import VAE, Style, style


def log_scale(axis: Axis) -> None:
    """Make ax.xaxis or ax.yaxis logarithmic, with plain numbers 1, 2, 5, 10, 20, ..."""
    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(NullFormatter())


def log_curve(ax: Axes, history: Sequence[Mapping], key: str, look: Style, label: str):
    """One logged number of one run against the step; rows that lack it are left out."""
    rows = [(row["step"], row[key]) for row in history if key in row]
    if not rows:
        raise ValueError(f"no row of the history holds {key!r}: it has {[*history[0]]}")
    ax.plot(*zip(*rows, strict=True), **look, markevery=1 + len(rows) // 8, label=label)
    ax.set_xlabel("step")


def curve_with_band(
    ax: Axes, xs: Sequence[float], seeds: Sequence[Sequence], look: Style, label: str
) -> None:
    """The mean over seeds; the band is from the lowest to the highest; n is stated."""
    ys = np.asarray(seeds, float)
    if ys.ndim != 2 or ys.shape[1] != len(xs):
        raise ValueError(f"seeds {ys.shape} must be (n, {len(xs)}): a value for each x")
    ax.plot(xs, ys.mean(0), **look, label=f"{label}, n = {len(ys)}")
    ax.fill_between(xs, ys.min(0), ys.max(0), color=look["color"], alpha=0.2, lw=0)


def dots_with_interval(ax: Axes, values: Mapping[str, Sequence], label: str) -> None:
    """A row for each method: a dot for each seed, their mean and its 95 % interval."""
    for row, (name, seeds) in enumerate(values.items()):
        look = style(name, linestyle="none")
        ax.plot(seeds, [row] * len(seeds), **look, alpha=0.6)
        if len(seeds) > 1:
            mean, half = interval(seeds)
            ax.errorbar(
                mean, row - 0.3, xerr=half, color=look["color"], marker="|", capsize=4
            )
    ax.set_yticks(range(len(values)), [f"{k}, n = {len(v)}" for k, v in values.items()])
    ax.set(xlabel=label, ylim=(len(values) - 0.5, -0.7))
    ax.grid(visible=False, axis="y")


def waterfall(ax: Axes, before: float, changes: Mapping[str, float]) -> None:
    """Bars from `before` down by each change in turn; hatched where it goes up."""
    edge = {"color": "#bbbbbb", "width": 0.6}
    ax.bar(0, before, **edge)
    level = before
    for x, part in enumerate(changes.values(), 1):
        look = {"alpha": 1} if part > 0 else {"alpha": 0.4, "hatch": "//"}
        ax.bar(x, part, bottom=level - part, color=VAE, width=0.6, **look)
        ax.annotate(f"{-part:+.0f}", (x, max(level, level - part) + 3), ha="center")
        level -= part
    end = len(changes) + 1
    ax.bar(end, level, **edge)
    for x, height in ((0, before), (end, level)):
        ax.annotate(f"{height:.0f}", (x, height + 3), ha="center")
    ax.set_xticks(range(end + 1), ["before", *changes, "after"])
    ax.grid(visible=False, axis="x")
