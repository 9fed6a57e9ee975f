"""Checks of chapter 10."""

from itertools import pairwise, permutations, product

import numpy as np
import torch
from intervals import below, paired_below

from gvlib import data, metrics, zoo
from gvlib.experiments.sources import FITTED

SIGMA, BCE, UNIT = (f"fashion-parts/{name}" for name in ("sigma", "bce", "unit"))
MIDDLE, TENTH = "fashion-parts/sigma-0.3", "fashion-parts/bce-0.1"
REAL = "fashion/data"
FDS = ("fd", "fd_mixture10", "fd_posterior")


def _values(name: str, key: str) -> np.ndarray:
    """One metric over seeds."""
    return np.array(zoo.values(name, key))


def _mean(name: str, key: str) -> float:
    return _values(name, key).mean()


def codes_are_most_of_the_distance() -> None:
    prior, fitted = _values(SIGMA, "fd"), _values(SIGMA, "fd_mixture100")
    floor = _mean(REAL, "fd")
    assert ((prior - fitted) / (prior - floor) > 2 / 3).all()
    for narrow, wide in pairwise(("", "_gaussian", "_mixture10", "_mixture100")):
        assert paired_below(_values(SIGMA, "fd" + wide), _values(SIGMA, "fd" + narrow))
        assert paired_below(
            _values(SIGMA, "coverage" + narrow), _values(SIGMA, "coverage" + wide)
        )
    other = "fd@fashion/features-strided"  # another classifier says the same
    prior, fitted = (_values(SIGMA, other + end) for end in ("", "_mixture100"))
    assert ((prior - fitted) / prior > 1 / 2).all()


def mixture_is_near_the_limit() -> None:
    best, limit = _values(SIGMA, "fd_mixture100"), _values(SIGMA, "fd_posterior")
    assert paired_below(limit, best)
    assert ((best - limit) / (_values(SIGMA, "fd") - limit) < 0.1).all()


def mixture_beats_flow() -> None:
    for other in ("flow", "second"):
        assert paired_below(
            _values(SIGMA, "fd_mixture10"), _values(SIGMA, f"fd_{other}")
        )
        seconds = _values(SIGMA, f"seconds_{other}")
        assert (seconds > 3 * _values(SIGMA, "seconds_mixture10")).all()


def still_soft() -> None:
    half = _mean(REAL, "sharpness") / 2
    for source in ("", *(f"_{key}" for key in (*FITTED, "posterior"))):
        assert (_values(SIGMA, "sharpness" + source) < half).all()


def _paired(key: str, what: str) -> np.ndarray:
    return _values(f"ring-demo/regress-{key}", what)


def pairing_decides() -> None:
    assert (_paired("random", "modes") == 0).all()
    assert (_paired("flow", "modes") == 8).all()
    # What is left at random is the whole variance: the answer is the centre.
    points = data.ring(10_000, radius=2.0, sigma=0.05, seed=1)
    variance = points.var(0, correction=0).sum().item()
    assert np.allclose(_paired("random", "sse"), variance, rtol=0.01)


def pairings_in_order() -> None:
    for worse, better in pairwise(("random", "transport", "encoder", "flow")):
        assert below(_paired(worse, "high_quality"), _paired(better, "high_quality"))


def pairings_differ_in_error() -> None:
    encoder, plan = _paired("encoder", "sse"), _paired("transport", "sse")
    assert abs(plan.mean() / encoder.mean() / 40 - 1) < 0.1
    assert (encoder < 3 * 2 * 0.05**2).all()  # 2 sigma^2: within one group


def shift_costs_more() -> None:
    x = data.to_unit(data.fashion_mnist("test")[0][:1_000])
    masked = x.clone()
    masked[..., 14:] = x.mean(0)[..., 14:]

    def cost(y: torch.Tensor) -> np.ndarray:
        return (y - x).square().sum((1, 2, 3)).numpy()

    diagonal = x.roll((1, 1), (2, 3))
    assert paired_below(cost(masked), cost(diagonal))
    sharp, own = (metrics.sharpness(y).mean().item() for y in (diagonal, x))
    assert sharp > 0.95 * own
    k = torch.softmax(-(torch.arange(-9.0, 10.0) ** 2) / 18, 0)
    soft = torch.conv2d(x, k.view(1, 1, 1, -1), padding=(0, 9))
    soft = torch.conv2d(soft, k.view(1, 1, -1, 1), padding=(9, 0))
    right = cost(x.roll(1, 3)).mean()
    assert abs(cost(soft).mean() / right - 1) < 0.02
    assert metrics.sharpness(soft).mean() < 0.01 * own


