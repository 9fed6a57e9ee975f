"""Checks of chapter 11."""

import math

import numpy as np
from intervals import below, paired_below
from texts import glued

from gvlib import zoo
from gvlib.numerics import interval

CHANCE = math.sqrt(2 * (2.0**2 + 2 * 0.05**2))


def _of(name: str, key: str) -> np.ndarray:
    """One metric, one value a map: of twins, those of both."""
    found = zoo.values(f"ring-demo/{name}", key)
    if name.startswith("twins") and key != "apart" and "@" not in key:
        found = found + zoo.values(f"ring-demo/{name}", f"{key}_twin")
    return np.array(found)


def _page(key: str) -> float:
    return glued("11_trends", key)


def one_step_is_a_point() -> None:
    assert (_of("twins-flow", "fair_modes@1") == 0).all()
    held = _of("twins-flow", "fair_modes")
    assert (held == 8).all() and len(held) == 10


def one_step_can_hold_all() -> None:
    twins = [f"twins-{name}" for name in ("gan", "transport", "vae", "drifting")]
    for name in (*twins, "mean-flow", "student-regression"):
        assert (_of(name, "fair_modes") == 8).all(), name


def transport_ties_the_map() -> None:
    """Pairs are independent of each other."""
    flow, gan, tied = (_of(f"twins-{n}", "apart") for n in ("flow", "gan", "transport"))
    assert below(tied, flow) and below(flow, gan / 8)
    assert 1 / 18 < tied.mean() / gan.mean() < 1 / 13


def gans_are_narrow_flows_wide() -> None:
    gan = _of("twins-gan", "high_quality")
    for name in ("flow", "vae", "transport", "drifting"):
        assert below(_of(f"twins-{name}", "high_quality"), gan), name
    for name in ("mean-flow", "student-regression"):
        assert below(_of(name, "high_quality"), gan), name
    # A perfect sampler has 0.974, for three standard deviations cut it off.
    exact = 0.974
    mean, half = interval(_of("twins-gan", "width").tolist())
    assert mean + half < exact
    mean, half = interval(_of("twins-flow", "width").tolist())
    assert mean - half > exact


def few_steps_hold_nothing() -> None:
    for n, modes in ((1, 0), (2, 0), (4, 8)):
        assert (_of("twins-flow", f"fair_modes@{n}") == modes).all()
        assert _page(f"euler-{n}-exact-modes") == modes


def the_field_is_the_limit() -> None:
    learned = _of("twins-flow", "high_quality@50")
    mean, half = interval(learned.tolist())
    assert mean + half < _page("euler-50-exact") / 100 - 0.1


def untied_maps_are_strangers() -> None:
    for name in ("gan", "drifting", "vae"):
        mean, half = interval((_of(f"twins-{name}", "apart") ** 2).tolist())
        assert mean - half < CHANCE**2 < mean + half, name
        assert half < CHANCE**2 / 2, name  # else it would say nothing


def transport_is_short() -> None:
    flow, gan, tied = (_of(f"twins-{n}", "cost") for n in ("flow", "gan", "transport"))
    assert tied.mean() < 1.2 * flow.mean() and below(tied, gan / 3)


def transport_has_a_price() -> None:
    assert below(
        _of("twins-transport", "high_quality"), _of("twins-gan", "high_quality")
    )


ALONE = ("old-loss", "old-r1", "old-r2", "old-rates", "old-average")


def all_five_help() -> None:
    assert below(_of("old", "high_quality"), _of("twins-gan", "high_quality"))
    assert below(_of("twins-gan", "mode_kl"), _of("old", "mode_kl"))


def none_alone_is_sure() -> None:
    """By seeds that start alike, and by seeds as strangers."""
    for name in ALONE:
        for test in (below, paired_below):
            assert not test(_of("old", "high_quality"), _of(name, "high_quality")), name
            assert not test(_of(name, "mode_kl"), _of("old", "mode_kl")), name
    gain = {name: _of(name, "high_quality").mean() for name in ALONE}
    even = {name: _of(name, "mode_kl").mean() for name in ALONE}
    assert max(gain, key=gain.get) == min(even, key=even.get) == "old-rates"


def any_one_may_be_left_out() -> None:
    whole = _of("twins-gan", "high_quality").mean()
    for part in ("loss", "r1", "r2", "rates", "average"):
        assert (_of(f"new-{part}", "fair_modes") == 8).all(), part
        assert abs(_of(f"new-{part}", "high_quality").mean() - whole) < 0.03, part


def penalties_alone_lose_modes() -> None:
    assert below(_of("old-r2", "high_quality"), _of("old", "high_quality"))
    assert (_of("old", "fair_modes") == 8).all()
    for name in ("old-loss", "old-r1"):
        assert _of(name, "fair_modes").min() < 8, name


