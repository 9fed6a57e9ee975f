"""A Bernoulli restricted Boltzmann machine, trained by persistent chains."""

import math
from collections.abc import Iterator

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import softplus
from torch.optim import Optimizer

from gvlib.train import EMA, Scalars, Step, update

MOST_STATES = 2**22


class RBM(nn.Module):
    """p(v, h) = exp(v'Wh + a'v + b'h) / Z with v and h binary. Smolensky (1986).

    It starts as independent pixels with the given probabilities; `base` keeps their
    logits, because that model has a known Z and exact samples: the path from it to the
    trained one, at beta from 0 to 1, is exp(v'(beta W)h + (beta a + (1-beta) base)'v +
    beta b'h). Salakhutdinov & Murray (2008).
    """

    def __init__(self, probabilities: Float[Tensor, "v"], n_hidden: int):
        super().__init__()
        p = probabilities
        if n_hidden < 1:
            raise ValueError(f"n_hidden = {n_hidden} must be at least 1")
        if p.min() <= 0 or p.max() >= 1:
            raise ValueError(
                f"probabilities range from {p.min():.3g} to {p.max():.3g} and must lie "
                "strictly between 0 and 1: clamp the pixels' means, say to 0.001, 0.999"
            )
        self.register_buffer("base", p.logit())
        self.W = nn.Parameter(0.01 * torch.randn(len(p), n_hidden).to(p))
        self.a = nn.Parameter(self.base.clone())
        self.b = nn.Parameter(p.new_zeros(n_hidden))

    def visible_bias(self, beta: float) -> Float[Tensor, "v"]:
        """The biases of the pixels on the path from `base` to a."""
        return torch.lerp(self.base, self.a, beta)

    def free_energy(
        self, v: Float[Tensor, "n v"], beta: float = 1.0
    ) -> Float[Tensor, "n"]:
        """F(v) = -log sum_h exp(...) in nats, so that p(v) = exp(-F(v)) / Z."""
        hidden = softplus(beta * (v @ self.W + self.b)).sum(1)  # eq. 1.6
        return -v @ self.visible_bias(beta) - hidden  # eq. 1.6

    @torch.no_grad()
    def gibbs(
        self, v: Float[Tensor, "n v"], steps: int = 1, beta: float = 1.0
    ) -> Float[Tensor, "n v"]:
        """`steps` rounds of h ~ p(h|v), then v ~ p(v|h)."""
        for _ in range(steps):
            v = torch.bernoulli(self.mean_given(self.hidden(v, beta), beta))
        return v

    @torch.no_grad()
    def hidden(
        self, v: Float[Tensor, "n v"], beta: float = 1.0
    ) -> Float[Tensor, "n h"]:
        """h ~ p(h|v): given v the hidden units are independent."""
        return torch.bernoulli(torch.sigmoid(beta * (v @ self.W + self.b)))  # eq. 1.7

    @torch.no_grad()
    def mean_given(
        self, h: Float[Tensor, "n h"], beta: float = 1.0
    ) -> Float[Tensor, "n v"]:
        """p(v_i = 1 | h): given h the pixels are independent."""
        return torch.sigmoid(beta * (h @ self.W.T) + self.visible_bias(beta))  # eq. 1.7

    def log_z_base(self) -> Tensor:
        """log Z at beta = 0: every pixel and every hidden unit is independent."""
        return softplus(self.base).sum() + len(self.b) * math.log(2)

    @torch.no_grad()
    def independent(self, n: int) -> Float[Tensor, "n v"]:
        """n exact samples at beta = 0."""
        return torch.bernoulli(self.base.sigmoid().expand(n, -1))

    @torch.no_grad()
    def sample(self, n: int, steps: int = 100) -> Float[Tensor, "n v"]:
        """n chains that start at beta = 0 and are annealed to 1, one round a beta."""
        v = self.independent(n)
        for i in range(steps):
            v = self.gibbs(v, 1, (i + 1) / steps)
        return v


class Chains(nn.Module):
    """Markov chains that go on from step to step. They start as exact samples."""

    def __init__(self, rbm: RBM, n: int):
        super().__init__()
        self.register_buffer("v", rbm.independent(n))


def check_binary(v: Tensor) -> None:
    """Raises ValueError unless every entry is 0 or 1."""
    strange = v[(v != 0) & (v != 1)]
    if strange.numel():
        raise ValueError(
            f"v holds {strange[0].item():.3g}, but every entry must be 0 or 1: make "
            "bits of grey levels with data.binarize"
        )


def pcd_step(
    rbm: RBM, opt: Optimizer, chains: Chains, k: int = 1, *, ema: EMA | None = None
) -> Step:
    """Build the step for `fit`: grad log p(v) = -grad F(v) + E_model[grad F].

    The expectation is over chains that k rounds have moved on since the last step:
    persistent contrastive divergence, Tieleman (2008). Logs mean F(data) - F(chains):
    its gradient is the step's, its value measures no progress. Raises ValueError
    for data other than 0 and 1.
    """

    def step(batches: Iterator[Tensor]) -> Scalars:
        v = next(batches).flatten(1)
        check_binary(v)
        chains.v.copy_(rbm.gibbs(chains.v, k))
        gap = rbm.free_energy(v).mean() - rbm.free_energy(chains.v).mean()  # eq. 1.8
        norm = update(opt, gap)
        if ema:
            ema.update(rbm)
        return {"loss": gap, "norm": norm}

    return step


@torch.no_grad()
def exact_log_z(rbm: RBM) -> Tensor:
    """log Z by a sum over all states of the smaller layer, in nats.

    Raises ValueError for more than 22 units there: 2^22 states are summed at most.
    """
    W, inner, outer = rbm.W, rbm.a, rbm.b
    if W.shape[0] > W.shape[1]:
        W, inner, outer = W.T, rbm.b, rbm.a
    n = len(inner)
    if 2**n > MOST_STATES:
        raise ValueError(
            f"the smaller layer has {n} units, so Z has 2^{n} terms; at most 22 units "
            "can be summed: estimate a larger one with metrics.ais"
        )
    parts = []
    for states in torch.arange(2**n).split(2**14):
        bits = (states[:, None] >> torch.arange(n) & 1).to(W)
        parts.append((bits @ inner + softplus(bits @ W + outer).sum(1)).logsumexp(0))
    return torch.stack(parts).logsumexp(0)
