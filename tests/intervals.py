"""Is one mean surely below another: the rule behind every comparison of the book."""

from collections.abc import Sequence

from scipy import stats


def below(a: Sequence[float], b: Sequence[float]) -> bool:
    """Does the 95 % interval of mean(a) - mean(b) (Welch) lie below zero?"""
    return stats.ttest_ind(a, b, equal_var=False).confidence_interval().high < 0


def paired_below(a: Sequence[float], b: Sequence[float]) -> bool:
    """The same of mean(a - b), for two measurements of the same models or images."""
    return stats.ttest_rel(a, b).confidence_interval().high < 0
