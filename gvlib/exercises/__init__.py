"""Checks of the chapters' exercises: a page asks, `check` answers.

Each chapter has a module of rules: gvlib.exercises.ch03 and so on. A rule is a function
of the answer that asserts what must hold; the message of a failed assertion is what the
learner reads, and what the rule returns is said of a right answer.
"""

import gvlib.threads  # noqa: F401
from gvlib.exercises.checking import UnansweredError, ask, check

__all__ = ["UnansweredError", "ask", "check"]
