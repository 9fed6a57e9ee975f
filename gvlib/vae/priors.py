"""p(z) in other shapes than N(0, I): a mixture, a flow; learned, or fitted to codes.

A prior is a module that returns a torch distribution when it is called, as a likelihood
does. Give it to `VAE(..., prior=...)`: before training it is learned with the rest,
after training it fills the place of N(0, I) when images are drawn.
"""

import math
import warnings
from collections.abc import Iterator

import torch
from jaxtyping import Float
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from torch import Tensor, nn
from torch.distributions import (
    Categorical,
    Distribution,
    Independent,
    MixtureSameFamily,
    MultivariateNormal,
    Normal,
    TransformedDistribution,
    constraints,
)
from torch.distributions.transforms import Transform
from torch.optim import Optimizer

from gvlib.nets import mlp
from gvlib.train import Scalars, Step, update


class MixturePrior(nn.Module):
    """p(z) = sum_j pi_j N(z; m_j, diag s_j^2), or N(z; m_j, L_j L_j').

    The second if `scales` has a matrix for every component.
    """

    def __init__(
        self, weights: Float[Tensor, "k"], means: Float[Tensor, "k z"],
        scales: Float[Tensor, "k z"] | Float[Tensor, "k z z"],
    ):  # fmt: skip
        super().__init__()
        self.logits, self.means = nn.Parameter(weights.log()), nn.Parameter(means)
        if scales.ndim == 2:
            self.log_scales = nn.Parameter(scales.log())
        else:
            self.register_buffer("L", scales)

    def forward(self) -> Distribution:
        if hasattr(self, "L"):
            parts = MultivariateNormal(self.means, scale_tril=self.L)
        else:
            parts = Independent(Normal(self.means, self.log_scales.exp(), False), 1)
        return MixtureSameFamily(
            Categorical(logits=self.logits, validate_args=False), parts, False
        )  # eq. 10.5


def mixture_start(k: int, z_dim: int) -> MixturePrior:
    """k equal Gaussians of width 1, their means drawn from N(0, I)."""
    ones = torch.ones(k, z_dim)
    return MixturePrior(torch.full((k,), 1 / k), torch.randn(k, z_dim), ones)


def fit_mixture(codes: Float[Tensor, "n z"], k: int, seed: int = 0) -> MixturePrior:
    """The mixture of k Gaussians with full covariances most likely at the codes, by EM.

    Ghosh et al. (2020). Raises ValueError if k < 1 or if the codes are fewer
    numbers than the mixture has.
    """
    n, d = codes.shape
    if k < 1:
        raise ValueError(f"k = {k} Gaussians must be at least 1")
    if (needed := k * (1 + d + d * (d + 1) // 2)) > n * d:
        raise ValueError(
            f"{n:,} codes of {d} numbers cannot fix the {needed:,} parameters of {k} "
            f"Gaussians: encode at least {math.ceil(needed / d):,} images, or take "
            "fewer Gaussians"
        )
    em = GaussianMixture(k, reg_covar=1e-4, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # 100 rounds are enough
        em.fit(codes.double().cpu().numpy())
    scales = torch.linalg.cholesky(torch.from_numpy(em.covariances_))
    weights, means = torch.from_numpy(em.weights_), torch.from_numpy(em.means_)
    fitted = MixturePrior(weights, means, scales).to(codes.device)
    return fitted.float().requires_grad_(False)


class Coupling(Transform):
    """y_a = x_a, y_b = x_b e^s(x_a) + t(x_a): half of the coordinates move the others.

    Dinh et al. (2017). `flip` exchanges the halves.
    """

    domain = codomain = constraints.real_vector
    bijective = True

    def __init__(self, net: nn.Module, flip: bool):
        super().__init__()
        self.net, self.flip = net, flip

    def parts(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """(the half that stays, the other, s and t of it)."""
        a, b = x.tensor_split(2, -1)
        a, b = (b, a) if self.flip else (a, b)
        s, t = self.net(a).tensor_split((b.shape[-1],), -1)
        return a, b, 2 * torch.tanh(s / 2), t  # bounded, so that no step can explode

    def joined(self, a: Tensor, b: Tensor) -> Tensor:
        return torch.cat((b, a) if self.flip else (a, b), -1)

    def _call(self, x: Tensor) -> Tensor:
        a, b, s, t = self.parts(x)
        return self.joined(a, b * s.exp() + t)

    def _inverse(self, y: Tensor) -> Tensor:
        a, b, s, t = self.parts(y)
        return self.joined(a, (b - t) * (-s).exp())

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return self.parts(x)[2].sum(-1)


class FlowPrior(nn.Module):
    """p(z) of z = f(e), e ~ N(0, I), f a chain of affine couplings: exact density.

    Dinh et al. (2017). Raises ValueError for a z of one dimension, which has no halves.
    """

    def __init__(self, z_dim: int, width: int = 128, n_layers: int = 6):
        super().__init__()
        if z_dim < 2:
            raise ValueError(f"z_dim = {z_dim} must be at least 2: half moves the rest")
        first, second = (z_dim + 1) // 2, z_dim // 2
        sizes = [(first, second) if i % 2 == 0 else (second, first)
                 for i in range(n_layers)]  # fmt: skip
        self.nets = nn.ModuleList(mlp(a, width, width, 2 * b) for a, b in sizes)
        for net in self.nets:  # f starts as the identity
            nn.init.zeros_(net[-1].weight)
            nn.init.zeros_(net[-1].bias)
        self.register_buffer("zero", torch.zeros(z_dim))

    def forward(self) -> Distribution:
        base = Independent(Normal(self.zero, torch.ones_like(self.zero)), 1)
        chain = [Coupling(net, bool(i % 2)) for i, net in enumerate(self.nets)]
        return TransformedDistribution(base, chain, False)


def prior_step(prior: nn.Module, opt: Optimizer) -> Step:
    """Build the step for `fit`: raise the mean of log p(z) over a batch of codes."""

    def step(batches: Iterator[Tensor]) -> Scalars:
        bound = prior().log_prob(next(batches)).mean()
        update(opt, -bound)
        return {"bound": bound}

    return step
