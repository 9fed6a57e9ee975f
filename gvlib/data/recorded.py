"""Nine recorded notes, three for each timbre of `data.tones`."""

import wave
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from gvlib.data.tones import LENGTH

FOLDER = Path(__file__).parent / "recordings"
NOTES = {
    "guitar B3": ("plucked", 2), "guitar E4": ("plucked", 7),
    "guitar A4": ("plucked", 12), "marimba C4": ("struck", 3),
    "marimba F#4": ("struck", 9), "marimba C5": ("struck", 15),
    "pan pipes C4": ("blown", 3), "pan pipes F#4": ("blown", 9),
    "pan pipes C5": ("blown", 15),
}  # fmt: skip
"""Of each note how it was played, and its pitch in semitones above `tones.LOWEST`."""


def recorded() -> Float[Tensor, "9 length"]:
    """The notes, in the order of NOTES, values in [-1, 1], `tones.RATE` a second."""
    return torch.stack([_samples(name) for name in NOTES])


def _samples(name: str) -> Float[Tensor, "length"]:
    """One note from its file of 16-bit samples."""
    file = name.replace(" ", "-").replace("#", "is").lower() + ".wav"
    with wave.open(str(FOLDER / file)) as sound:
        raw = sound.readframes(LENGTH)
    return torch.from_numpy(np.frombuffer(raw, "<i2").astype(np.float32) / 32_767)
