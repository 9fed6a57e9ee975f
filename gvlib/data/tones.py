"""Short tones by formula: pitch, timbre, decay and start are known of each.

A tone is a sum of decaying partials and a little noise, RATE numbers a second.
"""

import math

import torch
from jaxtyping import Float, Int
from torch import Tensor

RATE, LENGTH = 8_000, 2_048
"""Samples a second, and samples of a tone: about a quarter of a second."""
LOWEST, PITCHES = 220.0, 24
"""Hz of the lowest pitch, and how many semitones there are: two octaves."""
TIMBRES = {
    "plucked": ((1, 2, 3, 4, 5, 6), lambda r: 1 / r, lambda r: 0.5 * (1 + r)),
    "struck": ((1, 2.756, 5.404), lambda r: r**-0.7, lambda r: r),
    "blown": ((1, 3, 5), lambda r: 1 / r, lambda r: 0.1),
}
"""A timbre's partials over the pitch; amplitude and decay of a partial at ratio r.

A plucked string has all multiples, a struck bar 2.756 and 5.404 (a bar with free ends),
a closed pipe the odd multiples.
"""
DECAY = (5.0, 40.0)
"""From slow to fast, 1/s: after 1/decay seconds the amplitude has fallen to 1/e."""
NOISE = 0.005
"""Standard deviation of the white noise in every sample."""
CHUNK = 250
"""Tones made at a time: all partials of these are in memory at once."""
HIGHEST = 0.95 * RATE / 2
"""Hz; partials above it are left out, for RATE cannot hold them."""


def frequency(pitch: Int[Tensor, "n"] | Float[Tensor, "n"]) -> Float[Tensor, "n"]:
    """Hz of a pitch in semitones above LOWEST: LOWEST 2^(pitch / 12)."""
    return LOWEST * 2 ** (pitch.double() / 12)


def partials(
    timbre: str, hz: Float[Tensor, "n"], decay: Float[Tensor, "n"]
) -> tuple[Float[Tensor, "n k"], Float[Tensor, "n k"], Float[Tensor, "n k"]]:
    """(frequency in Hz, amplitude, decay in 1/s) of every partial; 0 if left out.

    Raises ValueError for an unknown timbre.
    """
    if timbre not in TIMBRES:
        raise ValueError(f"no timbre {timbre!r}; there are: {', '.join(TIMBRES)}")
    ratios, amplitude, fading = TIMBRES[timbre]
    r = torch.tensor(ratios, dtype=torch.double)
    f = hz[:, None] * r
    a = torch.tensor([amplitude(v) for v in ratios], dtype=torch.double)
    a = 0.8 * a / a.sum() * (f < HIGHEST)
    return f, a, decay[:, None] * torch.tensor([fading(v) for v in ratios])


def waves(
    timbre: str, hz: Float[Tensor, "n"], decay: Float[Tensor, "n"],
    start: Float[Tensor, "n"],
) -> Float[Tensor, "n length"]:  # fmt: skip
    """x(t) = sum_k a_k exp(-d_k t) sin(2 pi f_k (t + start / f_1)), without noise.

    `start` is the part of a period at which the tone begins, 0 to 1.
    """
    f, a, d = partials(timbre, hz, decay)
    t = torch.arange(LENGTH, dtype=torch.double) / RATE
    phase = f[..., None] * (t + (start / hz)[:, None, None])
    fall = torch.exp(-d[..., None] * t)
    return (a[..., None] * fall * torch.sin(2 * math.pi * phase)).sum(1)  # eq. 8.6


def tones(n: int, seed: int = 0) -> tuple[Float[Tensor, "n length"], dict[str, Tensor]]:
    """n tones fixed by the seed, and of each pitch, timbre, decay and start.

    Pitch and timbre are even, log decay and start uniform. Raises ValueError for n < 1.
    """
    if n < 1:
        raise ValueError(f"n = {n} must be at least 1")
    rng = torch.Generator().manual_seed(seed)
    pitch = torch.randint(PITCHES, (n,), generator=rng)
    timbre = torch.randint(len(TIMBRES), (n,), generator=rng)
    low, high = map(math.log, DECAY)
    decay = torch.exp(low + (high - low) * torch.rand(n, generator=rng).double())
    start = torch.rand(n, generator=rng).double()
    x = torch.zeros(n, LENGTH, dtype=torch.double)
    for i, name in enumerate(TIMBRES):
        for rows in (timbre == i).nonzero()[:, 0].split(CHUNK):
            x[rows] = waves(name, *(v[rows] for v in (frequency(pitch), decay, start)))
    x = (x + NOISE * torch.randn(x.shape, generator=rng)).float()
    return x, {"pitch": pitch, "timbre": timbre, "decay": decay, "start": start}
