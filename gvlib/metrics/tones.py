"""What of a sound is a tone of `data.tones`: which, how purely, how well in tune."""

import math
from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor

from gvlib.data import tones

DECAYS = torch.tensor([5.0, 8.0, 12.0, 18.0, 27.0, 40.0], dtype=torch.double)
OFFSETS = torch.arange(-50, 51, 5, dtype=torch.double)
"""Cents from the nearest pitch: a hundredth of a semitone each."""
BANDS, PARTS = 32, 4


class Heard(NamedTuple):
    """Of each sound the nearest tone, and how much of its energy that is."""

    pitch: Int[Tensor, "n"]
    timbre: Int[Tensor, "n"]
    cents: Float[Tensor, "n"]
    explained: Float[Tensor, "n"]
    rest: Float[Tensor, "n length"]


def bases(
    timbre: str, hz: Float[Tensor, "m"], decay: Float[Tensor, "m"]
) -> Float[Tensor, "m length k"]:
    """Orthonormal columns that span all tones of a timbre, whatever their phases."""
    f, a, d = tones.partials(timbre, hz, decay)
    t = torch.arange(tones.LENGTH, dtype=torch.double) / tones.RATE
    wave = torch.exp((2j * math.pi * f - d)[..., None] * t) * (a > 0)[..., None]
    columns = torch.cat([wave.real, wave.imag], 1).mT
    # A partial that is left out is a column of zeros, which QR would fill.
    return torch.linalg.qr(columns).Q * columns.any(1, keepdim=True)


def listen(x: Float[Tensor, "n length"]) -> Heard:
    """Least squares on every pitch, timbre and decay; then pitch in steps of 5 cents.

    A sound may lie at most half a semitone from its pitch. Raises ValueError for sounds
    of another length, or values that are not finite.
    """
    if x.shape[1] != tones.LENGTH or not x.isfinite().all():
        raise ValueError(
            f"x has {x.shape[1]} samples a sound, of which all must be finite and "
            f"{tones.LENGTH} in number"
        )
    x = x.double()
    energy = x.square().sum(1).clamp_min(1e-12)
    pitch, decay = (v.flatten() for v in torch.meshgrid(
        torch.arange(tones.PITCHES).double(), DECAYS, indexing="ij"))  # fmt: skip
    pitch, found = pitch.long(), []
    for name in tones.TIMBRES:
        Q = bases(name, tones.frequency(pitch), decay)
        inside = (x @ Q.permute(1, 0, 2).flatten(1)).square()
        found.append(inside.unflatten(1, (len(Q), -1)).sum(2))
    best = torch.stack(found, 1).flatten(1).argmax(1)
    timbre, place = best // len(pitch), best % len(pitch)
    cents, rest = tuned(x, timbre, pitch[place], decay[place])
    explained = 1 - rest.square().sum(1) / energy
    return Heard(pitch[place], timbre, cents, explained, rest)


def tuned(
    x: Tensor, timbre: Tensor, pitch: Tensor, decay: Tensor
) -> tuple[Float[Tensor, "n"], Float[Tensor, "n length"]]:
    """(cents from the pitch at which the rest is least, that rest)."""
    rest = torch.full_like(x, math.inf)
    cents = torch.zeros(len(x), dtype=torch.double)
    for i, name in enumerate(tones.TIMBRES):
        mine = timbre == i
        for offset in OFFSETS if mine.any() else ():
            hz = tones.frequency(pitch[mine] + offset / 100)
            Q = bases(name, hz, decay[mine])
            part = torch.einsum("ntk,nk->nt", Q, torch.einsum("ntk,nt->nk", Q, x[mine]))
            left = x[mine] - part
            less = left.square().sum(1) < rest[mine].square().sum(1)
            rest[mine] = torch.where(less[:, None], left, rest[mine])
            cents[mine] = torch.where(less, offset, cents[mine])
    return cents, rest


def lines(rest: Float[Tensor, "n length"], step: int = 500) -> float:
    """Power of what is left at multiples of `step` Hz, over that of their neighbours.

    A transposed convolution with strides of 4 repeats its pattern every 4, 16, ...
    samples: at 8 kHz these are multiples of 2,000 and of 500 Hz. White noise has 1.
    """
    hann = torch.hann_window(rest.shape[1], dtype=rest.dtype)
    power = torch.fft.rfft(rest * hann).abs().square().mean(0)
    at = torch.arange(step, tones.RATE // 2, step) * rest.shape[1] // tones.RATE
    near = torch.cat([power[at + i] for i in range(-9, 10) if abs(i) > 3])
    return (power[at].mean() / near.mean().clamp_min(1e-12)).item()


def loudness(x: Float[Tensor, "n length"]) -> Float[Tensor, "n d"]:
    """Log energies of BANDS bands of equal width in each of PARTS parts of the sound.

    The features of the Fréchet distance between sounds: nothing in them is learned.
    """
    spectrum = torch.fft.rfft(x.double().unflatten(1, (PARTS, -1))).abs().square()
    bands = spectrum[..., 1:].unflatten(2, (BANDS, -1)).sum(3)
    return (bands + 1e-2).log().flatten(1)


def tone_report(heard: Heard, clear: float = 0.9) -> dict[str, float]:
    """Shares and means of what was heard.

    explained: mean share of the energy that the nearest tone has; high_quality: share
    of sounds of which it has more than `clear`; in_tune: share of which it has half or
    more, within 10 cents; cents: mean distance of those with half from the pitch, 50,
    the largest, if there are none.
    """
    good, away = heard.explained >= 0.5, heard.cents.abs()
    return {
        "explained": heard.explained.clamp_min(0).mean().item(),
        "high_quality": (heard.explained > clear).double().mean().item(),
        "in_tune": (good & (away <= 10)).double().mean().item(),
        "cents": away[good].mean().item() if good.any() else 50.0,
        "lines": lines(heard.rest),
    }