def rate_moves_the_fault() -> None:
    """Along rising rates: the hole grows, the distance at q(z|x) falls, then stays."""
    order = (UNIT, BCE, MIDDLE, TENTH, SIGMA)
    for low, high in pairwise(order):
        assert below(_values(low, "rate"), _values(high, "rate"))
        assert below(_values(low, "hole"), _values(high, "hole"))
    for low, high in product((UNIT, BCE, MIDDLE), (TENTH, SIGMA)):
        assert below(_values(high, "fd_posterior"), _values(low, "fd_posterior"))
    for low, high in pairwise((UNIT, BCE, MIDDLE)):
        assert below(_values(high, "fd_posterior"), _values(low, "fd_posterior"))
    tenth, sigma = (_values(name, "fd_posterior") for name in (TENTH, SIGMA))
    assert below(tenth - 5, sigma) and below(sigma, tenth + 5)


def prior_reverses_the_losses() -> None:
    assert below(_values(BCE, "fd"), _values(SIGMA, "fd"))
    assert below(_values(SIGMA, "fd_mixture10"), _values(BCE, "fd_mixture10"))


def rate_not_family() -> None:
    """On which side of the middle between the two losses does each control lie?"""
    for key in (*FDS, "hole"):
        tenth, middle = _values(TENTH, key), _values(MIDDLE, key)
        sigma, bce = _values(SIGMA, key), _values(BCE, key)
        half = (sigma + bce) / 2
        if sigma.mean() > bce.mean():
            tenth, middle, half = -tenth, -middle, -half
        assert below(tenth, half), key
        assert half.mean() < middle.mean(), key
        assert below(half, middle) == (key != "fd_mixture10"), key


def cb_is_off_the_line() -> None:
    cb = "fashion-parts/cb"
    assert below(_values(cb, "rate"), _values(TENTH, "rate"))
    assert below(_values(TENTH, "hole"), _values(cb, "hole"))
    for ends in ("fd_posterior", "fd@fashion/features-strided_posterior"):
        assert below(_values(TENTH, ends), _values(cb, ends))


def floor_is_finite_not_good() -> None:
    floor = "fashion-parts/pixel-floor"
    assert len(_values(floor, "rate")) == 5  # none failed
    assert abs(_mean(floor, "rate") / _mean(SIGMA, "rate") - 1) < 0.1
    assert below(_values(SIGMA, "fd_posterior") + 50, _values(floor, "fd_posterior"))
    names = ("unit", "sigma-0.3", "sigma", "cb", "pixel-floor")
    means = {name: _mean(f"fashion-parts/{name}", "elbo") for name in names}
    assert sorted(means, key=means.get)[-2:] == ["pixel-floor", "cb"]


def pixel_variance_ends() -> None:
    runs = zoo.record("fashion-parts/pixel")["runs"]
    assert len(runs) == 5 and all("norm is nan" in run["failed"] for run in runs)


def _bits(name: str, key: str) -> np.ndarray:
    return _values(f"fashion-14/{name}", key)


def warmup_does_not_last() -> None:
    for name in ("beta", "beta-warmup"):
        assert (_bits(name, "rate") < 0.06).all() and _mean(
            f"fashion-14/{name}", "rate"
        ) < 0.05
    early = [max(ys) for _, ys in zoo.curves("fashion-14/beta-warmup", "step", "rate")]
    assert min(early) > 1


def warmup_helps_strong() -> None:
    assert below(_bits("strong", "rate"), _bits("strong-warmup", "rate"))
    assert below(_bits("strong-warmup", "nll"), _bits("strong", "nll"))
    assert below(_bits("strong", "elbo") - 0.1, _bits("strong-warmup", "elbo"))


