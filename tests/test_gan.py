"""Penalties and the GAN step, against closed forms and a loop written out."""

import copy
import itertools
import re

import pytest
import torch
from jaxtyping import TypeCheckError
from modules import Wrapped
from torch import nn
from torch.autograd.functional import jacobian
from torch.nn.functional import softplus

from gvlib import data, gan, nets
from gvlib.train import update


def value_of(penalty, D, real, fake):
    """A penalty as the step calls it: with the logits of inputs that need gradients."""
    real, fake = real.detach().requires_grad_(), fake.detach().requires_grad_()
    return penalty(D, real, fake, D(real), D(fake))


def test_r1_and_r2_of_a_linear_critic(double):
    """D(x) = w'x has the gradient w everywhere."""
    torch.manual_seed(0)
    w, real, fake = torch.randn(6), torch.randn(20, 6), torch.randn(20, 6)
    expected = 0.7 / 2 * (w @ w)
    for penalty in (gan.r1(0.7), gan.r2(0.7)):
        value = value_of(penalty, lambda x: x @ w, real, fake)
        torch.testing.assert_close(value, expected)


@pytest.mark.parametrize(("make", "which"), [(gan.r1, 0), (gan.r2, 1)])
def test_r1_and_r2_of_a_quadratic_critic(make, which, double):
    """D(x) = x'Ax/2: the penalty is gamma/2 E|Ax|^2, its gradient gamma A E[xx']."""
    torch.manual_seed(0)
    root = torch.randn(4, 4)
    A = (root + root.T).requires_grad_()
    sets = torch.randn(30, 4), torch.randn(50, 4) + 1
    x = sets[which]

    def critic(x):
        return torch.einsum("ni,ij,nj->n", x, A, x) / 2

    value = value_of(make(3.0), critic, *sets)
    torch.testing.assert_close(value, 1.5 * (x @ A).square().sum(1).mean())
    (grad,) = torch.autograd.grad(value, A)
    # The autograd gradient sees A as free, not symmetric: symmetrise both sides.
    expected = 3.0 * A @ (x.T @ x) / len(x)
    torch.testing.assert_close(grad + grad.T, expected + expected.T)


def test_penalties_are_per_sample():
    """One logit per image, and the gradient summed over all its pixels."""
    w, x = torch.randn(1, 28, 28), torch.rand(5, 1, 28, 28, requires_grad=True)
    norms = gan.input_gradient_sq_norm((w * x).sum((1, 2, 3)), x)
    torch.testing.assert_close(norms, w.square().sum().expand(5))


