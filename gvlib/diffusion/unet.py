"""A network of images and times that guesses the image, for flows and for diffusion."""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gvlib.diffusion.denoising import cosine_path
from gvlib.nets import CHANNELS, HIDDEN, leaky

WAVES = 4


def waves(t: Float[Tensor, "b"]) -> Float[Tensor, "b waves"]:
    """cos and sin of k pi t / 2, k = 1 to 4: times that a linear layer can tell."""
    a = t[:, None] * torch.arange(1, WAVES + 1, device=t.device) * math.pi / 2
    return torch.cat([a.cos(), a.sin()], 1)


class UNet(nn.Module):
    """(x_t, t) -> a guess of E[x | x_t], (b, 1, 28, 28) in (-1, 1).

    The layers are those of `nets.trunk` and `nets.generator`. What the way down finds
    at 14x14 and at 7x7 also joins the way up, so that places survive the dense middle.
    Ronneberger et al. (2015). The time scales and shifts the channels of every layer
    but the last, by 1 and 0 at first. Perez et al. (2018). That it guesses the image,
    not the noise, is advice of Li & He (2025).
    """

    def __init__(self):
        super().__init__()
        low, high = CHANNELS
        inner = high * 7 * 7
        self.down1 = nn.Conv2d(1, low, 4, stride=2, padding=1)
        self.down2 = nn.Conv2d(low, high, 4, stride=2, padding=1)
        self.inside = nn.Linear(inner, HIDDEN)
        self.outside = nn.Linear(HIDDEN, inner)
        self.up2 = nn.ConvTranspose2d(2 * high, low, 4, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(2 * low, 1, 4, stride=2, padding=1)
        self.widths = [low, high, HIDDEN, high, low]
        self.time = nn.Linear(2 * WAVES, 2 * sum(self.widths))
        nn.init.zeros_(self.time.weight)
        nn.init.zeros_(self.time.bias)
        self.act = leaky()

    def forward(
        self, x: Float[Tensor, "b 1 28 28"], t: Float[Tensor, "b"]
    ) -> Float[Tensor, "b 1 28 28"]:
        by_layer = self.time(waves(t)).chunk(2, 1)
        scales, shifts = (iter(part.split(self.widths, 1)) for part in by_layer)

        def told(h: Tensor) -> Tensor:
            over = (..., *[None] * (h.ndim - 2))
            return self.act(h * (1 + next(scales)[over]) + next(shifts)[over])

        a = told(self.down1(x))
        b = told(self.down2(a))
        h = told(self.inside(b.flatten(1)))
        up = told(self.outside(h).view_as(b))
        up = told(self.up2(torch.cat([b, up], 1)))
        return self.up1(torch.cat([a, up], 1)).tanh()


class GuessedVelocity(nn.Module):
    """v(x_t, t) = (guess - x_t) / (1 - t), eq. 11.2, for t < 1."""

    def __init__(self, guess: nn.Module):
        super().__init__()
        self.guess = guess

    def forward(
        self, x: Float[Tensor, "b 1 h w"], t: Float[Tensor, "b"]
    ) -> Float[Tensor, "b 1 h w"]:
        return (self.guess(x, t) - x) / (1 - t)[:, None, None, None]


class GuessedNoise(nn.Module):
    """noise(x_t, t) = (x_t - alpha guess) / sigma, for t < 1."""

    def __init__(self, guess: nn.Module):
        super().__init__()
        self.guess = guess

    def forward(
        self, x: Float[Tensor, "b 1 h w"], t: Float[Tensor, "b"]
    ) -> Float[Tensor, "b 1 h w"]:
        alpha, sigma = cosine_path(t[:, None, None, None])
        return (x - alpha * self.guess(x, t)) / sigma
