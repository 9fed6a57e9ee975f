"""Whose eyes look at the pictures: features in which distances are measured.

With labels the features of a classifier that is trained on them. Without, and as a
second opinion, features that are learned without labels: book/studies/eyes.py measured
which of several order known damages best. On request a third pair, Inception's.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn

from gvlib import data, files, nets
from gvlib.data.own import Pictures, held_out
from gvlib.errors import GvlibError
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.own.inception import inception as features_of_inception
from gvlib.experiments.own.patches import empty_patches, patch_features
from gvlib.experiments.own.quality import Eyes, seen
from gvlib.experiments.reproduce import save_run
from gvlib.experiments.runner import train
from gvlib.experiments.studies.classifiers import image_classifier, share_right
from gvlib.train import seed_everything

LABELLED, BLIND, INCEPTION = "labels", "patches", "inception"
TITLES = {
    LABELLED: "a classifier of these {n} classes, trained on the labels",
    BLIND: "what is typical of patches of 6 x 6 pixels, learned without labels",
    INCEPTION: "Inception's, as torchvision trained it on photographs of ImageNet",
}
SEEN = "eyes-real.safetensors"  # what they see of the held-out pictures
CONFIG = {"lr": 3e-3, "batch_size": 64, "mirror": False}


class EyesError(GvlibError):
    """The features that were stored cannot be used."""


def names(pictures: Pictures, inception: bool = False) -> tuple[str, ...]:
    """Whose eyes there are, the first ones first."""
    own = (BLIND,) if pictures.y is None else (LABELLED, BLIND)
    return own + (INCEPTION,) * inception


def classifier_of(pictures: Pictures, name: str, steps: int) -> Experiment:
    """The classifier as an experiment: its Run, and the accuracy on held-out ones."""
    n, x, y = held_out(len(pictures.x)), pictures.x, pictures.y

    def build(**config) -> Run:
        return image_classifier(x[n:], y[n:], network(pictures), **config)

    def accuracy(run: Run, split: str) -> dict[str, float]:
        return {"accuracy": share_right(run.model, x[:n], y[:n])}

    return Experiment(
        f"{name}/eyes-{LABELLED}", TITLES[LABELLED].format(n=len(pictures.classes)),
        build, CONFIG | {"steps": steps}, steps, accuracy, {"n": n}, seeds=(0,),
        every=max(1, steps // 10), keep=True,
    )  # fmt: skip


def network(pictures: Pictures) -> nn.Sequential:
    """The classifier of these pictures; its first part gives the features."""
    return nets.classifier(len(pictures.classes), *pictures.x.shape[1:3])


def learn(
    folder: Path, pictures: Pictures, steps: int, progress: bool | None,
    inception: bool = False,
) -> None:  # fmt: skip
    """Make every pair of eyes that is not stored yet; a classifier may have stopped."""
    path = folder / f"eyes-{BLIND}.safetensors"
    if not path.exists():
        seed_everything(0)
        x = data.to_unit(pictures.x[held_out(len(pictures.x)) :])
        raw = save(dict(patch_features(x).state_dict()))
        files.replace(path, lambda where: where.write_bytes(raw))
    done = (folder / f"eyes-{LABELLED}" / "seed-0.json").exists()
    if LABELLED in names(pictures) and not done:
        e = classifier_of(pictures, folder.name, steps)
        run, row = train(e, 0, folder=folder.parent, progress=progress)
        save_run(e.name, run, row, folder.parent)
        if "failed" in row:
            raise EyesError(f"the eyes {e.name} failed at {row['failed']}")
    if not (folder / SEEN).exists():
        held = data.to_unit(pictures.x[: held_out(len(pictures.x))])
        found = eyes_of(folder, pictures, inception)
        raw = save({eyes.name: seen(eyes, held) for eyes in found})
        files.replace(folder / SEEN, lambda where: where.write_bytes(raw))


def real_features(folder: Path, found: Sequence[Eyes]) -> list[Tensor]:
    """What each pair of eyes sees of the held-out pictures. Raises EyesError."""
    try:
        stored = load_file(folder / SEEN)
        return [stored[eyes.name] for eyes in found]
    except (OSError, KeyError, SafetensorError) as error:
        raise EyesError(
            f"{folder / SEEN} cannot be used ({type(error).__name__}); delete it, and "
            "the eyes look again"
        ) from None


def unlearned(pictures: Pictures) -> list[Eyes]:
    """The eyes before they have learned anything, to be timed with."""
    blind = Eyes(BLIND, "", empty_patches(pictures.x.shape[1]), {})
    if pictures.y is None:
        return [blind]
    return [Eyes(LABELLED, "", network(pictures)[0].eval(), {}), blind]


def eyes_of(folder: Path, pictures: Pictures, inception: bool = False) -> list[Eyes]:
    """The stored features, those of the labels first. Raises GvlibError."""
    found = []
    if LABELLED in names(pictures):
        place, net = folder / f"eyes-{LABELLED}", network(pictures)
        fill(net, place / "seed-0.safetensors", "classifier.")
        row = json.loads((place / "seed-0.json").read_text())
        facts = row["metrics"] | {"cpu_seconds": row["cpu_seconds"]}
        title = TITLES[LABELLED].format(n=len(pictures.classes))
        found.append(Eyes(LABELLED, title, net[0], facts))
    patches = empty_patches(pictures.x.shape[1])
    fill(patches, folder / f"eyes-{BLIND}.safetensors", "")
    found.append(Eyes(BLIND, TITLES[BLIND], patches, {}))
    if inception:
        found.append(Eyes(INCEPTION, TITLES[INCEPTION], features_of_inception(), {}))
    return found


def fill(net: nn.Module, path: Path, start: str) -> None:
    """Give a network what was stored of it. Raises EyesError."""
    try:
        stored = load_file(path).items()
        net.load_state_dict({k.removeprefix(start): v.float() for k, v in stored})
    except (OSError, RuntimeError, SafetensorError) as error:
        raise EyesError(
            f"{path} cannot be used ({type(error).__name__}); delete it and what lies "
            "beside it to learn these eyes again"
        ) from None
    net.eval().requires_grad_(False)
