"""The lab's engine computes what PyTorch computes: every loss, penalty and unrolling.

Node runs the script that the pages ship, in single precision, as the pages do, and in
double, where a wrong formula cannot hide in rounding.
"""

import math

import pytest
import torch
from node import ask
from torch import Tensor
from torch.nn.functional import leaky_relu

from gvlib import gan

BATCH, Z, HIDDEN = 32, 2, 16
FLOOR = 1e-16  # under the root of Adam's step: src/engine/adam.ts
TOLERANCE = {"simd": 1e-5, "plain": 1e-5, "double": 1e-10}
LOSSES = {
    "non-saturating": gan.non_saturating, "minimax": gan.minimax, "hinge": gan.hinge,
    "least-squares": gan.least_squares, "wasserstein": gan.wasserstein,
    "relativistic": gan.relativistic,
}  # fmt: skip
BASE = {
    "loss": "non-saturating", "r1": 0, "r2": 0, "gp": 0, "pac": 1, "unroll": 0,
    "batch": BATCH, "zDim": Z, "hidden": HIDDEN, "rateG": 1e-3, "rateD": 1e-2,
    "b1": 0.5, "b2": 0.9, "critics": 1, "clip": 0,
}  # fmt: skip
CASES = [
    *({"loss": name} for name in LOSSES),
    {"r1": 1.0}, {"r2": 0.7}, {"loss": "wasserstein", "gp": 3.0}, {"pac": 4},
    {"loss": "relativistic", "r1": 0.3, "r2": 0.3},
    {"loss": "hinge", "r1": 1.0, "gp": 1.0, "pac": 2},
    *({"unroll": 3, "loss": name} for name in LOSSES),
    {"unroll": 5, "r1": 1.0}, {"unroll": 2, "loss": "wasserstein", "gp": 3.0},
    {"unroll": 2, "loss": "relativistic", "r1": 0.3, "r2": 0.3, "pac": 2},
]  # fmt: skip
VAES = [
    {"beta": beta, "sigma": sigma, "learnSigma": learned, "pairing": pairing}
    for beta, sigma, learned, pairing in [
        (1, 0.3, False, "encoder"), (0.7, 0.3, True, "encoder"),
        (4, 1.0, True, "encoder"), (1, 0.5, True, "random"),
    ]
]  # fmt: skip


@pytest.fixture
def draws(double):
    """Numbers for networks and batches, in double precision."""

    def net(*widths):
        return [
            t for i, n in enumerate(widths[1:])
            for t in (torch.randn(widths[i], n) / widths[i] ** 0.5, torch.randn(n) / 3)
        ]  # fmt: skip

    return net


def forward(net: list[Tensor], x: Tensor) -> Tensor:
    """x through dense layers; weights and biases take turns."""
    for i in range(0, len(net), 2):
        x = (leaky_relu(x, 0.2) if i else x) @ net[i] + net[i + 1]
    return x


def flat(tensors: list[Tensor]) -> list[list[float]]:
    """As JSON takes them."""
    return [t.detach().flatten().tolist() for t in tensors]


def critic_loss(c: dict, D: list[Tensor], real: Tensor, fake: Tensor, mix: Tensor):
    """The critic's loss and its penalties; of what generated points too, for unrolling.

    gvlib's own step takes the generated points as constants, so this is written anew.
    """

    def slope(x):
        y = forward(D, x).sum()
        return torch.autograd.grad(y, x, create_graph=True)[0].square().sum(1)

    total = LOSSES[c["loss"]].d(forward(D, real), forward(D, fake)).mean()
    total = total + c["r1"] / 2 * slope(real).mean() + c["r2"] / 2 * slope(fake).mean()
    norm = (slope(mix * real + (1 - mix) * fake) + 1e-12).sqrt()
    return total + c["gp"] * (norm - 1).square().mean()


def adam(c: dict, p, grad, mean, square, t: int):
    """One Adam step on each tensor, with the root's floor: (p, mean, square)."""
    b1, b2 = c["b1"], c["b2"]
    mean = [b1 * m + (1 - b1) * g for m, g in zip(mean, grad, strict=True)]
    square = [b2 * v + (1 - b2) * g**2 for v, g in zip(square, grad, strict=True)]
    rate = c["rateD"] / (1 - b1**t)
    moved = [
        q - rate * m / (v / (1 - b2**t) + FLOOR).sqrt()
        for q, m, v in zip(p, mean, square, strict=True)
    ]
    return moved, mean, square


