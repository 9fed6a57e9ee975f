"""What learners answer to chapter 10, and should not; what is right in its quiz."""

import math

from answers import near

QUIZ = {  # what is true of the right option, and of no other
    "10.1": near("fashion-parts/sigma", "fd_mixture10"),
    "10.2": near("ring-demo/regress-encoder", "high_quality", 0.01),
    "10.3": near("fashion-parts/bce", "rate"),
    "10.4": lambda v: v < 0.1,
    "10.5": lambda v: 31 < v < 45,  # between the two shifts
    "10.6": lambda v: v < 0.05,
    "10.7": lambda v: v < 0.1,
    "10.8": lambda v: abs(v - math.log(1_000)) < 0.1,
}

WRONG = {
    "10.1": [
        "fewest = 204", "fewest = 3304", "fewest = 18", "fewest = 56100",
        "fewest = 100", "fewest = 20000", "fewest = 1750", "fewest = 1654",
        "fewest = 1753", "fewest = 1755",
    ],
    "10.2": [
        "best = lambda x, density: x.mean(0)",
        "best = lambda x, density: (density[:, None] * x).sum(0)",
        "best = lambda x, density: x[density.argmax()]",
        "best = lambda x, density: x",
    ],
    "10.3": [
        "def my_hole(codes):\n"
        "    m, v = codes.mean(0), codes.var(0)\n"
        "    return 0.5 * (v + m**2 - 1 - v.log()).sum()",
        "def my_hole(codes):\n"
        "    m, S = codes.mean(0), torch.cov(codes.T)\n"
        "    return S.trace() + m @ m - len(m) - torch.logdet(S)",
        "def my_hole(codes):\n"
        "    return codes.square().sum(1).mean()",
    ],
    "10.4": [
        "penalty = lambda kl, floor: kl.clamp(min=floor).mean(0).sum()",
        "penalty = lambda kl, floor: max(floor, kl.mean(0).sum())",
        "penalty = lambda kl, floor: kl.mean(0).sum()",
        "penalty = lambda kl, floor: (kl.mean(0) - floor).clamp(min=0).sum()",
        "penalty = lambda kl, floor: kl.sum()",
    ],
    "10.5": [
        "name_of = lambda row: 'prior'",
        "name_of = lambda row: 'collapse' if row['rate'] < 10 else 'prior'",
        "name_of = lambda row: 'blur'",
        "name_of = lambda row: {0: 'collapse', 32: 'prior'}.get(row['active'], "
        "'likelihood')",
        "name_of = lambda row: 'collapse' if row['sse'] > 50 else "
        "'prior' if row['sse'] < 10 else 'likelihood'",
        "name_of = lambda row: 'collapse' if row['rate'] < 1 else "
        "'prior' if row['rate'] > 20 else 'likelihood'",
    ],
    "10.6": [
        "def quantise(h, codes):\n"
        "    return codes[torch.cdist(h, codes).argmin(1)]",
        "def quantise(h, codes):\n"
        "    return h",
        "def quantise(h, codes):\n"
        "    near = codes[torch.cdist(h, codes).argmin(1)]\n"
        "    return 2 * h + (near - 2 * h).detach()",
    ],
}  # fmt: skip
