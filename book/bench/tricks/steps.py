"""The tricks: two ways to do the same step, a prediction, and a decision.

`predicted` is a factor: seconds without the trick over seconds with it. It was written
before the first measurement; where `seen` is true a trial had hinted at it already.
Neither is changed afterwards. F is one forward pass of one network over the batch. Most
were made for channels (32, 64), and when loss and penalties still ran D apart.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from bench.tricks import replacements as r
from bench.tricks import variants as v
from bench.tricks.variants import Variant, patched, step
from torch import nn

from gvlib import gan
from gvlib.gan import step as one_round  # the module


class Trick(NamedTuple):
    """A row of the table; `without` and `having` each make a Variant when called."""

    name: str
    on: str
    predicted: float
    reason: str
    without: Callable[[], Variant]
    having: Callable[[], Variant]
    kept: bool
    why: str
    seen: bool = False
    scale: float = 1.0
    """How many times more images a step takes with the trick."""
    wall: bool = False
    """Whether wall time is compared, in the place of CPU time."""


def adam() -> list[Trick]:
    """Three implementations of one formula."""
    rows = []
    for old, foreach, predicted, mlp in (
        ("plain loop", False, 1.04, 1.25), ("foreach", True, 1.03, 1.25),
    ):  # fmt: skip
        for on, factor, seen in (("gan-ns", predicted, False), ("vae-mlp", mlp, True)):
            rows.append(Trick(
                f"fused Adam, was {old}", on, factor,
                "one pass over the weights in the place of ten; dense layers have "
                "many weights and few products",
                partial(step, on, v.adam_as(False, foreach)), partial(step, on),
                True, "free, and the formula is the same", seen,
            ))  # fmt: skip
    return rows


def memory() -> list[Trick]:
    """Layout and width of numbers."""
    rows = []
    half = "a seventh of the time for products, none saved at the thin ends"
    machine = "not every CPU has it, and results would differ between machines"
    for on, layout, bf16, both in (
        ("gan-ns", 1.05, 1.55, 1.75), ("gan-r3", 1.05, 1.55, 1.75),
        ("vae-sigma", 1.05, 1.4, 1.4),
    ):  # fmt: skip
        rows.append(Trick(
            "channels last", on, layout, "the library need not reorder its inputs",
            partial(step, on), partial(step, on, v.channels_last),
            False, "", True,
        ))  # fmt: skip
        rows.append(Trick(
            "bfloat16", on, bf16, half,
            partial(step, on), partial(step, on, around=v.bf16), False, machine, True,
        ))  # fmt: skip
        rows.append(Trick(
            "bfloat16, channels last", on, both, "both savings",
            partial(step, on), partial(step, on, v.channels_last, v.bf16),
            False, machine, True,
        ))  # fmt: skip
    rows.append(Trick(
        "bfloat16", "vae-mlp", 1.15, "products are half of the time; weights are "
        "rounded anew each step", partial(step, "vae-mlp"),
        partial(step, "vae-mlp", around=v.bf16), False, machine,
    ))  # fmt: skip
    return rows


def passes() -> list[Trick]:
    """Work that a step can leave out, or do in one call. ns: 12 F a step, r3: 25 F."""

    def built(**differently) -> Callable:
        """gan_step in the form with places for its pieces, one of them another."""
        return patched(gan, "gan_step", partial(r.round_of, **differently))

    common = patched(one_round, "update", r.backward_update)
    apart, few = built(penalise=r.apart), built(penalise=partial(r.apart, n=16))
    straight = v.replaced((nn.LeakyReLU,), gate)
    return [
        Trick("gradients of own weights only", "gan-ns", 1.08,
              "the generator's update needs no weight gradients of D: 13 F to 12 F",
              partial(step, "gan-ns", around=common), partial(step, "gan-ns"),
              True, "faster, and a player cannot touch the other"),
        Trick("gradients of own weights only", "gan-r3", 1.12,
              "D(real) stands in the generator's loss: 3 F fewer",
              partial(step, "gan-r3", around=common), partial(step, "gan-r3"),
              True, "faster, and a player cannot touch the other"),
        Trick("no D(real) for the generator", "gan-ns", 1.08,
              "this loss ignores it: 13 F to 12 F",
              partial(step, "gan-ns", building=built(judge=r.both)),
              partial(step, "gan-ns"),
              True, "the same numbers for less, and no loss has to ask for it"),
        Trick("real and fake in one call of D", "gan-ns", 1.03,
              "fewer calls, larger products",
              partial(step, "gan-ns"),
              partial(step, "gan-ns", building=built(logits=r.in_one_call)),
              False, "hides who is who"),
        Trick("loss and penalties share D's pass", "gan-r3", 1.09,
              "25 F to 23 F",
              partial(step, "gan-r3", building=apart), partial(step, "gan-r3"),
              True, "the same numbers for less"),
        Trick("penalties on 16 of 64, passes apart", "gan-r3", 1.45,
              "12 F of 25 F become 3 F; small batches run less well",
              partial(step, "gan-r3", building=apart),
              partial(step, "gan-r3", building=few),
              False, "more variance in the penalty: time alone cannot decide"),
        Trick("no second derivative, passes apart", "gan-r3", 1.19,
              "LeakyReLU's is zero, yet carried back through D: 25 F to 21 F",
              partial(step, "gan-r3", building=apart),
              partial(step, "gan-r3", straight, building=apart),
              False, "with shared passes there is nothing left to save"),
    ]  # fmt: skip


def gate(layer: nn.LeakyReLU) -> nn.Module:
    """The replacement of one activation."""
    return r.Gate(layer.negative_slope)


STEPS = [*adam(), *memory(), *passes()]