def a_cold_average_looks_collapsed() -> None:
    """The page's own run."""
    assert _page("ema-raw-modes") == 8 and _page("ema-cold-modes") == 0
    assert _page("ema-warm-quality") > _page("ema-raw-quality")


def mean_flow_saves_calls() -> None:
    assert (_of("mean-flow", "fair_modes") == 8).all()
    assert (_of("twins-flow", "fair_modes@4") == 8).all()
    assert (_of("twins-flow", "fair_modes@2") == 0).all()
    assert below(_of("mean-flow", "high_quality"), _of("twins-flow", "high_quality"))


def repulsion_keeps_the_width() -> None:
    pull, both = "drifting-pull", "twins-drifting"
    assert below(_of(pull, "width"), _of(both, "width") / 2)
    assert (_of(pull, "fair_modes") < 8).all()


def sharing_finds_the_modes() -> None:
    assert (_of("drifting-unshared", "modes") == 1).all()
    assert (_of("twins-drifting", "fair_modes") == 8).all()


def critic_gains_over_its_control() -> None:
    control, critic = "student-regression", "student-critic"
    assert below(_of(control, "high_quality"), _of(critic, "high_quality"))
    seconds = {
        name: np.mean([
            run["cpu_seconds"] for run in zoo.record(f"ring-demo/{name}")["runs"]
        ])
        for name in (control, critic)
    }  # fmt: skip
    assert 1.6 < seconds[critic] / seconds[control] < 2


def student_is_near_its_teacher() -> None:
    """Not of the same seeds: a teacher of its own each."""
    teacher, student = (
        _of(n, "high_quality") for n in ("twins-flow", "student-regression")
    )
    assert 0.9 < student.mean() / teacher.mean() < 1 and below(student, teacher)


def matching_fills_unevenly() -> None:
    matching, first = "student-matching", "student-regression"
    held = _of(matching, "fair_modes")
    assert (held >= 7).all() and (held == 8).sum() == len(held) - 1
    assert below(_of(first, "mode_kl"), _of(matching, "mode_kl"))
    assert below(_of(matching, "high_quality"), _of(first, "high_quality"))


def twice_the_steps_help_little() -> None:
    """Surely, seed by seed, and by less than half of what the critic adds."""
    once, twice, critic = (
        _of(f"student-{n}", "high_quality") for n in ("regression", "longer", "critic")
    )
    assert paired_below(once, twice) and below(twice, critic)
    assert (twice - once).mean() < (critic - once).mean() / 2


def the_plain_gan_is_nearer() -> None:
    student, gan = (_of(n, "high_quality") for n in ("student-critic", "twins-gan"))
    assert below(student, gan)


def the_last_step_is_a_mean_too() -> None:
    """A perfect sampler has 97 % within three standard deviations."""
    assert _page("euler-8-exact-width") < _page("euler-50-exact-width") < 92


def a_book_keeps_more() -> None:
    """Every seed of one against every seed of the other."""
    vq, fsq = (f"fashion-parts/{name}" for name in ("vq", "fsq"))
    for key in ("sse", "fd_posterior"):
        assert max(zoo.values(vq, key)) < min(zoo.values(fsq, key)), key


def fewer_nats_are_no_better_draw() -> None:
    vq, fsq = (f"fashion-parts/{name}" for name in ("vq", "fsq"))
    assert max(zoo.values(fsq, "rate")) < min(zoo.values(vq, "rate"))
    assert max(zoo.values(vq, "fd")) < min(zoo.values(fsq, "fd"))


DECODERS = ("vae", "again", "critic")


def codes_do_more_than_the_critic() -> None:
    """The page's own run, with one seed's decoders."""
    assert _page("together-ten-vae") < _page("together-prior-critic") - 20
    prior = [_page(f"together-prior-{decoder}") for decoder in DECODERS]
    assert prior == sorted(prior, reverse=True)


def diffusion_is_ahead_at_four_calls() -> None:
    """Every seed's share above every flow's; but one seed misses a mode."""
    flow = _of("twins-flow", "high_quality@4")
    assert _page("diffusion-4-least-near") > 100 * flow.max()
    assert _page("diffusion-4-least-held") == 7
    assert _page("diffusion-1-most-held") == 0
    assert (_of("twins-flow", "fair_modes@1") == 0).all()


def their_widths_differ() -> None:
    flow = _of("twins-flow", "width@50")
    assert flow.min() > 1 > _page("diffusion-50-most-width") / 100


