"""What a GAN step refuses before its first batch: mistakes that train in silence."""

from collections.abc import Iterator, Sequence

from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from gvlib.gan.losses import GANLoss, minimax, relativistic
from gvlib.gan.penalties import Penalty

OF_LOGITS = {minimax.d, relativistic.d}  # they take the sigmoid themselves
RESHAPE = (nn.Flatten, nn.Unflatten, nn.Identity)


def check_step(
    D: nn.Module, loss: GANLoss, penalties: Sequence[Penalty], z_dim: int, n_critic: int
) -> None:
    """Raise ValueError, naming the value and the rule, for what cannot train well."""
    for name, count in (("z_dim", z_dim), ("n_critic", n_critic)):
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            raise ValueError(f"{name} = {count!r} must be an integer, at least 1")
    if loss.d in OF_LOGITS and isinstance(last(D), nn.Sigmoid):
        raise ValueError(
            f"D ends in {last(D)}, but this loss takes logits and applies the sigmoid "
            "itself: probabilities would pass through it twice; leave the Sigmoid out"
        )
    for name, module in mixing(D) if penalties else ():
        raise ValueError(
            f"D.{name} is {module}: batch norm mixes the samples of a batch, and a "
            "gradient penalty needs D's slope at each sample alone; leave out the "
            "batch norm or the penalties"
        )


def last(module: nn.Module) -> nn.Module:
    """The layer that gives the output, as far as the order of layers tells it."""
    children = [m for m in module.children() if not isinstance(m, RESHAPE)]
    own = any(True for _ in module.parameters(recurse=False))
    told = isinstance(module, nn.Sequential) or (len(children) == 1 and not own)
    return last(children[-1]) if told and children else module


def mixing(D: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """The batch norms that use the batch's own mean: all in training mode."""
    for name, module in D.named_modules():
        if isinstance(module, _BatchNorm):
            if module.training or module.running_mean is None:
                yield name, module
