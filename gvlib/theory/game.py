"""The game with densities that are known: value, best discriminator, divergences.

`p` and `q` are probability masses of the data and of the generator on the same cells:
a density on a grid times the size of a cell, or a discrete distribution as it is.
"""

import math

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from gvlib.gan.losses import GANLoss
from gvlib.numerics import sq_dists


def optimal_discriminator(p: Float[Tensor, "*n"], q: Float[Tensor, "*n"]) -> Tensor:
    """D* = p / (p + q), which maximises `value`. Goodfellow et al. (2014), eq. 2.

    Where both are 0 every answer is best and 1/2 is returned. Densities will do, too.
    Raises ValueError if an entry is negative.
    """
    check_masses(p, q)
    both = p + q
    return torch.where(both > 0, p / both, torch.full_like(both, 0.5))  # eq. 3.2


def value(
    D: Float[Tensor, "n"], p: Float[Tensor, "n"], q: Float[Tensor, "n"]
) -> Float[Tensor, ""]:
    """V = E_p log D + E_q log(1 - D), nats. Goodfellow et al. (2014), eq. 1.

    D holds probabilities. Raises ValueError if it does not.
    """
    check_masses(p, q)
    if D.min() < 0 or D.max() > 1:
        raise ValueError(
            f"D reaches from {D.min():.3g} to {D.max():.3g}, but must lie in [0, 1]: "
            "these look like logits, so call torch.sigmoid first"
        )
    return (torch.xlogy(p, D) + torch.xlogy(q, 1 - D)).sum()  # eq. 3.1


def kl(p: Float[Tensor, "n"], q: Float[Tensor, "n"]) -> Float[Tensor, ""]:
    """KL(p || q) = sum p log(p / q), nats; infinite where q lacks what p has."""
    check_masses(p, q)
    return torch.where(p > 0, p * (p / q).log(), torch.zeros_like(p)).sum()


def js_divergence(p: Float[Tensor, "n"], q: Float[Tensor, "n"]) -> Float[Tensor, ""]:
    """Half of KL(p || m) + KL(q || m), m = (p + q) / 2; from 0 to log 2 nats."""
    m = (p + q) / 2
    return (kl(p, m) + kl(q, m)) / 2  # eq. 3.4


def best_value(p: Float[Tensor, "n"], q: Float[Tensor, "n"]) -> Float[Tensor, ""]:
    """C(G) = max_D V = -log 4 + 2 JSD. Goodfellow et al. (2014), eqs. 4 and 6."""
    return 2 * js_divergence(p, q) - math.log(4)  # eq. 3.3


def covering(share: float) -> tuple[float, float]:
    """(D* on the modes found, C(G)) if a share of equal, disjoint modes is matched.

    Raises ValueError for a share outside (0, 1].
    """
    if not 0 < share <= 1:
        raise ValueError(f"share = {share} of the modes must lie above 0, at most 1")
    D = share / (1 + share)
    return D, share * math.log(D) + math.log(1 - D)  # eq. 3.5


def generator_slopes(f: Float[Tensor, "*n"]) -> tuple[Tensor, Tensor]:
    """d/df of log(1 - D) and of -log D, D = sigmoid(f): minimax, non-saturating."""
    return -f.sigmoid(), -(-f).sigmoid()  # eq. 3.6


def non_saturating_divergence(
    p: Float[Tensor, "n"], q: Float[Tensor, "n"]
) -> Float[Tensor, ""]:
    """KL(q || p) - 2 JSD, nats: what -log D* descends. Arjovsky & Bottou (2017).

    It equals 2 KL(m || p), m = (p + q) / 2, so it is 0 only at q = p.
    """
    return kl(q, p) - 2 * js_divergence(p, q)  # eq. 3.7


