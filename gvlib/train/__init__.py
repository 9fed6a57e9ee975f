"""A *step* says what to learn, `fit` says how long, `update` moves the weights."""

from gvlib.train.checkpoint import CheckpointError, load, save
from gvlib.train.devices import SettingError, device, seed_everything
from gvlib.train.ema import EMA
from gvlib.train.loop import Scalars, Step, fit
from gvlib.train.updates import update

__all__ = [
    "CheckpointError", "EMA", "Scalars", "SettingError", "Step", "device", "fit",
    "load", "save", "seed_everything", "update",
]  # fmt: skip
