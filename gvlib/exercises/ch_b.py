"""Rules of page B's exercises."""

import math
from collections.abc import Callable

import torch
from scipy import stats

from gvlib.exercises.checking import ask


def half_width(half: float) -> str:
    """t_9 s / sqrt(10) of ten trials with s = 1."""
    t = stats.t.ppf(0.975, 9)
    right = t / math.sqrt(10)
    mistakes = {
        1 / math.sqrt(10): "this is the standard error: times Student's t",
        t: "the mean of ten trials varies less than one: divide by the root of ten",
        1.96 / math.sqrt(10): "1.96 is for many trials; with ten take Student's t",
        stats.t.ppf(0.95, 9) / math.sqrt(10): "2.5 % are left out on each side",
        stats.t.ppf(0.975, 10) / math.sqrt(10): "ten trials have nine degrees",
    }
    for value, reason in mistakes.items():
        assert not math.isclose(half, value, rel_tol=2e-3), reason
    assert math.isclose(half, right, rel_tol=2e-3), "t times s over the root of n"
    return f"± {half:.2f}, where the table says ± 1.0."


def mean_divergence(n: int, N: int, K: int) -> float:
    """Mean of 300 Jensen-Shannon divergences of two sets from one distribution."""
    rng = torch.Generator().manual_seed(0)
    p = torch.rand(K, generator=rng, dtype=torch.double) + 0.5

    def shares(size: int) -> torch.Tensor:
        drawn = torch.multinomial(p.expand(300, K), size, True, generator=rng)
        return torch.nn.functional.one_hot(drawn, K).double().mean(1)

    a, b = shares(n), shares(N)
    m = (a + b) / 2
    kl = [torch.xlogy(s, s / m.clamp_min(1e-300)).sum(1) for s in (a, b)]
    return (sum(kl) / 2).mean().item()


def divergence_floor(floor_of: Callable) -> str:
    """(K - 1) / 8 (1 / n + 1 / N), which a simulation comes near."""
    n, N, K = 400, 1_000, 10
    found = float(ask(floor_of, n, N, K))
    right = (K - 1) / 8 * (1 / n + 1 / N)  # eq. B.1
    mistakes = {
        right / math.log(2): "these are bits: no logarithm is left in the formula",
        (K - 1) / 8 / n: "the training images are a sample too: add 1/N",
        (K - 1) / 8 / (n + N): "the variances add, not the numbers of images",
        4 * right: "each set is half of the difference away from the middle",
        right * K / (K - 1): "shares sum to one: a bin less varies freely",
    }
    for value, reason in mistakes.items():
        assert not math.isclose(found, value, rel_tol=1e-4), reason
    drawn = mean_divergence(n, N, K)
    assert abs(found / drawn - 1) < 0.08, (
        f"{found:.5f}, and drawn sets have {drawn:.5f}"
    )
    return f"{found:.5f}; 300 pairs of drawn sets have {drawn:.5f} on average."


def bins_by_chance(at_5_percent: float, beyond_4: float) -> str:
    """100 times the level, for each."""
    assert not math.isclose(at_5_percent, 0.05), "of 100 bins, not of one"
    assert math.isclose(at_5_percent, 5.0), "each bin is called different in 5 %"
    right = 100 * 2 * stats.norm.cdf(-4)
    mistakes = {
        right / 2: "a share can differ in two directions",
        right / 100: "of 100 bins, not of one",
        0.27: "this is beyond three standard errors",
    }
    for value, reason in mistakes.items():
        assert not math.isclose(beyond_4, value, rel_tol=1e-2), reason
    assert math.isclose(beyond_4, right, rel_tol=1e-2), (
        "twice the normal tail, times 100"
    )
    return f"{at_5_percent:.0f} against {beyond_4:.3f}: the level belongs to the count."


def other_unit(in_levels: Callable) -> str:
    """log p(y) = log p(x) - 784 log 255."""
    found = [float(ask(in_levels, v)) for v in (705.375, 328.772)]
    shift = 784 * math.log(255)
    mistakes = {
        705.375 + shift: "the density spreads over a larger cube: it becomes smaller",
        705.375 - math.log(255): "each of the 784 pixels is stretched",
        705.375 / 255: "the density is divided, so its logarithm is shifted",
        705.375 - 784 * math.log(256): "from 1 to 255: the factor is 255",
    }
    for value, reason in mistakes.items():
        assert not math.isclose(found[0], value, rel_tol=1e-6), reason
    assert math.isclose(found[0], 705.375 - shift, rel_tol=1e-6), (
        "take 784 log 255 away"
    )
    assert math.isclose(found[0] - found[1], 705.375 - 328.772, rel_tol=1e-6), (
        "every value is shifted by the same"
    )
    return f"{found[0]:,.0f} and {found[1]:,.0f}: the difference stays."
