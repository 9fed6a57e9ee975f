"""Wrong answers to chapter 1's exercises, such as learners give."""

WRONG = {
    "1.1": [
        "full, factored = 100 * (784 + 784**2) + 99, 940_899",
        "full, factored = 100 * (784 * 785 // 2) + 99, 940_899",
        "full, factored = 30_850_499, 100 * 784 * 11 + 99",
        "full, factored = 30_850_500, 940_900",
    ],
    "1.2": ["share = 0.881", "share = 0.289", "share = 1.0", "share = 0.1"],
    "1.3": [
        "def p_hidden(v, W, b):\n    return v @ W + b",
        "def p_hidden(v, W, b):\n    return torch.sigmoid(-(v @ W + b))",
        "def p_hidden(v, W, b):\n    return torch.sigmoid(v @ W)",
        "def p_hidden(v, W, b):\n    return torch.softmax(v @ W + b, 1)",
    ],
    "1.4": [
        'log_z, nll = "too high", "too low"',
        'log_z, nll = "too low", "too high"',
        'log_z, nll = "unbiased", "unbiased"',
    ],
    "1.5": [
        "weights, means, stds = [0.5, 0.5], [0, 2], [1e-100, 1e-100]",
        "weights, means, stds = [1, 1], [0, 2], [1e-150, 2]",
        "weights, means, stds = [0.5, 0.5], [0, 2], [1e-9, 2]",
    ],
}
