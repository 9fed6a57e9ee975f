"""A prior over a grid of tokens: each by those before it, row by row."""

from collections.abc import Iterator

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.optim import Adam, Optimizer

from gvlib.data import Batches
from gvlib.train import Scalars, Step, update
from gvlib.train.rates import fit_falling


class TokenPrior(nn.Module):
    """p(t_1, ..., t_n) = prod_i p(t_i | t_1, ..., t_i-1): a GRU along the grid's rows.

    It reads, besides its own state, the tokens left of, above, and above right of the
    one to come, and its place. Raises ValueError for fewer than 2 kinds of tokens.
    """

    def __init__(
        self, size: int, grid: tuple[int, int] = (7, 7), hidden: int = 192,
        width: int = 64,
    ):  # fmt: skip
        super().__init__()
        if size < 2 or min(grid) < 1:
            raise ValueError(
                f"size = {size} tokens on a grid of {grid}: at least 2 on 1 by 1"
            )
        self.size, self.n = size, grid[0] * grid[1]
        # Left; above right, above: as many places back. In one column all are one.
        self.back = tuple(sorted({1, max(1, grid[1] - 1), grid[1]}))
        tables = (nn.Embedding(size + 1, width) for _ in self.back)  # size: none there
        self.tables = nn.ModuleList(tables)
        self.place = nn.Parameter(torch.randn(self.n, width))
        self.gru = nn.GRU(width, hidden, batch_first=True)
        self.out = nn.Linear(hidden, size)

    def context(self, tokens: Int[Tensor, "b t"]) -> Float[Tensor, "b t1 width"]:
        """What the GRU reads for each place, up to the one after the last token."""
        edge = tokens.new_full((len(tokens), max(self.back)), self.size)
        padded, n = torch.cat([edge, tokens], 1), tokens.shape[1] + 1
        first = max(self.back)
        seen = [
            table(padded[:, first - back : first - back + n])
            for table, back in zip(self.tables, self.back, strict=True)
        ]
        return sum(seen) + self.place[:n]

    def forward(self, tokens: Int[Tensor, "b n"]) -> Float[Tensor, "b n size"]:
        """Logits of each token given those before it."""
        return self.out(self.gru(self.context(tokens[:, :-1]))[0])

    def log_prob(self, tokens: Int[Tensor, "b n"]) -> Float[Tensor, "b"]:
        """log p(t), nats. Raises ValueError for a grid of another size."""
        if tokens.shape[1] != self.n:
            raise ValueError(
                f"tokens has {tokens.shape[1]} places, but this prior has {self.n}"
            )
        logits = self(tokens).mT
        return -nn.functional.cross_entropy(logits, tokens, reduction="none").sum(1)

    @torch.no_grad()
    def sample(self, count: int) -> Int[Tensor, "count n"]:
        """Draw token after token."""
        tokens = torch.empty(count, 0, dtype=torch.long, device=self.place.device)
        state = None
        for _ in range(self.n):
            rows, state = self.gru(self.context(tokens)[:, -1:], state)
            p = self.out(rows[:, 0]).softmax(-1)
            tokens = torch.cat([tokens, torch.multinomial(p, 1)], 1)
        return tokens


def token_step(prior: TokenPrior, opt: Optimizer) -> Step:
    """Build the step for `fit`: raise the mean of log p(t) over a batch of grids."""

    def step(batches: Iterator[Tensor]) -> Scalars:
        bound = prior.log_prob(next(batches)).mean()
        update(opt, -bound)
        return {"bound": bound}

    return step


def fit_tokens(
    prior: TokenPrior, tokens: Int[Tensor, "m n"], steps: int, batch_size: int = 64,
    lr: float = 4e-3,
) -> list[dict[str, float | int]]:  # fmt: skip
    """Maximum likelihood by Adam, its rate falling linearly to 0; returns the history.

    Raises ValueError for fewer grids than a batch.
    """
    opt, batches = Adam(prior.parameters(), lr), Batches(tokens, batch_size)
    return fit_falling(token_step(prior, opt), opt, batches, steps)
