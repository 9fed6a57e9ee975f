"""Tones by formula, what is heard of them, networks of waveforms, and players."""

import io
import math
import wave

import numpy as np
import pytest
import torch
from scipy import signal

from gvlib import sound
from gvlib.data import recorded, tones
from gvlib.experiments import experiment
from gvlib.experiments.studies import waves
from gvlib.metrics import tones as heard
from gvlib.train import seed_everything
from gvlib.widgets import player, wav


def test_a_tone_is_its_formula():
    """One plucked tone, partial by partial in numpy."""
    hz, decay, start = 300.0, 10.0, 0.25
    (x,) = tones.waves("plucked", *(torch.tensor([v]).double()
                                    for v in (hz, decay, start)))  # fmt: skip
    t = np.arange(tones.LENGTH) / tones.RATE
    total = sum(1 / k for k in range(1, 7))
    right = sum(
        0.8 / (k * total) * np.exp(-decay * (1 + k) / 2 * t)
        * np.sin(2 * np.pi * k * hz * (t + start / hz))
        for k in range(1, 7)
    )  # fmt: skip
    np.testing.assert_allclose(x.numpy(), right, atol=1e-12)


def test_no_partial_is_above_what_the_rate_holds():
    f, a, _ = tones.partials("plucked", torch.tensor([830.0]), torch.tensor([5.0]))
    assert (a[f >= tones.HIGHEST] == 0).all() and (a[f < tones.HIGHEST] > 0).all()
    with pytest.raises(
        ValueError, match="no timbre 'sung'; there are: plucked, struck"
    ):
        tones.partials("sung", f[:, 0], f[:, 0])
    with pytest.raises(ValueError, match="n = 0 must be at least 1"):
        tones.tones(0)


def test_a_spectrum_has_its_peak_at_the_pitch():
    x, known = tones.tones(40, seed=3)
    f, power = signal.periodogram(x.numpy(), tones.RATE)
    f0 = tones.frequency(known["pitch"]).numpy()
    peak = f[power.argmax(1)]
    near = np.abs(peak / f0 - np.round(peak / f0)) < 0.05
    struck = known["timbre"].numpy() == 1
    assert near[~struck].all() and (np.abs(x.numpy()) < 1).all()


def test_recorded_notes_are_what_a_tone_is():
    files = sorted(recorded.FOLDER.glob("*.wav"))
    assert len(files) == len(recorded.NOTES)
    for path in files:
        with wave.open(str(path)) as sound_file:
            shape = 1, 2, tones.RATE, tones.LENGTH
            assert sound_file.getparams()[:4] == shape


def test_recorded_notes_have_the_pitch_of_their_names():
    """The lowest strong line of each spectrum, to a third of a semitone."""
    x = recorded.recorded().numpy()
    assert x.shape == (9, tones.LENGTH) and np.abs(x).max() == pytest.approx(0.8, 1e-3)
    hann = signal.get_window("hann", tones.LENGTH)
    f, power = signal.periodogram(x * hann, tones.RATE, nfft=2**16)
    for row, (name, (_, pitch)) in zip(power, recorded.NOTES.items(), strict=True):
        lowest = f[np.argmax(row > 0.05 * row.max())]  # where that line begins
        within = (f > lowest / 1.03) & (f < lowest * 1.03)
        peak = f[within][row[within].argmax()]
        cents = 1_200 * np.log2(peak / 220) - 100 * pitch
        assert abs(cents) < 33, (name, cents)


def test_the_listener_hears_what_was_played():
    x, known = tones.tones(60, seed=4)
    found = heard.listen(x)
    for what in ("pitch", "timbre"):  # a short faint tone may be heard wrongly
        same = getattr(found, what) == known[what]
        assert same.double().mean() > 0.95
    report = heard.tone_report(found)
    assert (
        report["explained"] > 0.99
        and min(report["in_tune"], report["high_quality"]) > 0.95
    )
    torch.testing.assert_close(found.rest.square().sum(1) + found.explained
                               * x.double().square().sum(1),
                               x.double().square().sum(1))  # fmt: skip


