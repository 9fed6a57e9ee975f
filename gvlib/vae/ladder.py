"""A VAE of several layers: p(x|z_1) p(z_1|z_2) ... p(z_L), inferred from the top."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.distributions import Distribution, Independent, Normal, kl_divergence

from gvlib.nets import applied, mlp

Moments = tuple[Tensor, Tensor]  # (mu, log sigma)


class Layer(NamedTuple):
    """One layer of one pass: q(z_i | x, z_i+1), p(z_i | z_i+1), and a draw from q."""

    q: Distribution
    p: Distribution
    z: Tensor


def gaussian(
    mu: Float[Tensor, "*b z"], log_sigma: Float[Tensor, "*b z"]
) -> Independent:
    """N(z; mu, diag sigma^2)."""
    return Independent(Normal(mu, log_sigma.exp(), False), 1, False)


def merged(a: Moments, b: Moments) -> Moments:
    """N(mu_a, sigma_a^2) N(mu_b, sigma_b^2), normalised: precisions add up.

    mu = (mu_a / sigma_a^2 + mu_b / sigma_b^2) sigma^2, in every coordinate, with
    1 / sigma^2 = 1 / sigma_a^2 + 1 / sigma_b^2. Sønderby et al. (2016).
    """
    log_precision = torch.logaddexp(-2 * a[1], -2 * b[1])
    share = (-2 * a[1] - log_precision).exp()  # of a, in [0, 1]: nothing overflows
    return b[0] + share * (a[0] - b[0]), -log_precision / 2


class LadderVAE(nn.Module):
    """p(x, z_1..L) = p(x|z_1) p(z_1|z_2) ... p(z_L), each p(z_i|z_i+1) a Gaussian.

    On the way up x gives each layer a Gaussian; on the way down it is merged with
    p(z_i|z_i+1) to q(z_i|x, z_i+1). Sønderby et al. (2016), without batch norm.
    `trunk` returns `width` numbers per point; `z_dims` are the sizes of z_1, ..., z_L.
    Has the methods of `VAE` that bounds and pictures need. Raises ValueError for a
    layer of no size.
    """

    def __init__(
        self, trunk: nn.Module, decoder: nn.Module, likelihood: nn.Module,
        z_dims: Sequence[int], width: int = 256,
    ):  # fmt: skip
        super().__init__()
        if not z_dims or min(z_dims) < 1:
            raise ValueError(
                f"z_dims = {list(z_dims)} must name at least one layer, and each must "
                "have at least one dimension, such as (32, 16)"
            )
        self.z_dims = tuple(z_dims)
        self.trunk, self.decoder, self.likelihood = trunk, decoder, likelihood
        higher = z_dims[1:]
        self.up = nn.ModuleList(mlp(width, width, width) for _ in higher)
        self.read = nn.ModuleList(nn.Linear(width, 2 * z) for z in z_dims)
        self.down = nn.ModuleList(
            mlp(above, width, 2 * z) for z, above in zip(z_dims, higher, strict=False)
        )

    def climb(self, x: Float[Tensor, "b *shape"]) -> list[Moments]:
        """What x alone says of z_1, ..., z_L: (mu, log sigma) of each."""
        d = [applied("the trunk", self.trunk, x)]
        for up in self.up:
            d.append(up(d[-1]).relu())
        pairs = zip(self.read, d, strict=True)
        return [tuple(read(rows).chunk(2, -1)) for read, rows in pairs]

    def above(self, i: int, z: Tensor | None, like: Tensor) -> Moments:
        """(mu, log sigma) of p(z_i | z_i+1), here `z`; of p(z_L) = N(0, I) for None."""
        if z is None:
            return torch.zeros_like(like), torch.zeros_like(like)
        return tuple(self.down[i](z).chunk(2, -1))

    def infer(self, x: Float[Tensor, "b *shape"], k: int = 1) -> list[Layer]:
        """k passes down for each x, shapes (k, b, z_i): of z_1, of z_2, ..."""
        layers, z = [], None
        for i, said in reversed(list(enumerate(self.climb(x)))):
            said = tuple(m.expand(k, *m.shape) for m in said)
            p = self.above(i, z, said[0])
            q = gaussian(*(said if z is None else merged(said, p)))
            z = q.rsample()
            layers.append(Layer(q, gaussian(*p), z))
        return layers[::-1]

    def conditional(self, z: Float[Tensor, "*batch z"]) -> Distribution:
        """p(x|z_1); its log_prob is summed over the data's axes, in nats."""
        h = self.decoder(z.flatten(0, -2)).unflatten(0, z.shape[:-1])
        return Independent(self.likelihood(h), h.ndim - z.ndim + 1)

    def log_weights(
        self, x: Float[Tensor, "b *shape"], k: int = 1
    ) -> Float[Tensor, "k b"]:
        """log w = log p(x|z_1) + sum_i log p(z_i|z_i+1) - log q(z_i|x, z_i+1), nats."""
        if k < 1:
            raise ValueError(f"k = {k} must be at least 1: no draw, no weight")
        layers = self.infer(x, k)
        ratios = [p.log_prob(z) - q.log_prob(z) for q, p, z in layers]
        return self.conditional(layers[0].z).log_prob(x) + sum(ratios)

    def kl_layers(self, layers: Sequence[Layer]) -> Float[Tensor, "layers b"]:
        """KL(q(z_i|x, z_i+1) || p(z_i|z_i+1)) of every layer, z_i+1 as drawn, nats."""
        return torch.stack([kl_divergence(q, p).squeeze(0) for q, p, _ in layers])

    def elbo_terms(
        self, x: Float[Tensor, "b *shape"]
    ) -> tuple[Float[Tensor, "b"], Float[Tensor, "b"]]:
        """(E_q log p(x|z_1) by one draw, sum of the layers' KL), nats per point."""
        layers = self.infer(x)
        reconstruction = self.conditional(layers[0].z).log_prob(x).squeeze(0)
        return reconstruction, self.kl_layers(layers).sum(0)

    def draw_z(self, n: int) -> Float[Tensor, "n z"]:
        """n draws of z_1: from the top, layer by layer."""
        z, like = None, next(self.decoder.parameters())
        for i, size in reversed(list(enumerate(self.z_dims))):
            z = gaussian(*self.above(i, z, like.new_zeros(n, size))).sample()
        return z

    @torch.no_grad()
    def sample(self, n: int) -> Float[Tensor, "n *shape"]:
        """Draw z_L, ..., z_1, then x from p(x|z_1)."""
        return self.conditional(self.draw_z(n)).sample()

    @torch.no_grad()
    def sample_mean(self, n: int) -> Float[Tensor, "n *shape"]:
        """Draw z_L, ..., z_1, return the mean of p(x|z_1)."""
        return self.conditional(self.draw_z(n)).mean
