"""Checks of chapter 8, on the records and, for its live rows, on what its run glued."""

import numpy as np
from intervals import below, paired_below
from texts import glued

from gvlib import zoo

PAGE = "08_beyond_images"
SCRATCH = ("gan-straight", "gan-soft", "gan-reinforce")
AFTER = ("gan-straight-after", "gan-reinforce-after")


def _text(key: str, metric: str = "kl") -> np.ndarray:
    return np.array(zoo.values(f"text/{key}", metric), float)


def _tone(key: str, metric: str = "explained") -> np.ndarray:
    return np.array(zoo.values(f"tones/{key}", metric), float)
