"""What learners answer to chapter 3, and should not."""

WRONG = {
    "3.1": [
        "def d_star(p, q):\n    return q / (p + q)",
        "def d_star(p, q):\n    return p / q",
        "def d_star(p, q):\n    return p.clamp(max=1)",
    ],
    "3.2": [
        "d_and_v = (0.5, -1.386)",
        "d_and_v = (1 / 3, math.log(1 / 3) + math.log(2 / 3))",
        "d_and_v = (1 / 3, 0.955)",
        "d_and_v = (2 / 3, -0.955)",
    ],
    "3.3": [
        'flat_left, flat_right = ["non_saturating"], ["minimax"]',
        'flat_left, flat_right = ["minimax"], ["non_saturating"]',
        'flat_left, flat_right = ["minimax", "hinge"], '
        '["non_saturating", "relativistic"]',
    ],
    "3.4": [
        "h_and_gamma = (0.2, 1.0)",
        "h_and_gamma = (0.2, 0.0)",
        "h_and_gamma = (5.0, 0.5)",
        "h_and_gamma = (0.0, 0.5)",
    ],
    "3.5": [
        "def distance(a, b):\n    return (a - b).abs().mean()",
        "def distance(a, b):\n    return (a.mean() - b.mean()).abs()",
        "def distance(a, b):\n"
        "    return (a.sort().values - b.sort().values).square().mean().sqrt()",
    ],
}
