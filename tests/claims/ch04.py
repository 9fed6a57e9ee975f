"""Checks of chapter 04, on what its stored run has measured."""

from functools import partial

from texts import glued

got = partial(glued, "04_vae_principles")


def ae_fitted_codes_win() -> None:
    """The 95 % interval of the distance saved, three seeds, is above 0."""
    assert got("fd_gain") - got("fd_gain_half") > 0


def wide_q_overtakes() -> None:
    """The ELBOs are exact; a mean of 2,000 bounds of 16 draws errs by below 0.02."""
    assert got("arc_1") > got("disc_1") + 1
    assert got("disc_16") > got("arc_16") + 0.5


def image_bound_keeps_rising() -> None:
    """From the same 512 draws; the last factor of eight still adds a nat."""
    assert got("images_1") < got("images_64") < got("images_512") - 1


def noise_costs_narrow_decoders() -> None:
    """Exact integrals, nats a pixel: the gap of eq. 4.9 falls with the width."""
    assert got("gap_narrow") > 2 > got("gap_noise") > got("gap_level") > 0
    assert got("gap_level") < 0.05


def pixel_widths_diverge() -> None:
    """From a floor near 0.003 to a millionth: up for one set, down for the other."""
    assert got("train_rise") > 10 and got("other_fall") > 10_000


def pixel_widths_end_a_run() -> None:
    """Three seeds each, 250 steps; at which step a run ends is not promised."""
    assert got("lasted_a") == 0
    assert got("lasted_the") == got("lasted_one") == 3


def once_falls_short() -> None:
    """The 95 % interval over five starts is above 0, and turns that repeat arrive."""
    assert got("behind_once") - got("behind_once_half") > 1
    assert got("behind_turns") < 0.05


def joint_steps_arrive() -> None:
    """The worse of two runs, in nats."""
    assert got("behind_joint") < 1e-3


def collapse_is_predicted() -> None:
    """Every unit at every width, in nats; five of a hundred units live at 0.5."""
    assert got("kl_error") < 0.005
    assert got("alive_100") == 5


def a_lagging_encoder_costs_steps() -> None:
    """Medians of ten starts: by a factor above 8; the rates of growth differ by 15."""
    assert got("settled_together") > 8 * got("settled_best_encoder")
    assert got("rate_best") > 8 * got("rate_together")


def a_fast_encoder_does_as_well() -> None:
    """Within a third of five encoder steps, and far from moving together."""
    fast = got("settled_fast_V")
    assert fast < 4 / 3 * got("settled_five_encoder_steps")
    assert fast < got("settled_together") / 2


def warm_up_wakes_a_unit() -> None:
    """Sooner than moving together does, and its KL has first to come down again."""
    assert got("woken") < got("settled_together") / 8
    assert got("settled_warm-up") > 300


def warm_up_saves_no_condemned_unit() -> None:
    """Its KL, nats: up, and back to nothing."""
    assert got("sixth_top") > 0.02 and got("sixth_end") < 1e-3