def best_game(loss: GANLoss, pairs: Float[Tensor, "n n"]) -> Float[Tensor, ""]:
    """max over all D of -E loss.d(r, f), nats, to about 1e-6, at n places.

    pairs[i, j] is the probability that D sees a real sample at place i together with a
    generated one at place j; D is free to choose a logit for each place. For losses
    that are convex in the logits.
    """
    logit = torch.zeros(len(pairs), dtype=torch.float64, requires_grad=True)
    ascent = torch.optim.LBFGS(
        [logit], max_iter=500, tolerance_grad=1e-9, tolerance_change=1e-14,
        line_search_fn="strong_wolfe",
    )  # fmt: skip

    def minus_value() -> Tensor:
        ascent.zero_grad()
        r, f = torch.broadcast_tensors(logit[:, None], logit)
        total = (pairs * loss.d(r, f)).sum()  # eq. 3.8
        total.backward()
        return total

    ascent.step(minus_value)
    return -minus_value().detach()


def wasserstein_1d(
    p: Float[Tensor, "n"], q: Float[Tensor, "n"], cell: float
) -> Float[Tensor, ""]:
    """W = integral of |P(x) - Q(x)| dx over cells of one size, P and Q cumulative.

    The mean distance that mass must move: Arjovsky et al. (2017), eq. 1, on a line.
    """
    check_masses(p, q)
    return (p - q).cumsum(0).abs().sum() * cell  # eq. 3.9


def check_masses(*masses: Tensor) -> None:
    """Probabilities and densities are not negative."""
    for name, mass in zip("pq", masses, strict=False):
        if mass.min() < 0:
            raise ValueError(
                f"{name} holds {mass.min():.3g}, but a density is never negative: "
                "pass p(x) and q(x), not their logarithms"
            )


def mixture_log_density(
    x: Float[Tensor, "n d"], means: Float[Tensor, "k d"], sigma: float
) -> Float[Tensor, "n"]:
    """Log density at x, nats, of the equal mixture of k Gaussians N(m_j, sigma^2 I)."""
    exponent = -sq_dists(x.double(), means.double()) / (2 * sigma**2)
    norm = math.log(len(means)) + x.shape[1] / 2 * math.log(2 * math.pi * sigma**2)
    return exponent.logsumexp(1) - norm


def mixture_nodes(
    means: Float[Tensor, "k 2"], sigma: float, degree: int = 32
) -> tuple[Float[Tensor, "n 2"], Float[Tensor, "n"]]:
    """Points and weights: sum_i w_i f(x_i) is E f under the mixture in the plane.

    Gauss-Hermite's rule around each mean: exact for polynomials of degree below twice
    `degree`, and as good for what is smooth within a mode.
    """
    rule = np.polynomial.hermite_e.hermegauss(degree)
    node, weight = (torch.from_numpy(a) for a in rule)
    steps = sigma * torch.cartesian_prod(node, node)
    x = (means.double()[:, None] + steps).flatten(0, 1)
    w = torch.outer(weight, weight).flatten() / (2 * math.pi * len(means))
    return x, w.repeat(len(means))


def best_critic(
    p: Float[Tensor, "n"], q: Float[Tensor, "n"], cell: float
) -> Float[Tensor, "n"]:
    """T with T' = -sign(P - Q): of slope at most 1, and E_p T - E_q T is largest.

    Its value is `wasserstein_1d`: Arjovsky et al. (2017), eq. 2, on a line.
    """
    check_masses(p, q)
    rises = -(p - q).cumsum(0).sign() * cell  # eq. 3.9
    return rises.cumsum(0) - rises


def dual_bound(
    T: Float[Tensor, "n"], p: Float[Tensor, "n"], q: Float[Tensor, "n"], cell: float
) -> Float[Tensor, ""]:
    """(E_p T - E_q T) / max |T'| <= W(p, q), for any values T of a critic on the cells.

    Raises ValueError if T is the same everywhere.
    """
    check_masses(p, q)
    steepest = T.diff().abs().max() / cell
    if steepest == 0:
        raise ValueError("T is the same on all cells: a critic must tell some apart")
    return (T * (p - q)).sum() / steepest  # eq. 3.9
