"""Checks of chapter 8, on the records and, for its live rows, on what its run glued."""

import numpy as np
from intervals import below, paired_below
from texts import glued

from gvlib import zoo

PAGE = "08_beyond_images"
SCRATCH = ("gan-straight", "gan-soft", "gan-reinforce")
CODED = ("vae", "vae-warmup", "vae-freebits", "vae-hide", "vae-hide-warmup")
SOUNDS = ("gan", "gan-shuffle", "vae", "vae-spectrogram")


def _text(key: str, metric: str = "kl") -> np.ndarray:
    return np.array(zoo.values(f"text/{key}", metric), float)


def _tone(key: str, metric: str = "explained") -> np.ndarray:
    return np.array(zoo.values(f"tones/{key}", metric), float)


def text_belongs_to_likelihood() -> None:
    """No critic from nothing is as near, says as many sentences, or costs as little."""
    cost = {k: np.mean([r["cpu_seconds"] for r in zoo.record(f"text/{k}")["runs"]])
            for k in (*SCRATCH, "likelihood")}  # fmt: skip
    for key in SCRATCH:
        assert below(_text("likelihood"), _text(key))
        assert below(_text(key, "valid"), _text("likelihood", "valid"))
        assert cost[key] > 2 * cost["likelihood"]


def colder_is_cleaner_and_poorer() -> None:
    assert paired_below(_text("likelihood", "valid"), _text("likelihood", "valid_t0.5"))
    assert paired_below(_text("likelihood"), _text("likelihood", "kl_t0.5"))


def a_little_colder_is_nearly_free() -> None:
    """More sentences, for less than a tenth of a nat."""
    valid, kl = (_text("likelihood", f"{k}_t0.85") for k in ("valid", "kl"))
    assert paired_below(_text("likelihood", "valid"), valid)
    assert (kl - _text("likelihood")).mean() < 0.1


def the_plain_code_collapses() -> None:
    assert _text("vae", "rate").max() < 0.1
    assert _text("vae", "active_units").max() == 0


def hiding_buys_a_code() -> None:
    assert below(_text("vae", "rate"), _text("vae-hide", "rate"))
    assert below(_text("vae"), _text("vae-hide"))


def hiding_is_most_of_the_price() -> None:
    plain, hidden, coded = map(_text, ("likelihood", "likelihood-hide", "vae-hide"))
    assert below(plain, hidden)
    assert hidden.mean() - plain.mean() > (coded.mean() - plain.mean()) / 2


def the_blind_one_uses_its_code_and_spells_worst() -> None:
    for key in ("vae", "vae-hide"):
        assert below(_text(key, "rate"), _text("vae-blind", "rate"))
    for key in CODED:
        assert below(_text("vae-blind", "valid"), _text(key, "valid"))


def no_model_makes_pure_tones() -> None:
    """Every run is far below fresh tones, that of spectrograms below their detour."""
    for key in SOUNDS:
        row = "through" if key == "vae-spectrogram" else "real"
        assert _tone(key).max() < glued(PAGE, f"tones-{row}-explained") / 100 - 0.2


def nobody_learns_tones() -> None:
    for key in SOUNDS:
        assert (
            _tone(key, "tonal").max() < glued(PAGE, "tones-through-tonal") / 100 - 0.5
        )


def spectrograms_have_more_kinds() -> None:
    most = max(_tone(key, "modes").max() for key in ("gan", "gan-shuffle"))
    assert _tone("vae-spectrogram", "modes").min() > most


def the_gan_has_the_energies() -> None:
    assert _tone("gan", "fd").max() < _tone("vae-spectrogram", "fd").min()


def two_of_three_are_silent() -> None:
    assert (_tone("vae") == 0).sum() == 2 and len(_tone("vae")) == 3


def averages_pass_for_tones() -> None:
    """What knows no single tone beats each row's mean, one in each column."""
    for key in SOUNDS:
        assert glued(PAGE, "tones-average-explained") > 100 * _tone(key).mean()
        assert glued(PAGE, "tones-coloured-fd") < _tone(key, "fd").mean()
    for key in ("average", "coloured"):
        assert glued(PAGE, f"tones-{key}-tonal") < 5
        assert glued(PAGE, f"tones-{key}-modes") < 5


def the_silent_ones_have_no_code() -> None:
    rates, silent = _tone("vae", "rate"), _tone("vae") == 0
    assert rates[silent].max() < 0.05 and rates[~silent].min() > 1


def the_third_seed_is_the_best() -> None:
    kept = _tone("vae", "rate").argmax()
    for key in ("tonal", "in_tune"):
        others = [_tone(k, key) for k in SOUNDS if k != "vae"]
        assert _tone("vae", key)[kept] > max(rows.max() for rows in others)


def a_silent_vae_shows_its_network() -> None:
    assert _tone("vae", "lines").min() > 10 * _tone("gan", "lines").max()


def shuffling_does_not_remove_lines() -> None:
    assert _tone("gan", "lines").max() < _tone("gan-shuffle", "lines").min()


def no_critic_is_above_the_line() -> None:
    assert glued(PAGE, "above") == 0


NOTES = ("guitar-a4", "guitar-b3", "guitar-e4", "marimba-c4", "marimba-c5",
         "marimba-fis4", "pan-pipes-c4", "pan-pipes-c5", "pan-pipes-fis4")  # fmt: skip


def the_formula_finds_pitches() -> None:
    assert all(abs(glued(PAGE, f"{name}-off")) < 0.1 for name in NOTES)


def a_marimba_is_not_our_bar() -> None:
    """By the number of the timbre: plucked, struck, blown."""
    assert [glued(PAGE, f"{name}-as") for name in NOTES] == [0, 0, 0, 2, 2, 2, 2, 2, 2]
    assert glued(PAGE, "marimba-alone-blown") == 3


def notes_are_not_our_tones() -> None:
    assert glued(PAGE, "notes-most") < glued(PAGE, "tones-real-explained") - 2
