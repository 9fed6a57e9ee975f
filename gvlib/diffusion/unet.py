"""A network of images and times, for velocities and noise."""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gvlib.nets import CHANNELS, HIDDEN, leaky

WAVES = 4


def waves(t: Float[Tensor, "b"]) -> Float[Tensor, "b waves"]:
    """cos and sin of k pi t / 2, k = 1 to 4: times that a linear layer can tell."""
    a = t[:, None] * torch.arange(1, WAVES + 1, device=t.device) * math.pi / 2
    return torch.cat([a.cos(), a.sin()], 1)


class UNet(nn.Module):
    """(x, t) -> h of the shape of x (b, 1, 28, 28): a trunk, a generator, and skips.

    The layers are those of `nets.trunk` and `nets.generator`. What the way down finds
    at 14x14 and at 7x7 also joins the way up, so that places survive the dense middle;
    a multiple of x that depends on t is added in the end. Ronneberger et al. (2015).
    """

    def __init__(self):
        super().__init__()
        low, high = CHANNELS
        inner = high * 7 * 7
        self.down1 = nn.Conv2d(1, low, 4, stride=2, padding=1)
        self.down2 = nn.Conv2d(low, high, 4, stride=2, padding=1)
        self.inside, self.time = nn.Linear(inner, HIDDEN), nn.Linear(2 * WAVES, HIDDEN)
        self.outside = nn.Linear(HIDDEN, inner)
        self.up2 = nn.ConvTranspose2d(2 * high, low, 4, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(2 * low, 1, 4, stride=2, padding=1)
        self.gain, self.act = nn.Linear(2 * WAVES, 1), leaky()

    def forward(
        self, x: Float[Tensor, "b 1 28 28"], t: Float[Tensor, "b"]
    ) -> Float[Tensor, "b 1 28 28"]:
        when = waves(t)
        a = self.act(self.down1(x))
        b = self.act(self.down2(a))
        h = self.act(self.inside(b.flatten(1)) + self.time(when))
        up = self.act(self.outside(h)).view_as(b)
        up = self.act(self.up2(torch.cat([b, up], 1)))
        return self.up1(torch.cat([a, up], 1)) + self.gain(when)[..., None, None] * x
