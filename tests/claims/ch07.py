"""Checks of chapter 07."""

from functools import lru_cache
from itertools import product

import numpy as np
import torch
from intervals import below, paired_below
from scipy import ndimage, stats
from texts import glued

from gvlib import data, metrics, zoo
from gvlib.experiments.codes import MANY, components, probe, untrained
from gvlib.numerics import interval

GANS = tuple(f"fashion/gan-{name}" for name in ("ns", "ns-r1-r2", "r3"))
VAES = tuple(f"fashion/vae-{name}" for name in ("bce", "sigma", "critic"))
(NS, CONTROL, R3), (BCE, SIGMA, CRITIC) = GANS, VAES
METHODS = GANS + VAES
TRIED = (NS, R3, BCE, SIGMA)
CB, MFA, GMM = "fashion/vae-cb", "fashion/mfa", "fashion/gmm"
REAL = "fashion/data"
OTHER_FD = "fd@fashion/features-strided"


def _less(low: str, high: str, key: str) -> bool:
    """Is one method surely below another in one metric?"""
    return below(zoo.values(low, key), zoo.values(high, key))


def _all_less(low: tuple, high: tuple, key: str) -> bool:
    """Is every method of `low` below every method of `high` in one metric?"""
    return all(_less(a, b, key) for a, b in product(low, high))


FITTED = "_fitted"
PENALISED = [(CONTROL, ""), (R3, "")]
LEADERS = [*PENALISED, (CRITIC, FITTED)]
OTHERS = [
    (NS, ""), (BCE, ""), (SIGMA, ""), (BCE, FITTED), (SIGMA, FITTED), (MFA, ""),
    (GMM, ""),
]  # fmt: skip
"""The rows of the first table that are not nearest."""


def _row_less(low: tuple, high: tuple, key: str) -> bool:
    """Is one row, a method and where its codes come from, surely below another?"""
    return below(*(zoo.values(name, key + suffix) for name, suffix in (low, high)))


def gans_cover_more() -> None:
    """With codes from N(0, I), and without a critic."""
    assert _all_less((BCE, SIGMA), GANS, "coverage")


def three_rows_lead() -> None:
    """In distance, each before each other row."""
    for lead, other in product(LEADERS, OTHERS):
        assert _row_less(lead, other, "fd"), (lead, other)


def the_leaders_differ() -> None:
    *gans, vae = LEADERS
    for row in gans:
        for key in ("coverage", "precision"):
            assert _row_less(row, vae, key), (row, key)
        assert _row_less(vae, row, "sharpness"), row


def penalties_not_pairs() -> None:
    """By a factor of five; the relativistic loss is not surely nearer than it."""
    assert _less(CONTROL, NS, "fd") and _less(CONTROL, NS, OTHER_FD)
    assert np.mean(zoo.values(NS, "fd")) > 5 * np.mean(zoo.values(CONTROL, "fd"))
    assert not _less(R3, CONTROL, "fd") and not _less(R3, CONTROL, OTHER_FD)
    config = [zoo.record(name)["config"] for name in GANS]
    differ = [{k for k in a if a[k] != config[1][k]} for a in config]
    assert differ[0] == {"r1", "r2", "betas", "steps"}
    assert differ[2] == {"loss", "steps"}


def codes_then_a_critic() -> None:
    for before, after in (((SIGMA, ""), (SIGMA, FITTED)),
                          ((SIGMA, FITTED), (CRITIC, FITTED))):  # fmt: skip
        assert _row_less(after, before, "fd") and _row_less(after, before, OTHER_FD)
    assert _row_less((SIGMA, FITTED), (NS, ""), "fd")


def _trials() -> dict[str, dict[float, float]]:
    """The distances of the first round of trials, by method and learning rate."""
    rows = [t for t in zoo.trials() if t["about"].startswith("learning rates")]
    return {m: {t["lr"]: t["fd"] for t in rows if t["name"] == m} for m in TRIED}


def rates_move_gans() -> None:
    moves = {m: max(fds.values()) / min(fds.values()) for m, fds in _trials().items()}
    assert min(moves[gan] for gan in (NS, R3)) > 1.4
    assert max(moves[vae] for vae in (BCE, SIGMA)) < 1.1