@pytest.mark.parametrize("n_logits", [4, 49])
@pytest.mark.parametrize("penalty", [gan.r1(1.0), gan.r2(1.0), gan.wgan_gp()])
def test_a_penalty_refuses_several_logits_an_image(penalty, n_logits):
    """A critic of patches that ends in view(-1): R1 would be n_logits times less."""
    side = round(n_logits**0.5)
    patches = nn.Sequential(nn.Conv2d(1, 1, 28 // side, stride=28 // side))
    x = torch.rand(5, 1, 28, 28)
    for shape in ((-1,), (5, -1)):
        with pytest.raises(ValueError, match=rf"{5 * n_logits} logits .*for 5 samples"):
            value_of(penalty, lambda x, s=shape: patches(x).reshape(s), x, x)
    value_of(penalty, lambda x: patches(x).flatten(1).mean(1), x, x)


def test_r1_does_not_depend_on_how_a_logit_is_shaped():
    w, x = torch.randn(6), torch.randn(20, 6)
    expected = (w @ w) / 2
    for D in (lambda x: x @ w, lambda x: (x @ w)[:, None]):
        torch.testing.assert_close(value_of(gan.r1(1.0), D, x, x), expected)


@pytest.mark.parametrize("norm", [1.0, 3.0])
def test_wgan_gp_of_a_linear_critic(norm, double):
    """weight (|w| - 1)^2: nothing for a unit critic, 10 (3 - 1)^2 = 40 for |w| = 3."""
    w = torch.randn(10)
    w *= norm / w.norm()
    real, fake = torch.randn(2, 64, 10)
    value = value_of(gan.wgan_gp(10.0), lambda x: x @ w, real, fake)
    # The 1e-12 under the root moves the norm by 5e-13.
    assert value.item() == pytest.approx(10 * (norm - 1) ** 2, abs=1e-10)


def test_wgan_gp_takes_plain_samples(double):
    """Its slopes are at points of its own; no one need ask for any at the ends."""
    w, real, fake = torch.randn(6), torch.randn(20, 6), torch.randn(20, 6)

    def critic(x):
        return x @ w

    value = gan.wgan_gp(10.0)(critic, real, fake, critic(real), critic(fake))
    torch.testing.assert_close(value, 10 * (w.norm() - 1).square())


def test_wgan_gp_mixes_uniformly(double):
    """D(x) = x^2/2 on the segment from 0 to 2: E (x - 1)^2 = 1/3 for x uniform."""
    torch.manual_seed(0)
    n = 100_000
    real, fake = torch.full((n, 1), 2.0), torch.zeros(n, 1)
    value = value_of(gan.wgan_gp(1.0), lambda x: x.square().sum(1) / 2, real, fake)
    # The standard deviation of (x - 1)^2 is sqrt(4/45): five standard errors.
    assert value.item() == pytest.approx(1 / 3, abs=5 * (4 / 45 / n) ** 0.5)


def players(seed=0):
    torch.manual_seed(seed)
    G = nets.mlp(2, 8, 2, act=nn.Tanh)
    return G, nn.Sequential(nets.mlp(2, 6, 1, act=nn.Tanh), nn.Flatten(0))


def finite_differences(objective, module, h=1e-5):
    """d objective / d theta by central differences, one weight at a time."""
    found = []
    for p in module.parameters():
        flat, grad = p.data.view(-1), torch.zeros(p.numel())
        for i in range(len(flat)):
            ends = []
            for sign in (1, -1):
                flat[i] += sign * h
                ends.append(objective().item())
                flat[i] -= sign * h
            grad[i] = (ends[0] - ends[1]) / (2 * h)
        found.append(grad.view_as(p))
    return found


def test_relativistic_with_r1_and_r2(double):
    """One step of each player with SGD at rate 1 moves the weights by -gradient."""
    G, D = players()
    real = torch.randn(7, 2)
    before_g, before_d = copy.deepcopy(G), copy.deepcopy(D)
    opts = [torch.optim.SGD(p.parameters(), 1.0) for p in (G, D)]
    penalties = [gan.r1(0.7), gan.r2(0.3)]
    step = gan.gan_step(G, D, *opts, gan.relativistic, z_dim=2, penalties=penalties)
    torch.manual_seed(1)
    step(itertools.repeat(real))
    torch.manual_seed(1)
    z_d, z_g = torch.randn(7, 2), torch.randn(7, 2)

    def squared_slopes(critic, x):
        slopes = jacobian(lambda rows: critic(rows).sum(), x)
        return slopes.square().sum(1).mean()

    def d_objective():
        fake = before_g(z_d).detach()
        loss = torch.log1p((before_d(fake) - before_d(real)).exp()).mean()
        r1 = 0.7 / 2 * squared_slopes(before_d, real)
        return loss + r1 + 0.3 / 2 * squared_slopes(before_d, fake)

    def g_objective():  # against the critic that has just moved
        return torch.log1p((D(real) - D(before_g(z_g))).exp()).mean()

    for moved, start, objective in (
        (D, before_d, d_objective),
        (G, before_g, g_objective),
    ):
        slopes = finite_differences(objective, start)
        pairs = zip(moved.parameters(), start.parameters(), slopes, strict=True)
        for new, old, slope in pairs:
            # Central differences at 1e-5 are right to about 1e-10 in double.
            torch.testing.assert_close(old - new, slope, atol=1e-8, rtol=1e-6)


@pytest.mark.parametrize("gamma", [0.0, 0.5])
@pytest.mark.parametrize("n_critic", [1, 2])
def test_the_step_is_the_plain_loop(gamma, n_critic):
    """zero_grad, backward, step, as everyone writes it: the same to the last bit."""

    def begin():
        G, D = players(3)
        adams = [torch.optim.Adam(p.parameters(), 1e-3, (0.5, 0.9)) for p in (G, D)]
        return G, D, *adams, data.Batches(data.ring(500), 32)

    G, D, opt_g, opt_d, batches = begin()
    penalties = [gan.r1(gamma)] if gamma else []
    step = gan.gan_step(
        G, D, opt_g, opt_d, gan.non_saturating, z_dim=2, penalties=penalties,
        n_critic=n_critic,
    )  # fmt: skip
    logs = [step(batches) for _ in range(20)]
    ours = [*G.parameters(), *D.parameters()]

    G, D, opt_g, opt_d, batches = begin()
    for t in range(20):
        for _ in range(n_critic):
            real = next(batches).requires_grad_()
            fake = G(torch.randn(32, 2)).detach()
            r = D(real)
            d_loss = (softplus(-r) + softplus(D(fake))).mean()
            total = d_loss
            if gamma:
                (slope,) = torch.autograd.grad(r.sum(), real, create_graph=True)
                total = d_loss + gamma / 2 * slope.square().sum(1).mean()
            opt_d.zero_grad()
            total.backward()
            opt_d.step()
        next(batches)  # the generator's step has its own real batch
        g_loss = softplus(-D(G(torch.randn(32, 2)))).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        assert torch.equal(logs[t]["d_loss"], d_loss)
        assert torch.equal(logs[t]["g_loss"], g_loss)
    theirs = [*G.parameters(), *D.parameters()]
    assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))


def test_neither_player_touches_the_other():
    G, D = players()
    opt_g, opt_d = (torch.optim.SGD(p.parameters(), 0.1) for p in (G, D))
    real, z = torch.randn(8, 2), torch.randn(8, 2)
    before = [p.clone() for p in D.parameters()]
    update(opt_g, gan.non_saturating.g(D(real), D(G(z))).mean())
    assert all(p.grad is None for p in D.parameters())
    assert all(torch.equal(a, b) for a, b in zip(before, D.parameters(), strict=True))
    update(opt_d, gan.non_saturating.d(D(real), D(G(z).detach())).mean())


