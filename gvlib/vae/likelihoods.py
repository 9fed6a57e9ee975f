"""p(x|z): a likelihood turns the decoder's output h into a distribution over x.

Each returns one distribution per entry of h; the model sums their log-densities (nats).
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.distributions import Bernoulli, Distribution, Normal

from gvlib.vae.continuous import ContinuousBernoulli, check_unit


class BernoulliLikelihood(nn.Module):
    """For x in {0, 1}, h is the logit. Grey levels have no log p(x): ValueError."""

    def forward(self, h: Tensor) -> Distribution:
        return Bernoulli(logits=h, validate_args=True)


class GreyBernoulli(Bernoulli):
    """The Bernoulli formula, accepted for every x in [0, 1]. No density there."""

    def log_prob(self, x: Tensor) -> Tensor:
        """x log p + (1 - x) log(1 - p); ValueError outside [0, 1]."""
        check_unit(x)
        return super().log_prob(x)


class CrossEntropy(nn.Module):
    """x log p + (1 - x) log(1 - p) for grey x in [0, 1], h the logit of p.

    The usual recipe, and not a likelihood: its integral over x is not 1, so no bound
    made of it is one on log p(x). ValueError outside [0, 1].
    """

    def forward(self, h: Tensor) -> Distribution:
        return GreyBernoulli(logits=h, validate_args=False)


class ContinuousBernoulliLikelihood(nn.Module):
    """For x in [0, 1], h is the logit: the Bernoulli formula, normalised to a density.

    Its mean is not sigmoid(h). Loaiza-Ganem & Cunningham (2019).
    """

    def forward(self, h: Tensor) -> Distribution:
        return ContinuousBernoulli(h)


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
        self.mean = mean
        start = torch.tensor(float(sigma)).log()
        self.log_sigma = nn.Parameter(start, requires_grad=learn)

    def forward(self, h: Tensor) -> Distribution:
        return Normal(self.mean(h), self.log_sigma.exp())
