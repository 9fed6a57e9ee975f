"""log p(x) of a decoder: annealing from p(z) to p(x|z) p(z) by Hamiltonian moves.

No model is known here: densities come as functions. A step size that follows the
chains it moves would leave no density as it is, so it is found on other chains first.
"""

import math
from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor
from torch.distributions import Distribution

from gvlib.metrics.ais import LogDensity, Move, ais
from gvlib.numerics import log_mean_exp

Steps = Callable[[float], float]
"""beta -> the step size of a leapfrog there."""

TARGET = 0.65  # of moves accepted: the most for their cost. Beskos et al. (2010)
JITTER = 0.4  # relative, to either side of a step
WARM_UP = 10  # moves at the first temperature, before anything is noted
PILOT = 250  # temperatures at which steps are found, at most
REACTION = 0.5  # how much a temperature's acceptance changes the next one's log step


def leapfrog(
    x: Float[Tensor, "n d"],
    log_f: Callable[[Tensor], Tensor],
    step: float | Float[Tensor, "n 1"],
    n: int,
) -> tuple[Float[Tensor, "n d"], Float[Tensor, "n"]]:
    """(end of n leapfrog steps of length `step`, log of the acceptance ratio).

    The momentum is drawn from N(0, I); the ratio is exp(H(start) - H(end)) with
    H = |p|^2 / 2 - log f(x). Neal (2011).
    """

    def value_and_slope(x: Tensor) -> tuple[Tensor, Tensor]:
        with torch.enable_grad():
            x = x.detach().requires_grad_()
            value = log_f(x)
            (slope,) = torch.autograd.grad(value.sum(), x)
        return value.detach(), slope

    p = torch.randn_like(x)
    value, slope = value_and_slope(x)
    start = value - p.square().sum(1) / 2
    for _ in range(n):
        p = p + step / 2 * slope
        x = x + step * p
        value, slope = value_and_slope(x)
        p = p + step / 2 * slope
    return x, value - p.square().sum(1) / 2 - start


def accepted(
    x: Float[Tensor, "n d"], log_f: Callable[[Tensor], Tensor], step: float, n: int
) -> tuple[Float[Tensor, "n d"], float]:
    """(x after one move that leaves f as it is, the mean probability to accept it).

    The step of each chain is drawn around `step`: by a fixed length a trajectory can
    come back to its start, again and again. An end that is not finite is refused.
    """
    each = step * (1 + JITTER * (2 * torch.rand(len(x), 1).to(x) - 1))
    y, log_ratio = leapfrog(x, log_f, each, n)
    ratio = log_ratio.clamp_max(0).exp().nan_to_num(0)
    kept = torch.rand_like(ratio) < ratio
    return torch.where(kept[:, None], y, x), ratio.mean().item()


def hmc(log_f: LogDensity, steps: Steps, n: int = 10) -> Move:
    """A move for `ais`: one trajectory of n leapfrog steps, accepted or refused.

    `steps` must not depend on the chains that are moved: see `tuned_steps`.
    """

    def move(x: Tensor, beta: float) -> Tensor:
        return accepted(x, lambda x: log_f(x, beta), steps(beta), n)[0]

    return move


def tuned_steps(
    x: Float[Tensor, "n d"],
    log_f: LogDensity,
    betas: Float[Tensor, "t"],
    n: int = 10,
    start: float = 0.5,
    target: float = TARGET,
) -> Steps:
    """Step sizes by which `target` of the moves are accepted, for every beta.

    Chains of their own, begun at x, go once through the betas; a temperature's step
    follows the acceptance at the one before. In between, they are interpolated.
    """
    t, step, found = betas.tolist(), start, []
    for beta in [t[0]] * WARM_UP + t:
        found.append(step)
        x, rate = accepted(x, lambda x, beta=beta: log_f(x, beta), step, n)
        step *= math.exp(REACTION * (rate - target))
    found = np.log(found[WARM_UP:])
    return lambda beta: math.exp(np.interp(beta, t, found))


def sigmoid_betas(n: int, reach: float = 4.0) -> Float[Tensor, "t"]:
    """n + 1 betas from 0 to 1, closer at both ends, as a sigmoid's values are.

    As in the programs of Wu et al. (2017).
    """
    s = torch.linspace(-reach, reach, n + 1, dtype=torch.float64).sigmoid()
    betas = (s - s[0]) / (s[-1] - s[0])
    betas[-1] = 1  # whatever the rounding
    return betas


def annealed_log_marginal(
    log_joint: Callable[[Tensor], Tensor],
    start: Distribution,
    betas: Float[Tensor, "t"],
    chains: int = 4,
    n: int = 10,
    posterior: Float[Tensor, "b z"] | None = None,
) -> Float[Tensor, "b"]:
    """log p(x) = log of the integral of p(x, z) over z, for b data points, in nats.

    Args:
        log_joint: z (b, z) -> log p(x_i, z_i) of the i-th data point, (b,).
        start: what the chains start from, b Gaussians: p(z) for every data point, or
            q(z|x). Between is f_beta = start^(1 - beta) p(x, z)^beta.
        betas: rising from 0 to 1, such as `sigmoid_betas(1_000)`.
        chains: for each data point; one more finds the step sizes.
        n: leapfrog steps of a move.
        posterior: exact samples of p(z|x), known for x that was drawn from the model.
            With them annealing goes backwards, by one chain.

    Returns:
        An estimate for each data point. It is too low on average (exp of it is not),
        with `posterior` too high: the two enclose log p(x). Wu et al. (2017); both
        directions: Grosse et al. (2015). Raises ValueError for betas as `ais` does.
    """

    def between(z: Tensor, beta: float) -> Tensor:
        # In double precision: a weight is the sum of many small differences.
        first, last = start.log_prob(z).double(), log_joint(z).double()
        return (1 - beta) * first + beta * last

    coarse = betas[:: math.ceil(len(betas) / PILOT)]
    steps = tuned_steps(start.sample(), between, coarse, n)
    if posterior is None:
        move = hmc(between, steps, n)
        log_w = [ais(start.sample(), between, move, betas)[1] for _ in range(chains)]
        return log_mean_exp(torch.stack(log_w))
    move = hmc(lambda z, b: between(z, 1 - b), lambda b: steps(1 - b), n)
    back = 1 - betas.flip(0)
    return -ais(posterior, lambda z, b: between(z, 1 - b), move, back)[1]
