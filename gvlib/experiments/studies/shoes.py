"""Chapter 9: the two illnesses on Fashion-MNIST, early, with some medicines."""

import torch

from gvlib import metrics, zoo
from gvlib.experiments.builds import IMAGE, NON_SATURATING
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.quality import K, images, real_features
from gvlib.experiments.studies.illnesses import ILL, MEDICINES
from gvlib.experiments.studies.images import fashion_gan
from gvlib.experiments.studies.points import judged

N = 2_500
STEPS, LONGER = 600, 2_700  # a balanced GAN then costs what a treated one does
TREATED = {
    "well": ("r1-1", "r1-10"),
    "strong": ("none", "r1", "r1-1", "r1-10", "one-step"),
    "fast": ("none",),
}
STRONGER = {
    "r1-1": ("R1, ten times as strong", {"r1": 1.0}),
    "r1-10": ("R1, a hundred times as strong", {"r1": 10.0}),
}
"""R1 in other strengths than on the ring."""


@torch.no_grad()
def same_shoe(run: Run, split: str) -> dict[str, float | int]:
    """Classes held, their KL in nats, coverage, the largest class's share, D's view.

    A class is told by the classifier; `width` is the standard deviation within classes,
    in its features, over that of as many real images.
    """
    x, real = run.sample(N), images(split, N)
    classify, seen = zoo.classifier(), zoo.features()
    labels = classify(x).argmax(1)
    mine, theirs = seen(x), real_features(split, N)
    whole = metrics.group_deviation(theirs, classify(real).argmax(1))
    return {
        **metrics.label_report(labels, 10),
        "largest": labels.bincount().max().item() / N,
        "coverage": metrics.prdc(theirs, mine, K)["coverage"],
        "fd": metrics.frechet_distance(theirs, mine),
        "width": metrics.group_deviation(mine, labels) / whole,
        **judged(run.state["D"], real, x),
    }


def row(illness: str, medicine: str = "none") -> Experiment:
    """A GAN of clothes, healthy or with an illness, with one medicine."""
    (ill, cause), (how, change) = ILL[illness], (MEDICINES | STRONGER)[medicine]
    return Experiment(
        f"shoes/{illness}-{medicine}", f"Clothes, {ill}: {how}", fashion_gan,
        IMAGE | NON_SATURATING | {"lr": 2e-3, "ema": 0.0, "n_critic": 1} | cause
        | change, STEPS, same_shoe, PROTOCOL, seeds=(1, 2, 3, 4, 5), watched="largest",
    )  # fmt: skip


def longer(row: Experiment) -> Experiment:
    """The same GAN for as many seconds as five critic steps with R1 take."""
    return row._replace(
        name=row.name.replace("-none", "-longer"), steps=LONGER,
        title=row.title.replace("untreated", f"{LONGER:,} rounds"),
    )  # fmt: skip


PROTOCOL = {
    "n": N, "reference": "test set", "features": zoo.FEATURES, "k": K,
    "mode_rule": "a class with at least one image, by the classifier",
    "fair_modes": "classes that hold at least 8 % of a tenth of all images",
    "d_ranks": "share of pairs in which D gives the real image more",
}  # fmt: skip
STUDY = (
    row("well"),
    longer(row("well")),
    *(row(illness, medicine) for illness in TREATED for medicine in TREATED[illness]),
)
