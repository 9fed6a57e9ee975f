"""A memory for what is slow to make, which no caller can spoil."""

import functools
from collections.abc import Callable
from copy import deepcopy


def cached(maxsize: int) -> Callable[[Callable], Callable]:
    """lru_cache for functions that return tensors: every call gives a copy of its own.

    A tensor can be edited in place. Were it shared, one such edit would change what
    every later caller measures.
    """

    def decorate(call: Callable) -> Callable:
        kept = functools.lru_cache(maxsize)(call)

        @functools.wraps(call)
        def copied(*args, **kwargs):
            return deepcopy(kept(*args, **kwargs))

        copied.cache_clear = kept.cache_clear
        return copied

    return decorate
