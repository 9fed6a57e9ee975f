"""Checks of chapter 06."""

from functools import partial

from scipy.stats import ttest_ind
from texts import glued

from gvlib import zoo
from gvlib.numerics import interval

VAES = ("fashion/vae-cb", "fashion/vae-sigma")
got = partial(glued, "06_vae_code")


def _above(key: str, least: float = 0.0) -> bool:
    """Is the whole 95 % interval of a glued difference above this?"""
    return got(key) - got(f"{key}_half") > least


def vae_schedule_encoder_first_loses() -> None:
    """The 95 % paired interval of the ELBO lost, five seeds, is above 0."""
    assert _above("lost_sequential")


def steps_gain_most() -> None:
    """The 95 % paired interval, five seeds; no other row has so high an ELBO."""
    assert _above("gain_twice")
    others = ("alternate", "sequential", "slow", "light", "heavy", "draws", "iwae")
    best = max(got(f"{key}_elbo") + got(f"{key}_elbo_half") for key in others)
    assert got("twice_elbo") - got("twice_elbo_half") > best


def active_is_not_much() -> None:
    """Eight of eight in every seed; the interval of the KL ends below two nats."""
    assert got("heavy_active") == 8 and got("heavy_active_half") == 0
    assert got("heavy_kl") + got("heavy_kl_half") < 2


def beta_trades() -> None:
    """Intervals over five seeds that do not touch; of the error, in pairs."""
    for key, less, more in (
        ("kl", "heavy", "joint"),
        ("kl", "joint", "light"),
        ("elbo", "heavy", "joint"),
    ):
        top = got(f"{less}_{key}") + got(f"{less}_{key}_half")
        assert _above(f"{more}_{key}", top), (key, less, more)
    assert _above("gain_heavy")
    assert got("gain_price") + got("gain_price_half") < 0


def a_small_beta_gains_little() -> None:
    """The far end of the paired interval of the error, against its mean."""
    far = got("gain_light_half") - got("gain_light")
    assert far < got("joint_error") / 20
    assert _above("light_kl", got("joint_kl") + got("joint_kl_half"))


def iwae_beats_its_draws() -> None:
    """The 95 % paired interval, IWAE minus the ELBO by as many draws, is above 0."""
    assert _above("gain_iwae")


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


def grain_adds_its_variance() -> None:
    """Error of a draw minus that of its mean is 784 variances, within 1 %."""
    added = got("error_redrawn") - got("error_rebuilt")
    assert abs(added / got("grain") - 1) < 0.01


def the_arc_keeps_nearer() -> None:
    """Three pairings of a stored run's codes: the intervals lie far apart."""
    for other in ("half_straight", "half_cross-fade"):
        low = got(other) - got(f"{other}_half")
        assert low > 1.2 * (got("half_arc") + got("half_arc_half"))
    assert abs(got("half_straight") / got("half_cross-fade") - 1) < 0.1


def the_arc_helps_other_vaes() -> None:
    for short in ("bce", "cb"):  # by more than a pairing moves either
        gain = got(f"half_straight_{short}") - got(f"half_arc_{short}")
        assert gain > 2 * (got("half_straight_half") + got("half_arc_half"))


def the_line_is_short() -> None:
    """Mean cosine of two codes, by 900 pairs; lengths of the ends and the middle."""
    assert abs(got("half_cosine")) < 0.1
    assert got("half_middle") < 0.75 * got("half_ends")


def the_length_was_the_fault() -> None:
    """Three pairings: the control's interval ends below the line's and the arc's."""
    top = got("half_stretched") + got("half_stretched_half")
    assert top < got("half_arc") + got("half_arc_half")
    assert _above("half_straight", 1.3 * top)


def a_map_hides_neighbours() -> None:
    """2,000 images: a standard error is near 0.01."""
    assert got("near_all") > got("near_plane") + 0.2


def a_sleeve_can_be_added() -> None:
    """1,000 images, so a share errs by at most 1.6 points; five random steps."""
    assert got("sleeve_step") > got("sleeve_random_most") + 30
    assert got("sleeve_twice") < got("sleeve_step") - 10


def random_steps_make_boots() -> None:
    """Far more than no step makes."""
    assert got("boot_random_most") > got("boot_none") + 10


def codes_beat_pixels() -> None:
    """Both pairs, in points of a hundred; and the pixels' share is over half."""
    for pair in ("sleeve", "boot"):
        assert got(f"{pair}_step") > got(f"{pair}_pixels") + 5 > 55
