"""Floor: precision, recall, density and coverage here and in the package `prdc`.

Time in turn, memory in a process of its own: the peak of what the process held, less
what it held before the call.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import torch
from bench.process import alone, command
from bench.timing import in_turn, paired, summary

from gvlib import metrics
from gvlib.numerics import digits

K = 5
PEERS_BYTES = 40  # a pair of points costs prdc about so many at its peak


def points(n: int, d: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Two sets of normal points, the second shifted a little."""
    generator = torch.Generator().manual_seed(0)
    real, fake = torch.randn(2, n, d, generator=generator)
    return real, fake + 0.1


def contestants(n: int, d: int) -> dict[str, Callable[[], dict]]:
    """The two functions on the same points."""
    from prdc import compute_prdc

    real, fake = points(n, d)
    a, b = real.double().numpy(), fake.double().numpy()
    return {
        "gvlib": lambda: metrics.prdc(real, fake, k=K),
        "prdc": lambda: compute_prdc(a, b, nearest_k=K),
    }


def timing(n: int, d: int, rounds: int) -> dict:
    """CPU-seconds of each, their ratio, and how far the four values differ."""
    work = contestants(n, d)
    found = {name: call() for name, call in work.items()}
    apart = [abs(v - float(found["prdc"][k])) for k, v in found["gvlib"].items()]
    seconds = in_turn(work, rounds)
    return {
        "n": n, "d": d, "rounds": rounds,
        "cpu_seconds": {name: summary(times) for name, times in seconds.items()},
        "ratio": paired(seconds["prdc"], seconds["gvlib"]),
        "largest_difference": digits(max(apart), 2),
    }  # fmt: skip


def peak() -> float:
    """MB that this process has held at most.

    Linux tells it of this program; getrusage also of the one that started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text().splitlines()
        return next(float(s.split()[1]) for s in lines if "VmHWM" in s) / 2**10
    import resource  # here: Windows has none

    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def held(who: str, n: int, d: int) -> float:
    """MB that one call adds to the peak of a fresh process."""
    code = f"from bench.floors.manifold import added; print(added({who!r}, {n}, {d}))"
    return float(alone(code))


def added(who: str, n: int, d: int) -> float:
    """Called in the fresh process; a small call first, so that the code is loaded."""
    torch.set_num_threads(1)
    contestants(100, d)[who]()
    call, before = contestants(n, d)[who], peak()
    call()
    return digits(peak() - before, 3)


def free() -> float:
    """Bytes of memory to be had; unknown counts as plenty."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        return next(
            1024 * float(s.split()[1]) for s in lines if s.startswith("MemAvailable")
        )
    except (OSError, StopIteration):
        return float("inf")


def memory(sizes: list[int], d: int) -> dict:
    """MB of each at each n, or why not."""
    found: dict[str, dict] = {"gvlib": {}, "prdc": {}}
    for n in sizes:
        for who in found:
            need = PEERS_BYTES * n * n
            if who == "prdc" and need > free():
                found[who][str(n)] = f"not tried: needs about {need / 2**30:.0f} GB"
                continue
            try:
                found[who][str(n)] = held(who, n, d)
            except RuntimeError as error:
                found[who][str(n)] = f"failed: {error}"
    return {"megabytes": found, "d": d}


def measure(n: int, rounds: int) -> dict:
    """Time at n for 64 and 128 features, memory at n/2, n and 2n."""
    return {
        "time": [timing(n, d, rounds) for d in (64, 128)],
        "memory": memory([n // 2, n, 2 * n], 64), "k": K,
    }  # fmt: skip


if __name__ == "__main__":
    command(measure, n=10_000, rounds=5)
