"""What learners answer to chapter 4, and should not."""

WRONG = {
    "4.1": [
        "kl = lambda mu, sigma, tau: 0.5 * (sigma**2 + mu**2 - 1) - math.log(sigma)",
        "kl = lambda mu, sigma, tau: math.log(sigma / tau)"
        " + (tau**2 + mu**2) / (2 * sigma**2) - 0.5",
        "kl = lambda mu, sigma, tau: -math.log(sigma)"
        " + (sigma**2 + mu**2) / (2 * tau**2) - 0.5",
    ],
    "4.2": [
        "alive, nats = 2, 1.26",
        "alive, nats = 3, 2.55",
        "alive, nats = 3, 1.84",
        "alive, nats = 5, 1.27",
    ],
    "4.3": ["nats = 1500 + 784 * math.log(255)", "nats = 1500 - math.log(255)",
            "nats = 1500.0"],
    "4.4": [
        "posterior = lambda x, w, sigma: (w @ x / (w @ w), sigma / w.norm())",
        "posterior = lambda x, w, sigma: (w @ x / (w @ w + sigma**2),"
        " sigma**2 / (w @ w + sigma**2))",
        "posterior = lambda x, w, sigma: (w @ x, sigma / (w @ w + sigma**2).sqrt())",
    ],
    "4.5": [
        "for_elbo, for_16 = 0.6, 0.6",
        "for_elbo, for_16 = 1.0, 0.6",
        "for_elbo, for_16 = 0.6, 0.3",
    ],
}  # fmt: skip
