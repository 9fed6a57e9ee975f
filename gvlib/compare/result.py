"""What a comparison came to: the object behind the report."""

from pathlib import Path
from typing import NamedTuple

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from gvlib import data, vae
from gvlib.data.own import Pictures
from gvlib.experiments.core import Run
from gvlib.experiments.own.contestants import CONTESTANTS
from gvlib.experiments.own.eyes import eyes_of
from gvlib.experiments.own.job import Job, PlanError, made, opened
from gvlib.experiments.own.quality import Eyes, seen
from gvlib.experiments.own.runs import path_of
from gvlib.numerics import sq_dists
from gvlib.train import seed_everything

SAMPLES, COLUMNS, PATHS = 48, 8, 3
Rows = dict[str, list[dict]]
"""By contestant, and "real": a row a seed, as records store them."""


class Shown(NamedTuple):
    """Pictures of one contestant's first seed that did not fail."""

    seed: int
    samples: Tensor
    nearest: dict[str, Tensor]
    """Of the first samples the nearest training pictures: by pixels, by features."""
    reconstructions: tuple[Tensor, Tensor] | None
    """Held-out pictures, and what a VAE makes of them; None without an encoder."""
    paths: Tensor | None
    """From one picture to another through the codes, a row each; None without codes."""


class Comparison(NamedTuple):
    """All that the report says, to be looked at and plotted."""

    job: Job
    eyes: list[Eyes]
    rows: Rows
    shown: dict[str, Shown]
    verdicts: list[str]
    report: Path
    """The page, one file."""

    @property
    def pictures(self) -> Pictures:
        """What was compared on, and what was found in it (`.found`)."""
        return self.job.pictures

    def values(self, key: str, metric: str) -> list[float]:
        """One metric of a contestant, or of "real", one a seed that did not fail."""
        good = (row for row in self.rows[key] if "failed" not in row)
        return [row["metrics"][metric] for row in good]


def restored(job: Job, key: str, seed: int) -> Run:
    """The run of one seed, filled with its stored weights. Raises PlanError."""
    path = path_of(job, (key, seed), "safetensors")
    build, config, _ = made(job, key)
    run = build(**config)
    try:
        stored = load_file(path)
        for part, module in run.parts.items():
            own = {k: v for k, v in stored.items() if k.startswith(f"{part}.")}
            module.load_state_dict(
                {k.removeprefix(f"{part}."): v.float() for k, v in own.items()}
            )
    except (OSError, SafetensorError, RuntimeError) as error:
        raise PlanError(
            f"{path} cannot be used ({type(error).__name__}); delete the .json beside "
            "it to measure that seed again"
        ) from None
    return run


def restored_file(path: Path) -> Run:
    """The run of weights by their file, in the folder of their comparison."""
    name = path.name.removeprefix("seed-").removesuffix(".safetensors")
    key, folder = path.parent.name, path.absolute().parents[1]
    if not path.exists() or key not in CONTESTANTS or not name.isdecimal():
        raise PlanError(
            f"{path} is not there, or not as compare has left it: "
            f".../{next(iter(CONTESTANTS))}/seed-0.safetensors"
        )
    return restored(opened(folder), key, int(name))


@torch.no_grad()
def show(job: Job, key: str, seed: int, eyes: Eyes, known: Tensor) -> Shown:
    """Samples, their nearest training pictures, and what its codes can show."""
    run = restored(job, key, seed)
    seed_everything(seed)
    samples = run.sample(SAMPLES)
    if isinstance(run.model, vae.VAE):
        back, paths = reconstructed(run, job.held), vae_paths(run, job.held)
    else:
        back, paths = None, gan_paths(run) if "generator" in run.parts else None
    near = nearest(job, samples[:COLUMNS], eyes, known)
    return Shown(seed, samples, near, back, paths)


def nearest(job: Job, x: Tensor, eyes: Eyes, known: Tensor) -> dict[str, Tensor]:
    """The training pictures nearest to x, by pixels and by their features `known`."""
    train = data.to_unit(job.train)
    far = {
        "pixels": sq_dists(x.flatten(1), train.flatten(1)),
        "features": sq_dists(seen(eyes, x), known),
    }
    return {name: train[d.argmin(1)] for name, d in far.items()}


def place_of(run: Run) -> torch.device:
    """Where a run's model computes."""
    return next(run.model.parameters()).device


def reconstructed(run: Run, held: Tensor) -> tuple[Tensor, Tensor]:
    """(held-out pictures, means of p(x|z) at the means of their codes)."""
    x = run.batches.transform(held[:COLUMNS].to(place_of(run)))
    back = run.model.conditional(run.model.posterior(x).mean).mean
    return x.cpu(), back.clamp(0, 1).cpu()


def vae_paths(run: Run, held: Tensor) -> Tensor:
    """Straight lines between the codes of held-out pictures."""
    x = run.batches.transform(held[: 2 * PATHS].to(place_of(run)))
    a, b = run.model.posterior(x).mean.chunk(2)
    t = torch.linspace(0, 1, COLUMNS, device=a.device)[:, None, None]
    z = (a + t * (b - a)).transpose(0, 1).flatten(0, 1)
    return run.model.conditional(z).mean.clamp(0, 1).cpu()


def gan_paths(run: Run) -> Tensor:
    """Great circles between codes: on a straight line |z| is smaller than ever seen."""
    z_dim = next(run.model.parameters()).shape[1]
    a, b = torch.randn(2, PATHS, z_dim, device=place_of(run))
    t = torch.linspace(0, torch.pi / 2, COLUMNS, device=a.device)[:, None, None]
    z = (t.cos() * a + t.sin() * b).transpose(0, 1).flatten(0, 1)
    return run.model(z).cpu()


def collected(job: Job, rows: Rows, verdicts: list[str], report: Path) -> Comparison:
    """The comparison with the pictures of every contestant that has a good seed."""
    eyes, shown = eyes_of(job.folder, job.pictures, job.plan["inception"]), {}
    known = seen(eyes[0], data.to_unit(job.train))
    for key in CONTESTANTS:
        good = [row["seed"] for row in rows[key] if "failed" not in row]
        if good:
            shown[key] = show(job, key, good[0], eyes[0], known)
    return Comparison(job, eyes, rows, shown, verdicts, report)
