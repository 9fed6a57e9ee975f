"""Checks of chapter 03, on what its stored run has measured."""

from functools import partial

from texts import glued

got = partial(glued, "03_gan_principles")


def the_trained_judge_errs_where_samples_are_rare() -> None:
    """Its largest error there is several times the largest error elsewhere."""
    assert got("wrong_rare") > 3 * got("wrong_often")


def a_weak_penalty_overstates_the_distance() -> None:
    """The median of six differences is above W by a third at least."""
    assert got("gap_weak") > 4 / 3 * got("W")


def a_two_sided_penalty_holds_critics_upside_down() -> None:
    """Of six starts each: some with the usual penalty, none if it is one-sided."""
    assert got("fallen_usual") >= 1
    assert got("fallen_one-sided") == 0


def a_logit_is_a_poor_critic() -> None:
    """Its lower bound on W is the lowest, by a tenth of W at least."""
    others = [got(f"bound_{name}") for name in ("usual", "weak", "one-sided")]
    assert got("bound_logit") < min(others) - 0.1 * got("W")
