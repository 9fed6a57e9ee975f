"""Imported by every part that computes: torch's threads are set here and only here.

On networks this small two threads in one process are several times slower than one;
run two processes instead.
"""

import torch

from gvlib import settings

settings.check()
torch.set_num_threads(settings.threads())
