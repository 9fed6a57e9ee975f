"""Stacked Fashion-MNIST: three images as the channels of one, so 1,000 modes."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from gvlib.data.batches import Batches
from gvlib.data.images import fashion_mnist, to_unit

N_STACKED = 128_000


def triples(n: int, size: int, seed: int) -> Int[Tensor, "n 3"]:
    """n draws of three numbers below `size`, fixed by the seed."""
    if n < 1 or size < 1:
        raise ValueError(f"n = {n} and size = {size} must be at least 1")
    rng = torch.Generator().manual_seed(seed)
    return torch.randint(size, (n, 3), generator=rng)


class StackedImages(Batches):
    """Batches of n fixed triples of a split's images, (b, 3, 28, 28) in [0, 1].

    As many triples as Lin et al. (2018) take. The rows of `x` are numbers of images;
    the images stay on `device` once, as bytes.
    """

    def __init__(
        self,
        batch_size: int,
        split: str = "train",
        n: int = N_STACKED,
        seed: int = 0,
        device: torch.device | None = None,
    ):
        self.images = fashion_mnist(split)[0][:, 0].to(device)
        super().__init__(triples(n, len(self.images), seed), batch_size, self.stacked)

    def stacked(self, rows: Int[Tensor, "b 3"]) -> Float[Tensor, "b 3 28 28"]:
        """The images of these numbers, three to a row."""
        return to_unit(self.images[rows.to(self.images.device)])
