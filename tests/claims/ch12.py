"""Checks of chapter 12."""

import numpy as np
from intervals import below

from gvlib import zoo

NS, R3 = GANS = ("gan-ns", "gan-r3")
BCE, CB, SIGMA = VAES = ("vae-bce", "vae-cb", "vae-sigma")
NETWORKS = GANS + VAES
AS_TABLED = (*((name, "") for name in NETWORKS), (SIGMA, "_fitted"), ("mfa", ""))


def _of(name: str, key: str, source: str = "") -> list[float]:
    """One metric over seeds, on clothes."""
    return zoo.values(f"fashion/{name}", key + source)


def _on_ring(name: str, key: str) -> list[float]:
    return zoo.values(f"ring/{name}", key)


def _after(name: str, seconds: float) -> list[float]:
    """Each seed's validation distance after so many calibrated CPU-seconds."""
    a_step = zoo.record(f"fashion/{name}")["calibration"]["cpu_seconds_a_step"]
    runs = zoo.curves(f"fashion/{name}", "step", "fd")
    return [float(np.interp(seconds / a_step, xs, ys)) for xs, ys in runs]


def _rates_apart(name: str) -> float:
    """Worst distance over best, between three learning rates."""
    tried = [row["fd"] for row in zoo.trials() if row["name"] == f"fashion/{name}"
             and row["about"].startswith("learning rates")]  # fmt: skip
    assert len(tried) == 3
    return max(tried) / min(tried)


def conclusion_is_by_need() -> None:
    """Two dimensions are the GANs', 784 not all the VAEs' loss: so no rule by size."""
    guide_ring_is_the_gans()
    guide_images_are_r3s()
    guide_fitted_is_most_precise()
    for name in (NS, *VAES, "mfa"):
        assert below(_of(R3, "fd"), _of(name, "fd")), name
    for vae in VAES:
        assert below(_of("mfa", "fd"), _of(vae, "fd")), vae


def guide_images_are_r3s() -> None:
    """Nearest of all columns; of the misses in sharpness, the least."""
    real = np.mean(_of("data", "sharpness"))

    def miss(name: str, source: str) -> np.ndarray:
        return np.abs(np.array(_of(name, "sharpness", source)) / real - 1)

    for name, source in AS_TABLED:
        if name != R3:
            assert below(_of(R3, "fd"), _of(name, "fd", source)), (name, source)
            assert below(miss(R3, ""), miss(name, source)), (name, source)
    fitted = {vae: np.mean(_of(vae, "fd", "_fitted")) for vae in VAES}
    assert min(fitted, key=fitted.get) == SIGMA


def guide_coverage_has_two_leaders() -> None:
    """Among the columns of the table, by their means."""
    means = {column: np.mean(_of(column[0], "coverage", column[1]))
             for column in AS_TABLED}  # fmt: skip
    first, second, *_ = sorted(means, key=means.get, reverse=True)
    assert {first, second} == {(R3, ""), (SIGMA, "_fitted")}


def guide_fitted_is_most_precise() -> None:
    for name, source in AS_TABLED:
        if source == "":
            assert below(_of(name, "precision"), _of(SIGMA, "precision", "_fitted"))


def guide_mixture_is_soonest() -> None:
    """At 20 s every network is far above it; and it is the least precise."""
    assert max(run["cpu_seconds"] for run in zoo.record("fashion/mfa")["runs"]) < 20
    for name in NETWORKS:
        assert below(np.array(_of("mfa", "fd")) + 20, _after(name, 20)), name
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
