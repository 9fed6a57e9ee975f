"""The linear VAE: expectations, likelihood and best weights are all in closed form.

Its maximum is that of probabilistic principal components. Tipping & Bishop (1999);
Lucas et al. (2019).
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.distributions import Independent, LowRankMultivariateNormal, Normal

from gvlib.numerics import spectrum


class LinearVAE(nn.Module):
    """x = b + W z + sigma eps, z ~ N(0, I); q(z|x) = N(V (x - b), diag s^2).

    b is given: the mean of the data is its best value, whatever the rest. Raises
    ValueError if b is no vector, z_dim < 1, or sigma is not a positive number.
    """

    def __init__(self, b: Tensor, z_dim: int, sigma: float = 1.0, learn: bool = False):
        super().__init__()
        if b.ndim != 1:
            raise ValueError(f"b has shape {tuple(b.shape)}: one number per dimension")
        if z_dim < 1:
            raise ValueError(f"z_dim = {z_dim} must be at least 1")
        if not 0 < sigma < math.inf:
            raise ValueError(f"sigma = {sigma} must be above 0 and finite")
        d, self.z_dim = len(b), z_dim
        self.register_buffer("b", b)
        self.W = nn.Parameter(0.1 * torch.randn(d, z_dim, dtype=b.dtype))
        self.V = nn.Parameter(0.1 * torch.randn(z_dim, d, dtype=b.dtype))
        self.log_s = nn.Parameter(torch.zeros(z_dim, dtype=b.dtype))
        start = torch.tensor(float(sigma), dtype=b.dtype).log()
        self.log_sigma = nn.Parameter(start, requires_grad=learn)

    @property
    def variance(self) -> Float[Tensor, ""]:
        """sigma^2, the decoder's variance."""
        return (2 * self.log_sigma).exp()

    def centred(self, x: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """x - b. Raises ValueError if x has another number of columns than b."""
        if x.ndim != 2:
            raise ValueError(
                f"x has shape {tuple(x.shape)}, but must be (n, {len(self.b)}), a data "
                "point a row: one alone is x[None]"
            )
        if x.shape[-1] != len(self.b):
            raise ValueError(
                f"x has {x.shape[-1]} columns and b has {len(self.b)}: they must agree"
            )
        return x - self.b

    def posterior(self, x: Float[Tensor, "n d"]) -> Independent:
        """q(z|x): a linear encoder, and one width per unit for all x."""
        mu = self.centred(x) @ self.V.T
        return Independent(Normal(mu, self.log_s.exp().expand_as(mu), False), 1, False)

    def elbo_terms(
        self, x: Float[Tensor, "n d"]
    ) -> tuple[Float[Tensor, "n"], Float[Tensor, "n"]]:
        """(E_q log p(x|z), KL(q || p(z))), both exact: no draw is needed. Nats."""
        q, d = self.posterior(x), len(self.b)
        missed = (self.centred(x) - q.mean @ self.W.T).square().sum(1)
        spread = (self.W.square().sum(0) * q.variance).sum(1)  # tr W diag(s^2) W'
        square = (missed + spread) / self.variance
        constant = d * (math.log(2 * math.pi) + 2 * self.log_sigma)
        return -0.5 * (square + constant), self.unit_kl(x).sum(1)  # eq. 4.10

    def unit_kl(self, x: Float[Tensor, "n d"]) -> Float[Tensor, "n z"]:
        """KL(q(z_j|x) || p(z_j)) of each unit, nats: 1/2 (s^2 + mu^2 - 1) - log s."""
        q = self.posterior(x)
        square = q.variance + q.mean.square()
        return 0.5 * (square - 1) - self.log_s  # s^2 may be 0 in float32, log s not

    def log_weights(self, x: Float[Tensor, "n d"], k: int = 1) -> Float[Tensor, "k n"]:
        """log p(x|z) + log p(z) - log q(z|x) for k draws z ~ q(z|x), nats."""
        q = self.posterior(x)
        z = q.rsample((k,))
        p = Normal(self.b + z @ self.W.T, self.log_sigma.exp())
        prior = Normal(torch.zeros_like(self.log_s), 1.0)
        return p.log_prob(x).sum(-1) + prior.log_prob(z).sum(-1) - q.log_prob(z)

    def log_px(self, x: Float[Tensor, "n d"]) -> Float[Tensor, "n"]:
        """log p(x) = log N(x; b, W W' + sigma^2 I), nats. No encoder is involved."""
        noise = self.variance.expand(len(self.b))
        zero = torch.zeros_like(self.b)
        law = LowRankMultivariateNormal(zero, self.W, noise)  # eq. 4.2
        return law.log_prob(self.centred(x))


@torch.no_grad()
def e_step(model: LinearVAE) -> None:
    """The best encoder for the decoder as it is: V = M^-1 W', s_j^2 = sigma^2 / M_jj.

    M = W'W + sigma^2 I. The mean is that of p(z|x); so is the width, if M is diagonal.
    """
    M = model.W.T @ model.W + model.variance * torch.eye(model.z_dim).to(model.W)
    model.V.copy_(torch.linalg.solve(M, model.W.T))
    model.log_s.copy_(model.log_sigma - M.diagonal().log() / 2)


@torch.no_grad()
def m_step(model: LinearVAE, x: Float[Tensor, "n d"]) -> None:
    """The best W (and sigma, where it is learned) for the encoder as it is."""
    q, x = model.posterior(x), model.centred(x)
    second = q.mean.T @ q.mean + q.variance.sum(0).diag()  # sum of E[z z']
    model.W.copy_(torch.linalg.solve(second, q.mean.T @ x).T)
    if model.log_sigma.requires_grad:
        missed = (x - q.mean @ model.W.T).square().sum()
        spread = (model.W.square().sum(0) * q.variance).sum()
        model.log_sigma.copy_(((missed + spread) / x.numel()).log() / 2)


@torch.no_grad()
def principal_components(
    x: Float[Tensor, "n d"], z_dim: int, sigma: float | None = None
) -> LinearVAE:
    """The linear VAE of greatest likelihood; `sigma` fixed, or else the best one.

    W_j = u_j sqrt(lambda_j - sigma^2), or 0 where that is negative; the best sigma^2 is
    the mean of the other eigenvalues. Tipping & Bishop (1999).
    Raises ValueError if z_dim leaves no eigenvalue for sigma, or x has no spread there.
    """
    b, d = x.mean(0), x.shape[1]
    values, vectors = spectrum(x)
    if sigma is None:
        if not (1 <= z_dim < d and values[z_dim:].mean() > 1e-12 * values[0]):
            raise ValueError(
                f"z_dim = {z_dim} of {d} dimensions leaves no variance for sigma: "
                "take a smaller z_dim, or give sigma"
            )
        sigma = values[z_dim:].mean().sqrt().item()
    model = LinearVAE(b, z_dim, sigma)
    n = min(z_dim, d)
    scale = (values[:n] - sigma**2).clamp_min(0).sqrt()
    model.W.zero_()
    model.W[:, :n] = vectors[:, :n] * scale  # eq. 4.11
    e_step(model)
    return model


def unit_kl(model: LinearVAE, x: Float[Tensor, "n d"]) -> Float[Tensor, "z"]:
    """KL(q(z_j|x) || p(z_j)) of each unit, mean over x, nats. 0: the unit is dead."""
    return model.unit_kl(x).mean(0).detach()


def predicted_kl(eigenvalues: Float[Tensor, "d"], sigma: float) -> Float[Tensor, "d"]:
    """Mean KL of each unit at the maximum: 1/2 log(lambda / sigma^2), at least 0."""
    return 0.5 * (eigenvalues / sigma**2).clamp_min(1).log()  # eq. 4.12
