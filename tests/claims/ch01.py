"""Checks of chapter 01."""

from functools import partial

from intervals import below
from texts import glued
from torch.distributions import Bernoulli

from gvlib import data, zoo

GMM, MFA = "fashion/gmm", "fashion/mfa"
RBM, BITS = "fashion-binary/rbm", "fashion-binary/vae"
GANS = ("fashion/gan-ns", "fashion/gan-r3")
VAES = ("fashion/vae-bce", "fashion/vae-cb", "fashion/vae-sigma")
shown = partial(glued, "01_background")


def _less(low: str, high: str, key: str) -> bool:
    """Does the 95 % interval of the difference of means (Welch) lie below zero?"""
    return below(zoo.values(low, key), zoo.values(high, key))


def _seconds(name: str) -> float:
    """Mean CPU-seconds a seed."""
    runs = zoo.record(name)["runs"]
    return sum(run["cpu_seconds"] for run in runs) / len(runs)


def _mean(name: str, key: str) -> float:
    """Mean of a metric over the reported seeds."""
    values = zoo.values(name, key)
    return sum(values) / len(values)


def mfa_is_nearer_than_every_vae() -> None:
    ns, r3 = GANS
    assert all(_less(MFA, name, "fd") for name in (*VAES, ns))
    assert _less(r3, MFA, "fd")
    assert all(_seconds(MFA) < 0.1 * _seconds(name) for name in GANS + VAES)


def many_components_overfit() -> None:
    assert shown("best-full") < 40 and shown("overfit") > 20


def factors_grow_slower() -> None:
    """Timed in one process, in turn."""
    passes = zoo.bench()["growth"]["classical"]["cpu_seconds_a_pass"]
    full, factors = passes["full 100"], passes["factors 100"]
    assert full["784"] / full["49"] > 16 > 4 > factors["784"] / factors["49"]


def small_solves_are_slow() -> None:
    """Twice the operations in less time: products run faster at 49 pixels.

    At 784 pixels the products, twice the operations, take about twice the share of the
    solves at best: the gap of speed has closed by half or more.
    """
    share = zoo.bench()["growth"]["shares"]["shares_of_a_step"]["full 100"]
    small, large = (share[d]["solves"] / share[d]["products"] for d in ("49", "784"))
    assert small > 2 and large < small / 2


def factors_have_a_constant_part() -> None:
    share = zoo.bench()["growth"]["shares"]["shares_of_a_step"]["factors 100"]
    assert share["49"]["products"] < 0.5 < share["784"]["products"]


def the_loss_shows_no_progress() -> None:
    """The machine gains more nats than its loss ever moves from zero, or nearly."""
    gain = shown("machine-val") - shown("machine-val-start")
    assert gain > 2 and shown("machine-loss") < 3


def chains_forget_their_start_slowly() -> None:
    assert shown("others-1000") - shown("others-10") > 0.1  # 2 errors of 100 chains
    real, after_100, after_1000, error = (
        shown(f"energy-{key}") for key in ("real", "100", "1000", "error")
    )
    assert abs(after_1000 - real) < 3 * error < after_100 - real


def strays_buy_recall() -> None:
    assert shown("recall-strays") > 2 * shown("recall-narrow")


def mfa_recall_needs_few_strays() -> None:
    assert shown("recall-good") > 0.85 * shown("recall-all")


def mfa_is_too_sharp() -> None:
    assert _less("fashion/data", MFA, "sharpness")
    assert all(_less(name, "fashion/data", "sharpness") for name in VAES)


def mfa_covers_and_is_imprecise() -> None:
    others = (GMM, RBM, BITS, *GANS, *VAES)
    assert all(_less(name, MFA, "recall") for name in others)
    assert all(_less(MFA, name, "precision") for name in others)
    assert _less(VAES[1], MFA, "coverage")
    assert all(_less(MFA, name, "coverage") for name in GANS)


def second_classifier_reorders() -> None:
    ns, r3 = GANS
    second = "fd@fashion/features-strided"
    assert _less(GMM, VAES[1], second)
    assert _less(GMM, VAES[2], second)
    assert _mean(GMM, "fd") > 3 * _mean(MFA, "fd")
    assert _mean(GMM, second) < 1.2 * _mean(MFA, second)
    assert all(_less(MFA, name, second) for name in VAES)
    assert not _less(MFA, ns, second) and not _less(ns, MFA, second)
    lead, before = (_mean(MFA, key) / _mean(r3, key) for key in (second, "fd"))
    assert lead > 1.5 * before


def mixtures_learn_cheaply() -> None:
    slowest = max(_seconds(name) for name in (GMM, MFA))
    assert all(slowest < _seconds(name) / 5 for name in GANS + VAES)
    passes = zoo.bench()["growth"]["classical"]["cpu_seconds_a_pass"]
    assert passes["full 100"]["784"] > 2 * _seconds(MFA)  # on another processor


def old_models_fail_in_two_ways() -> None:
    """Precise without variety, or the reverse; the rest lies between on both."""
    for name in (GMM, RBM):
        assert _less(MFA, name, "precision") and _less(name, MFA, "recall")
        assert _mean(name, "precision") > 0.8
        for other in GANS + VAES:
            assert _mean(name, "recall") < _mean(other, "recall")
    assert all(_less(MFA, other, "precision") for other in GANS + VAES)


def mfa_is_near_the_vaes_likelihood() -> None:
    """`nll` is of the same images and the same measure."""
    assert _less(VAES[1], MFA, "nll") and _less(MFA, GMM, "nll")
    vae, mfa, gmm = (zoo.values(name, "nll") for name in (VAES[1], MFA, GMM))
    assert min(gmm) - max(mfa) > 3 * (max(mfa) - min(vae))


def rbm_is_behind_the_vae() -> None:
    """On the same bits. The VAE's is a bound, so the gap may be larger.

    The annealing's own error is small beside the gap.
    """
    assert _less(BITS, RBM, "nll")
    rbm, vae = (zoo.values(name, "nll") for name in (RBM, BITS))
    assert _mean(RBM, "nll") - _mean(BITS, "nll") > 2 * max(
        zoo.values(RBM, "log_z_error")
    )
    x = data.fashion_binary("test")[:1_000].flatten(1).double()
    p = data.to_unit(data.fashion_mnist("train")[0]).mean(0).flatten().double()
    alone = Bernoulli(p.clamp(1e-3, 1 - 1e-3)).log_prob(x).sum(1).mean()
    assert -alone > 100 + max(rbm + vae)


def rbm_looks_worse() -> None:
    assert _less(BITS, RBM, "fd_sample")
    assert _less("fashion-binary/data", BITS, "fd_sample")
