"""Chapter 10: one part of a VAE changed at a time, and codes from several sources."""

import time
from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor

from gvlib import metrics, vae
from gvlib.experiments.builds import IMAGE, VAE
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import IMAGES, N, image_quality, in_parts
from gvlib.experiments.sources import (
    FITTED,
    N_CODES,
    SOURCES,
    codes_of,
    encoded,
    given,
    means_at,
)
from gvlib.experiments.studies.images import fashion_vae
from gvlib.vae.model import kl_to_prior

STEPS = 4_000
seen = partial(image_quality, kernel=False)
"""What is measured of images here: two Fréchet distances, shares, sharpness."""


def parts_quality(
    run: Run, split: str, sources: Sequence[str]
) -> dict[str, float | int]:
    """Image metrics for codes from N(0, I), from every source, and from q(z|x).

    `seconds_*` are the CPU-seconds of fitting a source, encoding not counted.
    """
    model: vae.VAE = run.model
    found = seen(run.sample(N), split, "")
    train, test = encoded(run, split)
    codes = codes_of(model, train)
    for name in sources:
        start = time.process_time()
        draw = SOURCES[name](codes)
        found[f"seconds_{name}"] = time.process_time() - start
        found |= seen(means_at(model, draw, N), split, f"_{name}")
    z = codes_of(model, test)
    found |= seen(means_at(model, given(z), N), split, "_posterior")
    return found | inside(model, test) | hole(model, z, codes)


@torch.no_grad()
def inside(model: vae.VAE, x: Tensor) -> dict[str, float | int]:
    """Rate in nats, squared error of mean at one draw, active units, the bound."""

    def terms(rows: Tensor) -> Tensor:
        q = model.posterior(rows)
        z = q.rsample()
        error = (model.conditional(z).mean - rows).square().sum((1, 2, 3))
        columns = error, kl_to_prior(q), model.log_px(rows, z)
        return torch.cat([torch.stack(columns, 1), q.mean], 1)

    table = in_parts(terms, x, model)
    sse, rate, log_px = table[:, :3].mean(0).tolist()
    bound = "bound_bce" if isinstance(model.likelihood, vae.CrossEntropy) else "elbo"
    units = metrics.active_units(table[:, 3:])
    return {"sse": sse, "rate": rate, bound: log_px - rate, "active_units": units}


@torch.no_grad()
def hole(model: vae.VAE, z: Tensor, codes: Tensor) -> dict[str, float]:
    """Nats by which a mixture fitted to codes says of unseen z more than p(z) does.

    At most KL(q(z) || p(z)): the mixture's own error is taken off.
    """
    fitted = vae.fit_mixture(codes, 10)().log_prob(z)
    prior = in_parts(model.prior().log_prob, z, model)
    return {"hole": (fitted - prior).mean().item()}  # eq. 10.4


ALL = tuple(FITTED)
FEW = ("mixture10",)
BASE = IMAGE | VAE | {"lr": 2e-3}


def row(name: str, title: str, likelihood: str, **how) -> Experiment:
    """One VAE of the study: what differs from the base is in the call."""
    sources = how.pop("sources", FEW)
    return Experiment(
        f"fashion-parts/{name}", f"VAE, {title}", fashion_vae,
        BASE | {"likelihood": likelihood} | how, STEPS,
        partial(parts_quality, sources=sources),
        IMAGES | {"shown": "means of p(x|z)", "codes": f"{N_CODES} of training images"},
        watched="fd", seeds=(1, 2, 3, 4, 5),
    )  # fmt: skip


BCE, CB = "cross-entropy", "continuous Bernoulli"
SHARED, PIXEL = "Gaussian, learned sigma", "Gaussian, a sigma a pixel"
TWO = {"sigma": ("one learned sigma", SHARED), "bce": ("cross-entropy", BCE)}
UNIT = "Gaussian, sigma 1"
THREE = TWO | {"unit": ("sigma 1", UNIT)}
SIZES = 2, 8, 128  # beside the 32 of all other rows

STUDY = (
    row("sigma", "one learned sigma", SHARED, sources=ALL),
    row("bce", "cross-entropy", BCE),
    row("unit", "sigma 1", UNIT),
    row("cb", "continuous Bernoulli", CB),
    row("pixel", "a sigma a pixel", PIXEL),
    row("pixel-floor", "a sigma a pixel, not below 1/256", f"{PIXEL}, floor"),
    row("sigma-0.3", "sigma 0.3", "Gaussian, sigma 0.3"),
    row("bce-0.1", "cross-entropy, a tenth of the KL", BCE, beta=0.1),
    *(row(f"{key}-z{z}", f"{title}, z of {z}", p_x, z_dim=z)
      for z in SIZES for key, (title, p_x) in THREE.items()),
    *(row(f"{key}-wide", f"{title}, double width", p_x, width=2)
      for key, (title, p_x) in TWO.items()),
)  # fmt: skip
