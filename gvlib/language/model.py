"""p(x | h) character by character: a likelihood, and alone a language model."""

from collections.abc import Iterator, Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.distributions import Distribution
from torch.nn.functional import cross_entropy, gumbel_softmax
from torch.optim import Optimizer

from gvlib.train import Scalars, Step, update


class CharacterModel(nn.Module):
    """p(x | h) = prod_t p(x_t | x_<t, h): a GRU reads h and the character before.

    h (b, context) comes from a decoder, x holds `length` numbers below `size`. While
    training, each character is hidden from the next with probability `hide`, as in
    Bowman et al. (2016); with `hide` = 1 always: then only h and the place are known.
    Raises ValueError for fewer than 2 characters or a probability outside [0, 1].
    """

    def __init__(
        self, size: int, length: int, hidden: int = 96, context: int = 0,
        hide: float = 0.0, width: int = 24,
    ):  # fmt: skip
        super().__init__()
        if size < 2 or length < 1:
            raise ValueError(f"size = {size} of at least 2, length = {length} of 1")
        if not 0 <= hide <= 1:
            raise ValueError(f"hide = {hide} is a probability, 0 to 1")
        self.size, self.length, self.context, self.hide = size, length, context, hide
        self.table = nn.Linear(size + 2, width, bias=False)  # of one-hots; see `first`
        self.place = nn.Parameter(torch.zeros(length, width))
        self.gru = nn.GRU(width + context, hidden, batch_first=True)
        self.out = nn.Linear(hidden, size)

    def one_hot(self, x: Int[Tensor, "*b t"]) -> Float[Tensor, "*b t more"]:
        """As 0 and 1, with two places more: "none before" and "hidden"."""
        return nn.functional.one_hot(x, self.size + 2).float()

    def first(self, n: int) -> Float[Tensor, "n 1 more"]:
        """What the first place reads: that there is none before."""
        where = self.place.device
        return self.one_hot(torch.full((n, 1), self.size, device=where))

    def before(self, x: Int[Tensor, "b t"]) -> Float[Tensor, "b t more"]:
        """What each place reads of the one before it."""
        hidden = torch.zeros_like(x, dtype=torch.bool)
        if self.training and self.hide or self.hide == 1:
            hidden = torch.rand(x.shape, device=x.device) < self.hide
        shown = torch.where(hidden, self.size + 1, x)
        return torch.cat([self.first(len(x)), self.one_hot(shown[:, :-1])], 1)

    def read(
        self, seen: Float[Tensor, "b t more"], h: Float[Tensor, "b context"], at: int,
        state: Tensor | None = None,
    ) -> tuple[Float[Tensor, "b t size"], Tensor]:  # fmt: skip
        """Logits of the places from `at` on, and the state after them."""
        n = seen.shape[1]
        rows = self.table(seen) + self.place[at : at + n]
        rows = torch.cat([rows, h[:, None].expand(-1, n, -1)], 2)
        rows, state = self.gru(rows, state)
        return self.out(rows), state

    def logits(
        self, h: Float[Tensor, "*k b context"], x: Int[Tensor, "b t"]
    ) -> Float[Tensor, "*k b t size"]:
        """Of every p(x_t | x_<t, h), x given: the one pass of training."""
        shape = h.shape[:-1]
        seen = self.before(x).expand(*shape, -1, -1).flatten(0, -3)
        return self.read(seen, h.flatten(0, -2), 0)[0].unflatten(0, shape)

    def unroll(
        self, h: Float[Tensor, "b context"], choose
    ) -> tuple[Float[Tensor, "b t more"], Float[Tensor, "b t size"]]:
        """Place after place: choose(logits) is the next character, one-hot or soft.

        Returns what was chosen, and the logits that it was chosen by.
        """
        seen, state, chosen, told = self.first(len(h)), None, [], []
        for t in range(self.length):
            logits, state = self.read(seen, h, t, state)
            told.append(logits)
            seen = nn.functional.pad(choose(logits), (0, 2))
            chosen.append(seen)
            if self.hide == 1:
                hidden = torch.full((len(h), 1), self.size + 1, device=h.device)
                seen = self.one_hot(hidden)
        return torch.cat(chosen, 1)[..., : self.size], torch.cat(told, 1)

    @torch.no_grad()
    def draw(
        self, h: Float[Tensor, "b context"], temperature: float = 1.0
    ) -> Int[Tensor, "b t"]:
        """x ~ prod_t softmax(logits / temperature); 0 takes the likeliest each time."""
        if not temperature >= 0:
            raise ValueError(f"temperature = {temperature} must be at least 0")

        def choose(logits: Tensor) -> Tensor:
            if temperature == 0:
                at = logits.argmax(-1)
            else:
                p = (logits / temperature).softmax(-1)
                at = torch.multinomial(p.flatten(0, 1), 1).view(p.shape[:2])
            return nn.functional.one_hot(at, self.size).float()

        return self.unroll(h, choose)[0].argmax(-1)

    def relaxed(
        self, h: Float[Tensor, "b context"], tau: float, hard: bool
    ) -> Float[Tensor, "b t size"]:
        """Characters softmax((logits + Gumbel noise) / tau), with a gradient.

        With `hard` they are one-hot, and only the gradient is that of the soft ones.
        Jang et al. (2017). Raises ValueError for a tau of 0 or less.
        """
        if not tau > 0:
            raise ValueError(f"tau = {tau} must be above 0")

        def choose(logits: Tensor) -> Tensor:
            return gumbel_softmax(logits, tau, hard)  # eq. 8.4

        return self.unroll(h, choose)[0]

    def forward(self, h: Float[Tensor, "*b context"]) -> Distribution:
        if h.shape[-1] != self.context:
            raise ValueError(
                f"h has {h.shape[-1]} numbers a text, but this model reads "
                f"{self.context}: let the decoder end so"
            )
        return Characters(self, h)


