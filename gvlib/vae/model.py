"""The Gaussian VAE."""

from collections.abc import Callable

import torch
from jaxtyping import Float, Shaped
from torch import Tensor, nn
from torch.distributions import Distribution, Independent, Normal

from gvlib.nets import applied
from gvlib.vae.checks import check_parts, check_reach, mean_range


def kl_units(q: Independent) -> Float[Tensor, "b z"]:
    """KL(N(mu, sigma^2) || N(0, 1)) of every coordinate of z, in nats."""
    mu, sigma = q.base_dist.loc, q.base_dist.scale
    variance = sigma.square()
    # In float32 sigma^2 is 0 below sigma = 1e-23, where log sigma is still known.
    lost = (variance < torch.finfo(variance.dtype).tiny).any()
    log_variance = 2 * sigma.log() if lost else variance.log()
    return 0.5 * (variance + mu.square() - 1 - log_variance)


def kl_to_prior(q: Independent) -> Float[Tensor, "b"]:
    """KL(N(mu, diag sigma^2) || N(0, I)) in nats. Kingma & Welling (2014), app. B."""
    return kl_units(q).sum(-1)  # eq. 6.4


class VAE(nn.Module):
    """p(x, z) = p(x|z) p(z) and q(z|x) = N(z; mu(x), diag sigma(x)^2).

    `encoder` returns (mu, log sigma) side by side; `decoder` returns the h that
    `likelihood` needs. p(z) is N(0, I), or what `prior` returns when it is called.
    Kingma & Welling (2014). Raises ValueError if the parts do not fit: sizes of z, or a
    decoder that ends in a sigmoid where a logit is needed.
    """

    def __init__(
        self, encoder: nn.Module, decoder: nn.Module, likelihood: nn.Module, z_dim: int,
        prior: Callable[[], Distribution] | None = None,
    ):  # fmt: skip
        super().__init__()
        check_parts(encoder, decoder, likelihood, z_dim)
        self.given_prior = prior
        self.encoder, self.decoder, self.likelihood = encoder, decoder, likelihood
        self.z_dim, self.mean_range = z_dim, mean_range(decoder, likelihood)

    def posterior(self, x: Shaped[Tensor, "b *shape"]) -> Distribution:
        """q(z|x), one Gaussian per data point."""
        h = applied("the encoder", self.encoder, x)
        if h.shape[-1] != 2 * self.z_dim:
            raise ValueError(
                f"the encoder returned {h.shape[-1]} numbers per point; mu and log "
                f"sigma of a {self.z_dim}-dimensional z need {2 * self.z_dim}"
            )
        if h.shape[:-1] != x.shape[:1]:
            raise ValueError(
                f"the encoder returned shape {tuple(h.shape)} for x of shape "
                f"{tuple(x.shape)}, but must return a row for each data point; x has a "
                "batch axis in front, so one point alone is x[None]"
            )
        mu, log_sigma = h.chunk(2, dim=-1)
        # Unchecked: `update` refuses what is not finite, and says more about it.
        return Independent(Normal(mu, log_sigma.exp(), False), 1, False)  # eq. 6.1

    def conditional(self, z: Float[Tensor, "*batch z"]) -> Distribution:
        """p(x|z); its log_prob is summed over the data's axes, in nats."""
        if z.ndim < 2:
            raise ValueError(
                f"z has shape {tuple(z.shape)}, but must be (b, {self.z_dim}), one z a "
                "row: one alone is z[None]"
            )
        if z.shape[-1] != self.z_dim:
            raise ValueError(
                f"z has {z.shape[-1]} coordinates, but this model's z has {self.z_dim}"
            )
        h = self.decoder(z.flatten(0, -2)).unflatten(0, z.shape[:-1])
        return Independent(self.likelihood(h), h.ndim - z.ndim + 1)

    def prior(self) -> Distribution:
        """p(z): N(0, I), unless the VAE was given another."""
        if self.given_prior is not None:
            return self.given_prior()
        zero = next(self.decoder.parameters()).new_zeros(self.z_dim)
        return Independent(Normal(zero, torch.ones_like(zero)), 1)

    def log_px(
        self, x: Shaped[Tensor, "b *shape"], z: Float[Tensor, "*k b z"]
    ) -> Float[Tensor, "*k b"]:
        """log p(x|z) in nats. Raises ValueError if x is not of the decoder's shape."""
        p = self.conditional(z)
        if p.event_shape != x.shape[1:]:
            raise ValueError(
                f"x has shape {tuple(x.shape)}, but a data point of p(x|z) has "
                f"shape {tuple(p.event_shape)}: x must be (b, *that)"
            )
        if self.mean_range:
            check_reach(x, self.mean_range)
        return p.log_prob(x)

    def log_weights(
        self, x: Shaped[Tensor, "b *shape"], k: int = 1
    ) -> Float[Tensor, "k b"]:
        """log w = log p(x|z) + log p(z) - log q(z|x) for k draws z ~ q(z|x), nats."""
        if k < 1:
            raise ValueError(f"k = {k} must be at least 1: no draw, no weight")
        q = self.posterior(x)
        z = q.rsample((k,))
        return self.log_px(x, z) + self.prior().log_prob(z) - q.log_prob(z)

    def elbo_terms(
        self, x: Shaped[Tensor, "b *shape"]
    ) -> tuple[Float[Tensor, "b"], Float[Tensor, "b"]]:
        """(E_q log p(x|z) by one draw, KL(q(z|x) || p(z))), nats per point.

        The second is exact for N(0, I); for another prior it is of the same draw.
        """
        q = self.posterior(x)
        z = q.rsample()  # eq. 6.2
        standard = self.given_prior is None
        kl = kl_to_prior(q) if standard else q.log_prob(z) - self.prior().log_prob(z)
        return self.log_px(x, z), kl

    @torch.no_grad()
    def sample(self, n: int) -> Shaped[Tensor, "n *shape"]:
        """Draw z from the prior, then x from p(x|z)."""
        return self.conditional(self.prior().sample((n,))).sample()

    @torch.no_grad()
    def sample_mean(self, n: int) -> Float[Tensor, "n *shape"]:
        """Draw z from the prior, return the mean of p(x|z): often called a sample."""
        return self.conditional(self.prior().sample((n,))).mean
