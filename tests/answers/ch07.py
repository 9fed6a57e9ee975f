"""What learners answer to chapter 7, and should not."""

NEAREST = (
    "def nearest(a, b):\n"
    "    return torch.cdist(a.flatten(1), b.flatten(1)).min(1).values\n"
)

WRONG = {
    "7.1": ["n_needed = 4", "n_needed = 6", "n_needed = 8", "n_needed = 1"],
    "7.2": [
        "a, b = [0, 1, 2], [10, 11, 12]",
        "a, b = [0, 1, 2], [1, 2, 3]",
        "a, b = [0, 0, 0], [1, 1, 1]",
        "a, b = [0, 1, 2, 3], [3, 4, 5, 6]",
    ],
    "7.3": [
        "on_paper, run_again = 0.0, 0.0",
        "on_paper, run_again = 5**-0.5, 0.0",
        "on_paper, run_again = 2.33, 0.0",
        "on_paper, run_again = 1.54, 0.0",
        "on_paper, run_again = 1.16, 1.16",
        "on_paper, run_again = -1.16, 0.0",
    ],
    "7.4": [
        "damage = lambda x: x",
        "damage = lambda x: x.flip(3)",
        "damage = lambda x: torch.from_numpy("
        "ndimage.gaussian_filter(x.numpy(), (0, 0, 1, 1)))",
        "damage = lambda x: (x + 0.1 * torch.randn(x.shape)).clamp(0, 1)",
        "damage = lambda x: 2 * x - 1",
    ],
    "7.5": [
        NEAREST + "memory = lambda fake, train, test: "
        "(nearest(fake, train) < 0.1).float().mean()",
        NEAREST + "memory = lambda fake, train, test: "
        "(nearest(fake, train) < nearest(test, train).median()).float().mean()",
        NEAREST + "memory = lambda fake, train, test: "
        "(nearest(fake, test) < nearest(fake, train)).float().mean()",
        "memory = lambda fake, train, test: "
        "metrics.prdc(train.flatten(1), fake.flatten(1))['precision']",
    ],
}
