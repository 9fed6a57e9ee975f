"""What is added to a Run: a count of its steps, a prior fitted as the last of them."""

from collections.abc import Callable, Iterator, Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from gvlib import vae
from gvlib.experiments.builds import as_images
from gvlib.experiments.core import Run
from gvlib.experiments.sources import codes_of, means_at
from gvlib.train import EMA, Scalars

PRIORS = (1, 10, 30, 100)  # Gaussians that a prior may have
QUICK = 10  # of a prior for one point of a curve: fitted in a few seconds
JUDGES = 5  # one code in so many is left out, to choose by


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


def codes_needed(k: int, d: int) -> int:
    """The codes of d numbers from which k Gaussians can be chosen by codes left out.

    The others must be as many numbers as the mixture has, or `fit_mixture` refuses.
    """
    fitted = -(-k * (1 + d + d * (d + 1) // 2) // d)
    return -(-fitted * JUDGES // (JUDGES - 1))


def choose_prior(codes: Float[Tensor, "n d"], ks: Sequence[int]) -> vae.MixturePrior:
    """The mixture of as many Gaussians as say most of codes that they have not seen.

    ks are tried in rising order until one says less than the one before; the best is
    fitted again, to all codes. Raises ValueError if the codes are too few for ks[0].
    """
    judging = torch.arange(len(codes), device=codes.device) % JUDGES == 0
    judges, others = codes[judging], codes[~judging]
    best, most = ks[0], -float("inf")
    for k in ks:
        said = vae.fit_mixture(others, k)().log_prob(judges).mean().item()
        if said <= most:
            break
        best, most = k, said
    return vae.fit_mixture(codes, best)


def quick_of(ks: Sequence[int]) -> int:
    """The largest of ks that is fitted in a few seconds."""
    return max(k for k in ks if k <= QUICK)


def empty_prior(k: int, z_dim: int) -> vae.MixturePrior:
    """N(0, I) in the shape of at most k Gaussians, and whether it was fitted."""
    means, scales = torch.zeros(k, z_dim), torch.eye(z_dim).repeat(k, 1, 1)
    prior = vae.MixturePrior(torch.full((k,), 1 / k), means, scales)
    prior.register_buffer("fitted", torch.tensor(False))
    return prior.requires_grad_(False)


@torch.no_grad()
def fill(prior: vae.MixturePrior, found: vae.MixturePrior) -> None:
    """Put a mixture of as many Gaussians or fewer into `empty_prior`; it is fitted."""
    k = len(found.means)
    prior.logits.fill_(-torch.inf)
    for name in ("logits", "means", "L"):
        getattr(prior, name)[:k] = getattr(found, name)
    prior.fitted.fill_(True)


def gaussians_of(prior: vae.MixturePrior) -> int:
    """How many Gaussians a prior has."""
    return int(prior.logits.isfinite().sum())


def fit_prior_last(
    run: Run, x: Tensor, ks: Sequence[int], after: int, first: vae.VAE | None = None
) -> Run:
    """A VAE's run, and after `after` steps one more: Gaussians are fitted to codes.

    The codes are those of the bytes x, by averaged weights; `choose_prior` takes one of
    ks. The prior is a part of the run. Samples are means of p(x|z) at its codes, before
    the last step at codes of a prior fitted for them alone, of at most ten Gaussians:
    about what a run that ended here would show. `first` is who is shown until the
    average that comes last in the run's state has begun.
    """
    model: vae.VAE = run.model
    where = next(model.parameters()).device
    prior = empty_prior(max(ks), model.z_dim).to(where)
    averages = [thing for thing in run.state.values() if isinstance(thing, EMA)]

    def codes() -> Tensor:
        return codes_of(model, run.batches.transform(x))

    def step(batches: Iterator[Tensor]) -> Scalars:
        if sum(average.t for average in averages) < after:
            return run.step(batches)
        fill(prior, choose_prior(codes(), ks))
        return {"gaussians": gaussians_of(prior)}

    def sample(n: int) -> Tensor:
        chosen = prior if prior.fitted else vae.fit_mixture(codes(), quick_of(ks))
        begun = first is None or prior.fitted or averages[-1].t
        return means_at(model if begun else first, lambda m: chosen().sample((m,)), n)

    def noisy(m: int) -> Tensor:
        return model.conditional(prior().sample((m,))).sample()

    return run._replace(
        step=step, state=run.state | {"prior": prior}, sample=sample,
        parts=run.parts | {"prior": prior}, draw=as_images(noisy),
    )  # fmt: skip
