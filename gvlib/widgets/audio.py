"""Sound in a cell: a player with a caption, its data inside the page."""

import base64
import io
import wave
from html import escape

import torch
from jaxtyping import Float
from torch import Tensor

from gvlib.data.tones import RATE

FRAME = "display:inline-block;margin:.3em 1em .3em 0;vertical-align:top"


def wav(x: Float[Tensor, "t"], rate: int = RATE) -> bytes:
    """A mono WAV file of 16 bits; x in [-1, 1], what lies outside is cut off.

    Raises ValueError for no samples, more than one axis, or values not finite.
    """
    x = torch.as_tensor(x)
    if x.ndim != 1 or not len(x) or not x.isfinite().all():
        raise ValueError(
            f"a sound of shape {tuple(x.shape)}: it must be a list of one or more "
            "finite numbers; of several sounds pass one, as in x[0]"
        )
    if not rate > 0:
        raise ValueError(f"rate = {rate} samples a second must be above 0")
    levels = (x.clamp(-1, 1) * 32_767).short().numpy()
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(levels.astype("<i2").tobytes())
    return file.getvalue()


class Player:
    """Sounds, each under its name; browser and notebook play them, a terminal lists."""

    def __init__(self, sounds: dict[str, Tensor], rate: int = RATE):
        if not sounds:
            raise ValueError("no sounds: pass a dict of names and samples")
        self.names = list(sounds)
        self.html = "".join(one(n, wav(x, rate)) for n, x in sounds.items())

    def _repr_html_(self) -> str:
        return f'<div class="gv-sounds">{self.html}</div>'

    def __repr__(self) -> str:
        return f"Sounds to play in a browser: {', '.join(self.names)}"


def one(name: str, file: bytes) -> str:
    """A player and its caption; the label is what is read aloud."""
    data, text = base64.b64encode(file).decode(), escape(name)
    return (
        f'<figure style="{FRAME}"><figcaption>{text}</figcaption>'
        f'<audio controls preload="metadata" aria-label="{text}" '
        f'src="data:audio/wav;base64,{data}">This browser plays no sound.</audio>'
        "</figure>"
    )


def player(sounds: dict[str, Float[Tensor, "t"]], rate: int = RATE) -> Player:
    """Players for the sounds of a dict {caption: samples}, with what `wav` refuses.

    Without a sound device a browser shows them all the same, and plays to nobody.
    """
    return Player(sounds, rate)
