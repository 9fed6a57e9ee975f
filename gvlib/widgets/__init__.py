"""Controls of a notebook: a slider over values, a training that can be stopped."""

from gvlib.widgets.frames import slider
from gvlib.widgets.stoppable import Trainer, trainer

__all__ = ["Trainer", "slider", "trainer"]