def reference(c: dict, G, D, z, real, mix, moments) -> dict:
    """Losses, gradients and the critic's next step, by PyTorch."""
    for t in (*G, *D, real):
        t.requires_grad_()
    real = real.reshape(-1, 2 * c["pac"])
    mean, square, t = moments

    def seen(net):
        """The two players' losses with this critic."""
        fake = forward(G, z).reshape(-1, 2 * c["pac"])
        g_loss = LOSSES[c["loss"]].g(forward(net, real), forward(net, fake)).mean()
        return critic_loss(c, net, real, fake, mix), g_loss

    def step(state, i):
        """An Adam step of the critic; it has a gradient if it is asked for one."""
        own, m, v = state
        grad = torch.autograd.grad(seen(own)[0], own, create_graph=True)
        return adam(c, own, grad, m, v, t + 1 + i)

    d_loss = seen(D)[0]
    d_grad = torch.autograd.grad(d_loss, D)
    states = [(D, mean, square)]
    for i in range(max(c["unroll"], 1)):
        states.append(tuple(map(leaves, step(states[-1], i))))
    g_loss, g_grad = unrolled(c, G, states, step, lambda own: seen(own)[1])
    return {"d": [d_loss, *d_grad], "g": [g_loss, *g_grad], "critic": states[1][0]}


def leaves(tensors: list[Tensor]) -> list[Tensor]:
    """The same numbers without a history."""
    return [t.detach().requires_grad_() for t in tensors]


def unrolled(c: dict, G, states: list, step, loss) -> tuple[Tensor, list[Tensor]]:
    """The generator's loss after the critic's steps, and its gradient.

    The chain rule is applied a step at a time, backwards. In one graph over all steps
    the critic would depend on the points twice, as its input and through its weights,
    and `autograd.grad` with respect to them, in a penalty, would count both.
    """
    last = states[c["unroll"]]
    g_loss = loss(last[0])
    found = torch.autograd.grad(g_loss, [*G, *last[0]])
    total, ahead = found[: len(G)], found[len(G) :]
    ahead += tuple(map(torch.zeros_like, (*last[1], *last[2])))
    for i in reversed(range(c["unroll"])):
        state = tuple(map(leaves, states[i]))
        after = [t for part in step(state, i) for t in part]
        before = [t for part in state for t in part]
        found = torch.autograd.grad(
            after, [*G, *before], ahead, allow_unused=True, materialize_grads=True
        )
        total = [a + b for a, b in zip(total, found[: len(G)], strict=True)]
        ahead = found[len(G) :]
    return g_loss, list(total)


def worst(ours: list[Tensor], theirs: list[list[float]]) -> float:
    """The largest error, relative to the largest number of its tensor."""
    assert len(ours) == len(theirs)
    return max(
        ((a.flatten() - torch.tensor(b)).abs().max() / a.abs().max().clamp(1e-6)).item()
        for a, b in zip(flat_tensors(ours), theirs, strict=True)
    )


def flat_tensors(tensors: list[Tensor]) -> list[Tensor]:
    """Numbers alone, free of their history."""
    return [torch.as_tensor(t).detach().flatten() for t in tensors]


