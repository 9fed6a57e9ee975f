"""A *step* says what to learn, `fit` says how long, `update` moves the weights."""

import gvlib.threads  # noqa: F401
from gvlib.errors import CheckpointError, SettingError
from gvlib.train.checkpoint import load, save
from gvlib.train.devices import device, seed_everything
from gvlib.train.ema import EMA
from gvlib.train.loop import Scalars, Step, fit
from gvlib.train.side_by_side import SideBySide
from gvlib.train.updates import update, update_together

__all__ = [
    "CheckpointError", "EMA", "Scalars", "SettingError", "SideBySide", "Step", "device",
    "fit", "load", "save", "seed_everything", "update", "update_together",
]  # fmt: skip
