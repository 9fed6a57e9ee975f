"""What learners answer to page B, and should not."""

WRONG = {
    "B.1": [
        "half = 1.0 / math.sqrt(10)",
        "half = stats.t.ppf(0.975, 9) * 1.0",
        "half = 1.96 / math.sqrt(10)",
        "half = stats.t.ppf(0.95, 9) / math.sqrt(10)",
        "half = stats.t.ppf(0.975, 10) / math.sqrt(10)",
        "half = 1.0",
    ],
    "B.2": [
        "floor_of = lambda n, N, K: (K - 1) / 8 / n",
        "floor_of = lambda n, N, K: (K - 1) / 8 / (n + N)",
        "floor_of = lambda n, N, K: (K - 1) / 2 * (1 / n + 1 / N)",
        "floor_of = lambda n, N, K: K / 8 * (1 / n + 1 / N)",
        "floor_of = lambda n, N, K: (K - 1) / 8 * (1 / n + 1 / N) / math.log(2)",
        "floor_of = lambda n, N, K: 0.0",
    ],
    "B.3": [
        "at_5_percent, beyond_4 = 0.05, 2 * stats.norm.cdf(-4)",
        "at_5_percent, beyond_4 = 5, 100 * stats.norm.cdf(-4)",
        "at_5_percent, beyond_4 = 5, 0.27",
        "at_5_percent, beyond_4 = 5, 0.0",
    ],
    "B.4": [
        "in_levels = lambda nats: nats + 784 * math.log(255)",
        "in_levels = lambda nats: nats - math.log(255)",
        "in_levels = lambda nats: nats / 255",
        "in_levels = lambda nats: nats - 784 * math.log(256)",
        "in_levels = lambda nats: nats",
    ],
}
