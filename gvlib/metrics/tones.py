"""What of a sound is a tone of `data.tones`: which, how purely, how well in tune."""

import math
from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor

from gvlib.data import tones

DECAYS = torch.tensor([5.0, 8.0, 12.0, 18.0, 27.0, 40.0], dtype=torch.double)
EDGES = tones.frequency(torch.tensor([-0.5, tones.PITCHES - 0.5]))
SEARCHED = torch.arange(EDGES[0].item(), EDGES[1].item(), 1.5, dtype=torch.double)
"""Hz at which a tone is looked for: from each pitch half a semitone to either side.

From the nearest one the first partial drifts by a fifth of a cycle in the length of a
sound. With a wider step its energy would be lost, and another tone would fit better.
"""
FINER = torch.arange(-0.75, 0.76, 0.25, dtype=torch.double)
HALF = 0.5
"""Share of the energy from which on a sound is taken for a tone."""
SILENCE = tones.LENGTH * tones.NOISE**2
"""The energy of the data's noise: what has less is no sound."""
BANDS, PARTS = 32, 4


class Heard(NamedTuple):
    """Of each sound the nearest tone, and how much of its energy that is."""

    pitch: Int[Tensor, "n"]
    timbre: Int[Tensor, "n"]
    cents: Float[Tensor, "n"]
    explained: Float[Tensor, "n"]
    rest: Float[Tensor, "n length"]


def spans(
    timbre: str, hz: Float[Tensor, "m"], decay: Float[Tensor, "m"]
) -> tuple[Float[Tensor, "m k length"], Float[Tensor, "m k k"]]:
    """Rows that span all tones of a timbre, whatever their phases, and R = chol(R R').

    R^-1 makes them orthonormal; a partial that is left out is a row of zeros.
    """
    f, a, d = tones.partials(timbre, hz, decay)
    t = torch.arange(tones.LENGTH, dtype=torch.double) / tones.RATE
    fall = torch.exp(-d[..., None] * t) * (a > 0)[..., None]
    turn = 2 * math.pi * f[..., None] * t
    rows = torch.cat([fall * turn.cos(), fall * turn.sin()], 1)
    gram = rows @ rows.mT
    empty = (gram.diagonal(dim1=1, dim2=2) == 0).double()
    return rows, torch.linalg.cholesky(gram + torch.diag_embed(empty))


def listen(x: Float[Tensor, "n length"]) -> Heard:
    """Least squares on every timbre and decay, and every pitch 1.5 Hz apart; then 1/4.

    Of amplitudes it asks nothing: a single partial is a tone. In silence nothing is
    explained. Raises ValueError for sounds of another length, or values not finite.
    """
    if x.shape[1] != tones.LENGTH or not x.isfinite().all():
        raise ValueError(
            f"x has {x.shape[1]} samples a sound, of which all must be finite and "
            f"{tones.LENGTH} in number"
        )
    x = x.double()
    timbre, hz, decay = nearest(x)
    hz, rest = tuned(x, timbre, hz, decay)
    semitones = 12 * (hz / tones.LOWEST).log2()
    pitch = semitones.round().clamp(0, tones.PITCHES - 1)
    energy = x.square().sum(1)
    explained = 1 - rest.square().sum(1) / energy.clamp_min(SILENCE)
    explained = explained.where(energy > SILENCE, 0.0)
    cents = 100 * (semitones - pitch)
    return Heard(pitch.long(), timbre, cents, explained, rest)


def nearest(x: Float[Tensor, "n length"]) -> tuple[Tensor, Tensor, Tensor]:
    """(timbre, Hz, decay) of the tones that hold most of x."""
    most = torch.full((len(x),), -1.0, dtype=torch.double)
    timbre, hz, decay = torch.zeros_like(most).long(), most.clone(), most.clone()
    for i, name in enumerate(tones.TIMBRES):
        for d in DECAYS:
            rows, R = spans(name, SEARCHED, d.expand(len(SEARCHED)))
            inside = torch.linalg.solve_triangular(R, rows @ x.T, upper=False)
            held, place = inside.square().sum(1).max(0)
            more = held > most
            most, timbre[more], decay[more] = torch.maximum(most, held), i, d
            hz[more] = SEARCHED[place[more]]
    return timbre, hz, decay


