"""Other ways to write one part of a step, each giving the same numbers."""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, fold, unfold
from torch.optim import Optimizer
from torch.utils.data import Dataset

from gvlib import gan, train, vae
from gvlib.gan.penalties import Penalty
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


Pair = tuple[Tensor, Tensor]


def in_two_calls(D: nn.Module, real: Tensor, fake: Tensor) -> Pair:
    """Logits of real and of generated images, as `gan_step` has them."""
    return D(real), D(fake)


def in_one_call(D: nn.Module, real: Tensor, fake: Tensor) -> Pair:
    """The same of one batch that holds both."""
    return D(torch.cat([real, fake])).chunk(2)


def shared(penalty: Penalty, D: nn.Module, real: Tensor, fake: Tensor, r: Tensor,
           f: Tensor) -> Tensor:  # fmt: skip
    """A penalty that uses the loss's own pass of D, as `gan_step` has it."""
    return penalty(D, real, fake, r, f)


def apart(penalty: Penalty, D: nn.Module, real: Tensor, fake: Tensor, r: Tensor,
          f: Tensor, n: int | None = None) -> Tensor:  # fmt: skip
    """A penalty on the first n images (None: all), with passes of D of its own."""
    x, y = (images[:n].detach().requires_grad_() for images in (real, fake))
    return penalty(D, x, y, D(x), D(y))


def both(loss: gan.GANLoss, D: nn.Module, real: Tensor, fake: Tensor) -> Tensor:
    """The generator's loss of both logits, whether or not it looks at D(real)."""
    return loss.g(D(real), D(fake))


def as_needed(loss: gan.GANLoss, D: nn.Module, real: Tensor, fake: Tensor) -> Tensor:
    """The same without a pass that the loss ignores, as `gan_step` has it."""
    return loss.g(D(real) if loss.pairs else None, D(fake))


def round_of(
    G: nn.Module, D: nn.Module, opt_g: Optimizer, opt_d: Optimizer, loss: gan.GANLoss,
    *, z_dim: int, penalties: Sequence[Penalty] = (), ema: train.EMA | None = None,
    logits: Callable = in_two_calls, penalise: Callable = shared,
    judge: Callable = as_needed,
) -> train.Step:  # fmt: skip
    """`gan_step` with places for three of its pieces; as it stands, equal numbers."""

    def step(batches: Iterator[Tensor]) -> train.Scalars:
        real = next(batches).detach().requires_grad_()
        with torch.no_grad():
            fake = G(torch.randn(len(real), z_dim))
        r, f = logits(D, real, fake.requires_grad_())
        d_loss = loss.d(r, f).mean()
        penalty = sum(penalise(p, D, real, fake, r, f) for p in penalties)
        d_norm = train.update(opt_d, d_loss + penalty)

        real = next(batches)
        fake = G(torch.randn(len(real), z_dim))
        g_loss = judge(loss, D, real, fake).mean()
        g_norm = train.update(opt_g, g_loss)
        ema.update(G)
        return {
            "d_loss": d_loss, "penalty": penalty, "g_loss": g_loss,
            "d_norm": d_norm, "g_norm": g_norm,
        }  # fmt: skip

    return step


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
