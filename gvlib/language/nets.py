"""Networks that read a text whole: an encoder, and a critic."""

from jaxtyping import Float, Int
from torch import Tensor, nn

from gvlib.nets import leaky, mlp


class TextEncoder(nn.Module):
    """x (b, t) -> (mu, log sigma) of q(z|x), (b, 2 z_dim): the last state of a GRU."""

    def __init__(self, size: int, z_dim: int, hidden: int = 64, width: int = 24):
        super().__init__()
        self.table = nn.Embedding(size, width)
        self.gru = nn.GRU(width, hidden, batch_first=True)
        self.out = nn.Linear(hidden, 2 * z_dim)

    def forward(self, x: Int[Tensor, "b t"]) -> Float[Tensor, "b two_z"]:
        return self.out(self.gru(self.table(x))[1][0])


class TextCritic(nn.Module):
    """One-hots (b, t, size), or mixtures of them -> one logit a text, shape (b,).

    Raises ValueError for an odd number of places.
    """

    def __init__(self, size: int, length: int, width: int = 48):
        super().__init__()
        if length % 2:
            raise ValueError(f"length = {length} must be even: it is halved once")
        self.net = nn.Sequential(
            nn.Conv1d(size, width, 5, padding=2), leaky(),
            nn.Conv1d(width, width, 5, stride=2, padding=2), leaky(),
            nn.Flatten(), mlp(width * length // 2, 96, 1, act=leaky), nn.Flatten(0),
        )  # fmt: skip

    def forward(self, x: Float[Tensor, "b t size"]) -> Float[Tensor, "b"]:
        return self.net(x.mT)
