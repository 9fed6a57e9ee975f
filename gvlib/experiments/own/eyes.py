"""Whose eyes look at the pictures: features in which distances are measured.

With labels the features of a classifier that is trained on them. Without, and as a
second opinion, features that are learned without labels: book/studies/eyes.py measured
which of several order known damages best.
"""

import json
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from gvlib import nets
from gvlib.data.own import Pictures, held_out
from gvlib.errors import GvlibError
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.own.quality import Eyes
from gvlib.experiments.reproduce import save_run
from gvlib.experiments.runner import train
from gvlib.experiments.studies.classifiers import image_classifier, share_right

LABELLED, BLIND = "labels", "turns"
TURNS = 4
TITLES = {
    LABELLED: "a classifier of these {n} classes, trained on the labels",
    BLIND: "a network that learned, without labels, how far a picture was turned",
}
CONFIG = {"lr": 3e-3, "batch_size": 64}


class EyesError(GvlibError):
    """The features that were stored cannot be used."""


def names(pictures: Pictures) -> tuple[str, ...]:
    """Whose eyes there are, the first ones first."""
    return (BLIND,) if pictures.y is None else (LABELLED, BLIND)


def network(pictures: Pictures, which: str) -> nn.Sequential:
    """The classifier of these pictures; its first part gives the features."""
    classes = TURNS if which == BLIND else len(pictures.classes)
    return nets.classifier(classes, *pictures.x.shape[1:3])


def turned(x: Tensor) -> tuple[Tensor, Tensor]:
    """Every picture four times, turned by 0 to 3 quarters, and by how many."""
    turns = torch.cat([torch.rot90(x, k, (-2, -1)) for k in range(TURNS)])
    return turns, torch.arange(TURNS).repeat_interleave(len(x))


def labelled(pictures: Pictures, which: str) -> tuple[tuple, tuple]:
    """((pictures, labels) to train on, the same of those held out)."""
    n, y = held_out(len(pictures.x)), pictures.y
    x, held = pictures.x[n:], pictures.x[:n]
    if which == BLIND:
        return turned(x), turned(held)
    return (x, y[n:]), (held, y[:n])


def experiment_of(pictures: Pictures, which: str, name: str, steps: int) -> Experiment:
    """The classifier as an experiment: its Run, and the accuracy on held-out ones."""
    seen, held = labelled(pictures, which)

    def build(**config) -> Run:
        return image_classifier(*seen, network(pictures, which), **config)

    def accuracy(run: Run, split: str) -> dict[str, float]:
        return {"accuracy": share_right(run.model, *held)}

    return Experiment(
        f"{name}/eyes-{which}", TITLES[which].format(n=len(pictures.classes)), build,
        CONFIG | {"steps": steps, "mirror": False}, steps, accuracy,
        {"n": len(held[0])}, seeds=(0,), every=max(1, steps // 10), keep=True,
    )  # fmt: skip


def train_eyes(
    folder: Path, pictures: Pictures, steps: dict[str, int], progress: bool | None
) -> None:
    """Train every pair of eyes that is not stored yet, from where it stopped."""
    for which in names(pictures):
        e = experiment_of(pictures, which, folder.name, steps[which])
        if not (folder / f"eyes-{which}" / "seed-0.json").exists():
            run, row = train(e, 0, folder=folder.parent, progress=progress)
            save_run(e.name, run, row, folder.parent)
            if "failed" in row:
                raise EyesError(f"the eyes {e.name} failed at {row['failed']}")


def eyes_of(folder: Path, pictures: Pictures) -> list[Eyes]:
    """The stored features, those of the labels first. Raises EyesError."""
    return [stored_eyes(folder / f"eyes-{w}", pictures, w) for w in names(pictures)]


def stored_eyes(folder: Path, pictures: Pictures, which: str) -> Eyes:
    """One pair of eyes as it was stored. Raises EyesError."""
    net, start = network(pictures, which), "classifier."
    try:
        row = json.loads((folder / "seed-0.json").read_text())
        stored = load_file(folder / "seed-0.safetensors")
        weights = {k.removeprefix(start): v.float() for k, v in stored.items()}
        net.load_state_dict(weights)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise EyesError(
            f"{folder} is damaged ({type(error).__name__}); delete it to train these "
            "eyes again"
        ) from None
    title = TITLES[which].format(n=len(pictures.classes))
    facts = row["metrics"] | {"steps": row["steps"], "cpu_seconds": row["cpu_seconds"]}
    return Eyes(which, title, net.eval().requires_grad_(False)[0], facts)
