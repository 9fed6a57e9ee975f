"""Checks of page D, on the stored entries of the challenge."""

from gvlib import zoo
from gvlib.experiments.scores import welch

GAN, VAE = "fashion/challenge-gan", "fashion/challenge-vae"


def _gain(before: str, after: str) -> tuple[float, float]:
    """How far the distance falls from one record to another, with its half width."""
    return welch(zoo.values(before, "fd"), zoo.values(after, "fd"))


def entries_differ() -> None:
    """Five seeds each; Welch's interval of the difference is above 0."""
    assert all(len(zoo.record(name)["runs"]) == 5 for name in (GAN, VAE))
    difference, half_width = _gain(VAE, GAN)
    assert difference > half_width


def time_helps_the_gan_more() -> None:
    """The GAN's gain is beyond its interval, and its share of the distance larger."""
    gan, half_width = _gain("fashion/gan-r3", GAN)
    vae, _ = _gain("fashion/vae-bce", VAE)
    assert gan > half_width
    before = [
        sum(zoo.values(n, "fd")) / 3 for n in ("fashion/gan-r3", "fashion/vae-bce")
    ]
    assert gan / before[0] > vae / before[1]