class Characters(Distribution):
    """p(x | h) at given h: `log_prob` gives log p(x_t | x_<t, h), nats, per place."""

    arg_constraints = {}

    def __init__(self, model: CharacterModel, h: Tensor, temperature: float = 1.0):
        if not temperature > 0:
            raise ValueError(f"temperature = {temperature} must be above 0")
        self.model, self.h, self.temperature = model, h, temperature
        shape = h.shape[:-1] + (model.length,)
        super().__init__(shape, validate_args=False)

    def log_prob(self, x: Tensor) -> Tensor:
        """Nats, one number per place."""
        logits = self.model.logits(self.h, x) / self.temperature  # eq. 8.1
        x = x.expand(logits.shape[:-1])
        flat = logits.flatten(0, -2)
        return -cross_entropy(flat, x.flatten(), reduction="none").view(x.shape)

    def sample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        """One character after the other."""
        h = self.h.expand(*sample_shape, *self.h.shape)
        x = self.model.draw(h.flatten(0, -2), self.temperature)
        return x.unflatten(0, h.shape[:-1])


class LanguageModel(nn.Module):
    """The same network without a code: q(x) = prod_t q(x_t | x_<t)."""

    def __init__(self, size: int, length: int, **how):
        super().__init__()
        self.net = CharacterModel(size, length, **how)

    def nothing(self, n: int) -> Float[Tensor, "n 0"]:
        """The code of n texts: none."""
        return self.net.place.new_zeros(n, 0)

    def log_prob(
        self, x: Int[Tensor, "b t"], temperature: float = 1.0
    ) -> Float[Tensor, "b"]:
        """log q(x), nats."""
        return (
            Characters(self.net, self.nothing(len(x)), temperature).log_prob(x).sum(1)
        )

    def sample(self, n: int, temperature: float = 1.0) -> Int[Tensor, "n t"]:
        """n texts."""
        return self.net.draw(self.nothing(n), temperature)

    def relaxed(self, n: int, tau: float, hard: bool) -> Float[Tensor, "n t size"]:
        """n texts as soft or straight-through one-hots."""
        return self.net.relaxed(self.nothing(n), tau, hard)


def likelihood_step(model: LanguageModel, opt: Optimizer) -> Step:
    """Build the step for `fit`: raise the mean of log q(x) over a batch of texts."""

    def step(batches: Iterator[Tensor]) -> Scalars:
        bound = model.log_prob(next(batches)).mean()
        norm = update(opt, -bound)
        return {"bound": bound, "norm": norm}

    return step
