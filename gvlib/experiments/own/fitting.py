"""What is added to a Run: a count of its steps, a prior fitted as the last of them."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from gvlib import vae
from gvlib.experiments.core import Run
from gvlib.experiments.sources import codes_of, means_at
from gvlib.train import Scalars

QUICK = 10  # Gaussians that are fitted in a few seconds


class Count:
    """How many steps were taken, restarts included."""

    def __init__(self) -> None:
        self.t = 0

    def state_dict(self) -> dict:
        return {"t": self.t}

    def load_state_dict(self, state: dict) -> None:
        self.t = state["t"]


def counted(run: Run, tell: Callable[[int], None] = lambda t: None) -> Run:
    """The same run, whose state knows its number of steps; each is told."""
    count = Count()

    def step(batches: Iterator[Tensor]) -> Scalars:
        logs = run.step(batches)
        count.t += 1
        tell(count.t)
        return logs

    return run._replace(step=step, state=run.state | {"count": count})


def empty_prior(k: int, z_dim: int) -> vae.MixturePrior:
    """N(0, I) in the shape of k Gaussians, and whether it was fitted."""
    means, scales = torch.zeros(k, z_dim), torch.eye(z_dim).repeat(k, 1, 1)
    prior = vae.MixturePrior(torch.full((k,), 1 / k), means, scales)
    prior.register_buffer("fitted", torch.tensor(False))
    return prior.requires_grad_(False)


def fit_prior_last(run: Run, x: Tensor, k: int, after: int) -> Run:
    """A VAE's run, and after `after` steps one more: k Gaussians are fitted to codes.

    The codes are those of the bytes x, by averaged weights; the prior is a part of the
    run. Samples are means of p(x|z) at its codes. Before the last step they are at
    codes from a prior fitted for them alone, of ten Gaussians at most: about what a run
    that ended here would show.
    """
    model: vae.VAE = run.model
    where = next(model.parameters()).device
    prior, average = empty_prior(k, model.z_dim).to(where), run.state["ema"]

    def fit(k: int) -> vae.MixturePrior:
        return vae.fit_mixture(codes_of(model, run.batches.transform(x)), k)

    def step(batches: Iterator[Tensor]) -> Scalars:
        if average.t < after:
            return run.step(batches)
        prior.load_state_dict(fit(k).state_dict(), strict=False)
        prior.fitted.fill_(True)
        return {"codes": len(x)}

    def sample(n: int) -> Tensor:
        chosen = prior if prior.fitted else fit(min(k, QUICK))
        return means_at(model, lambda m: chosen().sample((m,)), n)

    state, parts = run.state | {"prior": prior}, run.parts | {"prior": prior}
    return run._replace(step=step, state=state, parts=parts, sample=sample)
