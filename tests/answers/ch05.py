"""What learners answer to chapter 5, and should not."""

ROUND = "def in_i(d_loss, g_loss):\n    return {}\n" + (
    "def in_ii(d_loss, g_loss):\n    return {}"
)

HALF = "def half_a_step(on_data, on_fakes):\n    return {}\n" + (
    "def cleared_first(on_data, on_fakes):\n    return {}"
)

WRONG = {
    "5.1": [
        'my_order = "eibdjghclkfa"',  # as it stands above
        'my_order = "eidbjghclkfa"',  # only one of the two moved
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
        HALF.format("on_data + on_fakes", "on_data + on_fakes"),
        HALF.format("on_data", "on_data"),
        HALF.format("on_fakes", "on_data + on_fakes"),
        HALF.format("on_data", "(on_data + on_fakes) / 2"),
        HALF.format("on_data", "on_fakes"),
        HALF.format("on_data", "on_data - on_fakes"),
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
