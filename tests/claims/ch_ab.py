"""Checks of page Ab, on what its stored run has glued: six seeds, in pairs."""

from texts import glued


def _of(key: str) -> float:
    """A number of the page's run."""
    return glued("Ab_gan_mistakes", key)


def _low(key: str) -> float:
    """Lower end of the 95 % interval of a difference, paired by seed."""
    return _of(key) - _of(f"{key}-half")


def _high(key: str) -> float:
    """Upper end of the same interval."""
    return _of(key) + _of(f"{key}-half")


def gan_batch_norm_penalty_is_further() -> None:
    """Distance, norm of the batch minus norm of each."""
    assert _low("batch-gap") > 0


def gan_weight_not_slope() -> None:
    """1/8 at each: weight 10 minus the right one; weight 640 minus weight 10."""
    assert _high("flat-gap") < 0 < _low("weight-gap")


def gan_points_beyond_cost() -> None:
    """Distance, shares from N(0, 1) minus uniform ones."""
    assert _low("beyond-gap") > 0


def gan_scrambled_gradient_is_further() -> None:
    """Distance, gradients as they come minus gradients in the weights' order."""
    assert _low("scrambled-gap") > 0


def gan_small_constant_is_divided_out() -> None:
    """From -30, the interval of log(D + 1e-8) minus softplus is within half a unit."""
    assert -0.5 < _low("eps-30-gap") and _high("eps-30-gap") < 0.5


def gan_smaller_slope_is_lost() -> None:
    """The same from -60 lies above 0."""
    assert _low("eps-60-gap") > 0


def gan_epsilon_costs() -> None:
    """Distance, epsilon 0.8 minus the default."""
    assert _low("eps-gap") > 0


def gan_scales_cost() -> None:
    """Distance, scales from N(0, 0.02) minus scales from N(1, 0.02)."""
    assert _low("init-gap") > 0


def gan_left_in_eval_is_further() -> None:
    """Distance, left in eval mode minus put back."""
    assert _low("eval-gap") > 0


def gan_average_needs_statistics() -> None:
    """Distance of the average, first statistics minus the generator's."""
    assert _low("forgetful-gap") > 0


def gan_one_sided_noise_is_told() -> None:
    """Share of pairs that D orders rightly, noise on one side minus on both."""
    assert _low("told-gap") > 0


def gan_least_loss_gains_nothing() -> None:
    """Non-saturating, distance at the least sum of losses minus at the end.

    The interval excludes a gain of a tenth; it holds 0.
    """
    assert -0.1 < _low("chosen-gap") <= 0


def gan_few_images_reverse_the_order() -> None:
    """Ten draws: 30 real digits minus 1,000 faded ones."""
    assert _low("few-gap") > 0


def gan_same_codes_show_no_harm() -> None:
    """The interval of the difference, the same codes minus fresh ones, holds 0."""
    assert _low("twice-gap") <= 0 <= _high("twice-gap")
