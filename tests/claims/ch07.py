"""Checks of chapter 07."""

from functools import lru_cache
from itertools import combinations, product

import numpy as np
import torch
from scipy import ndimage, stats

from gvlib import data, metrics, zoo
from gvlib.numerics import interval

GANS = ("fashion/gan-ns", "fashion/gan-r3")
VAES = ("fashion/vae-cb", "fashion/vae-sigma")
OTHER_FD = "fd@fashion/features-strided"


def _below(a: list[float], b: list[float]) -> bool:
    """Does the 95 % interval of mean(a) - mean(b) (Welch) lie below zero?"""
    return stats.ttest_ind(a, b, equal_var=False).confidence_interval().high < 0


def _all_below(low: tuple, high: tuple, key: str) -> bool:
    """Is every method of `low` below every method of `high` in one metric?"""
    return all(
        _below(zoo.values(a, key), zoo.values(b, key)) for a, b in product(low, high)
    )


def gans_are_nearer() -> None:
    assert _all_below(GANS, VAES, "fd")
    assert _all_below(VAES, GANS, "coverage")
    assert _all_below(VAES, GANS, "sharpness")
    real = interval(zoo.values("fashion/data", "sharpness"))[0]
    assert all(max(zoo.values(gan, "sharpness")) < real for gan in GANS)  # nearer


def vaes_recall_more() -> None:
    assert _all_below(GANS, VAES, "recall")


def precision_undecided() -> None:
    """Welch's 95 % interval of the difference in precision holds 0."""
    r3, cb = (zoo.values(name, "precision") for name in (GANS[1], VAES[0]))
    assert not _below(r3, cb) and not _below(cb, r3)


def what_is_shown_matters() -> None:
    means, shown = (zoo.values(VAES[0], key) for key in ("fd", "fd_sigmoid"))
    assert _below(shown, means)
    # "as much as the family": the step is more than half the gap to the nearest GAN
    nearest = min(np.mean(zoo.values(gan, "fd")) for gan in GANS)
    step, gap = np.mean(means) - np.mean(shown), np.mean(means) - nearest
    assert step > gap / 2


def families_across_features() -> None:
    for key in ("fd", "kd"):
        assert _all_below(GANS, VAES, key)
    ns, r3 = GANS
    assert _all_below((r3,), VAES, OTHER_FD)
    assert not any(
        _below(zoo.values(ns, OTHER_FD), zoo.values(v, OTHER_FD)) for v in VAES
    )


def gans_not_ranked() -> None:
    def both(key):
        return [zoo.values(name, key) for name in GANS]

    for key in ("fd", OTHER_FD):
        ns, r3 = both(key)
        assert not _below(ns, r3) and not _below(r3, ns)
    assert _below(*both("kd")) and _below(*both("sharpness"))
    assert _below(*reversed(both("coverage")))


def samples_are_sharper_not_nearer() -> None:
    for vae in VAES:
        assert _below(zoo.values(vae, "sharpness"), zoo.values(vae, "sharpness_sample"))
        assert not _below(zoo.values(vae, "fd_sample"), zoo.values(vae, "fd"))
        assert not _below(
            zoo.values(vae, "coverage"), zoo.values(vae, "coverage_sample")
        )


def sigmoid_trades_precision() -> None:
    vae = VAES[0]
    assert _below(zoo.values(vae, "fd_sigmoid"), zoo.values(vae, "fd"))
    assert _below(zoo.values(vae, "recall"), zoo.values(vae, "recall_sigmoid"))
    assert _below(zoo.values(vae, "precision_sigmoid"), zoo.values(vae, "precision"))


def _at_share(name: str, share: float) -> list[float]:
    """Each seed's validation distance after a share of its steps, interpolated."""
    steps = zoo.record(name)["config"]["steps"]
    runs = zoo.curves(name, "step", "fd")
    return [float(np.interp(share * steps, xs, ys)) for xs, ys in runs]


def curves_cross() -> None:
    for gan, vae in product(GANS, VAES):
        assert _below(_at_share(vae, 0.1), _at_share(gan, 0.1))
        assert _below(_at_share(gan, 1.0), _at_share(vae, 1.0))


def gans_still_improve() -> None:
    def drops(name):
        early, late = _at_share(name, 0.8), _at_share(name, 1.0)
        return [1 - b / a for a, b in zip(early, late, strict=True)]

    assert all(_below(drops(v), drops(g)) for g, v in product(GANS, VAES))


def _spread_differs(a: str, b: str, key: str, level: float = 0.95) -> bool:
    """Does a two-sided F test tell the variances of two sets of seeds apart?"""
    ratio = np.var(zoo.values(a, key), ddof=1) / np.var(zoo.values(b, key), ddof=1)
    limit = stats.f.ppf((1 + level) / 2, 2, 2)
    return not 1 / limit < ratio < limit


