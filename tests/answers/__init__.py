"""Wrong answers to the exercises, one module a chapter: WRONG[number] = [code, ...]."""

import math

import numpy as np

from gvlib import zoo


def near(name, key, unit=1.0):
    """Is a value that mean of a record?"""
    right = np.mean(zoo.values(name, key)) / unit
    return lambda v: math.isclose(v, right, rel_tol=1e-6, abs_tol=1e-9)
