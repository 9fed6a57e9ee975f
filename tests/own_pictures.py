"""Folders of small pictures for the tests of `compare`."""

from pathlib import Path

import numpy as np
from PIL import Image


def blobs(n: int, side: int = 28, channels: int = 1, seed: int = 0) -> np.ndarray:
    """n different pictures (n, side, side[, 3]) of bytes: soft discs of two kinds."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[:side, :side] / side
    x = rng.uniform(0.3, 0.7, (n, 2, 1, 1))
    radius = np.where(np.arange(n) % 2, 0.15, 0.3)[:, None, None]
    far = np.hypot(rows - x[:, 0], columns - x[:, 1])
    grey = 1 / (1 + np.exp((far - radius) * 20))
    if channels == 3:
        hue = rng.uniform(0.2, 1, (n, 1, 1, 3))
        return np.uint8(255 * grey[..., None] * hue)
    return np.uint8(255 * grey)


def folder_of(
    place: Path, x: np.ndarray, classes: tuple[str, ...] = (), ending: str = "png"
) -> Path:
    """The pictures as files; with classes, the i-th in folder i modulo their number."""
    for i, image in enumerate(x):
        into = place / classes[i % len(classes)] if classes else place
        into.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(into / f"{i:05}.{ending}")
    return place
