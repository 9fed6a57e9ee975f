"""Rules of page C's exercises."""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn.functional import leaky_relu

from gvlib import zoo
from gvlib.exercises.checking import ask


def flops_of_one_image(flops: float) -> str:
    """Eq. C.1 with b = 1 over the generator's four layers."""
    dense, first, second = 32 * 256 + 256 * 1_568, 32 * 16 * 16, 16 * 1 * 16
    right = 2 * (dense + first * 49 + second * 196)
    mistakes = {
        right / 2: "a product and an addition are two operations",
        64 * right: "this is a batch of 64",
        2 * (dense + first * 196 + second * 784): "a transposed convolution is counted "
        "on the map that it reads, not on the one that it writes",
        2 * (dense + first + second): "a convolution uses its weights once for each "
        "place of the map",
        2 * (first * 49 + second * 196): "dense layers multiply too",
        2 * (256 * 1_568 + first * 49 + second * 196): "there are two dense layers",
    }
    for value, why in mistakes.items():
        assert not math.isclose(flops, value, rel_tol=1e-9), why
    assert math.isclose(flops, right, rel_tol=1e-9), (
        f"too {'few' if flops < right else 'many'}: write the four layers down"
    )
    return "Nearly all of it in two layers that see no pixel."


def shares(of: str) -> tuple[float, float]:
    """One-channel ends and inner convolutions of gan-ns, of the time or the FLOPs."""
    steps = zoo.bench()["tricks"]["step"]
    step = next(s for s in steps if (s["on"], s["batch"]) == ("gan-ns", 64))
    ends = inner = 0.0
    for row in step["layers"]:
        if row["layer"].startswith("dense") or not row["mflop"]:
            continue
        spent = sum(n * ms for n, ms in zip(row["times"], row["ms"], strict=True))
        if of == "FLOPs":
            spent = sum(row["times"]) * row["mflop"]
        if " 1 to " in row["layer"] or " to 1," in row["layer"]:
            ends += spent
        else:
            inner += spent
    whole = step["ms"] if of == "time" else 1e3 * step["gflop"]
    return ends / whole, inner / whole


def gains(ends: float, inner: float, left: tuple[float, float]) -> list[float]:
    """Eq. C.4 for one, for the other, and for both; `left` is what stays of each."""
    saved = (ends * (1 - left[0]), inner * (1 - left[1]))
    return [1 / (1 - s) for s in (*saved, sum(saved))]


def two_offers(a: float, b: float, both: float) -> str:
    """Eq. C.4: the ends 10 times faster, inner convolutions twice, then both."""
    right = gains(*shares("time"), (0.1, 0.5))
    free = gains(*shares("time"), (0, 0))
    by_work = gains(*shares("FLOPs"), (0.1, 0.5))
    for i, (name, found) in enumerate({"a": a, "b": b, "both": both}.items()):
        mistakes = {
            1 / right[i]: "this is new time over old; faster means above 1",
            by_work[i]: "this is from the share of the FLOPs; seconds are asked for",
            free[i]: "this is the limit, as if these layers took no time at all",
        }
        if name == "both":
            mistakes[a * b] = (
                "once one is taken, the other's layers fill a larger share"
            )
            mistakes[a + b - 1] = "gains do not add: the second one has less to shorten"
        for value, why in mistakes.items():
            assert not math.isclose(found, value, rel_tol=5e-3), f"{name}: {why}"
        assert math.isclose(found, right[i], rel_tol=0.01), (
            f"{name}: not {found:.2f}; old time over new time, with times from `spent`"
        )
    return f"Together {both:.2f}, more than the product {a * b:.2f}."


def factor_of_pairs(
    factor: Callable, without: Sequence[float], trick: Sequence[float]
) -> str:
    """The median over pairs of time without / time with; two pairs were disturbed."""
    found = float(ask(factor, list(without), list(trick)))
    a, b = torch.tensor(without), torch.tensor(trick)
    right = (a / b).median().item()
    another = "were measured at different moments of the machine"
    mistakes = {
        1 / right: "above 1 must mean that the trick is faster",
        (a.median() / b.median()).item(): f"the two medians {another}",
        (a.min() / b.min()).item(): f"the two fastest calls {another}",
        (a.mean() / b.mean()).item(): "two calls that were held up weigh like many",
        (a / b).mean().item(): "the two disturbed pairs pull at a mean",
    }
    facts = f"{found:.2f}, and yet seven of the nine pairs say {right:.2f}"
    for value, why in mistakes.items():
        assert not math.isclose(found, value, rel_tol=1e-4), f"{facts}: {why}"
    assert math.isclose(found, right, rel_tol=1e-4), facts
    return f"{right:.2f}, whatever the machine did meanwhile."


