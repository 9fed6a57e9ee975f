"""Networks for waveforms of 2,048 samples: long kernels, strides of four.

Donahue et al. (2019) make a second of sound so, with more layers and channels. The
generator is the decoder, and the critic's trunk the encoder, as for images.
"""

from itertools import pairwise

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gvlib.nets import leaky

CHANNELS = (32, 16, 16, 8)
"""At lengths of 8, 32, 128 and 512."""
KERNEL, STRIDE, SHORT = 25, 4, 8


def wave_generator(z_dim: int) -> nn.Sequential:
    """z (b, z_dim) -> h (b, 2,048), any numbers; the waveform is tanh(h), or h."""
    layers: list[nn.Module] = [
        nn.Linear(z_dim, CHANNELS[0] * SHORT), nn.ReLU(),
        nn.Unflatten(1, (CHANNELS[0], SHORT)),
    ]  # fmt: skip
    for n_in, n_out in pairwise([*CHANNELS, 1]):
        layers += [
            nn.ConvTranspose1d(n_in, n_out, KERNEL, STRIDE, 11, output_padding=1),
            nn.ReLU(),
        ]
    return nn.Sequential(*layers[:-1], nn.Flatten())


class PhaseShuffle(nn.Module):
    """In training, shift features by -n to n places, a number a sample, mirrored.

    So a critic cannot tell a sound by the phase at which the generator's pattern
    stands. Donahue et al. (2019), sec. 3.3. Raises ValueError for n < 0, and
    for features of n places or fewer.
    """

    def __init__(self, n: int):
        super().__init__()
        if n < 0:
            raise ValueError(f"n = {n} places must be at least 0")
        self.n = n

    def forward(self, x: Float[Tensor, "b c t"]) -> Float[Tensor, "b c t"]:
        if not self.training or not self.n:
            return x
        if self.n >= x.shape[2]:
            raise ValueError(
                f"n = {self.n} places, but there are {x.shape[2]}: it must be less"
            )
        shift = torch.randint(-self.n, self.n + 1, (len(x), 1), device=x.device)
        last = x.shape[2] - 1
        at = (torch.arange(last + 1, device=x.device) + shift).abs()
        at = last - (last - at).abs()
        return x.gather(2, at[:, None].expand_as(x))


def wave_trunk(shuffle: int = 0) -> nn.Sequential:
    """x (b, 2,048) -> (b, 256): the generator's layers, reversed.

    With `shuffle` all features are shifted; Donahue et al. leave out the last layer's.
    """
    layers: list[nn.Module] = [nn.Unflatten(1, (1, -1))]
    for n_in, n_out in pairwise([1, *CHANNELS[::-1]]):
        layers += [nn.Conv1d(n_in, n_out, KERNEL, STRIDE, 11), leaky()]
        layers += [PhaseShuffle(shuffle)] * bool(shuffle)
    return nn.Sequential(*layers, nn.Flatten())


def wave_critic(shuffle: int = 0) -> nn.Sequential:
    """x -> one logit a sound, shape (b,)."""
    width = CHANNELS[0] * SHORT
    return nn.Sequential(wave_trunk(shuffle), nn.Linear(width, 1), nn.Flatten(0))


def wave_encoder(z_dim: int) -> nn.Sequential:
    """x -> (mu, log sigma) of q(z|x), side by side, shape (b, 2 z_dim)."""
    return nn.Sequential(wave_trunk(), nn.Linear(CHANNELS[0] * SHORT, 2 * z_dim))