def by_recall_it_is_the_decoder() -> None:
    """Of each seed's own VAE: the new decoder at N(0, I), the old at fitted codes."""
    old, fitted, again = (
        np.array(zoo.values("fashion-parts/decoders", f"recall_{end}"))
        for end in ("vae", "vae_fitted", "l1")
    )
    assert len(old) == 5 and (fitted < old).all() and (old < again).all()
    gaussians, critic = (
        np.array(zoo.values("fashion-parts/decoders", f"sharpness_{end}"))
        for end in ("vae_fitted", "adversarial")
    )
    assert (gaussians < critic).all()


def the_new_recipe_is_narrower() -> None:
    assert below(_of("twins-gan", "width"), _of("old", "width"))


def a_latent_flow_has_a_control() -> None:
    for decoder in DECODERS:
        ten, flow = (_page(f"together-{codes}-{decoder}") for codes in ("ten", "flow"))
        assert ten < flow - 5


def ten_gaussians_go_far() -> None:
    prior, one, ten, flow = (
        np.array(zoo.values("fashion-parts/sigma", f"fd{end}"))
        for end in ("", "_gaussian", "_mixture10", "_flow")
    )
    assert paired_below(one, prior) and paired_below(ten, one)
    assert paired_below(ten, flow)


CALLS = ("_1", "_2", "_4", "_8", "")
OTHER = f"fd@{zoo.OTHER_FEATURES}"


def _clothes(method: str, key: str) -> np.ndarray:
    return np.array(zoo.values(f"fashion-steps/{method}", key))


def one_call_is_the_mean_of_clothes() -> None:
    assert _clothes("flow", "coverage_1").max() < 0.01
    assert _page("one-call-off") < 25


def more_calls_are_nearer() -> None:
    """In the features of both classifiers; every seed of one before every other's."""
    for fd in ("fd", OTHER):
        for method in ("flow", "diffusion"):
            found = np.array([_clothes(method, f"{fd}{n}") for n in CALLS])
            assert (np.diff(found, axis=0) < 0).all(), (method, fd)
        for n in CALLS:
            flow, other = (_clothes(m, f"{fd}{n}") for m in ("flow", "diffusion"))
            assert other.max() < flow.min(), (fd, n)
    for key in ("precision", "sharpness"):
        assert _clothes("diffusion", key).max() < _clothes("flow", key).min(), key


def at_this_cost_they_stay_behind() -> None:
    """Every seed of both behind every seed of those two, in both features."""
    for name, suffix in (("gan-r3", ""), ("vae-sigma", "_fitted")):
        for fd in ("fd", OTHER):
            best = max(zoo.values(f"fashion/{name}", fd + suffix))
            assert all(best < _clothes(m, fd).min() for m in ("flow", "diffusion"))


def judges_disagree_on_the_plain_gan() -> None:
    far, covered = (zoo.values("fashion/gan-ns", key) for key in (OTHER, "coverage"))
    for method in ("flow", "diffusion"):
        assert _clothes(method, OTHER).max() < min(far), method
        assert _clothes(method, "coverage").max() < min(covered), method


def the_last_quarter_still_helps() -> None:
    for method in ("flow", "diffusion"):
        for steps, fd in zoo.curves(f"fashion-steps/{method}", "step", "fd"):
            assert steps[-2] == 0.75 * steps[-1] and fd[-1] < fd[-2], method


def by_recall_diffusion_is_first() -> None:
    """Surely, against each row that stands above it in the table, and flow matching."""
    mine = _clothes("diffusion", "recall")
    rows = [("gan-ns", ""), ("gan-r3", ""), ("vae-sigma", ""), ("vae-sigma", "_fitted")]
    for name, suffix in rows:
        assert below(zoo.values(f"fashion/{name}", f"recall{suffix}"), mine), name
    assert below(_clothes("flow", "recall"), mine)


def _latent(weight: str, key: str) -> np.ndarray:
    return np.array(zoo.values(f"fashion-latent/{weight}", key))


def a_weak_kl_needs_another_prior() -> None:
    assert below(_latent("vae", "fd"), _latent("weak", "fd") - 50)


def a_weak_kl_gains_a_little() -> None:
    """Seed by seed, and by less than a sixth."""
    for key in ("fd_posterior", "sse"):
        whole, weak = (_latent(weight, key) for weight in ("vae", "weak"))
        assert (weak < whole).all() and (weak > 5 / 6 * whole).all(), key


def ten_gaussians_beat_the_latent_flow() -> None:
    for weight in ("vae", "weak"):
        ten, flow = (_latent(weight, f"fd_{k}") for k in ("mixture10", "matching"))
        assert (ten < flow).all(), weight


def a_weak_kl_suits_the_latent_flow() -> None:
    for fd in ("fd", OTHER):
        whole, weak = (_latent(w, f"{fd}_matching") for w in ("vae", "weak"))
        assert (weak < whole).all(), fd
