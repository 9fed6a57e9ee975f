"""A VAE of discrete codes: a code book, or a grid of rounded numbers, in its middle.

A quantiser turns vectors into the nearest ones it knows. It returns them with a
straight-through gradient, and their numbers; `look_up` turns numbers into vectors.
"""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.distributions import Distribution, Independent

from gvlib.nets import applied
from gvlib.numerics import sq_dists


def straight_through(h: Tensor, q: Tensor) -> Tensor:
    """q, with the gradient of h: d q / d h is taken to be the identity.

    van den Oord et al. (2017).
    """
    return h + (q - h).detach()


class Codebook(nn.Module):
    """`size` vectors e_k, each the moving average of the h whose nearest it was.

    Of a batch, #_k rows choose code k: n_k <- d n_k + (1 - d) #_k, from 1, and then
    e_k <- e_k + (1 - d) (sum of these rows - #_k e_k) / n_k. That is the ratio of two
    moving averages, of sums and of counts; so written, a code that nobody chooses stays
    where it is, however long. Codes begin at rows of the first batch, with `spread` at
    draws from N(0, spread^2 I); with n_k < `revive` anew at rows of the latest.
    van den Oord et al. (2017). Raises ValueError if there are more codes than rows to
    begin at.
    """

    def __init__(
        self, size: int, dim: int, decay: float = 0.99, spread: float = 0.0,
        revive: float = 0.0,
    ):  # fmt: skip
        super().__init__()
        if size < 2 or dim < 1:
            raise ValueError(
                f"size = {size} codes of dim = {dim} numbers: at least 2 of at least 1"
            )
        if not 0 <= decay < 1:
            raise ValueError(f"decay = {decay} must be at least 0 and below 1")
        if not 0 <= revive < 1:
            raise ValueError(f"revive = {revive} must be at least 0 and below 1")
        self.size, self.dim = size, dim
        self.decay, self.revive = decay, revive
        self.register_buffer("codes", spread * torch.randn(size, dim))
        self.register_buffer("counts", torch.ones(size))
        self.register_buffer("begun", torch.tensor(spread > 0))

    def forward(
        self, h: Float[Tensor, "n dim"]
    ) -> tuple[Float[Tensor, "n dim"], Int[Tensor, "n"]]:
        """(the nearest code of each row, with the gradient of h; its number)."""
        if self.training and not self.begun:
            self.begin(h.detach())
        index = sq_dists(h.detach(), self.codes).argmin(1)  # eq. 10b.2
        q = straight_through(h, self.look_up(index))
        if self.training:
            self.learn(h.detach(), index)
        return q, index

    def look_up(self, index: Int[Tensor, "*shape"]) -> Float[Tensor, "*shape dim"]:
        """The codes of these numbers."""
        return self.codes[index]

    def begin(self, h: Float[Tensor, "n dim"]) -> None:
        """Put the codes on different rows of h."""
        if len(h) < self.size:
            raise ValueError(
                f"{self.size} codes cannot begin at the {len(h)} vectors of the first "
                "batch: take fewer codes, or a larger batch"
            )
        self.codes.copy_(h[torch.randperm(len(h))[: self.size].to(h.device)])
        self.begun.fill_(True)

    def learn(self, h: Float[Tensor, "n dim"], index: Int[Tensor, "n"]) -> None:
        """Move every code towards the mean of the rows that chose it."""
        chosen = torch.bincount(index, minlength=self.size).to(h)
        sums = torch.zeros_like(self.codes).index_add_(0, index, h)
        self.counts.lerp_(chosen, 1 - self.decay)
        # A count may fade to 0, but not that of a code which was chosen just now.
        n = self.counts.clamp_min(torch.finfo(h.dtype).tiny)[:, None]
        self.codes += (1 - self.decay) * (sums - chosen[:, None] * self.codes) / n
        if self.revive and (dead := self.counts < self.revive).any():
            rows = torch.randint(len(h), (int(dead.sum()),)).to(h.device)
            self.codes[dead], self.counts[dead] = h[rows], 1.0


