"""gvlib: the package behind the book "GANs and VAEs, measured"."""

import os

import torch

# The one place where threads are set. On networks this small two threads in one
# process are several times slower than one; run two processes instead.
torch.set_num_threads(int(os.environ.get("GVLIB_THREADS", "1")))
