"""The rules of the claims' checks, against enumeration."""

from itertools import combinations

import numpy as np
import pytest
from intervals import mean_best


@pytest.mark.parametrize("k", range(1, 8))
def test_the_mean_of_the_best_is_over_all_choices(k):
    values = [0.3, 0.0, 0.9, 0.0, 0.5, 0.9, 0.1]
    every = [max(chosen) for chosen in combinations(values, k)]
    assert mean_best(values, k) == pytest.approx(np.mean(every), rel=1e-12)