def an_early_winner_loses_late() -> None:
    full = {t["lr"]: t["fd"] for t in zoo.trials()
            if t["name"] == R3 and t["about"] == "full length"}  # fmt: skip
    middle, high = sorted(full)
    assert _trials()[R3][high] < _trials()[R3][middle]
    assert full[high] > 5 * full[middle]


def _again() -> dict:
    """The one trial that was run again, by a later version on another processor."""
    (row,) = (t for t in zoo.trials() if "again" in t["about"])
    return row


def rate_decides() -> None:
    """At the lowest rate last; at the next before the VAEs, both times it was run."""
    low, middle, _ = sorted(_trials()[NS])
    by_rate = {lr: {m: fds[lr] for m, fds in _trials().items()} for lr in (low, middle)}
    assert max(by_rate[low], key=by_rate[low].get) == NS
    for found in (by_rate[middle][NS], _again()["fd"]):
        assert found < min(by_rate[middle][vae] for vae in (BCE, SIGMA))


def one_trial_did_not_repeat() -> None:
    """The same seed, rate, network and steps; the distance is over half more."""
    again = _again()
    same = ("name", "channels", "hidden", "lr", "steps", "seed")
    first = [t for t in zoo.trials() if t["about"].startswith("learning rates")]
    (won,) = (t for t in first if all(t[k] == again[k] for k in same))
    assert won["fd"] == min(_trials()[NS].values())
    assert again["fd"] > 1.5 * won["fd"]


def other_eyes_three() -> None:
    for key, lead, other in product(("fd", OTHER_FD, "kd"), LEADERS, OTHERS):
        assert _row_less(lead, other, key), (key, lead, other)


def other_eyes_bce() -> None:
    """Nearer than vae-sigma surely; in the ratio of the means to gan-ns."""
    assert _less(BCE, SIGMA, OTHER_FD)
    first, second = (
        np.mean(zoo.values(BCE, key)) / np.mean(zoo.values(NS, key))
        for key in ("fd", OTHER_FD)
    )
    assert second < first


def other_eyes_gmm() -> None:
    for vae in (BCE, SIGMA):
        assert _less(GMM, vae, OTHER_FD), vae
    assert not _less(GMM, BCE, "fd")


def critic_costs_nats() -> None:
    """Negative log-likelihoods, in nats, of the same 1,000 images."""
    assert _less(SIGMA, CRITIC, "nll")


def samples_are_sharper_not_nearer() -> None:
    for vae in (BCE, CB, SIGMA):
        assert below(zoo.values(vae, "sharpness"), zoo.values(vae, "sharpness_sample"))
        assert not below(zoo.values(vae, "fd_sample"), zoo.values(vae, "fd"))
        assert not below(
            zoo.values(vae, "coverage"), zoo.values(vae, "coverage_sample")
        )


def sigmoid_trades_precision() -> None:
    assert below(zoo.values(CB, "fd_sigmoid"), zoo.values(CB, "fd"))
    assert below(zoo.values(CB, "recall"), zoo.values(CB, "recall_sigmoid"))
    assert below(zoo.values(CB, "precision_sigmoid"), zoo.values(CB, "precision"))


def _nearer(vae: str, before: str, after: str, key: str) -> bool:
    """Does a VAE's metric fall from one kind of codes to another, over its seeds?"""
    return paired_below(zoo.values(vae, key + after), zoo.values(vae, key + before))


def codes_are_much_of_the_gap() -> None:
    """vae-sigma: a third of the distance or less, and three times the coverage."""
    found = {key: [np.mean(zoo.values(SIGMA, key + what)) for what in ("", "_fitted")]
             for key in ("fd", "coverage")}  # fmt: skip
    assert found["fd"][1] < found["fd"][0] / 3
    assert found["coverage"][1] > 2.5 * found["coverage"][0]
    assert _nearer(SIGMA, "", "_fitted", "fd")
    assert _nearer(SIGMA, "_fitted", "", "coverage")


def fitted_codes_help_all_vaes() -> None:
    """In both feature maps; more covered, more precise, sharper."""
    for vae in VAES:
        assert _nearer(vae, "", FITTED, "fd"), vae
        assert _nearer(vae, "", FITTED, OTHER_FD), vae
        for key in ("coverage", "precision", "sharpness"):
            assert _nearer(vae, FITTED, "", key), (vae, key)


def codes_turn_the_order() -> None:
    assert _less(BCE, SIGMA, "fd")
    assert _row_less((SIGMA, FITTED), (BCE, FITTED), "fd")


