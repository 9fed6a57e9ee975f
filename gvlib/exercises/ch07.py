"""Rules of chapter 7's exercises."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from scipy import integrate, stats
from torch import Tensor
from torch.nn.functional import avg_pool2d

from gvlib import data, metrics, zoo
from gvlib.exercises.checking import ask
from gvlib.numerics import interval


def seeds_needed(n: int) -> str:
    """The least n with t_{n-1} / sqrt(n) < 1, at 95 %."""
    assert n > 1, "one run has no spread at all"
    widths = [stats.t.ppf(0.975, k - 1) / math.sqrt(k) for k in (n - 1, n) if k > 1]
    assert n != 4, (
        "1.96 is for a known spread; here s comes from the same few runs, which makes "
        "t larger"
    )
    assert widths[-1] < 1, f"at n = {n} the half-width is still {widths[-1]:.2f} s"
    assert widths[0] >= 1, f"at n = {n - 1} it is below s too: {widths[0]:.2f} s"
    return "At three seeds it is two and a half times s."


def overlap(a: Sequence, b: Sequence) -> str:
    """Two intervals of means that overlap, with a difference that excludes 0."""
    a, b = (np.asarray(values, dtype=float) for values in (a, b))
    assert a.shape == b.shape == (3,), "give three values for each method"
    assert min(a.std(), b.std()) > 1e-9, "three runs that agree to the last digit?"
    (mean_a, half_a), (mean_b, half_b) = interval(a.tolist()), interval(b.tolist())
    gap = abs(mean_a - mean_b) - half_a - half_b
    assert gap < 0, f"the two intervals do not overlap: they lie {gap:.2f} apart"
    difference = stats.ttest_ind(a, b, equal_var=False).confidence_interval()
    assert difference.low > 0 or difference.high < 0, (
        f"Welch's interval reaches from {difference.low:.2f} to {difference.high:.2f}, "
        "so zero lies within"
    )
    return f"They overlap by {-gap:.1f}, and the difference counts."


def best_of_five(on_paper: float, run_again: float) -> str:
    """E max of 5 standard normal draws, and the mean of one fresh draw."""
    normal, x = stats.norm, np.linspace(-8, 8, 4_001)
    tops = {
        k: integrate.trapezoid(x * k * normal.pdf(x) * normal.cdf(x) ** (k - 1), x)
        for k in (5, 10)
    }
    assert abs(on_paper) > 0.05, (
        "it is one method against itself, but one of the two numbers was chosen for "
        "its size"
    )
    assert on_paper > 0, "let a lead be above 0"
    wrong = {
        1 / math.sqrt(5): "this is the standard error of a mean of five",
        2 * tops[5]: "this is from the worst to the best; start at the mean",
        tops[10]: "this is the best of ten",
        1.96: "seldom is a single draw further out; the best of five is not single",
    }
    for value, why in wrong.items():
        assert abs(on_paper - value) > 0.03, "on paper: " + why
    assert abs(on_paper - tops[5]) < 0.03, "on paper: draw five numbers, many times"
    assert abs(run_again) < 0.03, (
        "run again: was it the settings that were good, or the draw?"
    )
    return "A choice among equals looks like progress, and does not come again."


def sharp_and_wrong(damage: Callable) -> str:
    """Sharpness within 3 % of the images', Fréchet distance above 100."""
    n, extract = 500, zoo.features()
    x, test = (data.to_unit(data.fashion_mnist(s)[0][:n]) for s in ("train", "test"))
    y = ask(damage, x.clone())
    assert y.shape == x.shape, f"the shape became {tuple(y.shape)}"
    assert 0 <= y.min() and y.max() <= 1, "keep grey levels between 0 and 1"
    ratio = (metrics.sharpness(y).mean() / metrics.sharpness(x).mean()).item()
    assert ratio > 0.97, f"sharpness fell to {ratio:.0%} of that of the images"
    assert ratio < 1.03, f"sharpness rose to {ratio:.0%} of that of the images"
    distance = metrics.frechet_distance(extract(test), extract(y))
    assert distance > 100, (
        f"the Fréchet distance is {distance:.0f}: for the classifier too little changed"
    )
    return f"Sharpness {ratio:.0%}, Fréchet distance {distance:.0f}."


def memory(score: Callable) -> str:
    """Near 1 for copies, also noisy ones; near 1/2 for new images, also blurred."""
    n, rng = 400, torch.Generator().manual_seed(0)
    train, test, new = (
        data.to_unit(data.fashion_mnist(split)[0][:n])
        for split in ("train", "test", "val")
    )
    noisy = (train + 0.1 * torch.randn(train.shape, generator=rng)).clamp(0, 1)

    def asked(fake: Tensor) -> float:
        return float(ask(score, fake[torch.randperm(n, generator=rng)], train, test))

    found = asked(train)
    assert found > 0.9, f"replayed training images got {found:.2f}, not about 1"
    found = asked(new)
    assert 0.35 < found < 0.65, (
        f"real images that are in neither set got {found:.2f}: nothing was copied, so "
        "it should be about 1/2"
    )
    found = asked(noisy)
    assert found > 0.9, (
        f"training images under a little noise got {found:.2f}: a copy is still a copy"
    )
    found = asked(avg_pool2d(new, 3, stride=1, padding=1))
    assert 0.35 < found < 0.65, (
        f"new images, blurred, got {found:.2f}: blur brings an image nearer to all "
        "others, and that is not copying"
    )
    return "It knows copies from blur, and the first table does not."
