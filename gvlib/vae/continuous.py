"""The continuous Bernoulli distribution, in its logit.

torch.distributions has one too, but it clamps the probability to what 32 bits can tell
from 0 and 1: its mean never leaves [0.063, 0.937], so it cannot show black or white.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.distributions import Distribution, constraints

SMALL = 0.1  # below it, a series: the closed forms subtract nearly equal numbers


def check_unit(x: Tensor) -> None:
    """Raises ValueError unless all of x lies in [0, 1]; one pass over x."""
    low, high = (end.item() for end in x.aminmax())
    if not (low >= 0 and high <= 1):
        advice = "divide grey levels by 255 (gvlib.data.to_unit)"
        if low != low:
            advice = "look for missing values where the data are read"
        raise ValueError(f"x from {low:.4g} to {high:.4g} must lie in [0, 1]: {advice}")


class ContinuousBernoulli(Distribution):
    """p(x) = h e^(h x) / (e^h - 1) on [0, 1]; in the logit h.

    Loaiza-Ganem & Cunningham (2019).
    """

    arg_constraints = {"h": constraints.real}
    support = constraints.unit_interval
    has_rsample = True

    def __init__(self, h: Tensor):
        self.h = h
        super().__init__(h.shape, validate_args=False)

    def expand(
        self, batch_shape: Sequence[int], _instance: Distribution | None = None
    ) -> "ContinuousBernoulli":
        return ContinuousBernoulli(self.h.expand(batch_shape))

    def log_prob(self, x: Tensor) -> Tensor:
        """h (x - 1/2) - log(2 sinh(h/2) / h), in nats; ValueError outside [0, 1]."""
        check_unit(x)
        a, small = self.away_from_zero()
        closed = a / 2 + torch.log1p(-torch.exp(-a)) - torch.log(a)
        series = self.h**2 / 24 - self.h**4 / 2880
        return self.h * (x - 0.5) - torch.where(small, series, closed)

    @property
    def mean(self) -> Tensor:
        """1 / (1 - e^-h) - 1 / h; it is not sigmoid(h)."""
        a, small = self.away_from_zero()
        closed = torch.sign(self.h) * (0.5 / torch.tanh(a / 2) - 1 / a)
        return 0.5 + torch.where(small, self.h / 12 - self.h**3 / 720, closed)

    def rsample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        """The inverse of the distribution function at a uniform number."""
        h = self.h.expand(self._extended_shape(sample_shape))
        u, a = torch.rand_like(h), h.abs().clamp_min(1e-3)
        x = torch.log1p(u * torch.expm1(-a)) / -a
        return torch.where(h > 0, 1 - x, x).clamp(0, 1)

    def away_from_zero(self) -> tuple[Tensor, Tensor]:
        """|h| where the closed forms may be used, 1 elsewhere; and where that is."""
        small = self.h.abs() < SMALL
        return torch.where(small, torch.ones_like(self.h), self.h.abs()), small