def critic_alone_does_little() -> None:
    """Less than a third of what fitted codes alone do for vae-sigma."""
    assert _row_less((SIGMA, FITTED), (CRITIC, ""), "fd")
    gain = np.mean(zoo.values(SIGMA, "fd")) - np.mean(zoo.values(CRITIC, "fd"))
    fitted = np.mean(zoo.values(SIGMA, "fd")) - np.mean(zoo.values(SIGMA, "fd_fitted"))
    assert gain < fitted / 3


def limit_of_codes() -> None:
    limit = "fd_posterior"
    for name, _ in PENALISED:
        assert below(zoo.values(name, "fd"), zoo.values(SIGMA, limit))
        assert below(zoo.values(CRITIC, limit), zoo.values(name, "fd"))
    for vae in (SIGMA, CRITIC):
        assert _nearer(vae, FITTED, "_posterior", "fd")


def fitted_codes_are_precise() -> None:
    """Of vae-sigma: below real images before, above them after."""
    real = zoo.values(REAL, "precision")
    assert below(zoo.values(SIGMA, "precision"), real)
    assert below(real, zoo.values(SIGMA, "precision_fitted"))


def _at_share(name: str, share: float) -> list[float]:
    """Each seed's validation distance after a share of its steps, interpolated."""
    steps = zoo.record(name)["config"]["steps"]
    runs = zoo.curves(name, "step", "fd")
    return [float(np.interp(share * steps, xs, ys)) for xs, ys in runs]


def curves_cross() -> None:
    assert below(_at_share(BCE, 0.1), _at_share(R3, 0.1))
    for gan, vae in product(GANS, (BCE, SIGMA)):
        early, late = ([np.mean(_at_share(m, t)) for m in (gan, vae)] for t in (0.1, 1))
        assert late[0] < late[1], (gan, vae)
        assert vae != BCE or early[0] > early[1], gan


def r3_still_improves() -> None:
    """In each seed by more than a twentieth."""
    early, late = _at_share(R3, 0.8), _at_share(R3, 1.0)
    assert all(b < 0.95 * a for a, b in zip(early, late, strict=True))


def distance_and_coverage_disagree() -> None:
    """In two seeds of three, each by more than curves wobble elsewhere."""
    distance, coverage = (
        [ys for _, ys in zoo.curves(NS, "step", key)] for key in ("fd", "coverage")
    )
    turned = [d.index(min(d)) for d in distance]
    rising = [
        d[-1] > 1.1 * d[i] and c[-1] > c[i] + 0.02
        for d, c, i in zip(distance, coverage, turned, strict=True)
    ]
    assert sum(rising) == 2 and len(rising) == 3
    early = [i / (len(d) - 1) for i, d in zip(turned, distance, strict=True)]
    assert all(e < 0.8 for e, r in zip(early, rising, strict=True) if r)


def _spread_differs(a: str, b: str, key: str, level: float = 0.95) -> bool:
    """Does a two-sided F test tell the variances of two sets of seeds apart?"""
    x, y = (zoo.values(name, key) for name in (a, b))
    limit = stats.f.ppf((1 + level) / 2, len(x) - 1, len(y) - 1)
    return not 1 / limit < np.var(x, ddof=1) / np.var(y, ddof=1) < limit


def spreads_of_seeds() -> None:
    spread = {m: np.std(zoo.values(m, "fd"), ddof=1) for m in METHODS}
    assert max(spread, key=spread.get) == NS
    assert all(_spread_differs(NS, gan, "fd") for gan, _ in PENALISED)


def penalised_gans_are_as_steady() -> None:
    """No VAE has the smaller variance of the two, surely."""
    for (gan, _), vae, suffix in product(PENALISED, VAES, ("", FITTED)):
        ours, theirs = zoo.values(gan, "fd"), zoo.values(vae, f"fd{suffix}")
        limit = stats.f.ppf(0.975, len(ours) - 1, len(theirs) - 1)
        assert np.var(ours, ddof=1) < limit * np.var(theirs, ddof=1), (gan, vae)


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
    assert below(*quality)


RINGS = ("ring/gan-ns", "ring/gan-r3", "ring/vae-sigma")


def ring_modes_reached() -> None:
    assert all(zoo.values(name, "modes") == [8, 8, 8] for name in RINGS)


