"""Ten CPU-minutes on Fashion-MNIST: the rules, what is measured, one seed of a run."""

import json
import math
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor
from torch.optim import Optimizer

from gvlib import data, zoo
from gvlib.errors import GvlibError, SettingError
from gvlib.experiments.budget import budget
from gvlib.experiments.calibrate import calibrate
from gvlib.experiments.core import Clock, Experiment, Run
from gvlib.experiments.quality import image_quality
from gvlib.experiments.reproduce import save_run
from gvlib.experiments.runner import train
from gvlib.numerics import sq_dists
from gvlib.train import device

SECONDS = 600
MARGIN = 0.95  # the same step is dearer in a slow minute: a proposal leaves room
SEEDS = 5
FIRST_SEED = {"val": 1_000, "test": 0}  # tuning never meets the seeds of the end
COPIES = 0.05
N, N_SMOKE = 10_000, 200

RULES = {
    "data": "Fashion-MNIST's 50,000 training images, without labels; nothing else",
    "cpu_seconds": SECONDS, "counted": "building, steps, drawing the samples",
    "threads": 1, "n": N, "reference": "test set", "features": zoo.FEATURES, "k": 5,
    "metric": "fd", "seeds": f"{SEEDS} or more", "copies": f"at most {COPIES:.0%}",
}  # fmt: skip


class EntryError(GvlibError):
    """An entry of the challenge cannot be run as it is."""


def quality(run: Run, split: str) -> dict[str, float | int]:
    """The metrics of 10,000 samples (200 under `smoke`) against a split."""
    x = draw_images(run, N_SMOKE if budget() == "smoke" else N)
    found = image_quality(x, split)
    return found | {"copies": copies(x), "parameters": parameters(run)}


@torch.no_grad()
def draw_images(run: Run, n: int) -> Tensor:
    """n samples. Raises EntryError if they are not images as the metrics take them."""
    x = run.sample(n)
    fits = x.is_floating_point() and x.device.type == "cpu"
    fits = fits and tuple(x.shape) == (n, 1, 28, 28)
    if not (fits and ((x >= 0) & (x <= 1)).all()):  # nan is neither
        raise EntryError(
            f"sample({n}) must give floats in [0, 1] of shape ({n}, 1, 28, 28), on the "
            f"CPU; got {x.dtype} of shape {tuple(x.shape)} on {x.device.type}, "
            f"{x.min():.3g} to {x.max():.3g}"
        )
    return x


def copies(
    x: Float[Tensor, "n c h w"], real: Float[Tensor, "m c h w"] | None = None
) -> float:
    """The share of images whose nearest training image is nearer than half the fifth.

    The training images are Fashion-MNIST's, unless `real` gives others.

    Euclidean distance of pixels. A blurred image is about as far from all five, a copy
    is not. Test images are not all 0, for the data hold near-twins. A copy that was
    shifted or mirrored is not seen.
    """
    real = data.to_unit(data.fashion_mnist("train")[0]) if real is None else real
    close = 0
    for rows in x.flatten(1).split(128):
        near = sq_dists(rows, real.flatten(1)).topk(5, dim=1, largest=False).values
        close += (4 * near[:, 0] <= near[:, 4]).sum().item()
    return close / len(x)


def parameters(run: Run) -> int:
    """How many numbers the run's optimisers train."""
    optimisers = [s for s in run.state.values() if isinstance(s, Optimizer)]
    groups = [group for o in optimisers for group in o.param_groups]
    return sum(p.numel() for p in {p for group in groups for p in group["params"]})


def check_settings() -> None:
    """Raise SettingError unless this process uses one thread and the CPU."""
    if device().type != "cpu":
        raise SettingError(
            f"the challenge runs on the CPU, not on {device()}: set GVLIB_DEVICE=cpu"
        )
    if torch.get_num_threads() != 1:
        raise SettingError(
            f"the challenge has one thread, not {torch.get_num_threads()}: unset "
            "GVLIB_THREADS, and call no torch.set_num_threads in an entry"
        )


def one_seed(experiment: Experiment, seed: int, split: str, folder: Path) -> dict:
    """One seed's row: the saved one, or trained and measured now, and saved.

    An experiment of another study is measured by the rules, not in its own way. Raises
    SettingError for a second thread or another device.
    """
    path = folder / experiment.name / f"seed-{seed}.json"
    if path.exists():
        return read_row(path)
    check_settings()
    data.fashion_mnist("train")  # to read the files is nobody's cost
    if experiment.measure is not quality:
        experiment = experiment._replace(
            measure=quality, watch=None, all_counts=True, keep=False
        )
    run, row = train(experiment, seed, folder=folder, split=split, progress=False)
    check_settings()
    save_run(experiment.name, run, row, folder)
    return row


def read_row(path: Path) -> dict:
    """A row that an earlier call has saved."""
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise EntryError(
            f"{path} is damaged ({error}); delete it to measure that seed again"
        ) from None


def propose_steps(experiment: Experiment, rounds: int = 40) -> tuple[int, float]:
    """(steps that fit into 95 % of the time here, median CPU-seconds of one).

    Building and drawing come off first. Raises EntryError if they leave no step.
    """
    building, drawing = Clock(), Clock()
    run = building.count(experiment.build)(**experiment.config)
    draw_images(run._replace(sample=drawing.count(run.sample)), N // 10)
    fixed, name = building.cpu + 10 * drawing.cpu, experiment.name
    step = calibrate([experiment], rounds)[name]
    steps = math.floor((MARGIN * SECONDS - fixed) / step)
    if steps < 1:
        raise EntryError(
            f"{name}: building and drawing {N:,} samples take {fixed:.0f} CPU-seconds "
            f"and a step {step:.3g}; {SECONDS} must hold them all"
        )
    return steps, step
