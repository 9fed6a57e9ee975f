"""A training with buttons: start, pause, stop; what was learned is kept.

It is `fit`, called again and again for `every` steps more, between which the kernel
hears the buttons; so its history is that of one call, bit for bit.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ipywidgets import HTML, Button, HBox, IntProgress, Label, VBox
from matplotlib.figure import Figure
from torch import Tensor

from gvlib import plot
from gvlib.train.devices import random_state, restore_random_state
from gvlib.train.loop import Step, fit, hidden
from gvlib.train.storable import Stateful
from gvlib.widgets.frames import markup

BREATH = 0.02  # seconds between two calls of fit: time to hear the buttons
SHARE = 4  # a picture takes at most a fifth of the time
STATIC = "With a kernel, in JupyterLab, this cell has buttons: start, pause, stop."


def trainer(
    step: Step,
    batches: Iterator[Tensor],
    n_steps: int,
    *,
    state: dict[str, Stateful],
    every: int = 50,
    watch: Callable[[int], dict | None] | None = None,
    look: Callable[[], Figure | str] | None = None,
    alt: str = "What has been learned so far",
) -> "Trainer":
    """`fit` with buttons, its arguments the same; `look` draws what is learned so far.

    The buttons are heard after each `every` steps. Where nobody is watching (a page, a
    test, a script) it trains at once to the end. Raises as `fit` does; with buttons,
    `error` holds what the training met.
    """
    made = Trainer(step, batches, n_steps, state, every, watch, look, alt)
    if hidden(None):
        made.train(n_steps)
    else:
        made.draw()  # a mistake in `look` is seen at once
    return made


class Trainer:
    """A training and its buttons; `history` and the networks are there at any time."""

    def __init__(self, step, batches, n_steps, state, every, watch, look, alt):
        self.what, self.state = (step, batches), state
        self.n_steps, self.every, self.watch = n_steps, every, watch
        self.look, self.alt = look, alt
        self.history, self.error = [], None
        self.running = self.stopped = False
        self.folder = tempfile.TemporaryDirectory(prefix="gvlib-")
        self.box, self.waits = self.buttons(), 0.0

    @property
    def done(self) -> int:
        """Steps that have been made."""
        return self.history[-1]["step"] if self.history else 0

    def train(self, n: int) -> None:
        """Train until n steps are done in all. Nobody else's random numbers change."""
        before = random_state()
        try:
            self.history = fit(
                *self.what, n, state=self.state, every=self.every, watch=self.watch,
                path=Path(self.folder.name) / "run.pt", progress=False,
            )  # fmt: skip
        finally:
            restore_random_state(before)

    def buttons(self) -> VBox:
        """All that is shown."""
        self.go, self.end = Button(description="Start"), Button(description="Stop")
        self.go.on_click(lambda _: self.pause() if self.running else self.start())
        self.end.on_click(lambda _: self.stop())
        self.bar = IntProgress(max=self.n_steps, description="steps")
        self.words, self.picture = Label(), HTML()
        row = HBox([self.go, self.end, self.bar, self.words])
        return VBox([row, self.picture])

    def start(self) -> None:
        """Begin, or go on after a pause; other cells can run meanwhile."""
        if self.running or self.stopped or self.done >= self.n_steps:
            return
        self.running = True
        self.tell()
        try:
            asyncio.get_running_loop()
        except RuntimeError:  # no loop that could hear a button
            while self.running:
                self.more()
        else:
            self.task = asyncio.ensure_future(self.on())

    def pause(self) -> None:
        """Rest; `start` goes on with the same steps."""
        self.running = False
        self.tell()

    def stop(self) -> None:
        """End it here; networks and history stay as they are."""
        self.running, self.stopped = False, True
        self.tell()
        self.draw()

    async def on(self) -> None:
        """Train, and listen in between."""
        while self.running:
            self.more()
            await asyncio.sleep(BREATH)

    def more(self) -> None:
        """Train for `every` steps, and show what came of it."""
        try:
            self.train(min(self.done + self.every, self.n_steps))
            self.running = self.running and self.done < self.n_steps
            if not self.running or time.monotonic() > self.waits:
                self.draw()
        except Exception as error:  # in the page, for no cell is there to show it
            self.error, self.running, self.stopped = error, False, True
        self.tell()

    def tell(self) -> None:
        """Write how far it is."""
        finished = self.stopped or self.done >= self.n_steps
        self.go.description = "Pause" if self.running else "Go on"
        if not self.running and not self.done:
            self.go.description = "Start"
        self.go.disabled = self.end.disabled = finished
        self.bar.value = self.done
        kept = " The networks keep what they have learned." if finished else ""
        self.words.value = f"{self.done:,} of {self.n_steps:,}.{kept}"
        if self.error:
            self.words.value = f"{type(self.error).__name__}: {self.error}"

    def draw(self) -> None:
        """Show every logged number against the step, and what `look` draws."""
        begin = time.monotonic()
        curves = ""
        if self.history:
            names = ", ".join(self.numbers())
            curves = markup(self.curves(), f"Against the step: {names}")
        self.picture.value = curves + self.looked()
        now = time.monotonic()
        self.waits = now + SHARE * (now - begin)

    def numbers(self) -> list[str]:
        """The names of what was logged."""
        return [key for key in self.history[-1] if key != "step"]

    def curves(self) -> Figure:
        """A panel for each logged number."""
        names = self.numbers()
        fig, axes = plot.canvas(1, len(names), height=2.2)
        for ax, name in zip([axes] if len(names) == 1 else axes, names, strict=True):
            plot.log_curve(ax, self.history, name, plot.style("data"), name)
            ax.set_title(name)
        return fig

    def looked(self) -> str:
        """What `look` draws, as HTML."""
        return markup(self.look(), self.alt) if self.look else ""

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        if not hidden(None):
            return self.box._repr_mimebundle_(include=include, exclude=exclude)
        words = f"Trained {self.done:,} steps. {STATIC}"
        return {"text/html": f"{self.looked()}<p>{words}</p>", "text/plain": words}
