"""gvlib: the package behind the book "GANs and VAEs, measured"."""

import os

import torch

# The one place where threads are set. On networks this small two threads in one
# process are several times slower than one; run two processes instead.
THREADS = os.environ.get("GVLIB_THREADS", "1")
if not THREADS.isdecimal() or int(THREADS) < 1:
    raise ValueError(f"GVLIB_THREADS={THREADS!r} must be a whole number from 1")
torch.set_num_threads(int(THREADS))
