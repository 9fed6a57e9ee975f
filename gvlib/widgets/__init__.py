"""Controls of a notebook: a slider, a training that can be stopped, sounds."""

from gvlib.widgets.audio import player, wav
from gvlib.widgets.frames import slider
from gvlib.widgets.stoppable import Trainer, trainer

__all__ = ["Trainer", "player", "slider", "trainer", "wav"]
