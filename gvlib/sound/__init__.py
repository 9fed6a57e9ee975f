"""Sound: networks for waveforms, spectrograms and the way back."""

from gvlib.sound.nets import PhaseShuffle, wave_critic, wave_encoder, wave_generator
from gvlib.sound.spectra import griffin_lim, log_spectrogram

__all__ = [
    "PhaseShuffle", "griffin_lim", "log_spectrogram", "wave_critic", "wave_encoder",
    "wave_generator",
]  # fmt: skip
