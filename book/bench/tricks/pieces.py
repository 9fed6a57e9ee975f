"""The rest of the tricks: single pieces, sizes, and what changes how all of it runs."""

from functools import partial

from bench.tricks import replacements as r
from bench.tricks import variants as v
from bench.tricks.steps import Trick
from bench.tricks.variants import patched, step
from torch import nn

from gvlib import nets, train, vae

LAYERS = nn.Conv2d, nn.ConvTranspose2d


def parts() -> list[Trick]:
    """How single pieces are written."""
    formulas = patched(vae, "vae_step", partial(vae.vae_step, bound=r.written_out))
    slow = patched(train.EMA, "update", r.looped_average)
    rows = [
        Trick("EMA by one foreach call, was a loop", "gan-ns", 1.00,
              "some ten small tensors of forty milliseconds",
              partial(step, "gan-ns", around=slow), partial(step, "gan-ns"),
              True, "one line, and no slower"),
        Trick("distributions unchecked", "vae-sigma", 1.02, "checks read every pixel",
              partial(step, "vae-sigma"),
              partial(step, "vae-sigma", around=v.unchecked),
              False, "the checks catch wrong data"),
        Trick("hand-made convolutions", "gan-ns", 0.6,
              "a product of patches alone ran at a quarter of the library's rate",
              partial(step, "gan-ns"),
              partial(step, "gan-ns", v.replaced(LAYERS, r.Unfolded)),
              False, "slower", True),
    ]  # fmt: skip
    for on, predicted in (("vae-sigma", 1.03), ("vae-mlp", 1.06)):
        rows.append(Trick(
            "formulas, was distributions", on, predicted,
            "some twenty small calls fewer, and no checks",
            partial(step, on), partial(step, on, building=formulas),
            False, "the likelihood is an argument",
        ))  # fmt: skip
    for on, predicted in (("vae-mlp", 1.5), ("gan-ns", 1.10)):
        rows.append(Trick(
            "batches from tensors, was PIL images", on, predicted,
            "decoding and stacking take some 35 microseconds an image",
            partial(step, on, v.loader), partial(step, on),
            True, "less code, too",
        ))  # fmt: skip
    return rows


def sizes() -> list[Trick]:
    """Batch and width: images a CPU-second, against batch 64 and the frozen widths."""
    rows, (low, high) = [], nets.CHANNELS
    for n, predicted in ((32, 0.9), (128, 1.05), (256, 1.05)):
        for on in ("gan-ns", "vae-sigma"):
            rows.append(Trick(
                f"batch {n}, was 64", on, predicted,
                "more images share the overhead; large activations leave the cache",
                partial(step, on), partial(step, on, batch_size=n),
                False, "64 is the protocol's; images are not learning",
                scale=n / 64,
            ))  # fmt: skip
    for channels, predicted, reason, seen in (
        ((low // 2, high // 2), 1.7, "a quarter of the inner products", False),
        ((2 * low, 2 * high), 0.45, "four times the inner products, run better", True),
        ((low // 2, 2 * high), 0.9, "thin ends halved, dense layers doubled", False),
        ((2 * low, high // 2), 0.9, "thin ends doubled, dense layers halved", False),
    ):
        rows.append(Trick(
            f"channels {channels}, was {(low, high)}", "gan-ns", predicted, reason,
            partial(step, "gan-ns"),
            partial(step, "gan-ns", building=patched(nets, "CHANNELS", channels)),
            False, "chosen by quality per CPU-second", seen,
        ))  # fmt: skip
    return rows


def engines() -> list[Trick]:
    """What changes how everything runs; these come last."""
    rows = [
        Trick(f"two threads, {clock}", "gan-ns", predicted, reason,
              partial(step, "gan-ns", around=partial(setting, 1)),
              partial(step, "gan-ns", around=partial(setting, 2)),
              False, "two processes of one thread use two cores better", True,
              wall=clock == "by the clock")
        for clock, setting, predicted, reason in (
            ("CPU time", v.threads, 0.85, "threads wait for each other, and pay"),
            ("by the clock", v.threads, 1.6, "two cores, if both are free"),
            ("CPU time, busy machine", v.crowded, 0.3,
             "a thread whose partner lost its core waits for it, awake"),
        )
    ]  # fmt: skip
    for on, predicted in (
        ("gan-ns", 1.1), ("vae-sigma", 1.1), ("vae-mlp", 1.1), ("gan-r3", 1.1),
    ):  # fmt: skip
        rows.append(Trick(
            "torch.compile", on, predicted,
            "activations are fused; convolutions stay the library's; no second "
            "derivatives, so gan-r3 should fail",
            partial(step, on), partial(step, on, v.compiled),
            False, "needs a C++ compiler, and hides what runs",
        ))  # fmt: skip
    return rows


PIECES = [*parts(), *sizes(), *engines()]
