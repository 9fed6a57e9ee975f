"""Checks of chapter 9, on the records and, for its live rows, on what its run glued."""

import numpy as np
from intervals import below, mean_best, paired_below
from scipy import stats
from texts import glued

from gvlib import zoo

PAGE = "09_faq_mode_collapse"
BOUNDED = ("slope-1", "wgan-gp", "spectral", "r1", "r2", "r1-r2", "r3")


def _values(name: str, key: str = "fair_modes") -> np.ndarray:
    return np.array(zoo.values(name, key), float)


def _held(illness: str, medicine: str = "none") -> np.ndarray:
    return _values(f"ring-demo/{illness}-{medicine}")


def _cures(illness: str, medicine: str) -> bool:
    """The page's rule: seven groups or eight, in nine of ten seeds."""
    held = _held(illness, medicine)
    return len(held) == 10 and (held >= 7).sum() >= 9


def _nothing(illness: str, medicine: str) -> bool:
    """Not cured, and on average within one group of the untreated."""
    change = _held(illness, medicine).mean() - _held(illness).mean()
    return not _cures(illness, medicine) and change < 1


def r1_cures_one_illness() -> None:
    assert _cures("strong", "r1") and _nothing("fast", "r1")
    assert paired_below(_held("strong"), _held("strong", "r1"))


def only_the_width_sees_inside() -> None:
    assert glued(PAGE, "count-narrow") > glued(PAGE, "count-perfect")
    assert glued(PAGE, "count-narrow-held") == 8
    assert glued(PAGE, "count-narrow-width") < 0.4 < glued(PAGE, "count-perfect-width")


def the_balanced_gan_is_narrow() -> None:
    """A perfect sampler has .974; every seed is below four fifths of that."""
    assert _values("ring-demo/well-none", "width").max() < 0.974 * 4 / 5


def the_strong_critic_is_the_best_one() -> None:
    """On average within .03 of 1 - a / 2, a the share of groups held."""
    best = 1 - _held("strong") / 16
    ranks = _values("ring-demo/strong-none", "d_ranks")
    assert abs((ranks - best).mean()) < 0.03


def the_slow_critic_cannot_tell() -> None:
    """Below 1 - a / 2, the least that the best critic ranks, by .2 on average."""
    best = 1 - _held("fast") / 16
    assert paired_below(_values("ring-demo/fast-none", "d_ranks"), best - 0.2)


def the_own_critic_tells_once_g_rests() -> None:
    assert glued(PAGE, "still-100") > 0.95 and glued(PAGE, "still-0") < 0.85


def a_fresh_critic_tells() -> None:
    own, fresh = (glued(PAGE, f"fast-seed-{k}") for k in ("own", "fresh"))
    assert fresh > 0.9 and fresh > own + 0.2


def clipped_gradients_do_nothing() -> None:
    assert _nothing("strong", "clip-gradients") and _nothing("fast", "clip-gradients")


def clipped_weights_help_in_part() -> None:
    assert below(_held("strong"), _held("strong", "clip-weights"))
    assert not _cures("strong", "clip-weights")
    assert _values("ring-demo/strong-clip-weights", "high_quality").mean() < 0.5
    assert _nothing("fast", "clip-weights")
    assert not any(_cures(i, "wgan-clip") for i in ("strong", "fast"))


def no_loss_cures() -> None:
    losses = ("minimax", "least-squares", "hinge", "pairs")
    assert not any(_cures(i, m) for i in ("strong", "fast") for m in losses)
    assert max(losses, key=lambda m: _held("strong", m).mean()) == "hinge"


def penalties_not_pairs() -> None:
    assert _cures("strong", "r3") and _cures("strong", "r1-r2")
    assert not _cures("strong", "pairs")


def bounds_cure_the_strong() -> None:
    assert all(_cures("strong", m) for m in BOUNDED)


def bounds_do_nothing_for_the_fast() -> None:
    assert all(_nothing("fast", m) for m in BOUNDED)


def packs_help_both() -> None:
    for illness in ("strong", "fast"):
        for medicine in ("minibatch-std", "pac-2"):
            assert below(_held(illness), _held(illness, medicine)), medicine


def packs_of_four_are_too_much() -> None:
    assert _cures("strong", "pac-4")
    assert below(_held("fast", "pac-4"), _held("fast", "pac-2"))


def balance_cures_the_fast() -> None:
    assert all(_cures("fast", m) for m in ("critic-steps", "two-rates"))


def slowing_is_no_cure() -> None:
    held = _held("fast", "slow")
    assert (held == 8).sum() == 3 and (held <= 1).sum() == 7


def the_strong_illness_needs_both() -> None:
    """What both parts cost together is more than the sum of what each costs alone."""
    neither = _held("strong", "both").mean()
    alone = [neither - _held("strong", m).mean() for m in ("one-step", "one-rate")]
    assert neither - _held("strong").mean() > sum(alone)
    for medicine in ("one-step", "one-rate"):
        assert below(_held("strong"), _held("strong", medicine)), medicine


def an_average_misleads() -> None:
    """The critic ranks the averaged points of the fast generator above its own."""
    raw, averaged = (_values(f"ring-demo/fast-{m}", "d_ranks") for m in ("none", "ema"))
    assert below(raw, averaged)


def r1_is_the_cheapest_bound() -> None:
    """By CPU-seconds; R2 costs the same, so it is left out."""

    def cost(medicine: str) -> float:
        runs = zoo.record(f"ring-demo/strong-{medicine}")["runs"]
        return float(np.mean([run["cpu_seconds"] for run in runs]))

    assert all(cost("r1") < cost(m) for m in BOUNDED if m not in ("r1", "r2"))


