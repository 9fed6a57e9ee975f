"""Averages over draws from q: two ways to a gradient, and the KL without its formula.

Each returns a number to call `backward` on, or to differentiate with autograd.
"""

from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor
from torch.distributions import Distribution

Function = Callable[[Tensor], Tensor]


def score_function(
    f: Function, q: Distribution, n: int = 1, baseline: float = 0.0
) -> Float[Tensor, "*b"]:
    """The gradient of E_q f(z) from values of f alone; its own value means nothing.

    grad E_q f = E_q (f - baseline) grad log q, for any constant baseline. f must not
    depend on q's parameters but through z. ValueError if n < 1. Williams (1992).
    """
    z = draws(q.sample, n)
    return ((f(z).detach() - baseline) * q.log_prob(z)).mean(0)  # eq. 4.5


def reparameterised(f: Function, q: Distribution, n: int = 1) -> Float[Tensor, "*b"]:
    """Mean of f(z) over n draws z that are differentiable in q's parameters.

    grad E_q f = E grad f(mu + sigma eps). ValueError if n < 1. Kingma & Welling (2014),
    sec. 2.4.
    """
    return f(draws(q.rsample, n)).mean(0)  # eq. 4.6


def kl_by_draws(q: Distribution, p: Distribution, n: int = 1) -> Float[Tensor, "*b"]:
    """Mean of log q(z) - log p(z) over n draws from q: unbiased for KL(q || p), nats.

    A single value may be negative, KL never is. ValueError if n < 1.
    """
    z = draws(q.rsample, n)
    return (q.log_prob(z) - p.log_prob(z)).mean(0)  # eq. 4.7


def draws(how: Callable[[tuple[int]], Tensor], n: int) -> Tensor:
    """n draws. Raises ValueError if n < 1."""
    if n < 1:
        raise ValueError(f"n = {n} must be at least 1: an average needs a draw")
    return how((n,))
