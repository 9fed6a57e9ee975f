"""What a GAN step refuses before its first batch: mistakes that train in silence."""

import math
from collections.abc import Iterator, Sequence

from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.utils.parametrizations import _SpectralNorm
from torch.nn.utils.spectral_norm import SpectralNorm

from gvlib.gan.losses import GANLoss, hinge, minimax, relativistic, wasserstein
from gvlib.gan.penalties import Penalty
from gvlib.nets import SQUASHING, edge

# They need any real number: two take the sigmoid themselves, two have no other end.
OF_LOGITS = {minimax.d, relativistic.d, hinge.d, wasserstein.d}
ALWAYS_1 = (nn.Softmax, nn.LogSoftmax)  # of one number: constant, or its logarithm


def check_step(
    D: nn.Module, loss: GANLoss, penalties: Sequence[Penalty], z_dim: int,
    n_critic: int, max_norm: float = math.inf,
) -> None:  # fmt: skip
    """Raise ValueError, naming the value and the rule, for what cannot train well."""
    if not max_norm > 0:
        raise ValueError(
            f"max_norm = {max_norm} must be positive: gradients are clipped to it; "
            "leave it out to clip none"
        )
    for name, count in (("z_dim", z_dim), ("n_critic", n_critic)):
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            raise ValueError(f"{name} = {count!r} must be an integer, at least 1")
    last = edge(D, end=True, wrapped=True)
    wrong = SQUASHING if loss.d in OF_LOGITS else ALWAYS_1
    if isinstance(last, wrong):
        raise ValueError(
            f"D ends in {last}, but this loss takes logits, any real number, and does "
            f"what else is needed itself: leave the {type(last).__name__} out"
        )
    for name, module in mixing(D) if penalties else ():
        raise ValueError(
            f"D.{name} is {module}: batch norm mixes the samples of a batch, and a "
            "gradient penalty needs D's slope at each sample alone; leave out the "
            "batch norm or the penalties"
        )

    for name in bounded(D) if penalties else ():
        raise ValueError(
            f"D.{name} has a spectral norm, which bounds D's slope everywhere; a "
            "gradient penalty moves the same slope, so what helps cannot be told and "
            "the bound may never be met: leave out the spectral norm or the penalties"
        )


def leaf(x: Tensor) -> Tensor:
    """x as what gradients are taken by. Raises TypeError for what is not floats."""
    if not (isinstance(x, Tensor) and x.is_floating_point()):
        kind = x.dtype if isinstance(x, Tensor) else f"a {type(x).__name__}"
        raise TypeError(
            f"a batch is {kind}, but must be a tensor of floats, one image a row: "
            "bytes become floats by data.Batches(x, n, data.to_unit), labels stay out"
        )
    return x.detach().requires_grad_()


def mixing(D: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """The batch norms that use the batch's own mean: all in training mode."""
    for name, module in D.named_modules():
        if isinstance(module, _BatchNorm):
            if module.training or module.running_mean is None:
                yield name, module


def bounded(D: nn.Module) -> Iterator[str]:
    """The layers that PyTorch gives a spectral norm of 1, in its old or its new way."""
    for name, module in D.named_modules():
        if isinstance(module, _SpectralNorm):
            yield name.split(".parametrizations")[0]
        if any(isinstance(h, SpectralNorm) for h in module._forward_pre_hooks.values()):
            yield name
