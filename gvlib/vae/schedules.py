"""Against a code that is not used: warm-up, free bits, more steps for the encoder."""

from collections.abc import Iterator

from jaxtyping import Float, Shaped
from torch import Tensor, nn
from torch.optim import Optimizer

from gvlib.train import Scalars, Step, update
from gvlib.vae.bounds import Bound, LatentVariableModel, elbo
from gvlib.vae.model import VAE, kl_units


def free_bits(
    model: VAE, x: Shaped[Tensor, "b *shape"], floor: float, beta: float = 1.0
) -> Float[Tensor, "b"]:
    """E_q log p(x|z) - beta sum_j max(floor, mean over the batch of KL_j), nats.

    A coordinate of z costs `floor` nats even unused, so up to there it is free to use.
    Its mean is at most the ELBO's (beta = 1). Kingma et al. (2016), eq. 15, each
    coordinate a group. Raises ValueError for a negative floor, or another prior than
    N(0, I).
    """
    if not floor >= 0:
        raise ValueError(f"floor = {floor} must be at least 0 nats")
    if model.given_prior is not None:
        raise ValueError(
            "free bits need the KL of each coordinate of z, which is known for "
            "N(0, I) only: leave out the VAE's prior"
        )
    q = model.posterior(x)
    # The mean inside the maximum: one image may use less, if others use more.
    cost = kl_units(q).mean(0).clamp_min(floor).sum()
    return model.log_px(x, q.rsample()) - beta * cost


class WarmUp:
    """A bound whose beta rises from 0 to `beta` in `n_steps` calls, and then stays.

    E_q log p(x|z) - beta_t KL, nats: while beta_t < 1 it bounds nothing. It counts its
    calls, so it belongs into the `state` of `fit`. Bowman et al. (2016); linear, as
    here: Sønderby et al. (2016). Raises ValueError for n_steps < 1 or a negative beta.
    """

    def __init__(self, n_steps: int, beta: float = 1.0):
        if n_steps < 1:
            raise ValueError(f"n_steps = {n_steps} must be at least 1")
        if not beta >= 0:
            raise ValueError(f"beta = {beta} must be at least 0")
        self.n_steps, self.beta, self.t = n_steps, beta, 0

    def __call__(
        self, model: LatentVariableModel, x: Shaped[Tensor, "b *shape"]
    ) -> Float[Tensor, "b"]:
        share = min(1.0, self.t / self.n_steps)
        self.t += 1
        return elbo(model, x, share * self.beta)

    def state_dict(self) -> dict:
        return {"t": self.t}

    def load_state_dict(self, state: dict) -> None:
        self.t = state["t"]


def encoder_first(
    step: Step, model: nn.Module, opt_encoder: Optimizer, n: int, bound: Bound = elbo
) -> Step:
    """Build a step: n updates of what `opt_encoder` holds, a batch each, then `step`.

    max over phi of the bound at fixed theta, n steps far. He et al. (2019), Alg. 1,
    lines 5 to 9, with a fixed n in the place of "until convergence". Raises ValueError
    for n < 1.
    """
    if n < 1:
        raise ValueError(f"n = {n} steps of the encoder must be at least 1")

    def longer(batches: Iterator[Tensor]) -> Scalars:
        for _ in range(n):
            update(opt_encoder, -bound(model, next(batches)).mean())
        return step(batches)

    return longer
