"""The trials that chose penalties and learning rates of page 7b: one seed, validation.

At each dimension the same number for either family, at the steps that are reported.
A row has the distance of what is drawn; of a VAE from each of its three sources of
codes. Writes gvlib/zoo/dimension-trials.json, a row at a time:
`python -m studies.dimension_trials` runs all (an hour on one core), with numbers only
those dimensions.
"""

import argparse
import json
from collections.abc import Iterator

from gvlib import files, zoo
from gvlib.experiments import experiment
from gvlib.experiments.studies.dimensions import CHOSEN, follow_gan, follow_vae
from gvlib.numerics import digits
from gvlib.train import fit, seed_everything

SEED = 0
PENALTIES = (0.01, 0.1, 1.0, 10.0, 100.0)
FIRST_RATE = 1e-3  # at which the penalties are compared
GAN_RATES = (2.5e-4, 5e-4, 2e-3)  # with the best of them
VAE_RATES = (6.25e-5, 1.25e-4, 2.5e-4, 5e-4, 1e-3, 2e-3, 4e-3, 8e-3)


def gan_trials(dim: int) -> Iterator[dict]:
    """Penalties at one rate, then rates at the best penalty."""
    found = {}
    for penalty in PENALTIES:
        row = result(f"dimensions/gan-{dim}", weighed(penalty) | {"lr": FIRST_RATE})
        found[penalty] = row["sw"]
        yield row
    best = min(found, key=found.get)
    for rate in GAN_RATES:
        yield result(f"dimensions/gan-{dim}", weighed(best) | {"lr": rate})


def weighed(penalty: float) -> dict[str, float]:
    """Both penalties with one weight."""
    return {"r1": penalty, "r2": penalty}


def vae_trials(dim: int) -> Iterator[dict]:
    """Rates alone: the likelihood weighs itself."""
    for rate in VAE_RATES:
        yield result(f"dimensions/vae-{dim}", {"lr": rate})


def result(name: str, change: dict[str, float]) -> dict:
    """Train, measure, and say what was done."""
    e = experiment(name)
    seed_everything(SEED)
    run = e.build(**e.config | change)
    fit(run.step, run.batches, e.steps, state=run.state, progress=False)
    seed_everything(SEED)
    found = (follow_gan if "/gan-" in name else follow_vae)(run)
    said = {"name": name, **change, "steps": e.steps, "seed": SEED}
    return said | {key: digits(value) for key, value in found.items()}


def store(row: dict) -> None:
    """Put a row into the file, in the place of an earlier one of that trial."""

    def key(each: dict) -> str:
        return json.dumps({k: v for k, v in each.items() if not k.startswith("sw")})

    path = zoo.FOLDER / zoo.DIMENSION_TRIALS
    before = zoo.dimension_trials() if path.exists() else []
    kept = {key(each): each for each in [*before, row]}
    lines = ",\n".join("  " + json.dumps(each) for each in kept.values())
    text = '{\n "rows": [\n' + lines + "\n ]\n}\n"
    files.replace(path, lambda to: to.write_text(text))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dims", nargs="*", type=int, help="only these dimensions")
    for dim in parser.parse_args().dims or CHOSEN:
        for trials in (gan_trials, vae_trials):
            for row in trials(dim):
                store(row)
                print(row, flush=True)


if __name__ == "__main__":
    main()