def tuned(
    x: Tensor, timbre: Tensor, hz: Tensor, decay: Tensor
) -> tuple[Float[Tensor, "n"], Float[Tensor, "n length"]]:
    """(Hz at which the rest is least, that rest)."""
    rest, best = torch.full_like(x, math.inf), hz.clone()
    for i, name in enumerate(tones.TIMBRES):
        mine = timbre == i
        for offset in FINER if mine.any() else ():
            there = hz[mine] + offset
            rows, R = spans(name, there, decay[mine])
            weights = torch.cholesky_solve(rows @ x[mine, :, None], R)
            left = x[mine] - (rows.mT @ weights).squeeze(2)
            less = left.square().sum(1) < rest[mine].square().sum(1)
            rest[mine] = torch.where(less[:, None], left, rest[mine])
            best[mine] = torch.where(less, there, best[mine])
    return best, rest


def lines(heard: Heard, step: int = 500, away: float = 80.0) -> float:
    """Power of what is left at multiples of `step` Hz, over that of their neighbours.

    A transposed convolution with strides of 4 repeats its pattern every 4, 16, ...
    samples: at 8 kHz these are multiples of 2,000 and of 500 Hz. White noise has 1.
    Lines within `away` Hz of a partial of the tone heard are left out, for a tone that
    is not quite fitted leaves power there. 1 if all are.
    """
    hann = torch.hann_window(heard.rest.shape[1], dtype=heard.rest.dtype)
    power = torch.fft.rfft(heard.rest * hann).abs().square()
    line = torch.arange(step, tones.RATE // 2, step)
    at = line * heard.rest.shape[1] // tones.RATE
    near = torch.stack([power[:, at + i] for i in range(-7, 8) if abs(i) > 3]).mean(0)
    gap = (partials_of(heard)[..., None] - line).abs().amin(1)
    power, near = power[:, at][gap > away], near[gap > away]
    return (power.mean() / near.mean().clamp_min(1e-12)).item() if len(near) else 1.0


def partials_of(heard: Heard) -> Float[Tensor, "n k"]:
    """Frequencies of the partials of the tones that were heard; inf where fewer."""
    most = max(len(ratios) for ratios, *_ in tones.TIMBRES.values())
    f = torch.full((len(heard.rest), most), math.inf, dtype=torch.double)
    hz = tones.frequency(heard.pitch + heard.cents / 100)
    for i, (ratios, *_) in enumerate(tones.TIMBRES.values()):
        mine = heard.timbre == i
        f[mine, : len(ratios)] = hz[mine, None] * torch.tensor(ratios).double()
    return f


def loudness(x: Float[Tensor, "n length"]) -> Float[Tensor, "n d"]:
    """Log energies of BANDS bands of equal width in each of PARTS parts of the sound.

    The features of the Fréchet distance between sounds: nothing in them is learned.
    """
    spectrum = torch.fft.rfft(x.double().unflatten(1, (PARTS, -1))).abs().square()
    bands = spectrum[..., 1:].unflatten(2, (BANDS, -1)).sum(3)
    return (bands + 1e-2).log().flatten(1)


def tone_report(heard: Heard, clear: float = 0.9) -> dict[str, float]:
    """Shares and means of what was heard, and how many kinds.

    explained: mean share of the energy that the nearest tone has; high_quality: share
    of sounds of which it has more than `clear`; tonal: of which it has HALF or more;
    in_tune: share of which it has that, within 10 cents; cents: mean distance of the
    tonal ones from the pitch, 50, the largest, if there are none; modes: kinds, pitch
    and timbre, of which there is a tonal sound.
    """
    good, away = heard.explained >= HALF, heard.cents.abs()
    kind = heard.timbre * tones.PITCHES + heard.pitch
    return {
        "explained": heard.explained.clamp_min(0).mean().item(),
        "high_quality": (heard.explained > clear).double().mean().item(),
        "tonal": good.double().mean().item(),
        "in_tune": (good & (away <= 10)).double().mean().item(),
        "cents": away[good].mean().item() if good.any() else 50.0,
        "modes": len(kind[good].unique()),
        "lines": lines(heard),
    }
