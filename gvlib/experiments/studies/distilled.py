"""Chapter 11: students that make in one step what a flow makes in many."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from gvlib import diffusion, gan, nets
from gvlib.experiments.builds import adam
from gvlib.experiments.core import Run
from gvlib.experiments.studies.maps import Z_DIM, flow, mapped, points
from gvlib.experiments.studies.trends import R3, STEPS, row
from gvlib.gan.transport import GPenalty
from gvlib.train import EMA, fit

TEACHER_STEPS, N_STEPS = 1_000, 16


def taught(how: dict, steps: int) -> nn.Module:
    """The velocity of a flow, trained first."""
    run = flow(**how, steps=steps)
    fit(run.step, run.batches, steps, state=run.state, progress=False)
    return run.model.v


def towards(v: nn.Module, weight: float) -> GPenalty:
    """weight E|G(z) - x(1)|^2, x(1) the end of the teacher's path from the same z."""

    def penalty(z: Tensor, made: Tensor) -> Tensor:
        end = diffusion.integrate(v, z, N_STEPS)
        return weight * (made - end).square().sum(1).mean()

    return penalty


def regressed(G: nn.Module, v: nn.Module, opt: torch.optim.Optimizer, average: EMA,
              **how) -> tuple:  # fmt: skip
    """A student that learns the teacher's ends by squared error."""
    return diffusion.regression_step(G, opt, partial(diffusion.by_flow, v), average), {}


def judged(
    G: nn.Module, v: nn.Module, opt: torch.optim.Optimizer, average: EMA, *,
    widths: list, lr: float, weight: float,
) -> tuple:  # fmt: skip
    """A student with a critic, its errors counted `weight` times."""
    D = nets.Critic(2, *widths)
    opt_d = adam(D, lr, R3["betas"])
    step = gan.gan_step(
        G, D, opt, opt_d, gan.relativistic, z_dim=Z_DIM, ema=average,
        penalties=[gan.r1(R3["r1"]), gan.r2(R3["r2"])],
        g_penalties=[towards(v, weight)],
    )  # fmt: skip
    return step, {"D": D, "opt_d": opt_d}


def matched(
    G: nn.Module, v: nn.Module, opt: torch.optim.Optimizer, average: EMA, *,
    widths: list, lr: float, n_fake: int,
) -> tuple:  # fmt: skip
    """A student that matches distributions, by the reverse divergence."""
    fake = diffusion.Velocity(nets.mlp(Z_DIM + 1, *widths, 2))
    opt_fake = adam(fake, lr, [0.0, 0.99])
    step = diffusion.distribution_matching_step(
        G, fake, v, opt, opt_fake, average, n_fake=n_fake
    )
    return step, {"fake": fake, "opt_fake": opt_fake}


STUDENTS: dict[str, Callable[..., tuple]] = {
    "regression": regressed, "critic": judged, "matching": matched,
}  # fmt: skip


def student(
    *, by: str, steps: int, teacher_steps: int, betas: list, lr: float, widths: list,
    n: int, batch_size: int, ema: float, **how,
) -> Run:  # fmt: skip
    """A generator taught by a flow that was trained first."""
    shared = {"n": n, "batch_size": batch_size, "widths": widths, "lr": lr}
    v = taught(shared | {"ema": ema}, teacher_steps)
    G = nets.mlp(Z_DIM, *widths, 2)
    opt, average = adam(G, lr, betas), EMA(G, ema)
    step, more = STUDENTS[by](G, v, opt, average, widths=widths, lr=lr, **how)
    state = {"G": G, "teacher": v, "opt": opt, "ema": average} | more
    return mapped(step, points(n, batch_size), state, average.module, steps)


ADAM, GAME = {"betas": [0.9, 0.999]}, {"betas": R3["betas"]}
TAUGHT = {"teacher_steps": TEACHER_STEPS}

STUDY = (
    row("student-regression", "Student of a flow, squared error", student,
        TAUGHT | ADAM | {"by": "regression"}),
    row("student-longer", "Student of a flow, squared error, twice the steps", student,
        TAUGHT | ADAM | {"by": "regression"}, steps=2 * STEPS),
    row("student-critic", "Student of a flow, squared error and a critic", student,
        TAUGHT | GAME | {"by": "critic", "weight": 1.0}),
    row("student-matching", "Student of a flow, reverse divergence", student,
        TAUGHT | GAME | {"by": "matching", "n_fake": 2}),
)  # fmt: skip
