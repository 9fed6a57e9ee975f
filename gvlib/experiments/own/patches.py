"""Features that need no labels: how like a picture's patches are to typical ones.

Coates et al. (2011), with k-means' "triangle". Of the features that were tried for
`compare` these order known damages best: book/studies/eyes.py.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, unfold

from gvlib.classical import spread_rows
from gvlib.numerics import spectrum, sq_dists

SIDE, CENTRES, ROUNDS = 6, 64, 10
FROM, PATCHES = 400, 20_000  # pictures that patches are taken from, and how many
LEVEL, FLAT = 0.1, 0.01  # variances below which nothing is told apart


def normalised(x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n p d"]:
    """Every patch of 6 x 6 pixels, its own mean taken off, by its own contrast."""
    rows = unfold(x, SIDE).mT
    rows = rows - rows.mean(-1, True)
    return rows / (rows.var(-1, keepdim=True) + FLAT).sqrt()


class PatchFeatures(nn.Module):
    """How near the patches of each quarter of a picture are, on average, to k centres.

    f_j = max(0, mean distance to all centres - distance to centre j).
    """

    def __init__(self, turn: Float[Tensor, "d d"], centres: Float[Tensor, "k d"]):
        super().__init__()
        self.register_buffer("turn", turn)
        self.register_buffer("centres", centres)

    def forward(self, x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n f"]:
        rows = (normalised(x) @ self.turn).flatten(0, 1)
        far = sq_dists(rows, self.centres).sqrt()
        near = (far.mean(1, True) - far).clamp(min=0)
        across = x.shape[-1] - SIDE + 1
        maps = near.unflatten(0, (len(x), across, across)).permute(0, 3, 1, 2)
        return avg_pool2d(maps, across // 2).flatten(1)


def patch_features(x: Float[Tensor, "n c h w"]) -> PatchFeatures:
    """Whitening and centres of the patches of x, by k-means on some of them."""
    rows = normalised(x[:FROM]).flatten(0, 1)
    rows = rows[torch.randperm(len(rows))[:PATCHES]]
    values, vectors = spectrum(rows)
    turn = (vectors / (values + LEVEL).sqrt()).contiguous()
    rows = rows @ turn
    centres = spread_rows(rows, CENTRES)
    for _ in range(ROUNDS):
        near = sq_dists(rows, centres).argmin(1)
        own = [rows[near == j] for j in range(CENTRES)]
        centres = torch.stack([
            part.mean(0) if len(part) else centre
            for part, centre in zip(own, centres, strict=True)
        ])  # fmt: skip
    return PatchFeatures(turn, centres)


def empty_patches(channels: int) -> PatchFeatures:
    """The shapes of `patch_features`, to be filled with what was stored."""
    d = channels * SIDE**2
    return PatchFeatures(torch.zeros(d, d), torch.zeros(CENTRES, d))