@pytest.mark.parametrize("off", [-45, -30, -10, 10, 30, 45])
def test_the_listener_tells_cents(off):
    """Tones of every timbre, sharp or flat by up to nearly half a semitone."""
    rng = torch.Generator().manual_seed(abs(off))
    names, known = list(tones.TIMBRES), torch.arange(1, 23, 3)
    x, n = [], len(known)
    for name in names:
        decay = 5 + 35 * torch.rand(n, generator=rng).double()
        start = torch.rand(n, generator=rng).double()
        hz = tones.frequency(known + off / 100)
        x.append(tones.waves(name, hz, decay, start))
    x = torch.cat(x)
    x = x + tones.NOISE * torch.randn(x.shape, generator=rng)
    found = heard.listen(x.float())
    right = (found.pitch == known.repeat(len(names))) & (
        found.timbre == torch.arange(len(names)).repeat_interleave(n)
    )
    assert right.double().mean() > 0.85  # one that fades at once may be another
    # Steps of 1/4 Hz, so half of one, which is 1 cent of 220 Hz; a faint one more.
    assert (found.cents[right] - off).abs().max() <= 3
    # The noise has a twentieth of the energy of a tone that fades at once.
    assert found.explained[right].min() > 0.9


def test_silence_is_no_tone():
    found = heard.listen(torch.zeros(2, tones.LENGTH))
    assert (found.explained == 0).all() and heard.tone_report(found)["modes"] == 0


def test_noise_is_no_tone():
    seed_everything(0)
    found = heard.listen(0.1 * torch.randn(20, tones.LENGTH))
    report = heard.tone_report(found)
    assert report["explained"] < 0.05 and report["cents"] == 50
    with pytest.raises(ValueError, match="x has 100 samples a sound"):
        heard.listen(torch.zeros(2, 100))


