"""Counting floating-point operations while something runs."""

from collections.abc import Callable

from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry


class FlopCounter(TorchDispatchMode):
    """Adds up torch's own formulas; its FlopCounterMode refuses autograd.grad."""

    def __init__(self):
        super().__init__()
        self.total = 0

    def __torch_dispatch__(self, call, types, args=(), kwargs=None):
        out = call(*args, **(kwargs or {}))
        formula = flop_registry.get(call._overloadpacket)
        if formula:
            self.total += formula(*args, **(kwargs or {}), out_val=out)
        return out


def flops(work: Callable[[], object]) -> int:
    """FLOPs of one call: 2 for a multiply-add; convolutions and matrix products."""
    with FlopCounter() as counter:
        work()
    return counter.total
