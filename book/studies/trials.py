"""The trials in which networks and learning rates were chosen: one seed, validation.

Each row is a training run of its own and its Fréchet distance to the validation images
(of the Boltzmann machine -log p of the validation bits, nats).
Both families get the same networks and the same number of trials, at steps that cost
the same. Writes gvlib/zoo/trials.json, a row at a time: `python -m studies.trials`
runs all rows (two hours on one core), with words only those that hold them all.
"""

import argparse
import json
from collections.abc import Callable
from contextlib import contextmanager
from typing import NamedTuple

from gvlib import files, nets, zoo
from gvlib.experiments import experiment, quality
from gvlib.experiments.challenge import seed as challenge
from gvlib.experiments.challenge.scores import OTHER
from gvlib.experiments.core import Run
from gvlib.experiments.studies import boltzmann
from gvlib.numerics import digits
from gvlib.train import fit, seed_everything

CHOSEN = ((16, 32), 256)
WIDE = ((32, 64), 64)
MIDDLE = ((16, 64), 64)
FLAT = ((16, 64), 256)
MEASURED = ("fd", OTHER, "nll")


def entered(run: Run) -> dict:
    """An entry of the challenge, by the challenge's own measures."""
    return challenge.quality(run, "val")


def likely(run: Run) -> dict:
    """The Boltzmann machine, by its likelihood: its images wait for its chains."""
    return boltzmann.bits_nll(run.parts["model"], "val")


class Trial(NamedTuple):
    """What was tried: a contestant, its network, its learning rate, its steps."""

    about: str
    name: str
    network: tuple[tuple[int, int], int]
    lr: float
    steps: int
    judge: Callable[[Run], dict] = quality.watch_images
    seed: int = 0  # a new one begins at 1,000: none may be a seed that is reported


FIRST = [
    Trial("networks, 100 CPU-seconds", name, network, lr, steps)
    for name, lr, each in (
        ("fashion/gan-ns", 5e-4, (2142, 3230, 2097, 3090)),
        ("fashion/vae-bce", 1e-3, (4480, 6534, 3705, 5753)),
    )
    for network, steps in zip((WIDE, MIDDLE, FLAT, CHOSEN), each, strict=True)
]
SECOND = [
    Trial("networks, 240 CPU-seconds", "fashion/gan-r3", WIDE, 5e-4, 2_684),
    Trial("networks, 240 CPU-seconds", "fashion/gan-r3", CHOSEN, 5e-4, 4_468),
    Trial("networks, 240 CPU-seconds", "fashion/vae-bce", WIDE, 1e-3, 10_900),
    Trial("networks, 240 CPU-seconds", "fashion/vae-bce", CHOSEN, 1e-3, 16_400),
    Trial("networks, 100 CPU-seconds", "fashion/gan-r3", WIDE, 1e-3, 1_120),
]
STEPS = {  # 100 CPU-seconds; gan-r3's step has become 1.2 times as fast since then
    "gan-ns": 3_500, "gan-r3": 1_860, "vae-bce": 6_848, "vae-cb": 6_248,
    "vae-sigma": 6_848,
}  # fmt: skip
RATES = [
    Trial("learning rates, 100 CPU-seconds", f"fashion/{method}", CHOSEN, lr, steps)
    for method, steps in STEPS.items()
    for lr in (1e-3, 2e-3, 4e-3)
]
LOWER = [
    Trial("lower rates, 100 CPU-seconds", f"fashion/{m}", CHOSEN, lr, STEPS[m])
    for m, lr in (
        ("gan-ns", 2.5e-4), ("gan-ns", 5e-4), ("gan-r3", 2.5e-4), ("gan-r3", 5e-4),
        ("vae-bce", 5e-4), ("vae-sigma", 5e-4),
    )
]  # fmt: skip
FULL = [
    Trial("full length", f"fashion/{method}", CHOSEN, lr, steps)
    for method, steps, rates in (
        ("gan-ns", 8_000, (1e-3, 2e-3)), ("gan-r3", 5_300, (2e-3, 4e-3)),
        ("vae-bce", 15_600, (2e-3,)), ("vae-cb", 14_600, (1e-3, 2e-3)),
        ("vae-sigma", 15_400, (1e-3, 2e-3)),
    )
    for lr in rates
]  # fmt: skip
FULL += [Trial("full length", "fashion/vae-bce", CHOSEN, 1e-3, 16_400)]
# The rate of revision 3, which was chosen with gradients in the wrong order.
FULL += [
    Trial("full length, the rate of before", "fashion/gan-r3", CHOSEN, 1e-3, 5_300)
]
ENTRY = [
    Trial("challenge, falling rate", "fashion/challenge-gan", CHOSEN, lr, 12_500,
          entered, challenge.FIRST_SEED["val"])
    for lr in (1e-3, 2e-3)
]  # fmt: skip
BOLTZMANN = [
    Trial("rates of the RBM", "fashion-binary/rbm", CHOSEN, lr, 4_000, likely)
    for lr in (0.0125, 0.025, 0.05, 0.1, 0.2)
]
AGAIN = [
    Trial("a winner again, another processor", "fashion/gan-ns", CHOSEN, 2e-3, 3_500)
]
TRIALS = [*FIRST, *SECOND, *RATES, *LOWER, *FULL, *ENTRY, *BOLTZMANN, *AGAIN]


@contextmanager
def network(channels: tuple[int, int], hidden: int):
    """Networks of other widths than the book's, for as long as a trial lasts."""
    before = nets.CHANNELS, nets.HIDDEN
    nets.CHANNELS, nets.HIDDEN = channels, hidden
    try:
        yield
    finally:
        nets.CHANNELS, nets.HIDDEN = before


def result(trial: Trial) -> dict:
    """Train, measure, and say what was done."""
    e = experiment(trial.name)
    falling = {"anneal": trial.steps} if "anneal" in e.config else {}
    seed_everything(trial.seed)
    with network(*trial.network):
        run = e.build(**e.config | {"lr": trial.lr} | falling)
    fit(run.step, run.batches, trial.steps, state=run.state, progress=False)
    found = trial.judge(run)
    channels, hidden = trial.network
    return {
        "about": trial.about, "name": trial.name, "channels": list(channels),
        "hidden": hidden, "lr": trial.lr, "steps": trial.steps, "seed": trial.seed,
    } | {key: digits(found[key]) for key in MEASURED if key in found}  # fmt: skip


def store(rows: list[dict]) -> None:
    """Put rows into trials.json, each in the place of an earlier one of that trial."""

    def key(row: dict) -> str:
        return json.dumps({k: v for k, v in row.items() if k not in MEASURED})

    path = zoo.FOLDER / "trials.json"
    kept = {key(row): row for row in [*(zoo.trials() if path.exists() else []), *rows]}
    lines = ",\n".join("  " + json.dumps(row) for row in kept.values())
    text = '{\n "rows": [\n' + lines + "\n ]\n}\n"
    files.replace(path, lambda to: to.write_text(text))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only trials that hold these")
    words = parser.parse_args().words
    for trial in TRIALS:
        if all(word in str(trial) for word in words):
            row = result(trial)
            store([row])
            print(row, flush=True)


if __name__ == "__main__":
    main()