def ring_mode_kl() -> None:
    floor = stats.chi2.ppf(0.999, 7) / (2 * 2_500 * 0.9)  # of a perfect sampler's KL
    assert sum(kl > 20 * floor for kl in zoo.values(RINGS[0], "mode_kl")) == 1
    assert max(zoo.values(RINGS[1], "mode_kl")) < floor


def ring_vae_is_imprecise() -> None:
    for gan in RINGS[:2]:
        assert below(
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
    least, half_a_pixel, blurred = (
        torch.from_numpy(ndimage.gaussian_filter(x.numpy(), (0, 0, s, s)))
        for s in (0.3, 0.5, 0.7)
    )
    sets = {
        "real": x, "0.3": least, "0.5": half_a_pixel, "blurred": blurred, "half": half,
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


def blur_in_four_measures() -> None:
    real, least, half = (_damaged()[name] for name in ("real", "0.3", "0.5"))
    for key in ("fd", "sharpness", "precision", "coverage"):
        assert abs(least[key] / real[key] - 1) < 0.05, key
    assert half["sharpness"] < real["sharpness"] / 2 and half["fd"] > 3 * real["fd"]
    assert 0.9 * real["coverage"] < half["coverage"] < real["coverage"]
    assert half["precision"] > real["precision"] + 0.02


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


def noise_has_small_balls() -> None:
    """Half noise, as above: its balls hold no real image; the good ones grow."""
    extract, n = zoo.features(), 1_000
    x, test = (data.to_unit(data.fashion_mnist(s)[0][:n]) for s in ("train", "test"))
    noise = torch.randn(x.shape, generator=torch.Generator().manual_seed(0))
    half = x.clone()
    half[::2] = (0.5 * noise[::2]).clamp(0, 1)
    real, whole, f = (extract(images).double() for images in (test, x, half))
    (before, after) = (torch.cdist(v, v).kthvalue(6, 1).values for v in (whole, f))
    held = torch.cdist(real, f) <= after
    assert not held[:, ::2].any() and held[:, 1::2].any(1).double().mean() > 0.9
    assert after[::2].median() < after[1::2].median()
    assert (after[1::2] >= before[1::2]).double().mean() > 0.99


def noise_is_sharp() -> None:
    assert _damaged()["noisy"]["sharpness"] > 1.2 * _damaged()["real"]["sharpness"]


def fifty_images_look_near() -> None:
    """Of the six of the table; the milder blurs are the slider's."""
    found = _damaged()
    others = [found[k] for k in ("blurred", "noisy", "averages", "five", "half")]
    assert found["fifty"]["fd"] < min(v["fd"] for v in others)
    assert found["fifty"]["coverage"] < min(v["coverage"] for v in others)


def vaes_are_not_just_blurred() -> None:
    real, blurred, averages = (_damaged()[k] for k in ("real", "blurred", "averages"))
    assert blurred["precision"] > real["precision"] > averages["precision"]
    assert blurred["recall"] < averages["recall"]
    assert _less(SIGMA, REAL, "precision")
    mean, half = interval(zoo.values(SIGMA, "recall"))
    assert mean - half > blurred["recall"]


def no_class_is_lost() -> None:
    """Of the stored seed; a fortieth is a quarter of a fair share."""
    assert glued("07_comparison", "rarest") > 100 / 40
    found = [glued("07_comparison", f"copies-{which}") for which in ("made", "real")]
    assert found[0] <= found[1] + 1


def holes_skew_the_shares() -> None:
    found = [glued("07_comparison", f"uneven-{which}") for which in ("holes", "rest")]
    assert found[0] > found[1]


def vae_codes_beat_components() -> None:
    """Each VAE's mean above the components, by more than one share is known to."""
    best = probe(components(32), "test", MANY)
    before = probe(untrained(32, 0), "test", MANY)
    for vae in VAES:
        mean, half = interval(zoo.values(vae, "probe"))
        assert mean - half > best and mean > before + 0.05, vae


def gan_codes_tell_less() -> None:
    """With as few images on both sides; a larger error, at a hundred times the cost."""
    for gan, vae in product((NS, R3), VAES):
        assert below(zoo.values(gan, "probe"), zoo.values(vae, "probe_few"))
        assert below(zoo.values(vae, "sse"), zoo.values(gan, "sse_inverted"))
        seconds = [np.mean(zoo.values(name, "probe_seconds")) for name in (gan, vae)]
        assert seconds[0] > 100 * seconds[1]
