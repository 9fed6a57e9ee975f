"""What learners answer to chapter 3, and should not."""

WRONG = {
    "3.1": [
        "def log_ratio(logit, share):\n    return logit",
        "def log_ratio(logit, share):\n"
        "    return logit + math.log(share / (1 - share))",
        "def log_ratio(logit, share):\n    return logit.exp() * (1 - share) / share",
        "def log_ratio(logit, share):\n    return logit - math.log(share)",
    ],
    "3.2": [
        "d_and_v = (0.5, -1.386)",
        "d_and_v = (1 / 3, -0.955)",
        "d_and_v = (2 / 3, math.log(2 / 3) + math.log(1 / 3))",
        "d_and_v = (2 / 3, 0.955)",
        "d_and_v = (2 / 3, math.log(2 / 3))",
    ],
    "3.3": [
        "shares = (0.995, 0.334, 0.125)",
        "shares = (0.0025, 0.9975, 7.0)",
        "shares = (0.5, 0.5, 0.5)",
    ],
    "3.4": [
        "gamma_and_factor = (1.0, 0.9)",
        "gamma_and_factor = (0.0, 1.0)",
        "gamma_and_factor = (2.0, 0.85)",
        "gamma_and_factor = (0.925, 0.7225)",
        "gamma_and_factor = (0.1, 0.98)",
    ],
    "3.5": [
        "def distance(a, b):\n    return (a - b).abs().mean()",
        "def distance(a, b):\n    return (a.mean() - b.mean()).abs()",
        "def distance(a, b):\n"
        "    return (a.sort().values - b.sort().values).square().mean().sqrt()",
    ],
}
