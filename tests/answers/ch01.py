"""Wrong answers to chapter 1's exercises, such as learners give."""

_ON_OFF = (
    "def p_missing(F, v, i):\n"
    "    on, off = v.clone(), v.clone()\n"
    "    on[:, i], off[:, i] = 1, 0\n"
)
WRONG = {
    "1.1": [
        "full, factored = 100 * (784 + 784**2) + 99, 940_899",
        "full, factored = 100 * (784 * 785 // 2) + 99, 940_899",
        "full, factored = 30_850_499, 100 * 784 * 11 + 99",
        "full, factored = 30_850_500, 940_900",
    ],
    "1.2": ["share = 0.881", "share = 0.289", "share = 1.0", "share = 0.1"],
    "1.3": [
        "def p_missing(F, v, i):\n    return torch.sigmoid(-F(v))",
        "def p_missing(F, v, i):\n    return v[:, i]",
        _ON_OFF + "    return torch.sigmoid(F(on) - F(off))",
        _ON_OFF + "    return torch.exp(-F(on))",
        _ON_OFF + "    return torch.sigmoid(-F(on))",
        _ON_OFF + "    return torch.sigmoid(F(off) - F(on)).mean()",
    ],
    "1.4": [
        'log_z_is, nll_is = "too high", "too low"',
        'log_z_is, nll_is = "too low", "too high"',
        'log_z_is, nll_is = "unbiased", "unbiased"',
    ],
    "1.5": [
        "weights, means, stds = [0.5, 0.5], [0, 2], [1e-100, 1e-100]",
        "weights, means, stds = [1, 1], [0, 2], [1e-150, 2]",
        "weights, means, stds = [0.5, 0.5], [0, 2], [1e-9, 2]",
    ],
}
