"""What learners answer to page 7b, and should not."""

WRONG = {
    "7b.1": [
        "distance = lambda a, b: (a - b).square().mean().sqrt()",
        "distance = lambda a, b: (a.sort().values - b.sort().values).square().mean()",
        "distance = lambda a, b: (a.sort().values - b.sort().values).abs().mean()",
        "distance = lambda a, b: abs(a.mean() - b.mean())",
        "def distance(a, b):\n"
        "    gaps = a.sort().values - b.sort(descending=True).values\n"
        "    return gaps.square().mean().sqrt()",
    ],
    "7b.2": [
        "shift = 0.036",
        "shift = 0.036 * 784",
        "shift = 0.036 / 784**0.5",
        "shift = 0.5",
    ],
    "7b.3": [
        "ceiling = lambda n, k: 1 - 0.5**k",
        "ceiling = lambda n, k: 0.5**k",
        "ceiling = lambda n, k: 1.0",
        "def ceiling(n, k):\n"
        "    missed = 1.0\n"
        "    for i in range(k):\n"
        "        missed *= (n - 1 - i) / (2 * n - 1 - i)\n"
        "    return missed",
    ],
}