def no_medicine_cures_both() -> None:
    both = [
        e for e in zoo.names()
        if e.startswith("ring-demo/strong-")
        and e.replace("strong", "fast") in zoo.names()
    ]  # fmt: skip
    medicines = [e.partition("-demo/strong-")[2] for e in both]
    assert len(medicines) > 15
    assert not [m for m in medicines if _cures("strong", m) and _cures("fast", m)]


def unrolling_cures_the_fast() -> None:
    assert _cures("fast", "unroll")


def transport_cures_the_fast() -> None:
    assert _cures("fast", "transport") and not _cures("strong", "transport")


def batch_and_ema_do_nothing() -> None:
    assert _nothing("fast", "batch")
    assert all(_nothing(illness, "ema") for illness in ("strong", "fast"))


def no_row_is_wide_enough() -> None:
    """Of rows that hold all eight on average, by mean width."""
    for name in zoo.names():
        if name.startswith(("ring-demo/strong-", "ring-demo/fast-")):
            if _values(name).mean() > 7.5:
                assert _values(name, "width").mean() < 0.974, name


def the_grid_collapses() -> None:
    assert _values("grid-demo/fast-none").max() <= 2
    assert below(_values("grid-demo/fast-none"), _values("grid-demo/well-none"))


def the_grid_agrees_with_the_ring() -> None:
    none = _values("grid-demo/fast-none")
    for medicine in ("one-rate", "minibatch-std"):
        assert below(none, _values(f"grid-demo/fast-{medicine}")), medicine
    for medicine in ("r3", "wgan-gp", "pac-4"):
        assert _values(f"grid-demo/fast-{medicine}").mean() < 1


def the_same_shoe() -> None:
    ill, well = (f"shoes/{n}-none" for n in ("strong", "well"))
    assert below(_values(well, "largest"), _values(ill, "largest"))
    assert below(_values(ill, "coverage"), _values(well, "coverage"))


def strengths_do_not_travel() -> None:
    none = _values("shoes/strong-none")
    for medicine in ("r1", "one-step"):
        assert not below(none, _values(f"shoes/strong-{medicine}")), medicine


def a_stronger_r1_cures_some_clothes() -> None:
    """All ten classes in more than half of the seeds; the others hold half or fewer."""
    assert _values("shoes/strong-none").max() < 10
    for medicine in ("r1-1", "r1-10"):
        held = _values(f"shoes/strong-{medicine}")
        assert sum(held == 10) > len(held) / 2
        assert held[held < 10].max() <= 5


def both_doses_together_help() -> None:
    doses = [_values(f"shoes/strong-{m}") for m in ("r1-1", "r1-10")]
    assert not any(below(_values("shoes/strong-none"), held) for held in doses)
    assert below(_values("shoes/strong-none"), np.concatenate(doses))


def treated_beats_balanced() -> None:
    """Every seed that holds ten classes, against every seed of the balanced GAN."""
    for medicine in ("r1-1", "r1-10"):
        name = f"shoes/strong-{medicine}"
        whole = _values(name, "coverage")[_values(name) == 10]
        assert whole.min() > _values("shoes/well-none", "coverage").max()


def r1_helps_the_balanced() -> None:
    without = _values("shoes/well-none", "coverage")
    for dose in ("r1-1", "r1-10"):
        name = f"shoes/well-{dose}"
        assert (_values(name, "fair_modes") >= 9).all() and len(without) == 5
        assert below(without, _values(name, "coverage")), dose


def rounds_beat_the_treatment() -> None:
    """Every seed of the longer balanced GAN covers more than any treated one."""
    doses = ("r1", "r1-1", "r1-10")
    treated = [_values(f"shoes/strong-{dose}", "coverage") for dose in doses]
    longer = _values("shoes/well-longer", "coverage")
    assert len(longer) == 5 and longer.min() > max(map(max, treated))


def the_fast_clothes_are_astray() -> None:
    """All kinds or nearly, less near real images than when balanced, a blind critic."""
    fast, well = (f"shoes/{n}-none" for n in ("fast", "well"))
    assert below(_values(fast, "coverage"), _values(well, "coverage"))
    ranks = _values(fast, "d_ranks")
    assert abs(ranks.mean() - 0.5) < 0.1


def _works(name: str) -> np.ndarray:
    """Of each draw: does it hold seven groups or eight? The draws are those of all."""
    return _held("draws", name) >= 7


def penalties_widen_what_works() -> None:
    """McNemar's exact test, on the draws in which the two differ."""
    without, penalised = _works("ns"), _works("ns-r1-r2")
    gained, lost = (penalised & ~without).sum(), (without & ~penalised).sum()
    assert lost == 0
    assert stats.binomtest(int(gained), int(gained + lost)).pvalue < 0.05


def losses_with_penalties_tie() -> None:
    a, b = _works("ns-r1-r2"), _works("r3")
    differ = int((a & ~b).sum()), int((a != b).sum())
    assert differ[1] == 0 or stats.binomtest(*differ).pvalue > 0.2


def seconds_make_them_level() -> None:
    """Eight draws without penalties cost at most 1.02 times five draws with both."""
    plain, both = (f"ring-demo/draws-{name}" for name in ("ns", "ns-r1-r2"))
    runs = [zoo.record(name)["runs"] for name in (plain, both)]
    for kind in {run["machine"] for run in runs[0]}:
        one, other = (
            np.mean([run["cpu_seconds"] for run in rows if run["machine"] == kind])
            for rows in runs
        )
        assert 8 * one < 1.02 * 5 * other, kind
    found = [
        [
            m["high_quality"] * (m["fair_modes"] == 8)
            for m in (r["metrics"] for r in rows)
        ]
        for rows in runs
    ]
    assert mean_best(found[0], 8) > mean_best(found[1], 5)
