"""A test of a test: can it fail?"""

from collections.abc import Callable


def caught(test: Callable, slip: object, right: object) -> None:
    """The test must pass on the right code and fail on the slip; print why it did.

    Raises AssertionError if it fails on the right code, RuntimeError if it misses.
    """
    test(right)
    try:
        test(slip)
    except AssertionError as reason:
        return print(f"{test.__name__} caught {slip.__name__}: {reason}")
    raise RuntimeError(f"{test.__name__} has missed {slip.__name__}")
