"""What learners answer to chapter 9, and should not; and what is true of the quiz."""

from collections.abc import Callable

from answers import near
from gvlib import zoo


def works(name: str) -> Callable:
    """Is it the number of draws that hold seven groups or eight?"""
    return lambda v: v == sum(m >= 7 for m in zoo.values(name, "fair_modes"))


QUIZ = {  # what is true of the right option, and of no other
    "9.1": near("ring-demo/strong-clip-gradients", "fair_modes"),
    "9.2": near("ring-demo/fast-r1", "fair_modes"),
    "9.3": near("ring-demo/strong-none", "d_ranks"),
    "9.4": lambda v: v == 1 - 7 / 16,
    "9.5": lambda v: v > 98.9,
    "9.6": works("ring-demo/draws-ns"),
    "9.7": near("shoes/strong-none", "largest", 0.01),
    "9.8": near("grid-demo/well-none", "fair_modes"),
}

WRONG = {
    "9.1": [
        "modes = lambda kl, k: math.floor(k * math.exp(-kl))",
        "modes = lambda kl, k: k",
        "modes = lambda kl, k: math.ceil(k * math.exp(kl))",
        "modes = lambda kl, k: round(k - k * math.exp(-kl))",
        "modes = lambda kl, k: max(1, round(k * math.exp(-kl) + 0.4))",
    ],
    "9.2": [
        "samples = lambda p, c: round(1 / p)",
        "samples = lambda p, c: math.ceil(c / p)",
        "samples = lambda p, c: math.floor(math.log(1 - c) / math.log(1 - p))",
        "samples = lambda p, c: math.ceil(math.log(c) / math.log(1 - p))",
    ],
    "9.3": [
        "best = lambda a, m: a / (1 + a)",
        "best = lambda a, m: m * a / (1 + m * a)",
        "best = lambda a, m: a**m",
        "best = lambda a, m: 1 / (1 + a**m)",
    ],
    "9.4": [
        "mean_best = lambda values, k: max(values)",
        "mean_best = lambda values, k: sum(values) / len(values)",
        "mean_best = lambda values, k: max(values[:k])",
        "mean_best = lambda values, k: sum(v * ((i + 1) ** k - i**k) for i, v in "
        "enumerate(sorted(values))) / len(values) ** k",
    ],
    "9.5": [
        "fault = lambda shares, quality, width: 'none'",
        "fault = lambda shares, quality, width: "
        "'missing' if min(shares) == 0 else 'unequal' if max(shares) > 0.2 else 'none'",
        "fault = lambda shares, quality, width: "
        "'missing' if quality < 0.9 else 'inside' if width < 0.5 else 'unequal'",
    ],
    "9.6": [
        "medicine = {}",
        "medicine = {'n_critic': 1}",
        "medicine = {'loss': 'minimax'}",
    ],
}
