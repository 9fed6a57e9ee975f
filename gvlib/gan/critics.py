"""Other critics for the same losses: packs, the batch's spread, bounded weights."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.utils import parametrizations

from gvlib.shapes import WEIGHING, applied


class Pac(nn.Module):
    """D sees m samples side by side and gives them one logit. Lin et al. (2018).

    Points are joined along their coordinates, images along their channels, so D takes m
    times as many. Raises ValueError for m < 1, or a batch that m does not divide.
    """

    def __init__(self, D: nn.Module, m: int):
        super().__init__()
        if m < 1:
            raise ValueError(f"m = {m} samples in a pack must be at least 1")
        self.D, self.m = D, m

    def forward(self, x: Float[Tensor, "n c *shape"]) -> Float[Tensor, "..."]:
        if len(x) % self.m:
            fits = max(1, len(x) // self.m) * self.m
            raise ValueError(
                f"{len(x)} samples cannot be shown in packs of {self.m}: take a "
                f"batch_size that {self.m} divides, such as {fits}"
            )
        return applied("the D of packs", self.D, side_by_side(x, self.m))


def side_by_side(
    x: Float[Tensor, "n c *shape"], m: int
) -> Float[Tensor, "packs wide *shape"]:
    """Rows 0 to m - 1 as the first pack, the next m as the second, and so on."""
    return x.reshape(len(x) // m, m * x.shape[1], *x.shape[2:])


class MinibatchStd(nn.Module):
    """One more feature: the batch's standard deviation. Karras et al. (2018).

    That of each feature at each place over the batch, their mean, the same number
    everywhere. So a sample's logit depends on its batch: a gradient penalty then takes
    in what a sample does to the others' logits.
    """

    def forward(self, h: Float[Tensor, "b c *shape"]) -> Float[Tensor, "b more *shape"]:
        # 1e-8: the square root has no gradient at 0, where all samples are alike.
        spread = (h.var(0, correction=0) + 1e-8).sqrt().mean()
        return torch.cat([h, spread.expand(len(h), 1, *h.shape[2:])], 1)


def clip_weights(c: float) -> Callable[[nn.Module], None]:
    """Every weight of D into [-c, c], after each of its updates: an `after_d`.

    Arjovsky et al. (2017), Alg. 1, line 7. Raises ValueError unless c > 0.
    """
    if not c > 0:
        raise ValueError(f"c = {c} must be positive: weights are clipped to [-c, c]")

    @torch.no_grad()
    def clip(D: nn.Module) -> None:
        for p in D.parameters():
            p.clamp_(-c, c)

    return clip


def spectral_norm(D: nn.Module) -> nn.Module:
    """D with every layer's W as W / sigma(W), sigma its largest singular value.

    Miyato et al. (2018), eq. 8, by PyTorch: one power iteration each time that D is
    used in training. With (leaky) ReLUs between the layers |D(x) - D(y)| <= |x - y| for
    dense ones; a convolution is measured as one matrix of its kernels, which bounds it
    only up to a factor. D itself is changed, before its optimiser is made.
    """
    for layer in D.modules():
        if isinstance(layer, WEIGHING):
            parametrizations.spectral_norm(layer)
    return D
