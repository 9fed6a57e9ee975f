"""The book's comparison on a reader's own pictures: one call, one command, one page."""

from gvlib.compare.result import Comparison, Shown
from gvlib.compare.run import compare

__all__ = ["Comparison", "Shown", "compare"]
