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
        f"my_kl = lambda mu, log_var, m, s: {line}"
        for line in (
            "0.5 * (log_var.exp() + mu**2 - 1 - log_var).sum(1)",
            "0.5 * ((log_var.exp() + (mu - m)**2) / s**2 - 1 - log_var).sum(1)",
            "0.5 * ((log_var.exp() + (mu - m)**2) / s - 1 - log_var + 0.5).sum(1)",
            "kl_divergence(Normal(m, s), Normal(mu, (log_var / 2).exp())).sum(1)",
            "kl_divergence(Normal(mu, log_var.exp()), Normal(m, s)).sum(1)",
            "kl_divergence(Normal(mu + m, (log_var / 2).exp()), Normal(0, s)).sum(1)",
            "kl_divergence(Normal(mu, (log_var / 2).exp()), Normal(m, s)).mean(1)",
            "kl_divergence(Normal(mu, (log_var / 2).exp()), Normal(m, s)).sum()",
            "kl_divergence(Normal(mu, (log_var / 2).exp()), Normal(m, s))",
            "kl_divergence(Normal(mu, (log_var / 2).exp()), Normal(m, s**0.5)).sum(1)",
            "0.5 * (log_var.exp() / s**2 + ((mu - m) / s)**2 - 1"
            " - (log_var.exp() / s**2).log()).sum(1)",
        )
    ],
    "6.3": [
        f"my_draw = lambda mu, L: {line}"
        for line in (
            "torch.distributions.MultivariateNormal(mu, scale_tril=L).sample()",
            "mu + (L.mT @ torch.randn_like(mu)[:, :, None])[:, :, 0]",
            "mu + (L @ L.mT @ torch.randn_like(mu)[:, :, None])[:, :, 0]",
            "mu + L.diagonal(dim1=1, dim2=2) * torch.randn_like(mu)",
            "mu + torch.randn_like(mu)",
            "mu + (L @ torch.randn(2, 1))[:, :, 0]",
            "mu + (L @ torch.randn(len(mu), 1, 1).expand(-1, 2, 1))[:, :, 0]",
            "mu + (L @ torch.rand_like(mu)[:, :, None])[:, :, 0]",
            "mu + (L.detach() @ torch.randn_like(mu)[:, :, None])[:, :, 0]",
            "mu + (L @ torch.randn(*mu.shape, 1, "
            "generator=torch.Generator().manual_seed(0)))[:, :, 0]",
            "mu[:, :, None] + L @ torch.randn_like(mu)[:, :, None]",
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
