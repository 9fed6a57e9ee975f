"""What learners answer to chapter 6, and should not."""

WRONG = {
    "6.1": [
        "encoder_at, decoder_at = 0, 0",
        "encoder_at, decoder_at = 1, 1",
        "encoder_at, decoder_at = 1, 0",
        "encoder_at, decoder_at = 0, 1",
        "encoder_at, decoder_at = 2, 2",
        "encoder_at, decoder_at = 'yes', 'yes'",
    ],
    "6.2": [
        f"my_kl = lambda mu, log_var: {line}"
        for line in (
            "0.5 * ((2 * log_var).exp() + mu**2 - 1 - 2 * log_var).sum(1)",
            "(log_var.exp() + mu**2 - 1 - log_var).sum(1)",
            "0.5 * (1 + log_var - mu**2 - log_var.exp()).sum(1)",
            "0.5 * (log_var.exp() + mu**2 - log_var).sum(1)",
            "0.5 * (log_var.exp() + mu**2 - 1 - log_var).mean(1)",
            "0.5 * (log_var.exp() + mu**2 - 1 - log_var).sum()",
            "0.5 * (log_var.exp() + mu**2 - 1 - log_var)",
            "0.5 * (log_var.exp() + mu**2 - 1 - log_var.exp().log()).sum(1)",
            "0.5 * (log_var**2 + mu**2 - 1 - log_var).sum(1)",
        )
    ],
    "6.3": [
        f"my_draw = lambda mu, log_var: {line}"
        for line in (
            "Normal(mu, (log_var / 2).exp()).sample()",
            "mu + log_var.exp() * torch.randn_like(mu)",
            "mu + log_var * torch.randn_like(mu)",
            "mu + torch.randn_like(mu)",
            "mu + (log_var / 2).exp() * torch.randn(2)",
            "mu + (log_var / 2).exp() * torch.randn(len(mu), 1)",
            "mu + (log_var / 2).exp() * torch.rand_like(mu)",
            "mu + (log_var / 2).exp().detach() * torch.randn_like(mu)",
            "mu + (log_var / 2).exp() * torch.randn("
            "mu.shape, generator=torch.Generator().manual_seed(0))",
            "mu[:1] + torch.randn(1, 2)",
            "torch.randn_like(mu) * (log_var / 2).exp()",
        )
    ],
    "6.4": [
        "beta, beta_both, nats = 1 / 64, 1 / 8, 15",
        "beta, beta_both, nats = 1, 1, 15",
        "beta, beta_both, nats = 64, 64, 0",
        "beta, beta_both, nats = 64, 512, 0",
        "beta, beta_both, nats = 64, 1, 0",
        "beta, beta_both, nats = 64, 8, 15.5",
        "beta, beta_both, nats = 784, 98, 0",
    ],
    "6.5": [
        "two_sgd, two_adam, one_adam = 0.998, 0.998, 0.998",
        "two_sgd, two_adam, one_adam = 0.0, 0.0, 0.0",
        "two_sgd, two_adam, one_adam = 1, 0, 0",
        "two_sgd, two_adam, one_adam = 1, 0.5, 1",
        "two_sgd, two_adam, one_adam = 1, 0, 0.5",
        "two_sgd, two_adam, one_adam = 999, 0, 1",
    ],
}  # fmt: skip
