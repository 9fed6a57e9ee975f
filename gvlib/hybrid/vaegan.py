"""VAE-GAN: a VAE whose reconstruction error is measured inside a discriminator."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from gvlib.gan.checks import check_step
from gvlib.gan.losses import GANLoss, non_saturating
from gvlib.train import EMA, Scalars, Step, update_together
from gvlib.vae import VAE
from gvlib.vae.model import kl_to_prior


def vaegan_step(
    model: VAE,
    D: nn.Module,
    opt_e: Optimizer,
    opt_g: Optimizer,
    opt_d: Optimizer,
    loss: GANLoss = non_saturating,
    *,
    gamma: float,
    ema: EMA | None = None,
) -> Step:
    """Build the step for `fit`: Larsen et al. (2016), Alg. 1, with any GAN loss.

    x' is decoded from z ~ q(z|x), x" from z ~ N(0, I); D is the features D_l, then what
    makes a logit of them. With S = 1/2 ||D_l(x') - D_l(x)||^2 the encoder lowers
    KL + S, the decoder gamma S + loss.g(x') + loss.g(x"), the discriminator the mean of
    loss.d(x') and loss.d(x"): all three gradients are taken before any weight moves.
    Logs the terms and the three norms. Raises ValueError for parts that do not fit.
    """
    check_step(D, loss, (), model.z_dim, 1)
    check_parts(model, D, gamma)
    trunk, head = D[0], D[1:]

    def step(batches: Iterator[Tensor]) -> Scalars:
        x = next(batches)
        q = model.posterior(x)
        z = torch.cat([q.rsample(), model.prior().sample((len(x),))])
        features = trunk(torch.cat([x, model.conditional(z).mean]))
        of_x, of_own, _ = features.chunk(3)
        r, f_own, f_new = head(features).chunk(3)

        kl = kl_to_prior(q).mean()
        similarity = 0.5 * (of_own - of_x).flatten(1).square().sum(1).mean()
        g_loss = (loss.g(r, f_own) + loss.g(r, f_new)).mean()
        d_loss = (loss.d(r, f_own) + loss.d(r, f_new)).mean() / 2
        norms = update_together({
            opt_e: kl + similarity,
            opt_g: gamma * similarity + g_loss,
            opt_d: d_loss,
        })  # fmt: skip
        if ema:
            ema.update(model)
        terms = {"kl": kl, "similarity": similarity, "g_loss": g_loss, "d_loss": d_loss}
        return terms | dict(zip(("e_norm", "g_norm", "d_norm"), norms, strict=True))

    return step


def check_parts(model: VAE, D: nn.Module, gamma: float) -> None:
    """Raise ValueError for a D without features, another prior, a negative gamma."""
    if not isinstance(D, nn.Sequential) or len(D) < 2:
        raise ValueError(
            f"D is a {type(D).__name__}, but must be nn.Sequential(trunk, head): "
            "reconstructions are compared by what its first part returns"
        )
    if model.given_prior is not None:
        raise ValueError("the VAE has a prior of its own, but here it must be N(0, I)")
    if not gamma >= 0:
        raise ValueError(f"gamma = {gamma} must be at least 0: it weighs an error")
