"""Does bfloat16 change what a network learns? Two contestants again, under autocast.

Same seed, same steps, same settings as in the records; the distance to the validation
images at the end, beside those of the record's seeds. Writes the key "bf16" of
gvlib/zoo/bench.json: `python -m studies.bf16` (ten minutes on one core).
"""

import sys
from collections.abc import Iterator

import torch
from bench.store import merge
from torch import Tensor

from gvlib import zoo
from gvlib.experiments import experiment, train
from gvlib.experiments.core import Experiment, Run
from gvlib.numerics import digits
from gvlib.train import Scalars

NAMES = ("fashion/gan-r3", "fashion/vae-bce")


def halved(e: Experiment) -> Experiment:
    """The same experiment with its steps under bfloat16 autocast."""

    def build(**config) -> Run:
        run = e.build(**config)

        def step(batches: Iterator[Tensor]) -> Scalars:
            with torch.autocast("cpu", torch.bfloat16):
                return run.step(batches)

        return run._replace(step=step)

    # No measure: the watched distance to the validation images is what is compared.
    return e._replace(name=f"{e.name}-bf16", build=build, measure=lambda run, split: {})


def measured(name: str, seed: int = 0) -> dict:
    """The run's end, and the ends of the record's seeds, on the validation images."""
    e = experiment(name)
    _, row = train(halved(e), seed, split="val", progress=False)
    found = {"seed": seed, "steps": row.get("steps"), "seconds": row["cpu_seconds"]}
    if "failed" in row:
        return found | {"failed": row["failed"]}
    stored = [fd[-1] for _, fd in zoo.curves(name, "cpu_seconds", "fd")]
    return found | {
        "fd": digits(row["curve"][-1]["fd"]), "float32": [digits(fd) for fd in stored],
        "machine": row["machine"], "commit": row["commit"],
    }  # fmt: skip


def main() -> None:
    if not torch.cpu._is_avx512_bf16_supported():
        print("This CPU has no bfloat16 arithmetic: its effect is not measured here.")
        return
    for name in sys.argv[1:] or NAMES:
        found = measured(name)
        print(name, found, flush=True)
        merge("bf16", name, found)


if __name__ == "__main__":
    main()
