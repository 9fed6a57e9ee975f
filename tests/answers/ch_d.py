"""What learners answer to page D, and should not."""

WRONG = {
    "D.1": ['official = "ab"', 'official = "ad"', 'official = "b"', 'official = ""'],
    "D.2": [
        "difference = lambda a, b: (np.mean(b) - np.mean(a), 1.0)",
        "difference = lambda a, b: (np.mean(a) - np.mean(b), 1.959964 * math.sqrt("
        "sum(np.var(s, ddof=1) / len(s) for s in (a, b))))",
        "difference = lambda a, b: (np.mean(a) - np.mean(b), 2.306 * math.sqrt("
        "sum(np.var(s, ddof=1) / len(s) for s in (a, b))))",
    ],
    "D.3": [
        "disguise = lambda x: x",
        "disguise = lambda x: (x + 0.01 * torch.randn_like(x)).clamp(0, 1)",
        "disguise = lambda x: torch.rand_like(x)",
        "disguise = lambda x: x[..., :20, :20]",
        "disguise = lambda x: torch.roll(x, (2, 2), (2, 3))",
        "disguise = lambda x: x.flip(3)",
        "disguise = lambda x: 0.95 * x",
        "disguise = lambda x: 1.5 * x",
        "disguise = lambda x: 1 - x",
    ],
    "D.4": [
        "steps = (15_516, 13_611)",
        "steps = (16_666, 13_888)",
        "steps = (15_500, 13_612)",
    ],
}
