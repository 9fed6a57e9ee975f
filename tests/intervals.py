"""Is one mean surely below another: the rule behind every comparison of the book."""

from collections.abc import Sequence

import numpy as np
from scipy import stats


def below(a: Sequence[float], b: Sequence[float]) -> bool:
    """Does the 95 % interval of mean(a) - mean(b) (Welch) lie below zero?"""
    return stats.ttest_ind(a, b, equal_var=False).confidence_interval().high < 0


def paired_below(a: Sequence[float], b: Sequence[float]) -> bool:
    """The same of mean(a - b), for two measurements of the same models or images."""
    return stats.ttest_rel(a, b).confidence_interval().high < 0


def mean_best(values: Sequence[float], k: int) -> float:
    """The largest of k, as the mean over all ways to choose k of the values.

    It is at most the i-th smallest if none of the n - i above it is among the k: that
    many "successes" of a hypergeometric draw are zero.
    """
    n = len(values)
    at_most = stats.hypergeom.pmf(0, n, n - np.arange(n + 1), k)
    return float(np.dot(np.sort(values), np.diff(at_most)))
