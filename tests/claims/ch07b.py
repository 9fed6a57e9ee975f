"""Checks of page 7b, on the records of the study of the dimension."""

import numpy as np
from intervals import below, paired_below
from texts import glued

from gvlib import zoo
from gvlib.experiments.studies.dimensions import CHOSEN


def _of(dim: int, family: str, source: str = "", key: str = "sw") -> list[float]:
    return zoo.values(f"dimensions/{family}-{dim}", key + source)


def dim_codes_of_the_prior_lose() -> None:
    """At every dimension; the ratio of the means grows from the first to the last."""
    ratios = []
    for dim in CHOSEN:
        assert below(_of(dim, "gan"), _of(dim, "vae")), dim
        ratios.append(np.mean(_of(dim, "vae")) / np.mean(_of(dim, "gan")))
    assert ratios[0] == min(ratios) and ratios[-1] > 2 * ratios[0]


def dim_fitted_codes_lead_in_the_plane() -> None:
    """Surely nearer at two numbers; else behind in the mean, by less than a third."""
    assert below(_of(2, "vae", "_fitted"), _of(2, "gan"))
    for dim in (64, 196, 784):
        ratio = np.mean(_of(dim, "vae", "_fitted")) / np.mean(_of(dim, "gan"))
        assert 1 < ratio < 4 / 3, dim


def dim_noise_matters_little() -> None:
    """Less than a fifth of the distance; seeds in pairs."""
    for dim in CHOSEN:
        means, noisy = _of(dim, "vae"), _of(dim, "vae", "_drawn")
        assert abs(np.mean(noisy) / np.mean(means) - 1) < 0.2, dim
        assert not paired_below(means, noisy) or dim == 2


def dim_shadows_are_gaussian() -> None:
    found = [glued("07b_dimension", f"damage-{dim}-one Gaussian") for dim in CHOSEN]
    assert found == sorted(found, reverse=True)
    assert found[-1] < 0.6 * found[0]
