"""Checks of chapter 01."""

from scipy import stats
from torch.distributions import Bernoulli

from gvlib import data, zoo

GMM, MFA = "fashion/gmm", "fashion/mfa"
RBM, BITS = "fashion-binary/rbm", "fashion-binary/vae"
GANS = ("fashion/gan-ns", "fashion/gan-r3")
VAES = ("fashion/vae-bce", "fashion/vae-cb", "fashion/vae-sigma")


def _less(low: str, high: str, key: str) -> bool:
    """Does the 95 % interval of the difference of means (Welch) lie below zero?"""
    a, b = zoo.values(low, key), zoo.values(high, key)
    return stats.ttest_ind(a, b, equal_var=False).confidence_interval().high < 0


def _seconds(name: str) -> float:
    """Mean CPU-seconds a seed."""
    runs = zoo.record(name)["runs"]
    return sum(run["cpu_seconds"] for run in runs) / len(runs)


def mfa_is_nearer_than_every_vae() -> None:
    ns, r3 = GANS
    assert all(_less(MFA, name, "fd") for name in (*VAES, ns))
    assert not _less(r3, MFA, "fd") and not _less(MFA, r3, "fd")
    assert all(_seconds(MFA) < 0.1 * _seconds(name) for name in GANS + VAES)


def factors_grow_slower() -> None:
    """Timed in one process, in turn."""
    passes = zoo.bench()["growth"]["classical"]["cpu_seconds_a_pass"]
    full, factors = passes["full 100"], passes["factors 100"]
    assert full["784"] / full["49"] > 16 > 4 > factors["784"] / factors["49"]
    assert full["784"] > 10 * factors["784"]


def mfa_covers_and_is_imprecise() -> None:
    assert all(_less(name, MFA, "recall") for name in GANS + VAES)
    assert all(_less(MFA, name, "precision") for name in GANS + VAES)
    assert _less(VAES[1], MFA, "coverage")
    assert all(_less(MFA, name, "coverage") for name in GANS)
    assert _less("fashion/data", MFA, "sharpness")


def mfa_is_near_the_vaes_likelihood() -> None:
    """`nll` is of the same images and the same measure."""
    assert _less(VAES[1], MFA, "nll") and _less(MFA, GMM, "nll")
    vae, mfa, gmm = (zoo.values(name, "nll") for name in (VAES[1], MFA, GMM))
    assert min(gmm) - max(mfa) > 3 * (max(mfa) - min(vae))


def rbm_is_near_the_vae() -> None:
    """On the same bits; the VAE's is a bound, so it may be better still."""
    assert _less(BITS, RBM, "nll")
    rbm, vae = (zoo.values(name, "nll") for name in (RBM, BITS))
    assert max(rbm) - min(vae) < 10
    x = data.fashion_binary("test")[:1_000].flatten(1).double()
    p = data.to_unit(data.fashion_mnist("train")[0]).mean(0).flatten().double()
    alone = Bernoulli(p.clamp(1e-3, 1 - 1e-3)).log_prob(x).sum(1).mean()
    assert -alone > 100 + max(rbm)


def rbm_looks_worse() -> None:
    assert _less(BITS, RBM, "fd_sample")
    assert _less("fashion-binary/data", BITS, "fd_sample")