def spreads_of_seeds() -> None:
    pairs = list(combinations(GANS + VAES, 2))
    assert not any(_spread_differs(*pair, "fd") for pair in pairs)
    assert [p for p in pairs if _spread_differs(*p, OTHER_FD)] == [GANS]
    bonferroni = 1 - 0.05 / (2 * len(pairs))
    assert not _spread_differs(*GANS, OTHER_FD, bonferroni)


def ring_demo_spread() -> None:
    gan, vae = (
        zoo.values(f"ring-demo/{m}", "mode_kl") for m in ("gan-ns", "vae-sigma")
    )
    assert len(gan) == len(vae) == 10
    assert stats.levene(gan, vae).pvalue < 0.05
    assert np.std(gan, ddof=1) > 4 * np.std(vae, ddof=1)


def ring_demo_vae_is_imprecise() -> None:
    quality = [
        zoo.values(f"ring-demo/{m}", "high_quality") for m in ("vae-sigma", "gan-ns")
    ]
    assert _below(*quality)


RINGS = ("ring/gan-ns", "ring/gan-r3", "ring/vae-sigma")


def ring_modes_reached() -> None:
    assert all(zoo.values(name, "modes") == [8, 8, 8] for name in RINGS)


def ring_mode_kl() -> None:
    floor = stats.chi2.ppf(0.999, 7) / (2 * 2_500 * 0.9)  # of a perfect sampler's KL
    assert sum(kl > 20 * floor for kl in zoo.values(RINGS[0], "mode_kl")) == 1
    assert max(zoo.values(RINGS[1], "mode_kl")) < floor


def ring_vae_is_imprecise() -> None:
    for gan in RINGS[:2]:
        assert _below(
            zoo.values(RINGS[2], "high_quality"), zoo.values(gan, "high_quality")
        )


@lru_cache(maxsize=1)
def _damaged() -> dict[str, dict[str, float]]:
    """Chapter 07's damaged real images, measured as there: 1,000 of each."""
    extract, n = zoo.features(), 1_000
    images, labels = data.fashion_mnist("train")
    x = data.to_unit(images[:n])
    reference = extract(data.to_unit(data.fashion_mnist("test")[0][:n]))
    noise = torch.randn(x.shape, generator=torch.Generator().manual_seed(0))
    half = x.clone()
    half[::2] = (0.5 * noise[::2]).clamp(0, 1)
    blurred = ndimage.gaussian_filter(x.numpy(), (0, 0, 0.7, 0.7))
    sets = {
        "real": x, "blurred": torch.from_numpy(blurred), "half": half,
        "noisy": (x + 0.1 * noise).clamp(0, 1),
        "five": data.to_unit(images[labels < 5][:n]),
        "fifty": x[:50].repeat(n // 50, 1, 1, 1),
        "averages": (x + data.to_unit(images[n : 2 * n])) / 2,
    }  # fmt: skip
    found = {}
    for name, s in sets.items():
        f = extract(s)
        found[name] = metrics.prdc(reference, f) | {
            "fd": metrics.frechet_distance(reference, f),
            "sharpness": metrics.sharpness(s).mean().item(),
        }
    return found


def blur_raises_precision() -> None:
    found = _damaged()
    assert found["blurred"]["precision"] > found["real"]["precision"] + 0.02


def classes_cost_coverage() -> None:
    real, five = (_damaged()[name] for name in ("real", "five"))
    assert abs(real["precision"] - five["precision"]) < 0.02
    assert (
        max(five["coverage"] - real["coverage"], five["recall"] - real["recall"]) < -0.3
    )


def recall_forgives_noise() -> None:
    real, half = (_damaged()[name] for name in ("real", "half"))
    assert abs(real["recall"] - half["recall"]) < 0.03
    assert half["precision"] < real["precision"] - 0.2
    assert half["coverage"] < real["coverage"] - 0.05


def noise_is_sharp() -> None:
    assert _damaged()["noisy"]["sharpness"] > 1.2 * _damaged()["real"]["sharpness"]


def fifty_images_score_like_a_gan() -> None:
    fifty = _damaged()["fifty"]
    assert fifty["fd"] < 1.1 * max(np.mean(zoo.values(gan, "fd")) for gan in GANS)
    assert fifty["coverage"] < _damaged()["real"]["coverage"] / 3


def vaes_are_not_just_blurred() -> None:
    real, blurred, averages = (_damaged()[k] for k in ("real", "blurred", "averages"))
    assert blurred["precision"] > real["precision"] > averages["precision"]
    assert blurred["recall"] < averages["recall"]
    assert _all_below(VAES, ("fashion/data",), "precision")
    for vae in VAES:
        mean, half = interval(zoo.values(vae, "recall"))
        assert mean - half > blurred["recall"]
        mean, half = interval(zoo.values(vae, "precision"))
        assert mean + half < blurred["precision"]
