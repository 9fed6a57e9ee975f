"""A training step as it stands, or with one thing changed: what the tricks compare.

Nothing here changes gvlib: a variant edits one Run, or holds while one is built.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple
from unittest import mock

import torch
from bench.floors.fit_overhead import mlp_vae
from bench.tricks.replacements import Pictures
from torch import Tensor, nn
from torch.distributions import Distribution
from torch.optim import Optimizer
from torch.utils.data import DataLoader

from gvlib import train, vae
from gvlib.experiments import experiment
from gvlib.experiments.core import Run

Context = Callable[[], contextlib.AbstractContextManager]
Change = Callable[[Run], Run | None]
patched = partial(partial, mock.patch.object)


class Variant(NamedTuple):
    """What is timed, and the settings that hold around it, outside the clock."""

    call: Callable[[], object]
    around: Context = contextlib.nullcontext

    def __call__(self) -> object:
        return self.call()


def step(
    on: str,
    change: Change | None = None,
    around: Context = contextlib.nullcontext,
    building: Context = contextlib.nullcontext,
    **config,
) -> Variant:
    """One training step of fashion/`on`, or of the MLP VAE, from the first seed."""
    return step_and_run(on, change, around, building, **config)[0]


def step_and_run(
    on: str,
    change: Change | None = None,
    around: Context = contextlib.nullcontext,
    building: Context = contextlib.nullcontext,
    **config,
) -> tuple[Variant, Run]:
    """The same, with the run that it belongs to."""
    train.seed_everything(0)
    with building():
        if on == "vae-mlp":
            run, _ = mlp_vae(average=False, **config)
        else:
            chosen = experiment(f"fashion/{on}")
            run = chosen.build(**chosen.config | config)
    run = (change(run) if change else None) or run
    return Variant(lambda: run.step(run.batches), around), run


def modules(run: Run) -> list[nn.Module]:
    """The networks of a run, the averaged one included."""
    things = [getattr(thing, "module", thing) for thing in run.state.values()]
    return [thing for thing in things if isinstance(thing, nn.Module)]


def adam_as(fused: bool, foreach: bool) -> Change:
    """Adam by another implementation of the same formula."""

    def change(run: Run) -> None:
        for thing in run.state.values():
            for group in thing.param_groups if isinstance(thing, Optimizer) else ():
                group.update(fused=fused, foreach=foreach)

    return change


def channels_last(run: Run) -> None:
    """Weights with the channel as the fastest axis; activations follow them."""
    for module in modules(run):
        module.to(memory_format=torch.channels_last)


def bf16() -> contextlib.AbstractContextManager:
    """Matrix products and convolutions in 16 bits, everything else as it was."""
    return torch.autocast("cpu", torch.bfloat16)


def compiled(run: Run) -> None:
    """Let torch.compile trace each network; it does so at the first calls."""
    torch._dynamo.reset()
    for thing in run.state.values():
        if isinstance(thing, vae.VAE):
            thing.encoder.compile()
            thing.decoder.compile()
        elif isinstance(thing, nn.Module):
            thing.compile()


@contextlib.contextmanager
def threads(n: int) -> Iterator[None]:
    """n threads inside, one again afterwards."""
    torch.set_num_threads(n)
    try:
        yield
    finally:
        torch.set_num_threads(1)


@contextlib.contextmanager
def crowded(n: int) -> Iterator[None]:
    """The same beside one busy process for each core."""
    burn = [sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(burn) for _ in range(os.cpu_count() or 1)]
    time.sleep(0.1)  # until they run
    try:
        with threads(n):
            yield
    finally:
        for other in others:
            other.kill()
            other.wait()


@contextlib.contextmanager
def unchecked() -> Iterator[None]:
    """Distributions that do not look at their arguments."""
    Distribution.set_default_validate_args(False)
    try:
        yield
    finally:
        Distribution.set_default_validate_args(True)


def replaced(old: tuple[type, ...], new: Callable[[nn.Module], nn.Module]) -> Change:
    """Every layer of these types by another one with the same weights."""

    def change(run: Run) -> None:
        for module in modules(run):
            for parent in list(module.modules()):
                for name, layer in list(parent.named_children()):
                    if isinstance(layer, old):
                        setattr(parent, name, new(layer))

    return change


def loader(run: Run) -> Run:
    """The same run fed by a DataLoader over pictures."""
    source = run.batches
    pictures = DataLoader(
        Pictures(source.x), source.batch_size, shuffle=True, drop_last=True
    )

    def endless() -> Iterator[Tensor]:
        while True:
            for x in pictures:
                yield x.reshape(-1, *source.x.shape[1:])

    return run._replace(batches=endless())
