"""What learners answer to page 5b, and should not."""

SLOPE = "slope = lambda D, loss: {} if loss == 'minimax' else {}"
SHARE = "share = lambda decay, steps, warm: {}"
READ = "def read(own, judge):\n    return {}"

WRONG = {
    "5b.1": [
        SLOPE.format("2 * D - 1", "2 * D - 1"),
        SLOPE.format("-D", "D - 1"),
        SLOPE.format("0 * D", "D - 1"),
        SLOPE.format("0 * D", "D - 0.5"),
        SLOPE.format("0 * D", "0 * D - 1"),
        SLOPE.format("-2 * D", "2 * D - 1"),
        SLOPE.format("0 * D", "D"),
    ],
    "5b.2": [
        "best = lambda p, q, a, b: p / (p + q)",
        "best = lambda p, q, a, b: a * p / (p + q)",
        "best = lambda p, q, a, b: a * p / (a * p + (1 - b) * q)",
        "best = lambda p, q, a, b: (a + b) / 2",
        "best = lambda p, q, a, b: (a * p - b * q) / (p + q)",
    ],
    "5b.3": [
        "cheat = lambda x: x",
        "cheat = lambda x: x + 0.01",
        "cheat = lambda x: -3 * x",
        "cheat = lambda x: x * torch.tensor([3.0, 1.0])",
        "cheat = lambda x: 3 * x.flip(0)[:100]",
        "cheat = lambda x: torch.zeros_like(x)",
        "cheat = lambda x: 5 + 3 * torch.randn_like(x)",
        "cheat = lambda x: 1e-4 * x",
    ],
    "5b.4": [
        SHARE.format("decay**steps"),
        SHARE.format("(1 - decay) ** steps"),
        SHARE.format("1 - decay**steps"),
        SHARE.format("1 / math.comb(steps + 9, 9) if warm else decay**steps"),
        SHARE.format("decay * steps"),
    ],
    "5b.5": [
        READ.format("'solved' if own > 1.3 else 'sees a difference'"),
        READ.format("'does not see' if own > 1.1 else 'sees a difference'"),
        READ.format("'solved' if judge > 1 else 'does not see'"),
        READ.format("'does not see' if judge < 0.5 else 'solved'"),
    ],
}
