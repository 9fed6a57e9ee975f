"""Follow a peer's own training from outside: its clock and its samples' distance.

torch calls a hook after every step of every optimiser. Nothing of the peer is changed:
its loop, its losses, its data loading and its logging run as they are, on the clock.
"""

import time
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim.optimizer import register_optimizer_step_post_hook

from gvlib import data, metrics, zoo

N = 5_000
AT_ONCE = 100


class EnoughError(Exception):
    """The budget is spent: raised inside the peer's loop to leave it."""


class Watch:
    """A curve of (CPU-seconds of training, Fréchet distance to the validation set).

    `sample(n)` returns n images in [0, 1] of 28 x 28. Measuring is not on the clock.
    """

    def __init__(self, sample: Callable[[int], Tensor], cap: float, every: float):
        self.sample, self.cap, self.every = sample, cap, every
        self.extract = zoo.features()
        self.real = self.extract(data.to_unit(data.fashion_mnist("val")[0][:N]))
        self.curve: list[tuple[float, float]] = []
        self.steps, self.due = 0, every
        self.start, self.measuring = time.process_time(), 0.0

    def seconds(self) -> float:
        """CPU-seconds of training so far."""
        return time.process_time() - self.start - self.measuring

    def __call__(self, *_: object) -> None:
        """After one optimiser's step."""
        self.steps += 1
        now = self.seconds()
        if now < min(self.due, self.cap):
            return
        before = time.process_time()
        self.curve.append((round(now, 1), self.distance()))
        cost = time.process_time() - before
        self.measuring += cost
        # A large generator takes longer to measure than to train a little.
        self.due = now + max(self.every, 2 * cost)
        if now >= self.cap:
            raise EnoughError

    @torch.no_grad()
    def distance(self) -> float:
        """Of N samples, the random numbers put back as they were."""
        with torch.random.fork_rng(devices=[]):
            x = torch.cat([self.sample(AT_ONCE) for _ in range(N // AT_ONCE)])
        if not x.isfinite().all():
            return float("inf")
        return metrics.frechet_distance(self.real, self.extract(x.clamp(0, 1)))


def follow(train: Callable[[], object], watch: Watch) -> None:
    """Run the peer's training until the watch has seen enough."""
    handle = register_optimizer_step_post_hook(watch)
    try:
        train()
    except EnoughError:
        pass
    finally:
        handle.remove()


def evaluated(net: nn.Module, draw: Callable[[int], Tensor]) -> Callable[[int], Tensor]:
    """The same draw with the network in evaluation mode, and back as it was."""

    def sample(n: int) -> Tensor:
        before = net.training
        net.eval()
        found = draw(n)
        net.train(before)
        return found

    return sample


def below(curve: list[tuple[float, float]], level: float) -> float | None:
    """The first CPU-second from which on the distance stays below `level`."""
    after = None
    for seconds, distance in reversed(curve):
        if not distance < level:
            break
        after = seconds
    return after
