"""What learners answer to chapter 5, and should not."""

ROUND = "def in_i(d_loss, g_loss):\n    return {}\n" + (
    "def in_ii(d_loss, g_loss):\n    return {}"
)

WRONG = {
    "5.1": [
        'my_order = "eibjdghclkfa"',  # cleared between backward and step
        'my_order = "eibdjghilkfa"',  # a letter twice
        'my_order = "hclkfaeibdjg"',  # the generator first
        'my_order = "ecbdjghilkfa"',  # detached for the wrong player
        'my_order = "eibjgdhclkfa"',  # what G's backward leaves in D is used
        'my_order = "eibhcldjgkfa"',  # D moves between a loss and its backward
        'my_order = "ebidjghclkfa"',  # a line above what it needs
    ],
    "5.2": [
        ROUND.format("g_loss", "g_loss"),
        ROUND.format("g_loss + d_loss", "g_loss + d_loss"),
        ROUND.format("g_loss", "g_loss - d_loss"),
        ROUND.format("g_loss", "d_loss"),
        ROUND.format("g_loss", "(g_loss + d_loss) / 2"),
    ],
    "5.3": [
        "slope = lambda f, s: s - torch.sigmoid(f)\nshare = 1",
        "slope = lambda f, s: torch.sigmoid(f) - 1 + s\nshare = 0",
        "slope = lambda f, s: torch.sigmoid(f) - 0.5\nshare = 0.5",
        "slope = lambda f, s: -s * torch.sigmoid(-f)\nshare = 1",
        "slope = lambda f, s: s * softplus(-f) + (1 - s) * softplus(f)\nshare = 1",
        "slope = lambda f, s: s * torch.sigmoid(f)\nshare = 1",
        "slope = lambda f, s: torch.sigmoid(f) - s\nshare = 0.5",
    ],
    "5.4": [
        "judge = lambda x: torch.zeros(len(x))",
        "judge = lambda x: torch.full((len(x),), 0.5)",
        "judge = lambda x: torch.tensor(1.0)",
        "judge = lambda x: torch.ones(len(x), 1)",
        "judge = lambda x: ((x.norm(dim=1) - 1).abs() < 0.1).float()",
        "judge = lambda x: 1 + 1e-6 * x[:, 0]",
    ],
    "5.5": [
        'saved = ["G", "D"]',
        'saved = ["G", "D", "opt_g", "opt_d", "ema", "batches", "random"]',
        'saved = ["G", "D", "opt_g", "batches", "random"]',
        'saved = ["G", "D", "ema", "batches", "random"]',
        'saved = ["G", "D", "opt_g", "ema", "random"]',
        'saved = ["G", "D", "opt_g", "ema", "batches"]',
        'saved = ["G", "D", "optimisers"]',
    ],
}
