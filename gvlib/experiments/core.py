"""What an experiment is: a name, a call that builds it, and what to measure."""

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from torch import Tensor, nn

from gvlib.train import Step


class Run(NamedTuple):
    """Everything one seed needs: `state` is all that must survive a restart."""

    step: Step | None
    """None for a Run that can only be filled with weights: see `Experiment.empty`."""
    batches: Iterator[Tensor]
    state: dict[str, object]
    parts: dict[str, nn.Module]
    """What is measured and stored in the end, by name: the averaged weights."""
    sample: Callable[[int], Tensor] | None = None
    """n samples as they are shown, on the CPU."""
    draw: Callable[[int], Tensor] | None = None
    """n samples with the observation's own noise, where the model has such."""
    model: nn.Module | None = None
    """The model that is shown, with averaged weights; its parts are in `parts`."""
    drawn: dict | None = None
    """Settings that the seed has drawn, where they are not those of the experiment."""


class Experiment(NamedTuple):
    """One row of the book's evidence; `build(**config)` makes the Run of one seed."""

    name: str
    title: str
    build: Callable[..., Run]
    config: dict
    steps: int
    measure: Callable[[Run, str], dict]
    """measure(run, split) -> the metrics of the record."""
    protocol: dict
    watch: Callable[[Run], dict] | None = None
    """What to follow while training, on the validation set."""
    seeds: tuple[int, ...] = (0, 1, 2)
    every: int = 100
    points: int = 10
    """How many points the curve of quality against compute has."""
    revision: int = 1
    watched: str = ""
    """The metric whose prediction interval a retrained seed must fall into."""
    keep: bool = False
    """Whether the first seed's weights are stored, because a page shows its samples."""
    empty: Callable[..., Run] | None = None
    """Makes a Run to be filled with weights, if `build` must read the data for one."""
    all_counts: bool = False
    """Whether the seconds of building and drawing count, not only those of steps."""

    def identity(self) -> dict:
        """What makes two runs the same run; a checkpoint of another one is refused."""
        what = {"name": self.name, "revision": self.revision, "steps": self.steps}
        return what | self.config


class Clock:
    """CPU and wall seconds inside what is counted, kept across restarts."""

    def __init__(self) -> None:
        self.cpu = self.wall = 0.0

    def count(self, call: Callable) -> Callable:
        """The same call, on the clock."""

        def on_the_clock(*args, **kwargs):
            cpu, wall = time.process_time(), time.perf_counter()
            result = call(*args, **kwargs)
            self.cpu += time.process_time() - cpu
            self.wall += time.perf_counter() - wall
            return result

        return on_the_clock

    def state_dict(self) -> dict:
        return {"cpu": self.cpu, "wall": self.wall}

    def load_state_dict(self, state: dict) -> None:
        self.cpu, self.wall = state["cpu"], state["wall"]
