"""Forward-mode derivatives, loaded without a warning of PyTorch about itself."""

import warnings

import torch
from torch.func import jacfwd, jvp

import gvlib.threads  # noqa: F401

__all__ = ["jacfwd", "jvp"]

with warnings.catch_warnings():
    # Its first use compiles with `torch.jit.script`, which it deprecates.
    warnings.simplefilter("ignore", FutureWarning)
    jvp(torch.sin, (torch.zeros(1),), (torch.ones(1),))
