"""What learners answer to page C, and should not."""

PAIRS = "factor = lambda without, with_trick: "
PASSES = "def passes(n):\n    return "

OFFERS = (  # the shares s and t, of the time or of the FLOPs
    'size = SIZES["gan-ns", 64]\n'
    's, t = ({}(size)[k] / size["{}"] for k in (PARTS[2], PARTS[0]))\n'
    "a, b = 1 / (1 - 0.9 * s), 1 / (1 - t / 2)\n"
)

WRONG = {
    "C.1": [
        "flops = 32 * 256 + 256 * 1568 + 32 * 16 * 16 * 49 + 16 * 16 * 196",
        "flops = 2 * (32 * 256 + 256 * 1568 + 32 * 16 * 16 * 196 + 16 * 16 * 784)",
        "flops = 2 * (32 * 16 * 16 * 49 + 16 * 16 * 196)",
        "flops = 2 * (32 * 256 + 256 * 1568 + 32 * 16 * 16 + 16 * 16)",
        "flops = 2 * (256 * 1568 + 32 * 16 * 16 * 49 + 16 * 16 * 196)",
        "flops = 1_000_000",
    ],
    "C.2": [
        OFFERS.format("spent", "ms") + "a, b, both = a, b, a * b",
        OFFERS.format("spent", "ms") + "a, b, both = a, b, a + b - 1",
        OFFERS.format("worked", "gflop") + "both = 1 / (1 - 0.9 * s - t / 2)",
        OFFERS.format("spent", "ms") + "a, both = 1 / (1 - s), 1 / (1 - s - t)",
        "a, b, both = 0.8, 0.85, 0.65",
        "a, b, both = 10, 2, 20",
    ],
    "C.3": [
        PAIRS + "np.median(without) / np.median(with_trick)",
        PAIRS + "sum(without) / sum(with_trick)",
        PAIRS + "np.mean([a / b for a, b in zip(without, with_trick)])",
        PAIRS + "min(without) / min(with_trick)",
        PAIRS + "np.median([b / a for a, b in zip(without, with_trick)])",
        PAIRS + "np.median([a - b for a, b in zip(without, with_trick)])",
    ],
    "C.4": [
        PASSES + '{"D": (3 * n, 2 * n, 3 * n), "G": (2 * n, 1, 1)}',
        PASSES + '{"D": (2 * n + 1, 2 * n, 2 * n + 1), "G": (2, 1, 1)}',
        PASSES + '{"D": (2 * n + 1, 2 * n, 2 * n + 1), "G": (n + 1, n, n)}',
        PASSES + '{"D": (2 * n + 2, 2 * n, 2 * n + 1), "G": (n + 1, 1, 1)}',
        PASSES + '{"D": (2 * n + 1, 2 * n, 3 * n), "G": (n + 1, 1, 1)}',
        PASSES + '{"D": (2 * n + 1, 2 * n, 2 * n + 1), "G": (2 * n, 1, 1)}',
    ],
    "C.5": [
        "after, least = 0.0, 0.002",
        "after, least = 1.0, 0.001",
        "after, least = 1.0, 2**-9",
        "after, least = 1.0, 2**-8",
        "after, least = 1.0, 2**-7",
    ],
    "C.6": [
        "gate = lambda x: torch.nn.functional.leaky_relu(x, 0.2)",
        "gate = lambda x: torch.relu(x) - 0.2 * torch.relu(-x)",
        "gate = lambda x: torch.nn.functional.leaky_relu(x, 0.2).detach()",
        "gate = lambda x: x * torch.where(x.detach() > 0, 1.0, 0.01)",
        "gate = lambda x: (x * torch.where(x > 0, 1.0, 0.2)).detach() + 0 * x",
    ],
}
