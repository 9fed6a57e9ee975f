"""What a GAN step refuses before its first batch: mistakes that train in silence."""

from collections.abc import Iterator, Sequence

from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from gvlib.gan.losses import GANLoss, minimax, relativistic
from gvlib.gan.penalties import Penalty
from gvlib.nets import edge

OF_LOGITS = {minimax.d, relativistic.d}  # they take the sigmoid themselves


def check_step(
    D: nn.Module, loss: GANLoss, penalties: Sequence[Penalty], z_dim: int, n_critic: int
) -> None:
    """Raise ValueError, naming the value and the rule, for what cannot train well."""
    for name, count in (("z_dim", z_dim), ("n_critic", n_critic)):
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            raise ValueError(f"{name} = {count!r} must be an integer, at least 1")
    last = edge(D, end=True, wrapped=True)
    if loss.d in OF_LOGITS and isinstance(last, nn.Sigmoid):
        raise ValueError(
            f"D ends in {last}, but this loss takes logits and applies the sigmoid "
            "itself: probabilities would pass through it twice; leave the Sigmoid out"
        )
    for name, module in mixing(D) if penalties else ():
        raise ValueError(
            f"D.{name} is {module}: batch norm mixes the samples of a batch, and a "
            "gradient penalty needs D's slope at each sample alone; leave out the "
            "batch norm or the penalties"
        )


def mixing(D: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """The batch norms that use the batch's own mean: all in training mode."""
    for name, module in D.named_modules():
        if isinstance(module, _BatchNorm):
            if module.training or module.running_mean is None:
                yield name, module