def passes_of_a_round(passes: Callable) -> str:
    """D: (2n + 1, 2n, 2n + 1) and G: (n + 1, 1, 1), for inner layers."""
    for n in (1, 3, 5):
        found = ask(passes, n)
        D, G = tuple(found["D"]), tuple(found["G"])
        at = f"at n = {n}: "
        if n == 1:
            table = "one update of D must give the numbers of `TIMES`"
            assert (D, G) == ((3, 2, 3), (2, 1, 1)), at + table
            continue
        assert D != (3 * n, 2 * n, 3 * n), (
            at + "you multiply the generator's update too, which comes once a round"
        )
        assert G[0] != 2, at + "each update of D has new generated images"
        assert G[1:] == (1, 1), at + "how often does the generator learn in a round?"
        assert G[0] == n + 1, at + f"the generator does not make {G[0]} batches"
        right = (2 * n + 1, 2 * n, 2 * n + 1)
        kinds = (
            "runs forward",
            "differentiates its weights",
            "differentiates its input",
        )
        for kind, mine, yours in zip(kinds, right, D, strict=True):
            more = "more" if mine > yours else "less"
            assert mine == yours, f"{at}D {kind} {more} often than {yours} times"
    return (
        f"Passes through D: 8 with one update, {sum(D)} with five. G: 4 and {sum(G)}."
    )


def a_step_that_is_lost(after: float, least: float) -> str:
    """1 - 0.001 rounds to 1 in bfloat16; below 1, half a gap is 2^-9."""
    assert not math.isclose(after, 0.0, abs_tol=0.01), (
        "so it would be without rounding; what is 1 - 0.001 rounded to?"
    )
    assert math.isclose(after, 1.0, abs_tol=1e-6), (
        "which two numbers of bfloat16 lie around 0.999, and which is nearer?"
    )
    assert least > 0, "a step has a length: give a number above 0"
    one = torch.tensor(1.0).bfloat16()

    def moves(step: float) -> bool:
        return bool((1 - torch.tensor(step)).bfloat16() < one)

    assert moves(least), f"1 - {least:g} is rounded back to 1" + (
        ", for it lies halfway" if moves(1.001 * least) else ""
    )
    assert not moves(0.95 * least), f"{0.95 * least:.3g} already moves it"
    return "Hence a step computes in 16 bits, and the weights stay in 32."


def a_product_with_a_constant(gate: Callable[[Tensor], Tensor]) -> str:
    """LeakyReLU, its slope and a penalty's gradient; no second derivative."""
    rng = torch.Generator().manual_seed(0)
    x = torch.randn(64, 8, generator=rng, requires_grad=True)
    y = ask(gate, x)
    assert torch.allclose(y, leaky_relu(x, 0.2)), "the values are not LeakyReLU's"
    assert y.requires_grad, "no gradient reaches x: hold only the factor fixed"
    (slope,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    right = torch.where(x > 0, 1.0, 0.2)
    assert torch.allclose(slope, right), "the slope must be 1 above 0 and 0.2 below"
    assert not slope.requires_grad, (
        "values and slope are right, but autograd takes the slope for a function of x "
        "and will go back through it"
    )
    A, b = torch.randn(8, 16, generator=rng), torch.randn(16, generator=rng)

    def gradient(act: Callable[[Tensor], Tensor]) -> Tensor:
        A.requires_grad_()
        (g,) = torch.autograd.grad((act(x @ A) @ b).sum(), x, create_graph=True)
        return torch.autograd.grad(g.square().sum(), A)[0]

    same = torch.allclose(gradient(gate), gradient(lambda h: leaky_relu(h, 0.2)))
    assert same, "the gradient of a penalty has changed"
    return "The same gradient of a penalty, and nothing to go back to."
