"""Checks of chapter 03."""

from texts import glued


def the_trained_judge_errs_where_samples_are_rare() -> None:
    """Its largest error there is several times the largest error elsewhere."""
    often = glued("03_gan_principles", "wrong_often")
    assert glued("03_gan_principles", "wrong_rare") > 3 * often
