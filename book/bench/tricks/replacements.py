"""Other ways to write one part of a step, each giving the same numbers."""

import math

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, fold, unfold
from torch.optim import Optimizer
from torch.utils.data import Dataset

from gvlib import train, vae
from gvlib.train.updates import trainable


def backward_update(
    optimizer: Optimizer, loss: Tensor, max_norm: float = math.inf
) -> Tensor:
    """What most programs do in the place of `update`: all gradients there are."""
    params = trainable(optimizer)
    optimizer.zero_grad()
    loss.backward()
    norm = nn.utils.get_total_norm([p.grad for p in params])
    if not torch.isfinite(norm):
        raise FloatingPointError(f"the gradient's norm is {norm.item()}")
    optimizer.step()
    return norm


@torch.no_grad()
def looped_average(self: train.EMA, module: nn.Module) -> None:
    """`EMA.update`, one parameter at a time."""
    d = min(self.decay, (1 + self.t) / (10 + self.t))
    self.t += 1
    pairs = zip(self.module.parameters(), module.parameters(), strict=True)
    for average, weight in pairs:
        average.mul_(d).add_(weight, alpha=1 - d)


class Gate(nn.Module):
    """LeakyReLU as a product with a constant: no second derivative is ever asked."""

    def __init__(self, slope: float):
        super().__init__()
        self.slope = slope

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.where(x.detach() > 0, 1.0, self.slope)


class Unfolded(nn.Module):
    """A strided convolution, or its transpose, as one matrix product."""

    def __init__(self, conv: nn.Conv2d | nn.ConvTranspose2d):
        super().__init__()
        self.weight, self.bias = conv.weight, conv.bias
        self.transposed = isinstance(conv, nn.ConvTranspose2d)
        self.how = {"kernel_size": conv.kernel_size, "stride": conv.stride,
                    "padding": conv.padding}  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        rows, bias = self.weight.flatten(1), self.bias[:, None, None]
        if self.transposed:
            size = [2 * n for n in x.shape[2:]]
            return fold(rows.T @ x.flatten(2), size, **self.how) + bias
        size = [n // 2 for n in x.shape[2:]]
        return (rows @ unfold(x, **self.how)).unflatten(2, size) + bias


def written_out(model: vae.VAE, x: Tensor) -> Tensor:
    """The bound `elbo` without distribution objects."""
    mu, log_sigma = model.encoder(x).chunk(2, -1)
    sigma = log_sigma.exp()
    h = model.decoder(mu + sigma * torch.randn_like(mu))
    kl = 0.5 * (mu.square() + sigma.square() - 1).sum(1) - log_sigma.sum(1)
    if isinstance(model.likelihood, vae.CrossEntropy):
        terms = -binary_cross_entropy_with_logits(h, x, reduction="none")
    else:
        s = model.likelihood.log_sigma
        standard = (x - model.likelihood.mean(h)) / s.exp()
        terms = -0.5 * standard.square() - s - 0.5 * math.log(2 * math.pi)
    return terms.flatten(1).sum(1) - kl


class Pictures(Dataset):
    """Images one at a time through PIL, as torchvision's own data sets give them."""

    def __init__(self, x: Tensor):
        from torchvision.transforms import ToTensor

        self.x, self.transform = x.reshape(-1, 28, 28), ToTensor()

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, i: int) -> Tensor:
        return self.transform(Image.fromarray(np.asarray(self.x[i])))
