"""Checks of page A, on what its stored run has glued."""

from texts import glued


def _of(key: str) -> float:
    """A number of the page's run."""
    return glued("A_common_mistakes", key)


def _above_zero(key: str) -> bool:
    """Is the 95 % interval of a difference, paired by seed, above 0?"""
    return _of(key) - _of(f"{key}-half") > 0


def slips_mean_of_pixels_ignores_z() -> None:
    """Under a thousandth of a nat, and no less error than the mean digit."""
    assert _of("mean-kl") < 0.001
    assert _of("mean-error") >= _of("constant")


def slips_weighted_sum_is_no_bound() -> None:
    """Mean of 4,000: above the exact value by over a nat; log mean w is below it."""
    assert _of("sum-64") > _of("exact") + 1
    assert _of("bound-64") < _of("exact")


def slips_lost_codes_return() -> None:
    """Codes in use after 1,000 steps from near 0, slip minus right."""
    assert _above_zero("more-codes")


def slips_clamp_hides_in_the_mean() -> None:
    """Mean error as shown, plain minus clamped: all of it in black pixels."""
    assert _above_zero("clamp-gain") and _above_zero("clamp-black")
    assert _of("clamp-black") > 0.9 * _of("clamp-gain")


def slips_free_overshoot_is_enough() -> None:
    """Mean error as shown, plain minus the loss that forgives darker than black."""
    assert _above_zero("forgiven-gain")


def slips_wrong_sign_is_worse_than_none() -> None:
    """Error of the mean of what is made: slip in the decoder only, minus no term."""
    assert _above_zero("further")
