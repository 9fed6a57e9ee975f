"""What learners answer to page A, and should not; and what its quiz asks for."""

import math

WRONG = {
    "A.1": [
        "weight, variance = 2000 / 3072, 1000 / 3072",
        "weight, variance = 3072 / 2000, 3072 / 2000",
        "weight, variance = 1 / 2000, 1 / 4000",
        "weight, variance = 1024 / 2000, 512 / 2000",
    ],
    "A.2": [
        "excess, largest = 0.7356, math.log(3)",
        "excess, largest = 0.5237, math.log(3)",
        "excess, largest = 0.3630, 0.3630",
        "excess, largest = 1.3438, math.log(3)",
    ],
    "A.3": [
        "my_shuffle = lambda z: z",
        "my_shuffle = lambda z: z[torch.randperm(len(z))]",
        "my_shuffle = lambda z: z.gather(1, torch.rand(z.shape).argsort(1))",
        "my_shuffle = lambda z: torch.randn_like(z)",
        "my_shuffle = lambda z: z.flatten()[torch.randperm(z.numel())].view(z.shape)",
    ],
    "A.4": [
        "my_test = lambda loss: True",
        "my_test = lambda loss: False",
        # one data point: a sum over the batch looks right
        "def my_test(loss):\n"
        "    x, y, mu, log_var = *torch.randn(2, 1, 6), *torch.randn(2, 1, 3)\n"
        "    q = Normal(mu, (log_var / 2).exp())\n"
        "    known = 0.5 * (x - y).square().sum()\n"
        "    known = known + kl_divergence(q, Normal(0.0, 1.0)).sum()\n"
        "    return torch.allclose(loss(x, y, mu, log_var), known, atol=1e-5)",
        # q = p: the KL is 0, whatever its sign and weight
        "def my_test(loss):\n"
        "    x, y, zero = *torch.randn(2, 5, 6), torch.zeros(5, 3)\n"
        "    known = 0.5 * (x - y).square().sum() / 5\n"
        "    return torch.allclose(loss(x, y, zero, zero), known, atol=1e-5)",
    ],
}

QUIZ = {  # what is true of the right option, and of no other
    "A.1": lambda v: math.isclose(v, 0.00025 * 64 * 64 * 3 / 2),
    "A.2": lambda v: v > 5,  # worse than the mean digit
    "A.3": lambda v: math.isclose(
        v, math.e / sum(map(math.exp, (1, 2, 3, 6))), rel_tol=1e-5
    ),
    "A.4": lambda v: v > -14.0083,  # above the exact value
    "A.5": lambda v: math.isclose(v, 0.5 - math.log(2), abs_tol=1e-4),
    "A.6": lambda v: v == 1,
    "A.7": lambda v: 0.1 < v < math.log(2),  # two laws mixed: below log 2
    "A.8": lambda v: math.isclose(v, 1 - 0.8, abs_tol=1e-3),
}
