"""What learners answer to page Bb, and should not."""

WRONG = {
    "Bb.1": [
        "found = lambda rows: rows",
        "found = lambda rows: []",
        "found = lambda rows: [r for r in rows if r[1] >= math.log(r[2] / r[0])]",
        "found = lambda rows: [r for r in rows if r[1] < math.log(r[0] / r[2])]",
        "found = lambda rows: [r for r in rows if r[1] < math.log2(r[2] / r[0])]",
    ],
    "Bb.2": [
        "hit = lambda n, k: 1 - (1 - 1 / k) ** n",
        "hit = lambda n, k: k * (1 - 1 / k) ** n",
        "hit = lambda n, k: min(n, k)",
        "hit = lambda n, k: k",
        "hit = lambda n, k: n / k",
    ],
    "Bb.3": [
        "ceiling = lambda r, d: stats.chi2.cdf(r, d)",
        "ceiling = lambda r, d: 1 - math.exp(-(r**2) / 2)",
        "ceiling = lambda r, d: (2 * stats.norm.cdf(r) - 1) ** d",
        "ceiling = lambda r, d: 1 - stats.chi2.cdf(r**2, d)",
    ],
    "Bb.4": [
        "least = lambda kl, k: math.ceil(k / (2 * kl))",
        "least = lambda kl, k: math.ceil((k - 1) / kl)",
        "least = lambda kl, k: math.floor((k - 1) / (2 * kl))",
        "least = lambda kl, k: (k - 1) / (2 * kl)",
        "least = lambda kl, k: 26_000",
    ],
}
