"""Page E: what a KL weight does, one VAE for each, side by side."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from gvlib import metrics, nets, vae
from gvlib.experiments.builds import TrainingImages, adam, lower_rates
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import N, images, in_parts
from gvlib.train import Scalars
from gvlib.vae.model import kl_to_prior

# The last four are what common losses amount to at 784 pixels and 32 coordinates:
# mean squared error + 0.00025 KL; sums of both; means of both; mean + sum.
VARIANCES = [0.003, 0.01, 0.03, 0.098, 0.5, 12.25, 392.0]


def weighed_vaes(
    *, variances: Sequence[float], width: int, z_dim: int, lr: float, betas: list,
    batch_size: int, steps: int,
) -> Run:  # fmt: skip
    """Dense VAEs with fixed variances of p(x|z), all on the same batches.

    A fixed variance is a fixed weight of the KL term beside the squared error: it is
    half that weight. Every model has an optimiser of its own.
    """
    models = nn.ModuleList(dense_vae(v**0.5, width, z_dim) for v in variances)
    pairs = [(m, adam(m, lr, betas)) for m in models]
    opts = {f"opt {v:g}": o for v, (_, o) in zip(variances, pairs, strict=True)}
    steppers = [vae.vae_step(m, opt) for m, opt in pairs]
    batches = TrainingImages(batch_size)

    def step(batches: Iterator[Tensor]) -> Scalars:
        x = next(batches)
        bounds = [stepper(iter([x]))["bound"].detach() for stepper in steppers]
        return {"bound": torch.stack(bounds).mean()}

    state = {"models": models, "batches": batches, **opts}
    return lower_rates(Run(step, batches, state, {}), list(opts), steps)


def dense_vae(sigma: float, width: int, z_dim: int) -> vae.VAE:
    """784 -> width -> z -> width -> 784, a Gaussian around sigmoid(h)."""
    encoder = nn.Sequential(nn.Flatten(), nets.mlp(784, width, 2 * z_dim))
    shape = nn.Unflatten(1, (1, 28, 28))
    decoder = nn.Sequential(nets.mlp(z_dim, width, 784), shape)
    return vae.VAE(
        encoder, decoder, vae.GaussianLikelihood(sigma, mean=torch.sigmoid), z_dim
    )


@torch.no_grad()
def rate_and_distortion(run: Run, split: str) -> dict[str, float | int]:
    """Of each model: KL in nats and squared error, means over N images; active units.

    The squared error is summed over pixels and expected under q(z|x), by one draw.
    """
    x, found = images(split, N), {}
    for model in run.state["models"]:

        def terms(rows: Tensor, model: vae.VAE = model) -> Tensor:
            q = model.posterior(rows)
            error = (model.conditional(q.rsample()).mean - rows).square().sum((1, 2, 3))
            return torch.cat([error[:, None], kl_to_prior(q)[:, None], q.mean], 1)

        table = in_parts(terms, x, model)
        v = model.likelihood.log_sigma.exp().item() ** 2
        found |= {
            f"sse@{v:.4g}": table[:, 0].mean().item(),
            f"rate@{v:.4g}": table[:, 1].mean().item(),
            f"active_units@{v:.4g}": metrics.active_units(table[:, 2:]),
        }
    return found


STUDY = (
    Experiment(
        "fashion/vae-weights", "Dense VAEs, squared error, seven KL weights",
        weighed_vaes,
        {"variances": VARIANCES, "width": 200, "z_dim": 32, "lr": 2e-3,
         "betas": [0.9, 0.999], "batch_size": 64, "steps": 1_000},
        1_000, rate_and_distortion,
        {"n": N, "reference": "test set",
         "shown": "squared error of x/255 summed over pixels, one draw of z"},
        watched="sse@0.098",
    ),
)  # fmt: skip
