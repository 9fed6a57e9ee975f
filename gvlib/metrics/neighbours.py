"""Who lies nearer than a bound: asked of products, and where they cannot tell, exactly.

||a||^2 + ||b||^2 - 2 a'b is one matrix product, but it cancels: equal points come out
apart, by another amount in another shape of matrix. A sum of squared differences does
not. So products give a lower bound on that sum, and the few pairs that they leave in
doubt are summed. The answers are those of the sums, in float64, at a product's price.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

CHUNK = 128  # rows of the distance matrix held at once
PAIRS = 4096  # pairs whose differences are held at once


class Bounds(NamedTuple):
    """low_ij <= ||a_i - b_j||^2 <= low_ij + slack_a_i + slack_b_j, for some rows i."""

    rows: slice
    low: Float[np.ndarray, "rows m"]
    slack_a: Float[np.ndarray, "rows"]
    slack_b: Float[np.ndarray, "m"]


def distinct(
    x: Float[Tensor, "n d"],
) -> tuple[Float[np.ndarray, "u d"], Int[np.ndarray, "u"]]:
    """The different rows of x, and how often each occurs."""
    rows = np.ascontiguousarray(x.numpy()) + 0.0  # -0 becomes 0: equal, so equal bits
    bits = rows.view(np.dtype((np.void, rows.itemsize * rows.shape[1])))[:, 0]
    _, first, counts = np.unique(bits, return_index=True, return_counts=True)
    return rows[first], counts


def sq_sums(
    a: Float[np.ndarray, "*#n d"], b: Float[np.ndarray, "*n d"]
) -> Float[np.ndarray, "*pairs"]:
    """sum_k (a_k - b_k)^2: 0 for equal rows, and the same for (a, b) and (b, a)."""
    return np.square(a - b).sum(-1)


def sq_dist_bounds(
    a: Float[np.ndarray, "n d"], b: Float[np.ndarray, "m d"]
) -> Iterator[Bounds]:
    """Bounds on `sq_sums` of all pairs, CHUNK rows at a time.

    (1 - t)(||a||^2 + ||b||^2) - 2 a'b = (a, (1 - t) ||a||^2, 1)'(-2 b, 1, (1 - t)
    ||b||^2), with a and b from the mean of all: smaller squares, smaller rounding.
    t exceeds what both roads can round: a sum of d products, in any order, errs by at
    most about d u times the sum of their sizes, u = eps / 2.

    Each matrix replaces the one before it: new memory for each would cost more time
    than the product, and the whole matrix does not fit for large n and m.
    """
    centre = (a.sum(0) + b.sum(0)) / (len(a) + len(b))
    a, b = (torch.from_numpy(x - centre) for x in (a, b))
    t = 4 * (a.shape[1] + 4) * torch.finfo(torch.float64).eps
    a_sq, b_sq = a.square().sum(1, True), b.square().sum(1, True)
    left = torch.cat([a, (1 - t) * a_sq, torch.ones_like(a_sq)], 1)
    right = torch.cat([-2 * b, torch.ones_like(b_sq), (1 - t) * b_sq], 1)
    slack_a, slack_b = (2 * t * sq[:, 0].numpy() for sq in (a_sq, b_sq))
    matrix = a.new_empty(min(CHUNK, len(a)), len(b))
    for start in range(0, len(a), CHUNK):
        rows = slice(start, min(start + CHUNK, len(a)))
        low = torch.mm(left[rows], right.T, out=matrix[: rows.stop - start])
        yield Bounds(rows, low.numpy(), slack_a[rows], slack_b)


def nearer(
    found: Bounds,
    a: Float[np.ndarray, "n d"],
    b: Float[np.ndarray, "m d"],
    bound: Float[np.ndarray, "*shape"],
) -> Bool[np.ndarray, "rows m"]:
    """Whether sq_sums(a_i, b_j) < bound, a column (one a row) or one number a b_j."""
    rows, low, slack_a, slack_b = found
    near = low < bound
    doubt = near & (low >= bound - (slack_a.max() + slack_b.max()))
    if doubt.any():
        i, j = doubt.nonzero()
        bound = np.broadcast_to(bound, low.shape)[i, j]
        unsure = low[i, j] + slack_a[i] + slack_b[j] >= bound
        i, j, bound = i[unsure], j[unsure], bound[unsure]
        for part in (slice(s, s + PAIRS) for s in range(0, len(i), PAIRS)):
            exact = sq_sums(a[rows][i[part]], b[j[part]])
            near[i[part], j[part]] = exact < bound[part]
    return near


def sq_radii(
    x: Float[np.ndarray, "u d"], counts: Int[np.ndarray, "u"], k: int
) -> Float[np.ndarray, "u"]:
    """Squared distance from each different point to the k-th of all others.

    A row that occurs c times has c - 1 others at distance 0.
    """
    radii, some = np.empty(len(x)), min(k + 1, len(x) - 1)
    for rows, low, _, _ in sq_dist_bounds(x, x):
        np.fill_diagonal(low[:, rows], np.inf)
        nearest = torch.from_numpy(low).topk(some, 1, largest=False)
        last, j = nearest.values.numpy()[:, -1:], nearest.indices.numpy()
        own, at = counts[rows] - 1, x[rows]
        r = kth(sq_sums(at[:, None], x[j]), counts[j], own, k)
        # All others are at least as far as the last low: where that is less than r,
        # too many bounds are near each other, and every point that they allow is asked.
        for i in np.flatnonzero((last < r[:, None]).any(1)) if some > k else ():
            one, j = slice(i, i + 1), np.flatnonzero(low[i] < r[i])
            r[one] = kth(sq_sums(at[one], x[j])[None], counts[None, j], own[one], k)
        radii[rows] = r
    return radii


def kth(
    sq_dist: Float[np.ndarray, "n p"],
    counts: Int[np.ndarray, "n p"],
    own: Int[np.ndarray, "n"],
    k: int,
) -> Float[np.ndarray, "n"]:
    """The k-th smallest number of each row, each counted as often as `counts` says.

    `own` zeros come first.
    """
    sq_dist = np.concatenate([np.zeros((len(own), 1)), sq_dist], 1)
    counts = np.concatenate([own[:, None], counts], 1)
    order = sq_dist.argsort(1)
    reached = np.take_along_axis(counts, order, 1).cumsum(1) >= k
    ranked = np.take_along_axis(sq_dist, order, 1)
    return ranked[np.arange(len(ranked)), reached.argmax(1)]
