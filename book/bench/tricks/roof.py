"""What this machine's core could do at best: products and memory."""

from collections.abc import Callable

import torch
from bench.timing import median_seconds

from gvlib.numerics import digits

SIZE, WORDS = 1024, 2**24


def rate(work: Callable[[], object], amount: float) -> float:
    """`amount` per CPU-second, by the median call."""
    return digits(amount / median_seconds(work, rounds=15), 3)


def roof() -> dict:
    """GFLOP/s of a square matrix product by type; GB/s of copying 64 MB and 0.5 MB."""
    found: dict[str, float] = {}
    for dtype in (torch.float32, torch.bfloat16, torch.float64):
        if dtype == torch.bfloat16 and not torch.cpu._is_avx512_bf16_supported():
            continue
        a = torch.randn(SIZE, SIZE).to(dtype)
        name = str(dtype).removeprefix("torch.")
        found[name] = rate(lambda a=a: a @ a, 2 * SIZE**3 / 1e9)
    for name, words in (("memory", WORDS), ("cache", WORDS // 128)):
        a, b = torch.zeros(words), torch.ones(words)
        calls = max(1, 2**21 // words)

        def copy(a=a, b=b, calls=calls) -> None:
            for _ in range(calls):
                a.copy_(b)

        found[name] = rate(copy, 2 * 4 * words * calls / 1e9)
    return found
