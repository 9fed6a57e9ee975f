"""p(x|z): a likelihood turns the decoder's output h into a distribution over x.

Each returns one distribution per entry of h; the model sums their log-densities (nats).
`logit` says whether h stands before a sigmoid, so that a decoder must not end in one.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.distributions import Bernoulli, Distribution, Normal

from gvlib.vae.checks import check_axis, halves, name_grey, name_nan
from gvlib.vae.continuous import ContinuousBernoulli, check_unit


def check_data_only(p: Distribution, always: bool = False) -> Distribution:
    """p, made unchecked, that checks its data from now on, as torch's switch says.

    Parameters that are not finite are a diverged run, which `update` ends with its
    step; PyTorch's own check would end it as if the caller had made a mistake.
    """
    p._validate_args = always or Distribution._validate_args
    return p


class BinaryBernoulli(Bernoulli):
    """The Bernoulli distribution; its log_prob names what is not in {0, 1}."""

    def log_prob(self, x: Tensor) -> Tensor:
        """log p or log(1 - p); ValueError for any other x."""
        try:
            return super().log_prob(x)
        except ValueError:
            name_nan(x)
            name_grey(x)
            raise


class BernoulliLikelihood(nn.Module):
    """For x in {0, 1}, h is the logit. Grey levels have no log p(x): ValueError."""

    logit = True

    def forward(self, h: Tensor) -> Distribution:
        return check_data_only(
            BinaryBernoulli(logits=h, validate_args=False), always=True
        )


class GreyBernoulli(Bernoulli):
    """The Bernoulli formula, accepted for every x in [0, 1]. No density there."""

    def log_prob(self, x: Tensor) -> Tensor:
        """x log p + (1 - x) log(1 - p); ValueError outside [0, 1]."""
        check_unit(x)
        return super().log_prob(x)


class CrossEntropy(nn.Module):
    """x log p + (1 - x) log(1 - p) for grey x in [0, 1], h the logit of p.

    The usual recipe, and not a likelihood: its integral over x is at most 1/2 a pixel,
    not 1. With what is missing it is the continuous Bernoulli. ValueError outside
    [0, 1].
    """

    logit = True

    def forward(self, h: Tensor) -> Distribution:
        return GreyBernoulli(logits=h, validate_args=False)


class ContinuousBernoulliLikelihood(nn.Module):
    """For x in [0, 1], h is the logit: the Bernoulli formula, normalised to a density.

    Its mean is not sigmoid(h). Loaiza-Ganem & Cunningham (2019).
    """

    logit = True

    def forward(self, h: Tensor) -> Distribution:
        return ContinuousBernoulli(h)


class RealNormal(Normal):
    """The Gaussian; its log_prob names data that are no numbers."""

    def log_prob(self, x: Tensor) -> Tensor:
        """log N(x; mean, sigma^2); ValueError for NaN."""
        try:
            return super().log_prob(x)
        except ValueError:
            name_nan(x)
            raise


class GaussianLikelihood(nn.Module):
    """N(x; mean(h), sigma^2), one sigma for all entries, fixed or learned.

    `mean` is the identity for points, sigmoid for images. Rybkin et al. (2021).
    """

    def __init__(
        self,
        sigma: float = 1.0,
        learn: bool = False,
        mean: Callable[[Tensor], Tensor] = lambda h: h,
    ):
        super().__init__()
        if not sigma > 0:
            raise ValueError(f"sigma = {sigma} must be above 0")
        self.mean, self.logit = mean, mean is torch.sigmoid
        start = torch.tensor(float(sigma)).log()
        self.log_sigma = nn.Parameter(start, requires_grad=learn)

    def forward(self, h: Tensor) -> Distribution:
        return check_data_only(RealNormal(self.mean(h), self.log_sigma.exp(), False))


class PixelGaussianLikelihood(nn.Module):
    """N(x; mean(m), sigma^2), a sigma for every entry: h holds m and log sigma.

    They are the two halves of h along `axis`, counted from the end: -1 for points,
    -3 (channels) for images. Its density has no upper limit: where the data are
    constant, sigma goes to `floor`, which is 0 by default.
    """

    def __init__(
        self,
        axis: int = -1,
        floor: float = 0.0,
        mean: Callable[[Tensor], Tensor] = lambda h: h,
    ):
        super().__init__()
        check_axis(axis)
        if not floor >= 0:
            raise ValueError(f"floor = {floor} must be at least 0: it bounds sigma")
        self.axis, self.floor, self.mean = axis, floor, mean

    def forward(self, h: Tensor) -> Distribution:
        m, log_sigma = halves(h, self.axis, "log sigma")
        sigma = log_sigma.exp() + self.floor
        return check_data_only(RealNormal(self.mean(m), sigma, False))  # eq. 4.8


def best_sigma(
    x: Float[Tensor, "*shape"], mean: Float[Tensor, "*shape"]
) -> Float[Tensor, ""]:
    """The shared sigma under which x is most likely: the root mean squared error."""
    return (x - mean).square().mean().sqrt()  # eq. 4.8
