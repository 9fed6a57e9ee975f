"""Lab and explorer in a notebook: the pages' own scripts, with a kernel behind them.

Where a page is being made (GVLIB_STATIC) there is no kernel: both are a still picture.
"""

import base64
import io
from html import escape
from math import isfinite
from urllib.parse import urlencode

import anywidget
import numpy as np
import torch
import traitlets
from torch import Tensor, nn

from gvlib import nets, playground, settings, vae
from gvlib.experiments import stored
from gvlib.playground import explore
from gvlib.playground.export import GAN, VAE, packed
from gvlib.playground.own import line, own_generator, own_vae
from gvlib.playground.stills import sheet

VIEWS = ("walk", "draws", "encode")
FEWEST, MOST = 3, 500  # points of one's own, as src/lab/points.ts has them
MODULE = "{script}\nexport default {{ render: globalThis.{name}.render }};\n"
LAB_STILL = (
    "A GAN (left) and a VAE (right) after the same number of steps on eight clusters. "
    "With a kernel, in JupyterLab, both learn here, live."
)
STILL = (
    "Above the generator, below the decoder, each at the same eight codes. With a "
    "kernel, in JupyterLab, this is the latent explorer."
)


def module(script: str, name: str) -> str:
    """A page's script as anywidget takes it: it exports how to draw."""
    return MODULE.format(script=script, name=name)


class Lab(anywidget.AnyWidget):
    """The lab. `state` holds its settings, as the address of the lab's page does."""

    _esm = module(playground.script(), "GVPlay")
    state = traitlets.Unicode().tag(sync=True)
    points = traitlets.Unicode().tag(sync=True)
    language = traitlets.Unicode("en").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)


class Explorer(anywidget.AnyWidget):
    """The explorer. `z` is the code that is shown; what is set here is shown there."""

    _esm = module(explore.SCRIPT.read_text("utf-8"), "GVExplore")
    z = traitlets.List(traitlets.Float()).tag(sync=True)
    state = traitlets.Unicode().tag(sync=True)
    views = traitlets.List(traitlets.Unicode()).tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    data = traitlets.Bytes().tag(sync=True)
    language = traitlets.Unicode("en").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)

    @traitlets.validate("z")
    def _check(self, proposal: dict) -> list[float]:
        z = proposal["value"]
        if len(z) != nets.Z_DIM or not all(map(isfinite, z)):
            raise traitlets.TraitError(f"z must be {nets.Z_DIM} finite numbers")
        return z

    def code(self) -> Tensor:
        """z as the networks take it, of shape (1, 32)."""
        return torch.tensor([self.z])


class Still:
    """What is shown without a kernel: a picture and its words."""

    def __init__(self, picture: str, words: str, z: list[float], state: str = ""):
        self.words, self.z, self.state = words, z, state
        self.html = (
            f"<figure>{picture}<figcaption>{escape(words)}</figcaption></figure>"
        )

    def code(self) -> Tensor:
        """z as the networks take it, of shape (1, 32)."""
        return torch.tensor([self.z])

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.words}


def lab(points: Tensor | None = None, language: str = "en", **choices) -> Lab | Still:
    """The lab in a notebook, with points of one's own (n, 2) and settings by name.

    A setting is called as in the address of the lab's page: lab(data="moons", r1=1,
    story="reins"). Raises ValueError for points that it cannot learn from.
    """
    language = playground.spoken(language)
    text = "" if points is None else written(points)
    texts = {k: str(v).lower() if isinstance(v, bool) else v
             for k, v in choices.items()}  # fmt: skip
    state = f"#lab?{urlencode(texts)}" if texts else ""
    if settings.static():
        words = LAB_STILL
        drawn = playground.STILL.read_text("utf-8").strip()
        drawn = drawn.replace("<svg", f'<svg role="img" aria-label="{escape(words)}"')
        return Still(drawn, words, [], state)
    title = playground.TITLES[language]
    return Lab(state=state, points=text, language=language, title=title)


def written(points: Tensor) -> str:
    """Points as text, two numbers a line. Raises ValueError."""
    x = np.asarray(torch.as_tensor(points).detach().cpu(), dtype=float)
    if x.ndim != 2 or x.shape[1] != 2 or not FEWEST <= len(x) <= MOST:
        raise ValueError(
            f"points has shape {x.shape}, but must be (n, 2) with n from {FEWEST} to "
            f"{MOST}: take every so many of more"
        )
    if not np.isfinite(x).all() or (x == x[0]).all():
        raise ValueError("points must be finite, and not all the same")
    return "\n".join(f"{a:.9g} {b:.9g}" for a, b in x)


def explorer(
    generator: nn.Module | None = None, model: vae.VAE | None = None,
    views: tuple[str, ...] = VIEWS, language: str = "en",
) -> Explorer | Still:  # fmt: skip
    """The latent explorer of a generator and a VAE; the book's own where none is given.

    `.z` is the code that is shown, `.code()` the same as a tensor (1, 32). Packing
    takes some ten seconds. Raises TypeError or ValueError for networks that it cannot
    draw, ValueError for a view that is none of walk, draws and encode.
    """
    wrong = [view for view in views if view not in VIEWS]
    if wrong or not views:
        raise ValueError(f"views = {views!r} must be some of {', '.join(VIEWS)}")
    given = {GAN: generator, VAE: model}
    names = [name if net is None else "yours" for name, net in given.items()]
    generator = own_generator(
        stored(GAN).parts["generator"] if generator is None else generator
    )
    model = own_vae(stored(VAE).model if model is None else model)
    z = torch.randn(nets.Z_DIM, generator=torch.Generator().manual_seed(1)).tolist()
    if settings.static():
        return Still(as_image(line(generator, model)), STILL, z)
    made = packed(generator, model, *names)
    language = playground.spoken(language)
    return Explorer(
        spec=made.spec(), data=made.data, views=[*views], z=z, language=language,
        title=explore.TITLES["walk"][language],
    )  # fmt: skip


def as_image(rows: list[Tensor]) -> str:
    """Rows of images as one picture inside the page."""
    held = io.BytesIO()
    picture = sheet(rows)
    picture.save(held, "PNG", optimize=True)
    width, height = picture.size
    return (
        f'<img alt="{escape(STILL)}" width="{width}" height="{height}" '
        'style="max-width:100%;height:auto" src="data:image/png;base64,'
        f'{base64.b64encode(held.getvalue()).decode()}">'
    )
