"""What learners answer to chapter 2, and should not."""

WRONG = {
    "2.1": [
        "dimensions, limit = 9, 29.62",
        "dimensions, limit = 3, 29.62",
        "dimensions, limit = 11, 29.62",
        "dimensions, limit = 10, 3.0",
        "dimensions, limit = 10, 28.0",
        "dimensions, limit = 10, 29.0",
        "dimensions, limit = 10, 29.62**2",
        "dimensions, limit = 10, 84.0",
    ],
    "2.2": [
        "cheat = fresh",
        "cheat = modes[:1].repeat(2_000, 1)",
        "cheat = modes",
        "cheat = torch.cat([modes.repeat(250, 1), modes[:1].repeat(9, 1)])",
        "cheat = modes.repeat(300, 1) + 0.05 * torch.randn(2_400, 2).clamp(-2, 2)",
    ],
    "2.3": [
        "cloud = math.sqrt(2) * torch.randn(2_500, 2)",
        "cloud = 0.8 * fresh",
        "cloud = fresh + 0.5",
        "cloud = fresh",
        "cloud = torch.zeros(2_500, 2)",
    ],
    "2.4": [
        "data_density, made_density = (1.0, 0.01), (1.0, 1.0)",
        "data_density, made_density = (0.01, 1.0), (1.0, 1.0)",
        "data_density, made_density = (0.01, 1.0), (0.01, 1.0)",
        "data_density, made_density = (0.5, 1.0), (0.1, 1.0)",
        "data_density, made_density = (0.0, 1.0), (0.0, 1.0)",
    ],
    "2.5": [
        "def from_judge(D, made):\n"
        "    made = made.detach().requires_grad_()\n"
        "    return torch.autograd.grad(D(made).sum(), made)[0]\n"
        "def from_encoder(x, made, sigma):\n"
        "    return (x - made) / sigma**2",
        "def from_judge(D, made):\n"
        "    made = made.detach().requires_grad_()\n"
        "    cost = -(1 - D(made).sigmoid()).log()\n"
        "    return torch.autograd.grad(cost.sum(), made)[0]\n"
        "def from_encoder(x, made, sigma):\n"
        "    return (x - made) / sigma**2",
        "def from_judge(D, made):\n"
        "    made = made.detach().requires_grad_()\n"
        "    wish = D(made).sigmoid().log()\n"
        "    return torch.autograd.grad(wish.mean(), made)[0]\n"
        "def from_encoder(x, made, sigma):\n"
        "    return (x - made) / sigma**2",
        "def from_judge(D, made):\n"
        "    made = made.detach().requires_grad_()\n"
        "    wish = D(made).sigmoid().log()\n"
        "    return torch.autograd.grad(wish.sum(), made)[0]\n"
        "def from_encoder(x, made, sigma):\n"
        "    return made - x",
        "def from_judge(D, made):\n"
        "    made = made.detach().requires_grad_()\n"
        "    wish = D(made).sigmoid().log()\n"
        "    return torch.autograd.grad(wish.sum(), made)[0]\n"
        "def from_encoder(x, made, sigma):\n"
        "    return x - made",
    ],
    "2.6": [
        "def best_mean(z, mu, sigma, x):\n    return x.mean(0).expand(len(z), 2)",
        "def best_mean(z, mu, sigma, x):\n    return x[torch.cdist(z, mu).argmin(1)]",
        "def best_mean(z, mu, sigma, x):\n"
        "    weights = (-torch.cdist(z, mu).square() / 2).softmax(1)\n"
        "    return weights @ x",
        "def best_mean(z, mu, sigma, x):\n"
        "    far = ((z[:, None] - mu) / sigma).square().sum(-1)\n"
        "    return (-far / 2).softmax(1) @ x",
        "def best_mean(z, mu, sigma, x):\n"
        "    q = torch.distributions.Normal(mu, sigma)\n"
        "    return q.log_prob(z[:, None]).sum(-1).exp() @ x",
    ],
}