def test_a_periodic_pattern_is_seen_as_lines():
    """White noise has 1; with something that repeats every 16 samples many times it."""
    seed_everything(1)
    noise = torch.randn(400, tones.LENGTH).double()
    pattern = torch.randn(16).double().repeat(tones.LENGTH // 16)
    # The mean of 7 lines over 400 draws has a relative error of 1 / sqrt(2800) = 2 %.
    assert heard.lines(left(noise)) == pytest.approx(1, abs=0.12)
    assert heard.lines(left(noise + 0.3 * pattern)) > 5


def left(rest):
    """As if that were left of tones of the lowest pitch."""
    none = torch.zeros(len(rest), dtype=torch.long)
    return heard.Heard(none, none, none.double(), none.double(), rest)


def test_a_tone_that_glides_has_no_lines():
    """B4 is 494 Hz: what a fit leaves of it lies beside 500 Hz."""
    t = torch.arange(tones.LENGTH).double() / tones.RATE
    hz = tones.frequency(torch.arange(24).double())[:, None]
    x = 0.3 * torch.sin(2 * math.pi * (hz * t + 0.01 * hz * t.square()))
    seed_everything(3)
    x = x + tones.NOISE * torch.randn(x.shape).double()
    assert heard.lines(heard.listen(x)) < 1.5


def test_the_band_energies_are_those_of_parseval():
    x, _ = tones.tones(3, seed=5)
    found = (heard.loudness(x).exp() - 1e-2).view(3, heard.PARTS, heard.BANDS).sum(2)
    parts = x.double().unflatten(1, (heard.PARTS, -1))
    full = torch.fft.fft(parts).abs().square()
    half = full[..., 1 : parts.shape[2] // 2 + 1].sum(2)
    torch.testing.assert_close(found, half)


def test_a_spectrogram_is_scipys():
    x, _ = tones.tones(2, seed=6)
    ours = sound.log_spectrogram(x).exp() - sound.spectra.FLOOR
    window = signal.get_window("hann", 256)
    _, _, right = signal.stft(x.numpy(), tones.RATE, window, 256, 192, boundary=None,
                              padded=False, scaling="spectrum")  # fmt: skip
    right = np.abs(right) * window.sum()
    inner = ours[:, :, 2:-2].numpy()  # whole windows: the edges are mirrored by torch
    np.testing.assert_allclose(inner, right[:, :, : inner.shape[2]], atol=2e-4)
    with pytest.raises(ValueError, match="fewer than a window of 256"):
        sound.log_spectrogram(x[:, :200])


def test_griffin_lim_comes_nearer_to_the_magnitudes():
    seed_everything(2)
    x, _ = tones.tones(8, seed=7)
    goal = sound.log_spectrogram(x)
    size = goal.exp()

    def off(rounds):
        y = sound.griffin_lim(goal, tones.LENGTH, rounds)
        return ((sound.log_spectrogram(y).exp() - size).norm() / size.norm()).item()

    assert off(60) < 0.6 * off(1) and off(60) < 0.2
    with pytest.raises(ValueError, match="rounds = 0"):
        sound.griffin_lim(goal, tones.LENGTH, 0)


def test_phases_are_shuffled_in_training_only():
    seed_everything(3)
    x = torch.arange(10.0).expand(50, 1, 10)
    layer = sound.PhaseShuffle(2)
    y = layer(x)
    shift = y[:, 0, 5] - 5
    assert set(shift.tolist()) == {-2.0, -1.0, 0.0, 1.0, 2.0}
    for row, s in zip(y[:, 0], shift.int().tolist(), strict=True):
        right = [abs(i + s) if i + s <= 9 else 18 - i - s for i in range(10)]
        assert row.tolist() == right
    assert torch.equal(layer.eval()(x), x)
    with pytest.raises(ValueError, match="n = -1 places"):
        sound.PhaseShuffle(-1)
    with pytest.raises(ValueError, match="n = 9 places, but there are 4"):
        sound.PhaseShuffle(9)(torch.zeros(1, 1, 4))


def test_shapes_of_the_networks():
    x = torch.zeros(3, tones.LENGTH)
    assert sound.wave_generator(5)(torch.randn(3, 5)).shape == x.shape
    assert sound.wave_critic(2)(x).shape == (3,)
    assert sound.wave_encoder(5)(x).shape == (3, 10)


@pytest.mark.parametrize("name", ["vae", "vae-spectrogram"])
def test_a_vae_of_sound_gives_waveforms(name):
    seed_everything(4)
    e = experiment(f"tones/{name}")
    run = e.build(**e.config)
    run.step(run.batches)
    x = run.sample(2)
    assert x.shape == (2, tones.LENGTH) and x.isfinite().all()


def test_pictures_and_back():
    """All but the last frame and the highest row survive; phases are found anew."""
    x, _ = tones.tones(6, seed=8)
    picture = waves.pictures(x)
    assert abs(picture.mean().item()) < 0.3 and 0.7 < picture.std().item() < 1.3
    seed_everything(5)
    again = waves.pictures(waves.heard_again(picture))
    assert (again - picture).abs().mean() < 0.35 * (
        picture - picture.mean(0)
    ).abs().mean()


def test_a_wav_file_is_what_the_standard_library_reads():
    x = torch.tensor([0.0, 0.5, -1.0, 2.0])
    with wave.open(io.BytesIO(wav(x, 8_000))) as file:
        assert (file.getframerate(), file.getnchannels()) == (8_000, 1)
        frames = np.frombuffer(file.readframes(9), "<i2")
    assert frames.tolist() == [0, 16_383, -32_767, 32_767]


@pytest.mark.parametrize(
    ("x", "says"),
    [
        (torch.zeros(0), "finite numbers"),
        (torch.zeros(2, 3), r"of several sounds pass one, as in x\[0\]"),
        (torch.tensor([math.nan]), "finite numbers"),
    ],
)
def test_what_is_no_sound_is_refused(x, says):
    with pytest.raises(ValueError, match=says):
        wav(x)
    with pytest.raises(ValueError, match="no sounds"):
        player({})


def test_a_player_is_plain_html_with_a_caption():
    shown = player({"a <b>": torch.zeros(8)})
    html = shown._repr_html_()
    assert "<audio controls" in html and "data:audio/wav;base64," in html
    assert 'aria-label="a &lt;b&gt;"' in html and "<script" not in html
    assert repr(shown) == "Sounds to play in a browser: a <b>"
