"""The two classifiers whose features measure images: chapter 7 and the protocol."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim.lr_scheduler import OneCycleLR

from gvlib import data, nets, zoo
from gvlib.experiments.builds import adam
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import in_parts
from gvlib.train import Scalars, device, update


def image_classifier(
    x: Tensor, y: Tensor, model: nn.Module, *, lr: float, batch_size: int, steps: int,
    mirror: bool = True,
) -> Run:  # fmt: skip
    """A classifier of bytes x with labels y, trained with a one-cycle learning rate.

    With `mirror` every other image is shown mirrored: a coat stays one, a letter not.
    """
    x, y, model = x.to(device()), y.to(device()), model.to(device())
    opt = adam(model, lr, (0.9, 0.999))
    schedule = OneCycleLR(opt, lr, total_steps=steps)
    batches = data.Batches(torch.arange(len(x)), batch_size)

    def step(batches: Iterator[Tensor]) -> Scalars:
        rows = next(batches)
        images = data.to_unit(x[rows])
        if mirror:
            mirrored = torch.rand(len(rows)) < 0.5
            images[mirrored] = images[mirrored].flip(-1)
        loss = cross_entropy(model(images), y[rows])
        norm = update(opt, loss)
        schedule.step()
        return {"loss": loss, "norm": norm}

    state = {"model": model, "opt": opt, "schedule": schedule, "batches": batches}
    return Run(step, batches, state, {"classifier": model}, model=model)


def feature_classifier(*, net: str, **config) -> Run:
    """`image_classifier` on Fashion-MNIST."""
    x, y = data.fashion_mnist("train")
    return image_classifier(x, y, getattr(nets, net)(), **config)


@torch.no_grad()
def share_right(model: nn.Module, x: Tensor, y: Tensor) -> float:
    """The share of bytes x that a classifier labels correctly."""
    model = model.eval()
    guesses = in_parts(lambda rows: model(data.to_unit(rows)).argmax(1), x, model)
    return (guesses == y).float().mean().item()


def accuracy(run: Run, split: str) -> dict[str, float | int]:
    """The share of a split that a classifier labels correctly."""
    return {
        "accuracy": share_right(run.parts["classifier"], *data.fashion_mnist(split))
    }


def row(name: str, title: str) -> Experiment:
    """The experiment of one of the zoo's classifiers."""
    net, steps = zoo.CLASSIFIERS[name].__name__, 3_900
    return Experiment(
        name, title, feature_classifier,
        {"net": net, "lr": 3e-3, "batch_size": 128, "steps": steps}, steps,
        accuracy, {"n": 10_000, "reference": "test set"},
        watched="accuracy", keep=True,
    )  # fmt: skip


STUDY = (
    row(zoo.FEATURES, "Classifier whose features measure images"),
    row(zoo.OTHER_FEATURES, "A second classifier, of another architecture"),
)
