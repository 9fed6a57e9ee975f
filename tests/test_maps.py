"""The map z -> x as the image of a net of rings and spokes."""

import io

import numpy as np
import pytest
import torch
from matplotlib.collections import LineCollection
from PIL import Image

from gvlib import data, plot
from gvlib.plot import maps

X = data.ring(50, radius=2.0, sigma=0.05)


def net(ax):
    """The points of the rings and of the spokes in an Axes, (n, 2)."""
    drawn = [c for c in ax.collections if isinstance(c, LineCollection)]
    assert len(drawn) == 2
    return np.concatenate([np.array(c.get_segments()).reshape(-1, 2) for c in drawn])


def test_the_net_is_mapped_point_by_point():
    fig = plot.mapped_grid({"shift": lambda z: 2 * z + 1}, X)
    assert np.allclose(net(fig.axes[1]), 2 * net(fig.axes[0]) + 1, atol=1e-5)
    assert [ax.get_title() for ax in fig.axes] == ["the net in z", "shift"]


def test_rings_hold_what_is_said_of_them():
    """|z|^2 of N(0, I) in the plane is chi-squared: P(|z| < r) = 1 - exp(-r^2 / 2)."""
    lines, turns = maps.net_lines()
    rings = lines[: len(maps.RINGS)]
    assert np.allclose(rings.norm(dim=2), np.array(maps.RINGS)[:, None], atol=1e-5)
    shares = [round(100 * (1 - np.exp(-(r**2) / 2))) for r in maps.RINGS]
    assert shares == [12, 39, 68, 86, 96]
    angle = torch.atan2(lines[..., 1], lines[..., 0]).numpy() / (2 * np.pi) % 1
    away = np.abs(angle - turns) % 1
    inside = lines.norm(dim=2).numpy() > 0  # the centre has no angle
    assert np.minimum(away, 1 - away)[inside].max() < 1e-5


def test_a_constant_map_is_one_point():
    fig = plot.mapped_grid({"mean": torch.zeros_like}, X)
    assert (net(fig.axes[1]) == 0).all()


def test_panels_wrap_and_are_drawn():
    same = {name: lambda z: z for name in ("a", "b", "c", "d")}
    fig = plot.mapped_grid(same, X)
    assert [ax.get_visible() for ax in fig.axes] == [True] * 5 + [False]
    raw = plot.png(plot.mapped_grid({"a": lambda z: z}, X))
    assert raw == plot.png(plot.mapped_grid({"a": lambda z: z}, X))
    assert np.asarray(Image.open(io.BytesIO(raw)).convert("L")).min() < 120


def test_a_map_that_cannot_be_drawn_says_why():
    with pytest.raises(ValueError, match="maps is empty: a picture needs at least one"):
        plot.mapped_grid({}, X)
    with pytest.raises(ValueError, match=r"'G' made .* must take \(n, 2\) to \(n, 2\)"):
        plot.mapped_grid({"G": lambda z: z[:, :1]}, X)
    with pytest.raises(ValueError, match="'G' holds values that are not finite"):
        plot.mapped_grid({"G": lambda z: z * torch.nan}, X)