def freebits_force() -> None:
    for cause in ("strong", "beta", "lagging"):
        assert (_bits(f"{cause}-freebits", "rate") > 2.9).all()
    for cause in ("beta", "lagging"):
        rate = _bits(f"{cause}-freebits", "rate")
        rest = rate - _bits(f"{cause}-freebits", "mutual_information")  # eq. 10.3
        assert (rest > 0.3 * rate).all()
    assert below(_bits("strong-freebits", "elbo") + 0.5, _bits("strong", "elbo"))
    assert below(_bits("strong", "elbo") - 1, _bits("strong-freebits", "elbo"))


def collapse_has_better_elbo() -> None:
    assert below(_bits("plain", "elbo"), _bits("lagging", "elbo"))
    assert _mean("fashion-14/lagging", "rate") < 0.06
    assert _mean("fashion-14/plain", "mutual_information") > 4.5


def lag_needs_strength() -> None:
    assert (_bits("lagging-plain", "mutual_information") > 1).all()
    assert (_bits("lagging", "mutual_information") < 0.1).all()


def kl_zero_is_not_tight() -> None:
    for name in ("lagging", "beta-warmup"):
        assert _mean(f"fashion-14/{name}", "rate") < 0.06
    assert below(_bits("lagging", "gap") + 2, _bits("beta-warmup", "gap"))


def _size(key: str, z: int, what: str) -> np.ndarray:
    return _values(f"fashion-parts/{key}" + ("" if z == 32 else f"-z{z}"), what)


def two_numbers_are_too_few() -> None:
    for key, what in product(("bce", "sigma"), FDS):
        assert below(_size(key, 8, what), _size(key, 2, what))
        assert _size(key, 2, what).min() > 160


def bce_does_not_use_more() -> None:
    for what in FDS:
        assert below(_size("bce", 8, what) - 5, _size("bce", 32, what))


def sigma_uses_more() -> None:
    assert below(_size("sigma", 32, "fd_posterior"), _size("sigma", 8, "fd_posterior"))
    assert below(_size("sigma", 8, "fd") - 10, _size("sigma", 32, "fd"))
    assert (_size("sigma", 32, "active_units") > 30).all()


def more_numbers_are_not_nearer() -> None:
    for key, what in product(("bce", "sigma"), FDS):
        assert _size(key, 128, what).mean() > _size(key, 32, what).mean()


def more_numbers_train_later() -> None:
    for key, bound in (("bce", "bound_bce"), ("sigma", "elbo")):
        assert below(_size(key, 128, bound), _size(key, 32, bound))


def unit_has_no_use_for_numbers() -> None:
    eight = _size("unit", 8, "rate").mean()
    assert all(_size("unit", z, "rate").mean() < eight for z in (32, 128))


def _at(size: int, loss: str, prior: bool, key: str = "fd") -> np.ndarray:
    return _size(loss, size, f"{key}_mixture10" if prior else key)


def _split(order: tuple[str, ...], start: int, key: str) -> dict[str, np.ndarray]:
    """By how much each change, made in that order, lowers the distance."""
    state, parts = {"size": start, "loss": "bce", "prior": False, "key": key}, {}
    for part in order:
        before = _at(**state)
        state[part] = {"size": 32, "loss": "sigma", "prior": True}[part]
        parts[part] = before - _at(**state)
    return parts


def prior_is_the_largest_part() -> None:
    for order in permutations(("size", "loss", "prior")):
        for key in ("fd", "fd@fashion/features-strided"):
            parts = _split(order, 8, key)
            prior = parts.pop("prior")
            assert all(below(other, prior) for other in parts.values()), order


def from_two_the_size_is_largest() -> None:
    for key in ("fd", "fd@fashion/features-strided"):
        found = 0
        for order in permutations(("size", "loss", "prior")):
            parts = {name: v.mean() for name, v in _split(order, 2, key).items()}
            found += max(parts, key=parts.get) == "size"
        assert found >= 4


def size_and_loss_need_the_prior() -> None:
    assert below(_size("bce", 8, "fd"), _values(SIGMA, "fd"))
    assert below(_values(SIGMA, "fd_mixture10"), _size("bce", 8, "fd_mixture10"))
    assert below(_at(8, "sigma", True), _at(8, "bce", True))
    assert below(_at(32, "sigma", True), _at(8, "sigma", True))
