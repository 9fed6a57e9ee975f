"""Learning rates that fall."""

from collections.abc import Iterator, Sequence

from torch import Tensor
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LinearLR

from gvlib.train.loop import Scalars, Step, fit


def falling(
    step: Step, optimizers: Sequence[Optimizer], n_steps: int
) -> tuple[Step, list[LinearLR]]:
    """The same step with rates that fall linearly to 0 in n_steps; their schedules."""
    schedules = [LinearLR(optimizer, 1.0, 0.0, n_steps) for optimizer in optimizers]

    def lowering(batches: Iterator[Tensor]) -> Scalars:
        logs = step(batches)
        for schedule in schedules:
            schedule.step()
        return logs

    return lowering, schedules


def fit_falling(
    step: Step, optimizer: Optimizer, batches: Iterator[Tensor], n_steps: int
) -> list[dict[str, float | int]]:
    """`fit` in one go, the rate falling linearly to 0; returns the history."""
    lowering, _ = falling(step, [optimizer], n_steps)
    return fit(lowering, batches, n_steps, state={}, progress=False)
