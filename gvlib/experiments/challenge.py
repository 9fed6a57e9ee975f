"""Ten CPU-minutes on Fashion-MNIST: the rules, what is measured, one seed of a run."""

import json
import math
import time
from collections.abc import Callable
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor
from torch.optim import Optimizer

from gvlib import data, zoo
from gvlib.errors import GvlibError, SettingError
from gvlib.experiments.budget import budget
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.measure import image_quality
from gvlib.experiments.records import calibrate
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
    x = drawn(run, N_SMOKE if budget() == "smoke" else N)
    found = image_quality(x, split)
    return found | {"copies": copies(x), "parameters": parameters(run)}


@torch.no_grad()
def drawn(run: Run, n: int) -> Tensor:
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


def copies(x: Float[Tensor, "n 1 28 28"]) -> float:
    """The share of images whose nearest training image is nearer than half the fifth.

    Euclidean distance of pixels. A blurred image is about as far from all five, a copy
    is not. Test images are not all 0, for the data hold near-twins. A copy that was
    shifted or mirrored is not seen.
    """
    real, close = data.to_unit(data.fashion_mnist("train")[0]).flatten(1), 0
    for rows in x.flatten(1).split(128):
        near = sq_dists(rows, real).topk(5, dim=1, largest=False).values
        close += (4 * near[:, 0] <= near[:, 4]).sum().item()
    return close / len(x)


def parameters(run: Run) -> int:
    """How many numbers the run's optimisers train."""
    optimisers = [s for s in run.state.values() if isinstance(s, Optimizer)]
    groups = [group for o in optimisers for group in o.param_groups]
    return sum(p.numel() for p in {p for group in groups for p in group["params"]})


def settings() -> None:
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


def counted(call: Callable, seconds: list[float]) -> Callable:
    """The same call; its CPU-seconds join the list."""

    def on_the_clock(*args, **kwargs):
        start = time.process_time()
        result = call(*args, **kwargs)
        seconds.append(time.process_time() - start)
        return result

    return on_the_clock


def one_seed(experiment: Experiment, seed: int, split: str, folder: Path) -> dict:
    """One seed's row: the saved one, or trained and measured now, and saved.

    The experiment's own measurements are left out. Raises SettingError for a second
    thread or another device.
    """
    path = folder / experiment.name / f"seed-{seed}.json"
    if path.exists():
        return saved(path)
    settings()
    data.fashion_mnist("train")  # to read the files is nobody's cost
    spent = []

    def build(**config) -> Run:
        run = counted(experiment.build, spent)(**config)
        # No parts: measured is what was trained, not what a zoo would store of it.
        return run._replace(sample=counted(run.sample, spent), parts={})

    plain = experiment._replace(build=build, measure=quality, watch=None)
    run, row = train(plain, seed, folder=folder, split=split, progress=False)
    settings()
    row["cpu_seconds"] = round(row["cpu_seconds"] + sum(spent), 1)
    save_run(experiment.name, run, row, folder)
    return row


def saved(path: Path) -> dict:
    """A row that an earlier call has saved."""
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise EntryError(
            f"{path} is damaged ({error}); delete it to measure that seed again"
        ) from None


def proposed_steps(experiment: Experiment, rounds: int = 40) -> tuple[int, float]:
    """(steps that fit into 95 % of the time here, median CPU-seconds of one).

    Building and drawing come off first. Raises EntryError if they leave no step.
    """
    spent = []
    run = counted(experiment.build, spent)(**experiment.config)
    drawn(run._replace(sample=counted(run.sample, spent)), N // 10)
    fixed, median = spent[0] + 10 * spent[1], calibrate([experiment], rounds)
    step = median[experiment.name]
    steps = math.floor((MARGIN * SECONDS - fixed) / step)
    if steps < 1:
        raise EntryError(
            f"{experiment.name}: building and drawing {N:,} samples take {fixed:.0f} "
            f"CPU-seconds and a step {step:.3g}; {SECONDS} must hold them all"
        )
    return steps, step
