"""Chapter 1: mixtures of Gaussians on dequantised images, by online EM, on the CPU."""

from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor

from gvlib import classical, data
from gvlib.experiments.builds import as_images
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import IMAGES, N_NLL, N, image_quality

N_START = 5_000  # images that a mixture's components start from
PIXELS = 28 * 28
LEVEL = 1.27e-6  # variance of u / 256: nothing is known within one grey level


def flat(x: Tensor) -> Tensor:
    """Dequantised pixels, one image a row."""
    return data.dequantize(x).flatten(1)


def mixture_run(
    model: classical.MFA | classical.SubspaceGMM, shape: Sequence[int] = (1, 28, 28)
) -> Run:
    """Means are shown, without pixel noise."""
    draws = model.sample_mean, model.sample
    sample, draw = (as_images(call, shape) for call in draws)
    return Run(None, iter(()), {}, {"model": model}, sample, draw, model)


def online_em(
    model: classical.MFA | classical.GMM, run: Run, batches: data.Batches,
    start: Tensor, *, delay: float, decay: float,
) -> Run:  # fmt: skip
    """The run, completed by EM steps for `model`: their rate is (t + delay)^-decay."""
    averages = classical.Averages(model, start)
    step = classical.em_step(model, averages, lambda t: (t + delay) ** -decay)
    state = run.parts | {"averages": averages, "batches": batches}
    return run._replace(step=step, batches=batches, state=state)


def gmm(*, k: int, directions: int, floor: float, batch_size: int, **rate) -> Run:
    """Online EM for k full covariances in the space of the main directions."""
    x, _ = data.fashion_mnist("train")
    pixels = flat(x)
    mean, U, variance = classical.principal(pixels, directions)
    start = (pixels[:N_START] - mean) @ U
    mixture = classical.gmm_start(start, k, floor)
    model = classical.SubspaceGMM(mean, U, variance, mixture)
    batches = data.Batches(x, batch_size, lambda x: model.inside(flat(x)))
    return online_em(mixture, mixture_run(model), batches, start, **rate)


def empty_gmm(*, k: int, directions: int, **_) -> Run:
    """The shapes of `gmm`, to be filled with stored weights."""
    z, scales = torch.zeros, torch.eye(directions).repeat(k, 1, 1)
    mixture = classical.GMM(z(k), z(k, directions), scales)
    subspace = z(PIXELS), z(PIXELS, directions), 0.0
    return mixture_run(classical.SubspaceGMM(*subspace, mixture))


def image_mfa(
    x: Tensor, *, k: int, factors: int, floor: float, batch_size: int, **rate
) -> Run:
    """Online EM for k factor analysers on all pixels of x, which are bytes."""
    start = flat(x[:N_START])
    model = classical.mfa_start(start, k, factors, floor)
    batches = data.Batches(x, batch_size, flat)
    run = mixture_run(model, x.shape[1:])
    return online_em(model, run, batches, start, **rate)


def mfa(**config) -> Run:
    """`image_mfa` on Fashion-MNIST."""
    return image_mfa(data.fashion_mnist("train")[0], **config)


def empty_mfa(*, k: int, factors: int, **_) -> Run:
    """The shapes of `mfa`, to be filled with stored weights."""
    shapes = (k,), (k, PIXELS), (k, PIXELS, factors), (k, PIXELS)
    return mixture_run(classical.MFA(*map(torch.zeros, shapes)))


@torch.no_grad()
def density_images(run: Run, split: str) -> dict[str, float | int]:
    """Sample metrics of means and of samples; log p(x), which is exact, in nats.

    `nll` is that of the first images only, the ones a VAE's is estimated on; `elbo` is
    of all of them: a bound with the exact posterior, so it is log p(x) itself.
    """
    shown, noisy = run.sample(N), run.draw(N)
    x = flat(data.fashion_mnist(split)[0][:N]).double()
    log_p = torch.cat([run.model.double().log_prob(rows) for rows in x.split(500)])
    run.model.float()
    return {
        **image_quality(shown, split),
        **image_quality(noisy, split, "_sample"),
        "elbo": log_p.mean().item(),
        "nll": -log_p[:N_NLL].mean().item(),
    }


row = partial(
    Experiment, measure=density_images, watched="elbo", keep=True,
    revision=3, seeds=(0, 1, 2, 3, 4),
    protocol=IMAGES | {
        "shown": "means, no pixel noise",
        "nll": f"exact, {N_NLL} test images, nats",
    },
)  # fmt: skip
RATE = {"delay": 10.0, "decay": 0.6}

STUDY = (
    row(
        "fashion/gmm", "Mixture of Gaussians on 50 principal components", gmm,
        {"k": 100, "directions": 50, "floor": 1e-3, "batch_size": 5_000} | RATE,
        100, empty=empty_gmm,
    ),
    row(
        "fashion/mfa", "Mixture of factor analysers on all pixels", mfa,
        {"k": 100, "factors": 10, "floor": LEVEL, "batch_size": 1_000} | RATE,
        200, empty=empty_mfa,
    ),
)  # fmt: skip
