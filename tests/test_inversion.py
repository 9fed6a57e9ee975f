"""Codes found by descent: least squares, a minimum that holds, and a second chance."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from gvlib import gan, nets
from gvlib.gan.inversion import descend

HOW = {"starts": 1, "steps": 400, "lr": 0.1}


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


class Affine(nn.Module):
    """G(z) = A z + b as an image of one channel."""

    def __init__(self, A, b):
        super().__init__()
        self.A, self.b = nn.Parameter(A), nn.Parameter(b)

    def forward(self, z):
        return (z @ self.A.T + self.b).unflatten(1, (1, 3, -1))


class TwoValleys(nn.Module):
    """G(z) = (z - 1)^2 for z > 0, and 2 + (z + 1)^2 below: two minima of its square.

    Of the image 0 the one at z = 1 is exact; from below 0 no descent comes there.
    """

    def forward(self, z):
        return torch.where(z < 0, 2 + (z + 1).square(), (z - 1).square())


def test_a_linear_generator_has_a_known_inverse(double):
    """NumPy's least squares: the code, and what no code explains."""
    A, b, x = torch.randn(12, 3), torch.randn(12), torch.randn(5, 1, 3, 4)
    z, error = gan.invert(Affine(A, b), x, 3, **HOW, generator=seeded())
    right = (x.flatten(1) - b).T.numpy()
    expected, residual, _, _ = np.linalg.lstsq(A.numpy(), right, rcond=None)
    torch.testing.assert_close(z, torch.tensor(expected.T), rtol=0, atol=1e-3)
    # Off by 1e-3 in z, at a minimum, the error is off by its square.
    torch.testing.assert_close(error, torch.tensor(residual), rtol=0, atol=1e-4)


def test_what_a_generator_made_is_found_again():
    torch.manual_seed(0)
    G = nn.Sequential(nets.mlp(2, 16, 16, act=nn.Tanh), nn.Sigmoid())
    x = G(torch.randn(6, 2)).detach()
    _, error = gan.invert(G, x, 2, starts=5, steps=300, lr=0.1, generator=seeded())
    spread = (x - x.mean(0)).square().sum(1)
    assert (error < 1e-3 * spread.mean()).all()


def test_one_start_may_be_stuck_and_another_is_not(double):
    """From below 0 descent ends at -1, with 2 left and an error of 4; else at 1."""
    G, x = TwoValleys(), torch.zeros(2, 1)
    z, error = descend(G, x, torch.tensor([[-0.8], [0.7]]), 400, 0.1)
    torch.testing.assert_close(z, torch.tensor([[-1.0], [1.0]]), rtol=0, atol=0.05)
    assert error.tolist() == pytest.approx([4, 0], abs=1e-4)
    n = 64
    first, many = (
        gan.invert(G, x.new_zeros(n, 1), 1, starts=k, steps=400, lr=0.1,
                   generator=seeded())[1] for k in (1, 12)
    )  # fmt: skip
    stuck = (first > 1).sum().item()
    # Half of the draws from N(0, 1) are below 0; of 12 all are in one case of 4,096.
    assert n / 4 < stuck < 3 * n / 4 and (many < 1).all()


def test_more_starts_are_never_worse():
    """For no image, whichever start is its best: the first ones are the same."""
    torch.manual_seed(0)
    G, x = nn.Sequential(nets.generator(4), nn.Sigmoid()), torch.rand(5, 1, 28, 28)
    how = {"steps": 5, "lr": 0.3}
    found = [
        gan.invert(G, x, 4, starts=k, generator=seeded(), **how) for k in range(1, 6)
    ]
    errors = torch.stack([error for _, error in found])
    assert (errors.diff(dim=0) <= 0).all() and (errors.diff(dim=0) < 0).any()
    for z, error in found:
        made = G(z).detach()
        alone = torch.stack(
            [((a - b) ** 2).sum() for a, b in zip(made, x, strict=True)]
        )
        torch.testing.assert_close(error, alone)


def test_images_do_not_see_each_other(double):
    torch.manual_seed(0)
    G, x, z = nets.mlp(3, 8, 6, act=nn.Tanh), torch.randn(4, 6), torch.randn(4, 3)
    together, _ = descend(G, x, z, 50, 0.1)
    alone = [descend(G, x[i : i + 1], z[i : i + 1], 50, 0.1)[0] for i in range(4)]
    torch.testing.assert_close(together, torch.cat(alone))


def test_the_generator_and_its_gradients_are_left_alone():
    """Also where gradients are switched off around it, and for any generator."""
    G = nn.Sequential(nets.generator(4), nn.Sigmoid())
    before = copy.deepcopy(G.state_dict())
    with torch.no_grad():
        z, error = gan.invert(G, torch.rand(2, 1, 28, 28), 4, starts=2, steps=3, lr=0.1)
    assert not z.requires_grad and not error.requires_grad
    assert all(torch.equal(before[key], v) for key, v in G.state_dict().items())
    assert all(p.grad is None for p in G.parameters())


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"starts": 0}, "starts = 0 must be an integer, at least 1"),
        ({"steps": -1}, "steps = -1 must be an integer, at least 1"),
        ({"lr": 0.0}, "lr = 0.0 must be positive and finite"),
        ({"lr": float("nan")}, "lr = nan must be positive"),
        ({"x": torch.rand(3, 5)}, r"shape \(3, 6\) and x \(3, 5\): give images"),
        ({"G": nn.Sequential(nn.Linear(2, 6), nn.BatchNorm1d(6))}, r"call G.eval\(\)"),
    ],
)
def test_what_an_inversion_refuses(change, match):
    how = {"G": nn.Linear(2, 6), "x": torch.rand(3, 6), "z_dim": 2} | HOW | change
    with pytest.raises(ValueError, match=match):
        gan.invert(**how)
    if "G" in change:
        change["G"].eval()
        gan.invert(**how | {"steps": 2})
