"""The map z -> x of a two-dimensional z, drawn as the image of a grid."""

from collections.abc import Callable, Mapping

import numpy as np
import torch
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from torch import Tensor

from gvlib.errors import NotFiniteError
from gvlib.plot.look import DATA, WIDTH, canvas
from gvlib.plot.pictures import plane, points

Map = Callable[[Float[Tensor, "n 2"]], Float[Tensor, "n 2"]]
RINGS = (0.5, 1.0, 1.5, 2.0, 2.5)  # hold 12, 39, 68, 86 and 96 % of N(0, I)
SPOKES = 24
FINE = 400  # points on a line
# Once round and back: hue for the eye, lightness for grey, neither family's colour.
COLOURS = LinearSegmentedColormap.from_list(
    "round", ["#2d004b", "#8073ac", "#bbbbbb", "#5aae61", "#00441b", "#2d004b"]
)


def net_lines(fine: int = FINE) -> tuple[Float[Tensor, "k n 2"], np.ndarray]:
    """Rings and spokes in the plane of z, and the angle of every point, 0 to 1."""
    turn = torch.linspace(0, 1, fine)
    angle = 2 * torch.pi * turn
    round_ = torch.stack([angle.cos(), angle.sin()], 1)
    rings = torch.stack([r * round_ for r in RINGS])
    out = torch.linspace(0, max(RINGS), fine)[:, None]
    at = torch.arange(SPOKES) / SPOKES
    ends = torch.stack([(2 * torch.pi * at).cos(), (2 * torch.pi * at).sin()], 1)
    spokes = out * ends[:, None]
    turns = torch.cat([turn.expand(len(RINGS), -1), at[:, None].expand(-1, fine)])
    return torch.cat([rings, spokes]), turns.numpy()


def draw_net(ax: Axes, x: Float[Tensor, "k n 2"], turns: np.ndarray) -> None:
    """Lines coloured by the angle of z; rings solid, spokes thinner."""
    rings, spokes = x.numpy()[: len(RINGS)], x.numpy()[len(RINGS) :]
    pieces = np.stack([rings[:, :-1], rings[:, 1:]], 2).reshape(-1, 2, 2)
    where = turns[: len(RINGS), :-1].ravel(), turns[len(RINGS) :, 0]
    for lines, at, width in ((pieces, where[0], 1.3), (spokes, where[1], 0.6)):
        drawn = LineCollection(list(lines), array=at, cmap=COLOURS, linewidths=width)
        drawn.set_clim(0, 1)
        ax.add_collection(drawn)
    ax.plot(*spokes[0, 0], "o", mfc="white", mec=DATA, mew=1.0, ms=4)


@torch.no_grad()
def mapped_grid(
    maps: Mapping[str, Map], data: Float[Tensor, "n 2"], limit: float | None = None
) -> Figure:
    """A net of rings and spokes in the plane of z, and what each map makes of it.

    The first panel is the net itself. A line's colour is the angle of its z, a white
    dot is z = 0. Each map takes z (n, 2) to x (n, 2); black dots are data. Where a map
    folds, lines cross; where it averages, they crowd between the data; where it almost
    tears, they run long and straight. Raises ValueError for no map, or for one whose x
    is not (n, 2) or not finite.
    """
    if not maps:
        raise ValueError("maps is empty: a picture needs at least one map")
    z, turns = net_lines()
    images = {name: image_of(name, f, z) for name, f in maps.items()}
    columns = min(len(maps) + 1, 3)
    rows = -(-(len(maps) + 1) // columns)
    fig, axes = canvas(rows, columns, height=rows * (WIDTH / columns + 0.3))
    axes = np.atleast_1d(axes).ravel()
    limit = limit or 1.25 * data.abs().max().item()
    for ax in axes[len(maps) + 1 :]:
        ax.set_visible(False)
    draw_net(axes[0], z, turns)
    plane(axes[0], 1.1 * max(RINGS))
    axes[0].set(title="the net in z", xlabel="$z_1$", ylabel="$z_2$")
    for ax, (name, x) in zip(axes[1:], images.items(), strict=False):
        draw_net(ax, x, turns)
        points(ax, data, {"color": DATA, "marker": "."}, limit, size=4)
        ax.set(title=name)
    for ax in axes:
        ax.grid(visible=False)
    return fig


def image_of(name: str, f: Map, z: Float[Tensor, "k n 2"]) -> Float[Tensor, "k n 2"]:
    """f of every point of the net. Raises ValueError if that cannot be drawn."""
    x = f(z.flatten(0, 1)).cpu()
    shape = (z.shape[0] * z.shape[1], 2)
    if x.shape != shape:
        raise ValueError(
            f"the map {name!r} made {tuple(x.shape)} of z of shape {shape}: a map must "
            "take (n, 2) to (n, 2)"
        )
    if not x.isfinite().all():
        raise NotFiniteError(
            f"the map {name!r} holds values that are not finite: if the model has "
            "diverged, report the run as failed"
        )
    return x.unflatten(0, z.shape[:2])
