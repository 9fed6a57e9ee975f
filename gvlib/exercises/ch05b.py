"""Rules of the exercises about a GAN's loop, one argument at a time."""

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn
from torch.nn.functional import softplus

from gvlib import data, metrics, nets
from gvlib.exercises.checking import ask

LOSSES = {
    "non_saturating": lambda f: softplus(-f),
    "minimax": lambda f: -softplus(f),
}


def what_a_forgotten_detach_leaves(slope: Callable) -> str:
    """d/df of log(1 + e^f) + g(f), as a function of D = sigmoid(f): 2D - 1, and 0."""
    f = torch.linspace(-3, 3, 7, requires_grad=True)
    D = f.detach().sigmoid()
    for name, g in LOSSES.items():
        found = torch.as_tensor(ask(slope, D, name), dtype=D.dtype).expand_as(D)
        own, opponent = (
            torch.autograd.grad(loss(f).sum(), f)[0] for loss in (g, softplus)
        )
        known = (
            (own, "this is the generator's own slope: the other loss adds to it"),
            (opponent, "this is what the discriminator's loss adds; where is G's own?"),
            (own - opponent, "backward adds to `.grad`; no line changes a sign"),
            ((own + opponent) / 2, "backward adds to `.grad`; no line averages"),
        )
        right = own + opponent
        if not torch.allclose(found, right, atol=1e-5):
            for wrong, why in known:
                assert not torch.allclose(found, wrong, atol=1e-5), f"{name}: {why}"
            raise AssertionError(
                f"{name}: at D = {D[-1]:.3f} the sum has the slope {right[-1]:.3f}"
            )
    return "A game of sum zero: the two cancel, and the generator stands still."


def equal_or_why(
    found: float, right: float, known: Mapping[float, str], otherwise: str
) -> None:
    """Raise AssertionError unless found is right: why, if it is a known wrong value."""
    if not math.isclose(found, right, rel_tol=1e-6):
        for value, why in known.items():
            assert not math.isclose(found, value, rel_tol=1e-6), why
        raise AssertionError(otherwise)


def best_with_labels(best: Callable) -> str:
    """(a p + b q) / (p + q): what minimises p CE(a, D) + q CE(b, D) in D."""
    cases = ((1.0, 1.0, 1.0, 0.0), (0.7, 0.1, 0.9, 0.0), (0.2, 0.6, 0.9, 0.1))
    for p, q, a, b in cases:
        found, right = float(ask(best, p, q, a, b)), (a * p + b * q) / (p + q)
        known = {
            p / (p + q): "this is the best D with labels 1 and 0",
            a * p / (p + q): "generated points have a label too, b",
            a * p / (a * p + (1 - b) * q): "a label weighs its points' two logarithms, "
            "it does not make them fewer",
        }
        equal_or_why(
            found, right, known,
            f"{found:.3f} for densities {p} and {q}, labels {a} and {b}: "
            "the slope in D does not vanish there",
        )  # fmt: skip
    return "Far from the data, where p is 0, it is b everywhere: no slope."


def nobody_notices(cheat: Callable) -> str:
    """D(s x + b) = D(x) with batch norm on the first layer, and no point fits."""
    x = data.ring(2_000, radius=2.0, sigma=0.05, seed=3)
    found = ask(cheat, x.clone())
    assert isinstance(found, Tensor) and found.shape == x.shape, (
        "return as many points of the plane as you were given: shape (2000, 2)"
    )
    report = metrics.mode_report(found, data.ring_modes(radius=2.0), 0.15)
    assert report["high_quality"] < 0.01, (
        f"{report['high_quality']:.0%} of your points lie where data lie: be bolder"
    )
    with torch.no_grad(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        for _ in range(3):
            D = normed()
            far = (D(found) - D(x)).abs().max() / D(x).std()
            assert far < 0.02, (
                f"some logit moves by {far:.2g} standard deviations of all logits: "
                "batch norm undoes one scale for both coordinates, above 0, and a shift"
            )
    return "No logit moves, no slope comes back: it may stay there."


def normed() -> nn.Module:
    """A discriminator of points with batch norm behind every hidden layer's weights."""
    return nn.Sequential(
        nn.Linear(2, 64), nn.BatchNorm1d(64), nets.leaky(),
        nn.Linear(64, 64), nn.BatchNorm1d(64), nets.leaky(), nn.Linear(64, 1),
    )  # fmt: skip


def share_of_the_first_weights(share: Callable) -> str:
    """The product of min(d, (1 + t) / (10 + t)) over t = 0 .. T - 1, or d^T if cold."""
    for decay, steps, warm in (
        (0.999, 1_000, False), (0.999, 50, True), (0.5, 20, True), (0.9, 7, False)
    ):  # fmt: skip
        found = float(ask(share, decay, steps, warm))
        right = math.prod(
            min(decay, (1 + t) / (10 + t)) if warm else decay for t in range(steps)
        )
        known = {
            (1 - decay) ** steps: "1 - d is what a new weight gets, not what is kept",
            1 - decay**steps: "this is the share of all the others",
            decay**steps: "with a warm-up the decay is smaller at first",
            1 / math.comb(steps + 9, 9): "the decay never exceeds d: take the lesser",
        }
        equal_or_why(
            found, right, known,
            f"{found:.3g} for d = {decay}, {steps} steps, warm = {warm}: "
            "which factor does each update leave of what was there?",
        )  # fmt: skip
    return "A decay of 0.999 forgets 99 % in 4,603 steps, with a warm-up in three."


READINGS = {
    (1.38, 1.37): "solved",
    (1.39, 0.45): "does not see",
    (1.37, 0.10): "does not see",
    (0.46, 0.40): "sees a difference",
    (1.05, 1.00): "sees a difference",
    (1.20, 0.30): "does not see",
}


def what_the_loss_means(read: Callable) -> str:
    """Beside the loss of a judge with time: it sees less, as much, or nothing is left.

    2 log 2 - 2 JSD is the best D's loss.
    """
    for (own, judge), right in READINGS.items():
        said = ask(read, own, judge)
        assert said == right, (
            f"D's loss is {own:.2f}, a new judge's {judge:.2f}: not {said!r}. A judge "
            f"far below D has seen what D does not; at 1.386 nobody sees anything"
        )
    return "One loss alone cannot tell 'solved' from 'does not see'."
