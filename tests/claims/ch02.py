"""Checks of chapter 02."""

from scipy.stats import fisher_exact, levene, ttest_ind

from gvlib import zoo


def _ring_demo(key: str) -> tuple[list[float], list[float]]:
    """(GANs, VAEs): one metric of the demonstration ring, a value for each seed."""
    return zoo.values("ring-demo/gan-ns", key), zoo.values("ring-demo/vae-sigma", key)


def ring_demo_gan_closer_to_modes() -> None:
    """The 95 % Welch interval of the difference in high-quality share is above 0."""
    gan, vae = _ring_demo("high_quality")
    assert len(gan) == len(vae) == 10
    assert ttest_ind(gan, vae, equal_var=False).confidence_interval().low > 0


def ring_demo_gan_varies_more() -> None:
    """Spread over seeds, by the medians' Levene test, which needs no normality."""
    gan, vae = _ring_demo("high_quality")
    assert max(gan) - min(gan) > max(vae) - min(vae)
    assert levene(gan, vae, center="median").pvalue < 0.05


def ring_demo_modes_do_not_differ() -> None:
    """All VAEs reach 8 modes, all GANs but one; Fisher's test sees no difference."""
    full = [sum(m == 8 for m in modes) for modes in _ring_demo("modes")]
    assert full == [9, 10]
    assert fisher_exact([full, [10 - n for n in full]]).pvalue > 0.05


def ring_demo_gan_evenness_at_both_ends() -> None:
    """The largest and the smallest mode KL are GANs', and the spread is larger."""
    gan, vae = _ring_demo("mode_kl")
    assert min(gan) < min(vae) and max(gan) > max(vae)
    assert levene(gan, vae, center="median").pvalue < 0.05


def ring_demo_costs_are_close() -> None:
    """Mean CPU-seconds a seed differ by less than a quarter."""
    names = ("ring-demo/gan-ns", "ring-demo/vae-sigma")
    runs = [zoo.record(name)["runs"] for name in names]
    gan, vae = (sum(r["cpu_seconds"] for r in rs) / len(rs) for rs in runs)
    assert 0.8 < gan / vae < 1.25
