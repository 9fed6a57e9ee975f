"""What chapter 8 measures of a model of text, whose sentences have known odds."""

import torch
from torch import Tensor

from gvlib import data, metrics, vae
from gvlib.data import sentences as text
from gvlib.experiments.core import Run

SIZE, PLACES = len(text.ALPHABET), text.LENGTH
N_TRAIN, N, N_NLL, K_NLL = 5_000, 2_000, 500, 100
SEEDS = {"train": 0, "val": 1, "test": 2}
TEMPERATURES = (0.5, 0.7, 0.85, 1.0, 1.2)


@data.cached(maxsize=3)
def lines(split: str) -> Tensor:
    """The sentences of a split; validation and test may share some with training."""
    return text.sentences(N_TRAIN if split == "train" else N, SEEDS[split])


@torch.no_grad()
def said(x: Tensor) -> dict[str, float]:
    """Of texts: shares that are sentences, that are new among these, that differ."""
    found = text.decode(x)
    right = [s for s, ok in zip(found, text.log_probability(found).isfinite(),
                                strict=True) if ok]  # fmt: skip
    known = set(text.decode(lines("train")))
    new = sum(s not in known for s in right) / max(1, len(right))
    return {
        "valid": len(right) / len(found),
        "novel": new,
        "distinct": len(set(found)) / len(found),
    }


@torch.no_grad()
def truth(x: Tensor) -> float:
    """The mean of -log p, nats, of sentences by their own formula."""
    return -text.log_probability(text.decode(x)).mean().item()


@torch.no_grad()
def language_report(run: Run, split: str) -> dict[str, float | int]:
    """-log q of a split, KL(p || q), and what is said, at each temperature."""
    x, model, found = lines(split), run.model.eval(), {}
    for T in TEMPERATURES:
        nll = -model.log_prob(x, T).mean().item()
        one = {"nll": nll, "kl": nll - truth(x)}  # eq. 8.2
        one |= said(model.sample(N, T))
        there = {f"{key}_t{T}": one[key] for key in ("kl", "valid", "distinct")}
        found |= one if T == 1 else there
    return found


@torch.no_grad()
def code_report(run: Run, split: str) -> dict[str, float | int]:
    """Bounds on -log p(x), what is said of z, what is kept of x, and what is said."""
    x, model = lines(split), run.model.eval()
    rebuilt, rate = model.elbo_terms(x)
    few = x[:N_NLL]
    nll = -vae.log_likelihood(model, few, K_NLL, 20).mean().item()
    q = model.posterior(x)
    back = model.likelihood.draw(model.decoder(q.mean), 0.0)
    return {
        "elbo": (rebuilt - rate).mean().item(),
        "nll": nll, "kl": nll - truth(few), "rate": rate.mean().item(),
        "active_units": metrics.active_units(q.mean),
        "same_text": (back == x).all(1).double().mean().item(),
    } | said(model.sample(N))  # fmt: skip


@torch.no_grad()
def watch_text(run: Run) -> dict[str, float]:
    """While training: the share of sentences, and -log q or minus the bound."""
    model, x = run.model, lines("val")[:N_NLL]
    training = model.training
    model.eval()
    if isinstance(model, vae.VAE):
        rebuilt, rate = model.elbo_terms(x)
        found = {"nll": -(rebuilt - rate).mean().item(), "rate": rate.mean().item()}
    else:
        found = {"nll": -model.log_prob(x).mean().item()}
    found["valid"] = said(model.sample(N_NLL))["valid"]
    model.train(training)
    return found
