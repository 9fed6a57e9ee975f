"""Checks of chapter 12."""

import numpy as np
from intervals import below

from gvlib import zoo

NS, R3 = GANS = ("gan-ns", "gan-r3")
BCE, SIGMA = VAES = ("vae-bce", "vae-sigma")
CRITIC, CB, FIT = "vae-critic", "vae-cb", "_fitted"
AS_TABLED = ((NS, ""), (R3, ""), (BCE, ""), (SIGMA, FIT), (CRITIC, FIT), ("mfa", ""))


def _of(name: str, key: str, source: str = "") -> list[float]:
    """One metric over seeds, on clothes."""
    return zoo.values(f"fashion/{name}", key + source)


def _on_ring(name: str, key: str) -> list[float]:
    return zoo.values(f"ring/{name}", key)


def _after(name: str, share: float) -> list[float]:
    """Each seed's validation distance after a share of its steps."""
    steps = zoo.record(f"fashion/{name}")["config"]["steps"]
    runs = zoo.curves(f"fashion/{name}", "step", "fd")
    return [float(np.interp(share * steps, xs, ys)) for xs, ys in runs]


def _rates_apart(name: str) -> float:
    """Worst distance over best, between three learning rates."""
    tried = [row["fd"] for row in zoo.trials() if row["name"] == f"fashion/{name}"
             and row["about"].startswith("learning rates")]  # fmt: skip
    assert len(tried) == 3
    return max(tried) / min(tried)


def conclusion_is_by_need() -> None:
    """Two dimensions are the GANs', 784 not all the VAEs' loss: so no rule by size."""
    guide_ring_is_the_gans()
    guide_near_and_sharp()
    guide_critic_covers_most()
    for vae in VAES:
        assert below(_of("mfa", "fd"), _of(vae, "fd")), vae


def guide_near_and_sharp() -> None:
    """Two that no interval tells apart, before all others; the GAN is the sharper."""
    best = _of(R3, "fd"), _of(CRITIC, "fd", FIT)
    assert not below(*best) and not below(*best[::-1])
    for name, source in AS_TABLED:
        if name not in (R3, CRITIC):
            assert all(below(each, _of(name, "fd", source)) for each in best), name
    real = np.mean(_of("data", "sharpness"))
    misses = {
        name: np.abs(np.array(_of(name, "sharpness", source)) / real - 1)
        for name, source in AS_TABLED
    }
    for name, miss in misses.items():
        assert name == R3 or below(misses[R3], miss), name


def guide_critic_covers_most() -> None:
    for key in ("coverage", "precision"):
        assert below(_of(R3, key), _of(CRITIC, key, FIT)), key
    for name, source in AS_TABLED:
        if name != CRITIC:
            assert below(_of(name, "coverage", source), _of(CRITIC, "coverage", FIT))


def guide_mixture_is_soonest() -> None:
    """It costs less than a tenth of a network's budget; and is the least precise."""
    costs = [zoo.mean_seconds(f"fashion/{n}", f"fashion/{NS}") for n in ("mfa", NS)]
    assert costs[0] < costs[1] / 10
    for name in (*GANS, *VAES):
        assert below(np.array(_of("mfa", "fd")) + 20, _after(name, 0.1)), name
        assert below(_of("mfa", "precision"), _of(name, "precision")), name


def guide_vaes_need_no_search() -> None:
    """One seed each: so by a wide margin."""
    assert max(map(_rates_apart, VAES)) < 1.1
    assert min(map(_rates_apart, GANS)) > 1.3


def guide_density_is_the_vaes() -> None:
    """Both of (x + u)/256, on the same images; the VAE's is a bound from below."""
    assert below(_of(CB, "nll"), _of("mfa", "nll"))


def guide_ring_is_the_gans() -> None:
    for gan in GANS:
        assert below(_on_ring(SIGMA, "high_quality"), _on_ring(gan, "high_quality"))
    kl = {name: np.mean(_on_ring(name, "mode_kl")) for name in (*GANS, SIGMA)}
    assert min(kl, key=kl.get) == R3