def refusal(D, loss=gan.non_saturating, **how):
    """What gan_step says of these players before any batch is drawn."""
    G, _ = players()
    opts = [torch.optim.SGD(net.parameters(), 0.1) for net in (G, D)]
    with pytest.raises(ValueError) as error:
        gan.gan_step(G, D, *opts, loss, **{"z_dim": 2} | how)
    return str(error.value)


@pytest.mark.parametrize("name", ["z_dim", "n_critic"])
@pytest.mark.parametrize("count", [0, -3, True])
def test_counts_are_positive_integers(name, count):
    text = refusal(nets.Critic(2, 4), **{name: count})
    assert f"{name} = {count!r} must be an integer, at least 1" in text


@pytest.mark.parametrize("loss", ["minimax", "non_saturating", "relativistic"])
def test_probabilities_in_the_place_of_logits(loss):
    plain = nn.Sequential(nets.mlp(2, 4, 1), nn.Sigmoid(), nn.Flatten(0))
    for D in (plain, Wrapped(plain), nn.Sequential(nets.Critic(2, 4), nn.Sigmoid())):
        text = refusal(D, getattr(gan, loss))
        assert "D ends in Sigmoid()" in text and "leave the Sigmoid out" in text


@pytest.mark.parametrize(
    "layer", [nn.Tanh(), nn.Sigmoid(), nn.LogSigmoid(), nn.Softmax(1), nn.Hardtanh()]
)
def test_squashed_logits(layer):
    """Losses that want any real number; a softmax of one number is 1 for every loss."""
    D = nn.Sequential(nets.mlp(2, 4, 1), layer, nn.Flatten(0))
    name = type(layer).__name__
    losses = ["minimax", "non_saturating", "relativistic", "hinge", "wasserstein"]
    losses += ["least_squares"] * (name == "Softmax")
    for loss in losses:
        text = refusal(D, getattr(gan, loss))
        assert f"D ends in {name}(" in text and f"leave the {name} out" in text
    assert "any real number" in text


def test_a_batch_that_the_critic_cannot_take_is_named():
    G, D = nets.generator(2), nets.discriminator()
    opts = [torch.optim.SGD(net.parameters(), 0.1) for net in (G, D)]
    step = gan.gan_step(G, D, *opts, gan.minimax, z_dim=2)
    x = torch.rand(4, 1, 28, 28)
    for wrong, says in (
        (x.double(), "it is torch.float64, but must be torch.float32"),
        (x[0], r"its shape is \(1, 28, 28\), but must be \(b, 1, h, w\).*x\[None\]"),
        (x.expand(-1, 3, -1, -1), r"its shape is \(4, 3, 28, 28\), but must be \(b, 1"),
    ):
        with pytest.raises(ValueError, match="D cannot take x: " + says):
            step(itertools.repeat(wrong))
    for wrong, says in (
        ((255 * x).byte(), "torch.uint8, .*data.Batches.x, n, data.to_unit"),
        ((x, torch.zeros(4)), "a tuple, but must be a tensor of floats"),
        (x.numpy(), "a ndarray, but must be a tensor of floats"),
    ):
        with pytest.raises((TypeError, TypeCheckError)) as caught:
            step(itertools.repeat(wrong))
        if not isinstance(caught.value, TypeCheckError):
            assert re.search("a batch is " + says, str(caught.value)), caught.value


def test_batch_norm_under_a_penalty():
    net = nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))
    D = nn.Sequential(net, nn.Flatten(0))
    text = refusal(D, penalties=[gan.r1(1.0)])
    assert "D.0.1 is BatchNorm1d(4" in text and "leave out" in text


class Gated(nn.Module):
    """A sigmoid inside, and weights of its own behind it: not what comes out."""

    def __init__(self):
        super().__init__()
        self.gate, self.out = nn.Sigmoid(), nn.Parameter(torch.ones(2))

    def forward(self, x):
        return self.gate(x) @ self.out


def test_what_is_no_mistake_is_not_refused():
    """Batch norm without a penalty, or frozen; a sigmoid elsewhere, or bounded."""
    norm = nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))
    inner = nn.Sequential(nn.Linear(2, 4), nn.Sigmoid(), nn.Linear(4, 1))
    ends = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())
    for D, loss, penalties in (
        (norm, gan.hinge, ()),
        (copy.deepcopy(norm).eval(), gan.hinge, [gan.r1(1.0)]),
        (inner, gan.minimax, [gan.r1(1.0)]),
        (Gated(), gan.minimax, ()),
        (ends, gan.least_squares, ()),
    ):
        G, _ = players()
        opts = [torch.optim.SGD(net.parameters(), 0.1) for net in (G, D)]
        gan.gan_step(G, D, *opts, loss, z_dim=2, penalties=penalties)
