"""GAN losses as pairs of functions of the critic's logits; both are minimised.

`r` and `f` are the logits of a real and of a generated sample: the probability "real"
is sigmoid(r). Every function returns one value per pair; the step takes the mean.
softplus(a) = log(1 + e^a) = -log sigmoid(-a): no logarithm of a rounded 0 is taken.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import relu, softplus


class GANLoss(NamedTuple):
    """The discriminator's loss and the generator's loss, each a function of (r, f)."""

    d: Callable[[Tensor, Tensor], Tensor]
    g: Callable[[Tensor, Tensor], Tensor]

    @property
    def pairs(self) -> bool:
        """Whether g asks for r: without it, then, it makes no loss."""
        try:
            self.g(None, torch.zeros(1))
        except (AttributeError, TypeError):
            return True
        return False


# The game as written: g saturates once D wins. Goodfellow et al. (2014), eq. 1.
minimax = GANLoss(
    d=lambda r, f: softplus(-r) + softplus(f),  # eq. 5.1
    g=lambda r, f: -softplus(f),
)

# The generator maximises log D(G(z)) instead. Goodfellow et al. (2014), sec. 3.
non_saturating = GANLoss(
    d=minimax.d,
    g=lambda r, f: softplus(-f),  # eq. 5.2
)

# Distance of the logits from 1 (real) and 0 (generated). Mao et al. (2017).
least_squares = GANLoss(
    d=lambda r, f: 0.5 * ((r - 1) ** 2 + f**2),
    g=lambda r, f: 0.5 * (f - 1) ** 2,
)

# A margin: logits beyond 1 and -1 cost nothing. Lim & Ye (2017); Miyato et al. (2018).
hinge = GANLoss(
    d=lambda r, f: relu(1 - r) + relu(1 + f),
    g=lambda r, f: -f,
)

# Needs a Lipschitz critic: clip, penalise or normalise it. Arjovsky et al. (2017).
wasserstein = GANLoss(
    d=lambda r, f: f - r,
    g=lambda r, f: -f,
)

# Is the real one more real than the generated one? Jolicoeur-Martineau (2019);
# with R1 and R2 it is the loss of R3GAN, Huang et al. (2024).
relativistic = GANLoss(
    d=lambda r, f: softplus(f - r),  # eq. 5.3
    g=lambda r, f: softplus(r - f),
)
