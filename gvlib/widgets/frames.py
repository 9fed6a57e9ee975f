"""A slider: live it computes at every move; on a page it switches stored frames.

With GVLIB_STATIC set (`make notebooks` sets it) all frames are drawn at once and stay
in the output with a range input: no library, no kernel, no network. The built pages
keep them in files, which load when they are needed (book/_ext/gv_pages.py).
"""

import base64
from collections.abc import Callable, Sequence
from html import escape

import numpy as np
from IPython.display import HTML, display
from ipywidgets import Output, SelectionSlider, VBox
from matplotlib import pyplot
from matplotlib.figure import Figure

from gvlib import settings
from gvlib.plot import png

Draw = Callable[[object], Figure | str]

# All that runs in the page: when the input gets the focus, and when it moves. Where
# the frames are files beside the page, the focus is what fetches them.
ON_FOCUS = (
    "this.closest('.gv-slider').querySelectorAll('img').forEach(e=>e.loading='eager')"
)
ON_INPUT = (
    "const b=this.closest('.gv-slider'),f=b.querySelectorAll('.gv-frame'),"
    "t=f[this.value].dataset.text;f.forEach((e,i)=>e.hidden=i!=this.value);"
    "b.querySelector('output').value=t;this.setAttribute('aria-valuetext',t)"
)
ROW = "display:flex;gap:.6em;align-items:center"


def slider(
    draw: Draw, values: Sequence, label: str, alt: str, start: object = None
) -> "Frames | VBox":
    """A slider over `values` that shows draw(value): a Figure, or HTML as a string.

    `label` names the quantity and its unit; `alt` says what is to be seen, for who
    cannot see it. Raises ValueError if either is empty, if there are no values, if one
    stands twice, or if `start` is not one of them; TypeError if `draw` returns
    something else.
    """
    values = list(values)
    if not values:
        raise ValueError("values is empty: a slider needs at least one")
    texts = labels(values)
    if not label or not alt:
        raise ValueError("label and alt must both say something: they are read aloud")
    same = [start is None or bool(np.asarray(v == start).all()) for v in values]
    if True not in same:
        raise ValueError(f"start = {start!r} must be one of the values {values}")
    first = same.index(True)

    def frame(i: int) -> str:
        return markup(draw(values[i]), f"{alt} ({label}: {texts[i]})")

    if settings.static():
        return Frames([frame(i) for i in range(len(values))], texts, label, first)
    return live(frame, texts, label, first)


def labels(values: Sequence) -> list[str]:
    """How each value reads beside the slider; as many digits as tell them apart.

    Raises ValueError if two of the values are the same.
    """
    # A tensor's elements are tensors too, and would read "tensor(0.3333)".
    plain = [v.tolist() if hasattr(v, "tolist") else v for v in values]
    for digits in (6, 9, 17):
        texts = [f"{v:.{digits}g}" if isinstance(v, float) else str(v) for v in plain]
        if len(set(texts)) == len(texts):
            return texts
    twice = next(t for i, t in enumerate(texts) if t in texts[:i])
    raise ValueError(f"{twice} stands twice among the values: give each once")


def markup(drawn: Figure | str, alt: str) -> str:
    """One frame as HTML; a figure becomes an image inside the page, and is closed."""
    if isinstance(drawn, str):
        return drawn
    if not isinstance(drawn, Figure):
        raise TypeError(
            f"draw returned {type(drawn).__name__}: it must return a matplotlib Figure "
            "or a string of HTML"
        )
    raw = png(drawn, colours=48)
    pyplot.close(drawn)
    width, height = (round(n) for n in drawn.bbox.size)
    return (
        f'<img alt="{escape(alt)}" width="{width}" height="{height}" '
        'style="max-width:100%;height:auto;background:#fff" '
        f'src="data:image/png;base64,{base64.b64encode(raw).decode()}">'
    )


def live(frame: Callable[[int], str], texts: list[str], label: str, first: int) -> VBox:
    """The control with a kernel behind it: frame(i) runs whenever the slider stops."""
    out = Output()

    @out.capture(clear_output=True, wait=True)
    def moved(change: dict) -> None:
        display(HTML(frame(change["new"])))

    control = SelectionSlider(
        options=[(text, i) for i, text in enumerate(texts)], value=first,
        description=label, continuous_update=False,
        style={"description_width": "initial"}, layout={"width": "90%"},
    )  # fmt: skip
    drawn = HTML(frame(first))  # not captured: a mistake in draw is seen at once
    with out:
        display(drawn)
    control.observe(moved, "value")
    return VBox([out, control])


class Frames:
    """All frames as one piece of HTML; for print, the one at the start as an image."""

    def __init__(self, frames: list[str], texts: list[str], label: str, first: int):
        self.label, self.shown = f"{label}: {texts[first]}", frames[first]
        divs = [
            f'<div class="gv-frame" data-text="{escape(text)}"'
            f"{'' if i == first else ' hidden'}>{frame}</div>"
            for i, (text, frame) in enumerate(zip(texts, frames, strict=True))
        ]
        now = escape(texts[first])
        # The input already speaks its value, so the output keeps silent.
        self.html = (
            '<div class="gv-slider">\n' + "\n".join(divs) + f'\n<div style="{ROW}">'
            f'<label style="{ROW};flex:0 1 36em">{escape(label)} '
            f'<input type="range" min="0" max="{len(frames) - 1}" value="{first}" '
            f'autocomplete="off" style="flex:1" aria-valuetext="{now}" '
            f'onfocus="{ON_FOCUS}" oninput="{ON_INPUT}"></label>'
            f'<output aria-live="off" style="min-width:5em">{now}</output>'
            "</div>\n</div>"
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        found = {"text/html": self.html, "text/plain": self.label}
        if "base64," in self.shown:
            image = self.shown.partition("base64,")[2]
            found["image/png"] = image.partition('"')[0]
        return found