def test_both_players_losses_and_gradients_are_pytorchs(draws):
    asked, expected = [], []
    for changes in CASES:
        c = BASE | changes
        pac = c["pac"]
        G, D = draws(Z, HIDDEN, HIDDEN, 2), draws(2 * pac, HIDDEN, HIDDEN, 1)
        z, real = torch.randn(BATCH, Z), torch.randn(BATCH, 2)
        mix = torch.rand(BATCH // pac, 1)
        mean = [0.01 * torch.randn_like(p) for p in D]
        square = [1e-3 * torch.rand_like(p) + 1e-5 for p in D]
        case = {
            "kind": "gan", "config": c,
            "weights": {"generator": flat(G), "critic": flat(D)},
            "batch": dict(zip(("z", "real", "mix"), flat([z, real, mix]), strict=True)),
            "adam": {"mean": flat(mean), "square": flat(square), "steps": 3},
        }  # fmt: skip
        asked += [case | {"backend": name} for name in TOLERANCE]
        right = reference(c, G, D, z, real, mix, (mean, square, 3))
        expected += [(changes, name, right) for name in TOLERANCE]
    for answer, (changes, name, right) in zip(
        ask("engine.mjs", asked), expected, strict=True
    ):
        for part, tensors in right.items():
            error = worst(tensors, answer[part])
            assert error < TOLERANCE[name], f"{name} {changes} {part}: {error:.1e}"


def test_the_elbo_and_its_gradients_are_pytorchs(draws):
    asked, expected = [], []
    for changes in VAES:
        c = {"batch": BATCH, "zDim": Z, "hidden": HIDDEN, "rate": 1e-3, "b1": 0.9,
             "b2": 0.999} | changes  # fmt: skip
        nets = {
            "trunk": draws(2, HIDDEN, HIDDEN), "mu": draws(HIDDEN, Z),
            "logSigma": draws(HIDDEN, Z), "decoder": draws(Z, HIDDEN, HIDDEN, 2),
        }  # fmt: skip
        x, noise = torch.randn(BATCH, 2), torch.randn(BATCH, Z)
        batch = {"x": flat([x])[0], "noise": flat([noise])[0]}
        weights = {name: flat(net) for name, net in nets.items()}
        case = {"kind": "vae", "config": c, "weights": weights, "batch": batch}
        asked += [case | {"backend": name} for name in TOLERANCE]
        expected += [(c, name, elbo(c, nets, x, noise)) for name in TOLERANCE]
    for answer, (c, name, right) in zip(
        ask("engine.mjs", asked), expected, strict=True
    ):
        error = worst(right, answer["outputs"])
        assert error < TOLERANCE[name], f"{name} {c}: {error:.1e}"


def elbo(c: dict, nets: dict[str, list[Tensor]], x: Tensor, noise: Tensor) -> list:
    """Loss, -log p(x|z), KL and the gradients, by torch.distributions."""
    log_sigma = torch.tensor(math.log(c["sigma"]))
    everything = [t for net in nets.values() for t in net]
    for t in (*everything, log_sigma):
        t.requires_grad_()
    h = leaky_relu(forward(nets["trunk"], x), 0.2)
    q = torch.distributions.Normal(
        forward(nets["mu"], h), forward(nets["logSigma"], h).exp()
    )
    prior = torch.distributions.Normal(0.0, 1.0)
    kl = torch.distributions.kl_divergence(q, prior).sum(1).mean()
    z = noise if c["pairing"] == "random" else q.loc + q.scale * noise
    likelihood = torch.distributions.Normal(
        forward(nets["decoder"], z), log_sigma.exp()
    )
    reconstruction = -likelihood.log_prob(x).sum(1).mean()
    paired = c["pairing"] == "encoder"
    loss = reconstruction + c["beta"] * kl if paired else reconstruction
    learned = everything if paired else nets["decoder"]
    learned = [*learned, log_sigma] if c["learnSigma"] else learned
    return [loss, reconstruction, kl, *torch.autograd.grad(loss, learned)]


@pytest.mark.parametrize("backend", TOLERANCE)
def test_the_same_seed_gives_the_same_networks(draws, backend):
    weights = {"generator": flat(draws(Z, HIDDEN, HIDDEN, 2)),
               "critic": flat(draws(2, HIDDEN, HIDDEN, 1))}  # fmt: skip
    config = BASE | {"gp": 1.0, "loss": "wasserstein", "critics": 2}
    case = {"kind": "repeat", "config": config, "weights": weights, "steps": 20}
    [answer] = ask("engine.mjs", [case | {"backend": backend}])
    assert answer["first"] == answer["second"] != weights["generator"]


def test_the_step_is_adams(double):
    """With gradients that are not tiny the floor under the root changes nothing."""
    c, (p, g) = BASE, torch.randn(2, 5)
    q = p.clone().requires_grad_()
    opt = torch.optim.Adam([q], lr=c["rateD"], betas=(c["b1"], c["b2"]))
    mean = square = torch.zeros(5)
    for t in range(1, 4):
        q.grad = g * t
        opt.step()
        ([p], [mean], [square]) = adam(c, [p], [g * t], [mean], [square], t)
    torch.testing.assert_close(p, q.detach(), rtol=1e-6, atol=0)
