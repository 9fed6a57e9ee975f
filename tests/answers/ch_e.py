"""What learners answer to page E, and should not."""

WRONG = {
    "E.1": ["variance = 1.536", "variance = 0.024", "variance = 0.000125"],
    "E.2": [
        "averaged, summed = 0.15, 7.5",  # twice too little: sigma^2 is half of beta
        "averaged, summed = 0.6, 7.5",
        "averaged, summed = 0.3, 0.3",
        "averaged, summed = 7.5, 7.5",
        "averaged, summed = 0.3, 3.75",
        "averaged, summed = 1.0, 1.0",
        "averaged, summed = 0.0, 7.5",
        "averaged, summed = 0.35, 8.5",
    ],
    "E.3": [
        "def my_loss(x, y, mu, log_var, sigma):\n"
        "    square = (x - y).square().sum(1) / (2 * sigma**2)\n"
        "    kl = 0.5 * (log_var.exp() + mu**2 - 1 - log_var).sum(1)\n"
        "    return square + kl",
        "def my_loss(x, y, mu, log_var, sigma):\n"
        "    return torch.nn.functional.mse_loss(x, y)",
        "def my_loss(x, y, mu, log_var, sigma):\n"
        "    nll = -torch.distributions.Normal(y, sigma).log_prob(x).sum(1)\n"
        "    kl = 0.5 * (log_var.exp() + mu**2 - 1 - log_var).sum(1)\n"
        "    return nll - kl",
        "def my_loss(x, y, mu, log_var, sigma):\n"
        "    nll = -torch.distributions.Normal(y, sigma).log_prob(x).sum(1)\n"
        "    kl = 0.5 * (log_var.exp() + mu**2 - 1 - log_var).mean(1)\n"
        "    return nll + kl",
    ],
    "E.4": [
        "constant = lambda x: torch.full_like(x[0], 0.5)",
        "constant = lambda x: x.median(0).values",
        "constant = lambda x: (x.mean(0) > 0.5).float()",
        "constant = lambda x: x.mean()",
        "constant = lambda x: 0.9 * x.mean(0)",
        "constant = lambda x: x.mean(0).clamp(0.05, 0.95)",
    ],
}
