"""Checks of chapter 06."""

from scipy.stats import ttest_ind
from texts import glued

from gvlib import zoo
from gvlib.numerics import interval

VAES = ("fashion/vae-cb", "fashion/vae-sigma")


def vae_schedule_encoder_first_loses() -> None:
    """The 95 % paired interval of the ELBO lost, five seeds, is above 0."""
    lost, half = (
        glued("06_vae_code", f"lost_sequential{part}") for part in ("", "_half")
    )
    assert lost - half > 0


def vae_means_smoother_than_data() -> None:
    """The 95 % Welch interval of data's sharpness minus theirs is above 0."""
    real = zoo.values("fashion/data", "sharpness")
    for name in VAES:
        found = ttest_ind(real, zoo.values(name, "sharpness"), equal_var=False)
        assert found.confidence_interval().low > 0, name


def vae_draws_score_sharper() -> None:
    """For both VAEs the 95 % paired interval, draws minus means, is above 0."""
    for name in VAES:
        draws = zoo.values(name, "sharpness_sample")
        means = zoo.values(name, "sharpness")
        mean, half = interval([a - b for a, b in zip(draws, means, strict=True)])
        assert mean - half > 0, name
