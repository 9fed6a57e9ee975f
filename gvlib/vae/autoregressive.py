"""p(x|z) pixel by pixel: each sees z and the earlier pixels that are within reach."""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.distributions import Distribution
from torch.nn.functional import linear, relu

from gvlib.vae.likelihoods import BernoulliLikelihood


def earlier(shape: tuple[int, int], reach: int) -> Bool[Tensor, "d d"]:
    """Entry (i, j): whether pixel i sees pixel j, d = rows x columns in reading order.

    It does if j comes before i, and is at most `reach` rows and columns away.
    """
    rows, columns = (i.flatten() for i in torch.meshgrid(
        *(torch.arange(n) for n in shape), indexing="ij"))  # fmt: skip
    far = [(i[:, None] - i).abs() > reach for i in (rows, columns)]
    before = torch.ones(len(rows), len(rows), dtype=torch.bool).tril(-1)
    return before & ~far[0] & ~far[1]


class AutoregressiveLikelihood(nn.Module):
    """p(x|z) = prod_i p(x_i | x_<i, z) for x in {0, 1}, one channel.

    Pixel i has `features` hidden numbers max(0, h_i + W_i x), its logit is a weighted
    sum of them; h, which the decoder makes of z, has shape (features, rows, columns).
    W is masked, so that all pixels are computed at once: Germain et al. (2015). `reach`
    says how many rows and columns away a pixel is still seen; 0 makes the pixels
    independent given z. Raises ValueError for fewer than one feature, row or column, or
    a negative reach.
    """

    logit = True

    def __init__(self, shape: tuple[int, int], features: int, reach: int):
        super().__init__()
        if min(*shape, features) < 1:
            raise ValueError(f"shape {shape} and features {features} must be above 0")
        if reach < 0:
            raise ValueError(f"reach = {reach} must be at least 0: the decoder alone")
        self.shape, self.features, self.reach = tuple(shape), features, reach
        d = math.prod(shape)
        self.register_buffer("mask", earlier(shape, reach).repeat(features, 1).float())
        self.hidden = nn.Linear(d, features * d)
        self.weights = nn.Parameter(torch.randn(features, *shape) / features**0.5)
        self.bias = nn.Parameter(torch.zeros(1, *shape))

    def logits(
        self, h: Float[Tensor, "*batch c i j"], x: Float[Tensor, "*b 1 i j"]
    ) -> Float[Tensor, "*both 1 i j"]:
        """Of every p(x_i | x_<i, z), x given: the one pass of training."""
        W = self.hidden.weight * self.mask
        seen = linear(x.flatten(-3), W, self.hidden.bias)
        seen = seen.unflatten(-1, (self.features, *self.shape))
        return (relu(h + seen) * self.weights).sum(-3, keepdim=True) + self.bias

    def forward(self, h: Float[Tensor, "*batch c i j"]) -> Distribution:
        if h.shape[-3:] != (self.features, *self.shape):
            raise ValueError(
                f"h has shape {tuple(h.shape)}, but must end in (features, rows, "
                f"columns) = {(self.features, *self.shape)}: let the decoder end so"
            )
        return PixelByPixel(self, h)


class PixelByPixel(Distribution):
    """p(x|z) of an AutoregressiveLikelihood at given h; its mean has no formula.

    `log_prob` gives log p(x_i | x_<i, z), a number per pixel: their sum is log p(x|z).
    """

    arg_constraints = {}

    def __init__(self, likelihood: AutoregressiveLikelihood, h: Tensor):
        self.likelihood, self.h = likelihood, h
        shape = h.shape[:-3] + (1, *likelihood.shape)
        super().__init__(shape, validate_args=False)

    def log_prob(self, x: Tensor) -> Tensor:
        """Nats, one number per pixel; ValueError for x outside {0, 1}."""
        return BernoulliLikelihood()(self.likelihood.logits(self.h, x)).log_prob(x)

    @torch.no_grad()
    def sample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        """One pixel after the other, a pass for each: the price of the chain rule."""
        shape = self._extended_shape(torch.Size(sample_shape))
        x = self.h.new_zeros(shape)
        rows, columns = self.likelihood.shape
        for i in range(rows):
            for j in range(columns):
                logits = self.likelihood.logits(self.h, x)[..., i, j]
                x[..., i, j] = torch.bernoulli(logits.sigmoid())
        return x
