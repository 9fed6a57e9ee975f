"""Checks of page 5b.

Live rows are glued as (mean, half width) of ten runs; differences are paired.
"""

from itertools import combinations, pairwise
from math import log

from intervals import paired_below
from texts import glued

from gvlib import zoo
from gvlib.experiments.studies.rates import RATES, key


def _page(name: str) -> float:
    return glued("05b_gan_ablations", name)


def _above_0(name: str) -> bool:
    """Does the 95 % interval of a difference lie above zero?"""
    return _page(name) - _page(f"{name}-half") > 0


def _below_0(name: str) -> bool:
    return _page(name) + _page(f"{name}-half") < 0


def _open(name: str) -> bool:
    """Does it hold zero?"""
    return not (_above_0(name) or _below_0(name))


def forgotten_detach_costs_groups() -> None:
    assert _below_0("early-held-gap")


def clearing_is_what_reading_iii_lacks() -> None:
    """The control without clearing loses groups too, and no fewer than (iii)."""
    assert _below_0("never-held-gap") and _below_0("control-held-gap")
    assert not _below_0("only-detach-held-gap")


def smoothing_shows_no_effect() -> None:
    assert _open("one-held-gap") and _open("one-high-gap")


def two_sided_labels_show_no_harm() -> None:
    assert _open("two-one-held-gap") and _open("two-one-high-gap")


def a_ring_of_another_size() -> None:
    """Moved back and scaled, the points hold more; nearest and furthest are far off."""
    assert _above_0("both-two-back-gap")
    assert _page("both-two-held") < 1


def one_batch_of_both_kinds_is_better() -> None:
    assert _above_0("both-gain-held-gap")
    assert abs(_page("both-one-distance") - 2) < 0.5


def two_batches_learn_the_shape() -> None:
    """Moved and scaled, the intervals of two batches and of one lie apart."""
    two, one = "both-two-back", "both-one-back"
    assert _page(two) - _page(f"{two}-half") > _page(one) + _page(f"{one}-half")


def second_layer_leaves_it_open() -> None:
    assert _open("second-gain-held-gap")


def batch_norm_costs_groups() -> None:
    for row in ("second-two", "second-one", "both-two", "both-one"):
        assert _below_0(f"{row}-held-gap"), row


def short_averages_gain_quality() -> None:
    """Of the middle one's gain the sign is sure on one kind of processor only."""
    assert _above_0("ema-09-high-gain") and _open("ema-0999-high-gain")


def the_shortest_average_leads() -> None:
    assert _above_0("ema-ends-gap")


def a_cold_average_looks_collapsed() -> None:
    assert _below_0("cold-held-gap")


def _rates(lr: float, lr_d: float, what: str = "fair_modes") -> list[float]:
    return zoo.values("ring-demo/rates", f"{what}@{key(lr, lr_d)}")


def a_faster_generator_fails() -> None:
    """Each cell below the diagonal, seed by seed, against its mirror image."""
    for slow, fast in combinations(RATES, 2):
        assert paired_below(_rates(fast, slow), _rates(slow, fast)), (slow, fast)


def a_faster_discriminator_helps() -> None:
    """From a cell of the diagonal to the one above: never down, and once surely up."""
    for lr, lr_d in pairwise(RATES):
        assert not paired_below(_rates(lr, lr_d), _rates(lr, lr))
    assert paired_below(_rates(6e-4, 6e-4), _rates(6e-4, 2e-3))


def the_corner_is_good_and_narrow() -> None:
    """Fewer groups, and a higher share, than one step down from it."""
    assert paired_below(_rates(2e-4, 6e-3), _rates(2e-4, 2e-3))
    high = "high_quality"
    assert paired_below(_rates(2e-4, 2e-3, high), _rates(2e-4, 6e-3, high))


def the_collapsed_loss_is_nearer() -> None:
    """Both intervals apart, the collapsed GAN's within a hundredth of 2 log 2."""
    fast, healthy = (
        (_page(f"ill-{k}-d"), _page(f"ill-{k}-d-half")) for k in ("fast", "healthy")
    )
    assert abs(fast[0] - 2 * log(2)) + fast[1] < 0.01
    assert healthy[0] + healthy[1] < fast[0] - fast[1]
    assert _page("ill-fast-held") + _page("ill-fast-held-half") < 1


def a_new_judge_sees_the_collapse() -> None:
    top = _page("ill-fast-judge") + _page("ill-fast-judge-half")
    assert top < _page("ill-healthy-judge") - _page("ill-healthy-judge-half")


def a_strong_critic_collapses_too() -> None:
    top = _page("ill-strong-held") + _page("ill-strong-held-half")
    assert top < _page("ill-healthy-held") - _page("ill-healthy-held-half")
    assert _page("ill-strong-d") + _page("ill-strong-d-half") < 1
