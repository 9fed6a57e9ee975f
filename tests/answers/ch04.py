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
    "4.3": ["nats = 1500 - 784 * math.log(0.353)", "nats = 1500 + math.log(0.353)",
            "nats = 1500.0", "nats = (1500 - 0.286) / 0.353"],
    "4.4": [
        "posterior = lambda x, w, sigma: ((w * x / sigma**2).sum()"
        " / (w**2 / sigma**2).sum(), (w**2 / sigma**2).sum() ** -0.5)",
        "posterior = lambda x, w, sigma: ((w * x / sigma**2).sum()"
        " / (1 + (w**2 / sigma**2).sum()), 1 / (1 + (w**2 / sigma**2).sum()))",
        "posterior = lambda x, w, sigma: (w @ x / (w @ w + sigma.mean()**2),"
        " sigma.mean() / (w @ w + sigma.mean()**2).sqrt())",
    ],
    "4.5": [
        "gain = 0.0",
        "gain = 2 * math.log(2)",
        "gain = 1.5508 / 2",
        "gain = -math.log(2)",
    ],
}  # fmt: skip