class FSQ(nn.Module):
    """Each of a few numbers is rounded to one of L_i equal steps: nothing to learn.

    i = round((L - 1) s(2h)), s the sigmoid, is worth 2i / (L - 1) - 1. For odd L this
    is round((L - 1) / 2 tanh h) divided by (L - 1) / 2. Mentzer et al. (2024); for even
    L they shift h so that h = 0 is a level, which an encoder's bias can do as well.
    Raises ValueError for fewer than two levels, which say nothing.
    """

    def __init__(self, levels: Sequence[int]):
        super().__init__()
        if not levels or min(levels) < 2:
            raise ValueError(
                f"levels = {list(levels)} must name at least one number of levels, and "
                "each must be at least 2: one level says nothing"
            )
        self.size, self.dim = math.prod(levels), len(levels)
        steps = torch.tensor(levels)
        self.register_buffer("steps", steps)
        self.register_buffer(
            "places", steps.cumprod(0) // steps
        )  # 1, L_1, L_1 L_2, ...

    def forward(
        self, h: Float[Tensor, "n dim"]
    ) -> tuple[Float[Tensor, "n dim"], Int[Tensor, "n"]]:
        """(h rounded, with the gradient of the bounded h; the code's number)."""
        bounded = (self.steps - 1) * torch.sigmoid(2 * h)
        q = straight_through(bounded, bounded.round())
        index = (bounded.detach().round().long() * self.places).sum(1)
        return 2 * q / (self.steps - 1) - 1, index

    def look_up(self, index: Int[Tensor, "*shape"]) -> Float[Tensor, "*shape dim"]:
        """The rounded numbers of these codes, in [-1, 1]."""
        digits = index[..., None] // self.places % self.steps
        return 2 * digits / (self.steps - 1) - 1


class VQVAE(nn.Module):
    """p(x|t), t a grid of codes' numbers: the encoder's vectors, quantised.

    `encoder` returns (b, dim, rows, columns), dim the quantiser's; `decoder` takes it.
    van den Oord et al. (2017). Raises ValueError for an encoder of another dim.
    """

    def __init__(
        self, encoder: nn.Module, decoder: nn.Module, likelihood: nn.Module,
        quantiser: nn.Module, grid: tuple[int, int] = (7, 7),
    ):  # fmt: skip
        super().__init__()
        self.encoder, self.decoder, self.likelihood = encoder, decoder, likelihood
        self.quantiser, self.grid = quantiser, grid

    def quantise(
        self, x: Float[Tensor, "b *shape"]
    ) -> tuple[Float[Tensor, "b t d"], Float[Tensor, "b t d"], Int[Tensor, "b t"]]:
        """(vectors of the encoder, the same quantised, the tokens)."""
        h, dim = applied("the encoder", self.encoder, x), self.quantiser.dim
        if h.shape[1:] != (dim, *self.grid):
            raise ValueError(
                f"the encoder returned {tuple(h.shape[1:])} per point, but a quantiser "
                f"of dim {dim} on this grid needs {(dim, *self.grid)}"
            )
        h = h.flatten(2).mT
        q, index = self.quantiser(h.flatten(0, 1))
        return h, q.view_as(h), index.view(h.shape[:2])

    def tokens(self, x: Float[Tensor, "b *shape"]) -> Int[Tensor, "b t"]:
        """The numbers of the codes, row by row of the grid."""
        return self.quantise(x)[2]

    def conditional(self, q: Float[Tensor, "b t d"]) -> Distribution:
        """p(x|q), q quantised vectors; its log_prob is summed, in nats."""
        h = self.decoder(q.mT.unflatten(2, self.grid))
        return Independent(self.likelihood(h), h.ndim - 1)

    def decode(self, tokens: Int[Tensor, "b t"]) -> Distribution:
        """p(x|t)."""
        return self.conditional(self.quantiser.look_up(tokens))


def vq_objective(
    model: VQVAE, x: Float[Tensor, "b *shape"], commitment: float = 0.25
) -> Float[Tensor, "b"]:
    """log p(x|q) - commitment ||h - sg(q)||^2, both summed over a data point, nats.

    van den Oord et al. (2017); its term for the codes is left to moving averages.
    With `FSQ` commitment is 0: rounding needs none.
    """
    h, q, _ = model.quantise(x)
    committed = commitment * (h - q.detach()).square().sum((1, 2)) if commitment else 0
    return model.conditional(q).log_prob(x) - committed


def perplexity(index: Int[Tensor, "*shape"]) -> float:
    """exp(-sum_k p_k log p_k), p_k the share of code k: from 1 to K.

    1 if only one is used, K if all are, equally. Raises ValueError for no tokens.
    """
    if not index.numel():
        raise ValueError("index holds no token: there is no share to compute")
    p = torch.bincount(index.flatten()).double() / index.numel()
    return torch.special.entr(p).sum().exp().item()  # eq. 10b.3
