"""Checks of page D, on the stored entries of the challenge."""

from texts import glued

from gvlib import zoo
from gvlib.experiments.challenge.scores import welch

GAN, VAE = "fashion/challenge-gan", "fashion/challenge-vae"


def _gain(before: str, after: str) -> tuple[float, float]:
    """How far the distance falls from one record to another, with its half width."""
    return welch(zoo.values(before, "fd"), zoo.values(after, "fd"))


def _page(key: str) -> float:
    return glued("D_challenge", key)


def entries_differ() -> None:
    """Five seeds each; Welch's interval of the difference is above 0."""
    assert all(len(zoo.record(name)["runs"]) == 5 for name in (GAN, VAE))
    difference, half_width = _gain(VAE, GAN)
    assert difference > half_width


def time_helps_the_vae() -> None:
    """The gain is beyond its interval."""
    gain, half_width = _gain("fashion/vae-bce", VAE)
    assert gain > half_width


def gan_entry_gains_nothing() -> None:
    """The interval of the gain holds 0; the contestant's rate is the higher one."""
    gain, half_width = _gain("fashion/gan-r3", GAN)
    assert abs(gain) < half_width
    contestant, entry = (zoo.record(n)["config"]["lr"] for n in ("fashion/gan-r3", GAN))
    assert contestant > entry


def trials_changed_their_order() -> None:
    """One seed each, validation images; 23.1 and 34.7 with the fault."""
    assert _page("r3-high-fd") < _page("r3-low-fd")


def mend_helps_the_entry() -> None:
    """Of the same five seeds, the first revision minus this one."""
    assert _page("revision_1_gain") > _page("revision_1_gain_half")


def again_equal_and_dearer() -> None:
    """All that was run again agrees, and costs more than it had cost."""
    again = zoo.bench()["again"][GAN]
    assert all(again["equal"]) and len(again["seeds"]) >= 2
    first = again["first"]
    assert min(again["cpu_seconds"]) > max(first["cpu_seconds"])
    assert not set(again["machines"]) & set(first["machines"])
