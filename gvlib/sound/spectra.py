"""Spectrograms, and a waveform that has one: a spectrogram knows no phase."""

import torch
from jaxtyping import Float
from torch import Tensor

WINDOW, HOP = 256, 64
FLOOR = 1e-3
"""Added to the magnitude before the logarithm: what is quieter cannot be heard."""


def window(like: Tensor) -> Tensor:
    """Hann's window, which rises from 0 and falls to it."""
    return torch.hann_window(WINDOW, dtype=like.dtype, device=like.device)


def short_time(x: Float[Tensor, "b t"]) -> Tensor:
    """The windowed Fourier transform, complex (b, 129 frequencies, frames)."""
    return torch.stft(x, WINDOW, HOP, window=window(x), return_complex=True)


def log_spectrogram(x: Float[Tensor, "b t"]) -> Float[Tensor, "b f frames"]:
    """log(|STFT| + FLOOR), natural logarithm; a row is 31.25 Hz wide at 8 kHz.

    Raises ValueError for a sound shorter than a window.
    """
    if x.shape[1] < WINDOW:
        raise ValueError(
            f"{x.shape[1]} samples are fewer than a window of {WINDOW}: make the sound "
            "longer, with zeros if need be"
        )
    return (short_time(x).abs() + FLOOR).log()


@torch.no_grad()
def griffin_lim(
    spectrogram: Float[Tensor, "b f frames"], length: int, rounds: int = 60
) -> Float[Tensor, "b t"]:
    """A waveform whose magnitudes are near exp(spectrogram) - FLOOR; phases are found.

    From random phases, `rounds` times: to the waveform and back, keeping only the
    phase. Griffin & Lim (1984). Raises ValueError for fewer than one round.
    """
    if rounds < 1:
        raise ValueError(f"rounds = {rounds} must be at least 1")
    size = (spectrogram.exp() - FLOOR).clamp_min(0)
    phase = torch.exp(2j * torch.pi * torch.rand_like(size))
    for _ in range(rounds):
        x = torch.istft(size * phase, WINDOW, HOP, window=window(size), length=length)
        again = short_time(x)
        phase = again / again.abs().clamp_min(1e-8)
    return torch.istft(size * phase, WINDOW, HOP, window=window(size), length=length)
