"""The probability of a grey level: a logistic distribution, cut at the levels.

The other likelihoods of grey images are densities, whose value has a unit. This one is
a probability of the bytes themselves: its log is never above 0.
"""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.distributions import Distribution, constraints
from torch.nn.functional import logsigmoid

from gvlib.vae.checks import check_axis, halves, name_nan

TOP = 255
HALF = 0.5 / TOP  # half a grey level
# In float32 the middle of a level has then all its probability; no s must be smaller.
FLOOR = HALF / 16
OFF = 1e-3  # of a level: bytes / 255 come back to 2e-5 of one in float32


def check_levels(x: Tensor) -> None:
    """Raises ValueError unless all of x are k / 255, k = 0, 1, ..., 255."""
    level = TOP * x.detach()
    wrong = (level - level.round().clamp(0, TOP)).abs() > OFF
    if wrong.any() or x.isnan().any():
        name_nan(x)
        raise ValueError(
            f"{int(wrong.sum()):,} of {x.numel():,} values of x are no grey levels, "
            f"such as {x[wrong][0].item():.6g}; they must be k / 255 for k = 0, 1, "
            "..., 255, nothing else has a probability here: make them of bytes by "
            "data.to_unit, without noise"
        )


class DiscretisedLogistic(Distribution):
    """P(k / 255) = F(k + 1/2) - F(k - 1/2), F(t) = sigmoid((t / 255 - mu) / s).

    The ends are open: level 0 has F(1/2), level 255 has 1 - F(254.5). In nats.
    Salimans et al. (2017); s is `scale` and `FLOOR` more.
    """

    arg_constraints = {"mu": constraints.real, "scale": constraints.nonnegative}
    support = constraints.unit_interval

    def __init__(self, mu: Tensor, scale: Tensor):
        self.mu, self.scale = torch.broadcast_tensors(mu, scale + FLOOR)
        super().__init__(self.mu.shape, validate_args=False)

    def expand(
        self, batch_shape: Sequence[int], _instance: Distribution | None = None
    ) -> "DiscretisedLogistic":
        wide = self._get_checked_instance(DiscretisedLogistic, _instance)
        wide.mu, wide.scale = (t.expand(batch_shape) for t in (self.mu, self.scale))
        super(DiscretisedLogistic, wide).__init__(wide.mu.shape, validate_args=False)
        return wide

    def log_prob(self, x: Tensor) -> Tensor:
        """log sigmoid(a) + log sigmoid(-b) + log(1 - e^(b - a)), nats.

        a and b are (x -+ half a level - mu) / s. No two nearly equal numbers are
        subtracted, and no logarithm is of 0. Raises ValueError for x off the levels.
        """
        check_levels(x)
        off = x - self.mu
        zero = torch.zeros_like(off)
        below = logsigmoid((off + HALF) / self.scale)
        above = logsigmoid((HALF - off) / self.scale)
        inside = torch.log(-torch.expm1(-2 * HALF / self.scale))
        black, white = x < HALF, x > 1 - HALF
        return (
            torch.where(white, zero, below)
            + torch.where(black, zero, above)
            + torch.where(black | white, zero, inside)
        )

    @property
    def mean(self) -> Tensor:
        """sum_k P(x > k / 255) / 255, term by term: the ends pull it inwards."""
        total = torch.zeros_like(self.mu)
        for k in range(TOP):
            total += torch.sigmoid((self.mu - (k + 0.5) / TOP) / self.scale)
        return total / TOP

    @torch.no_grad()
    def sample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        """The level nearest to mu + s log(u / (1 - u)), u uniform."""
        u = torch.rand(self._extended_shape(sample_shape)).to(self.mu)
        return (TOP * (self.mu + self.scale * u.logit())).round().clamp(0, TOP) / TOP


class DiscretisedLogisticLikelihood(nn.Module):
    """P(x) of grey levels x = k / 255 by a logistic: h holds mu and log s.

    They are the two halves of h along `axis`, counted from the end: -1 for points,
    -3 (channels) for images; mu is mean(first half). Kingma et al. (2016).
    """

    def __init__(self, axis: int = -1, mean: Callable[[Tensor], Tensor] = lambda h: h):
        super().__init__()
        check_axis(axis)
        self.axis, self.mean = axis, mean

    def forward(self, h: Float[Tensor, "*shape"]) -> Distribution:
        m, log_s = halves(h, self.axis, "log s")
        return DiscretisedLogistic(self.mean(m), log_s.exp())
