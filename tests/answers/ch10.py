"""What learners answer to chapter 10, and should not."""

WRONG = {
    "10.1": [
        "fewest = 204", "fewest = 3304", "fewest = 18", "fewest = 56100",
        "fewest = 100", "fewest = 20000",
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
