"""Rules of page Ab's exercises."""

import copy
import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from gvlib.exercises.checking import ask


def what_is_asked_for(slope: float, paid: float) -> str:
    """1 / sqrt(256) each, and (sqrt(256) - 1)^2 for slope 1 everywhere."""
    mistakes = {
        1 / 256: "the norm adds squares: take the root of their number",
        16.0: "upside down: 256 equal slopes must have the norm 1 together",
        1.0: "that is what each should have; the batch has one norm for all",
    }
    for value, reason in mistakes.items():
        assert not math.isclose(slope, value, rel_tol=1e-6), reason
    assert math.isclose(slope, 1 / 16, rel_tol=1e-6), "256 s^2 = 1: which s?"
    assert math.isclose(paid, 225.0, rel_tol=1e-6), (
        "the norm of 256 slopes of 1 is their root; then minus 1, and squared"
    )
    return f"{slope:.4f} each; a perfect critic pays {paid:.0f}."


def largest_score(largest: Sequence[float]) -> str:
    """min(images, classes): exp of at most log n and at most log 10."""
    assert len(largest) == 3, "three numbers: for 1, 4 and 1,000 images"
    one, four, many = largest
    assert math.isclose(one, 1.0), "one image is its own mean: the KL is 0"
    assert math.isclose(four, 4.0), (
        "four images can belong to four classes, one each: what is the KL then?"
    )
    assert math.isclose(many, 10.0), "there are ten classes only"
    return "The smaller of the two numbers, of images and of classes."


def normed_generator() -> nn.Sequential:
    """A generator with batch norm that has seen some batches."""
    torch.manual_seed(0)
    G = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2))
    for _ in range(5):
        G(torch.randn(32, 3))
    return G


def look_without_touching(look: Callable) -> str:
    """The stored statistics are used; state, modes and graph are left alone."""
    for training in (True, False):
        G = normed_generator().train(training)
        z, before = torch.randn(16, 3), copy.deepcopy(G.state_dict())
        wanted = copy.deepcopy(G).eval()(z)
        found = ask(look, G, z)
        assert isinstance(found, Tensor) and found.shape == wanted.shape, (
            f"return what G makes of z, of shape {tuple(wanted.shape)}"
        )
        same = all(torch.equal(a, before[k]) for k, a in G.state_dict().items())
        assert same, "weights or statistics have changed: call eval() before G(z)"
        assert G.training == training, (
            f"G was in {'training' if training else 'eval'} mode, and is no longer"
        )
        assert torch.allclose(found, wanted, atol=1e-6), (
            "these are not the samples of the stored statistics"
        )
        assert not found.requires_grad, "no gradient is needed: torch.no_grad()"
    return "From both modes."


def mixed(x: Tensor, y: Tensor, share: Tensor) -> Tensor:
    """The points at a share of the way from y to x, ready for a gradient."""
    return (share * x + (1 - share) * y).detach().requires_grad_()


def slopes(D: Callable, at: Tensor, graph: bool = True) -> Tensor:
    """||grad D|| at each point."""
    (grad,) = torch.autograd.grad(D(at).sum(), at, create_graph=graph)
    return grad.square().sum(1).add(1e-12).sqrt()


def right_penalty(D: Callable, x: Tensor, y: Tensor) -> Tensor:
    """The penalty that a test of exercise 4 must let pass."""
    return (slopes(D, mixed(x, y, torch.rand(len(x), 1))) - 1).square().mean()


def slips() -> dict[str, Callable]:
    """Penalties that such a test must not let pass, by what is wrong."""

    def at(x: Tensor, y: Tensor) -> Tensor:
        return mixed(x, y, torch.rand(len(x), 1))

    return {
        "the norm is of the whole batch": lambda D, x, y: (
            slopes(D, at(x, y)).square().sum().sqrt() - 1
        ).square(),
        "the penalty has no graph": lambda D, x, y: (
            (slopes(D, at(x, y), graph=False) - 1).square().mean()
        ),
        "the points lie beyond the ends": lambda D, x, y: (
            (slopes(D, mixed(x, y, torch.randn(len(x), 1))) - 1).square().mean()
        ),
        "the points are the real ones": lambda D, x, y: (
            (slopes(D, mixed(x, y, torch.ones(len(x), 1))) - 1).square().mean()
        ),
        "the square of the norm is compared with 1": lambda D, x, y: (
            (slopes(D, at(x, y)).square() - 1).square().mean()
        ),
    }


def write_the_test(test: Callable) -> str:
    """True for the right penalty, ten times; False for each slip."""
    torch.manual_seed(0)
    passes = [ask(test, right_penalty) for _ in range(10)]
    assert all(p is True for p in passes), (
        f"it must return True for the right penalty; it returned {passes[0]!r}"
    )
    found = {why: ask(test, slip) for why, slip in slips().items()}
    missed = [why for why, answer in found.items() if answer is not False]
    assert not missed, f"it returned no False where {missed[0]}"
    return f"All {len(found)} found, and no false alarm in ten."
