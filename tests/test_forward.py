"""Forward-mode derivatives reach a reader without a word from PyTorch."""

import subprocess
import sys

from texts import ROOT

ASKED = """
import torch
from gvlib.forward import jacfwd, jvp
x = torch.linspace(-1, 1, 5, dtype=torch.float64)
assert torch.allclose(jacfwd(torch.sin)(x), x.cos().diag(), rtol=0, atol=1e-15)
value, slope = jvp(torch.exp, (x,), (2 * x,))
assert torch.allclose(slope, 2 * x * x.exp(), rtol=0, atol=1e-15)
"""


def test_they_are_right_and_silent():
    """In a new process: PyTorch warns once in each."""
    command = [sys.executable, "-W", "error::FutureWarning", "-c", ASKED]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "", done.stderr
