"""What is done against collapse, each against PyTorch, NumPy or differences."""

import copy
import itertools
import math

import numpy as np
import pytest
import torch
from test_gan import finite_differences, players, value_of
from torch import nn
from torch.nn.utils import clip_grad_norm_
from torch.nn.utils import spectral_norm as theirs

from gvlib import data, gan, nets
from gvlib.gan.critics import side_by_side
from gvlib.train import fit

LOSSES = ["minimax", "non_saturating", "least_squares", "hinge", "wasserstein"]
LOSSES += ["relativistic"]


def adams(*modules, lr=1e-3):
    return [torch.optim.Adam(m.parameters(), lr, (0.5, 0.9)) for m in modules]


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_knows_whether_its_generator_looks_at_real_logits(name):
    loss, r, f = getattr(gan, name), *torch.randn(2, 5, requires_grad=True)
    (grad,) = torch.autograd.grad(loss.g(r, f).sum(), r, allow_unused=True)
    assert loss.pairs is (grad is not None)


@pytest.mark.parametrize(("name", "calls"), [("hinge", 5), ("relativistic", 6)])
def test_real_samples_are_shown_to_the_generator_only_if_it_compares(name, calls):
    """Two updates of D ask about two batches each, the generator's about the rest."""
    G, D = players()
    seen = []
    D.register_forward_hook(lambda *_: seen.append(1))
    step = gan.gan_step(G, D, *adams(G, D), getattr(gan, name), z_dim=2, n_critic=2)
    step(itertools.repeat(torch.randn(8, 2)))
    assert len(seen) == calls


@pytest.mark.parametrize("m", [1, 2, 3])
@pytest.mark.parametrize("shape", [(2,), (3, 4, 4)])
def test_packs_are_joined_along_the_second_axis(m, shape):
    x = torch.randn(12, *shape)
    rows = np.concatenate([x.numpy()[i::m] for i in range(m)], 1)
    np.testing.assert_array_equal(side_by_side(x, m), rows)


def test_pac_orders_logits_as_packs():
    """Packs that change places change logits' places; m = 1 is D alone."""
    D, x, order = nets.Critic(6, 8), torch.randn(12, 2), torch.randperm(4)
    packed = gan.Pac(D, 3)
    assert packed(x).shape == (4,)
    moved = x.reshape(4, 3, 2)[order].reshape(12, 2)
    assert torch.equal(packed(moved), packed(x)[order])
    swapped = x.reshape(4, 3, 2)[:, [1, 0, 2]].reshape(12, 2)
    assert not torch.allclose(packed(swapped), packed(x))
    one = nets.Critic(2, 8)
    assert torch.equal(gan.Pac(one, 1)(x), one(x))


def test_penalties_of_a_pack_are_by_all_its_samples(double):
    """D(pack) = w'(x1, x2): the slope is w, of any pack."""
    w, real, fake = torch.randn(6), torch.randn(8, 3), torch.randn(8, 3)
    D = gan.Pac(Linear(w), 2)
    torch.testing.assert_close(value_of(gan.r1(0.7), D, real, fake), 0.35 * (w @ w))
    torch.testing.assert_close(value_of(gan.r2(0.7), D, real, fake), 0.35 * (w @ w))
    found = value_of(gan.wgan_gp(10.0), D, real, fake)
    assert found.item() == pytest.approx(10 * (w.norm() - 1).item() ** 2, abs=1e-9)


class Linear(nn.Module):
    def __init__(self, w):
        super().__init__()
        self.w = w

    def forward(self, x):
        return x.flatten(1) @ self.w


def test_wgan_gp_moves_a_pack_as_one(double):
    """Samples of a pack stand at the same point of their segments."""
    seen = []

    class Watched(nn.Module):
        def forward(self, x):
            seen.append(x.detach().clone())
            return x.square().sum(1)

    n = 6
    real, fake = torch.ones(2 * n, 1), torch.zeros(2 * n, 1)
    value_of(gan.wgan_gp(1.0), gan.Pac(Watched(), 2), real, fake)
    x_hat = seen[-1]
    assert torch.equal(x_hat[:, 0], x_hat[:, 1]) and len(x_hat[:, 0].unique()) == n


@pytest.mark.parametrize("shape", [(7, 5), (4, 3, 6, 6)])
def test_minibatch_std_equals_numpy(shape, double):
    h = torch.randn(shape)
    found = gan.MinibatchStd()(h)
    expected = h.numpy().std(0).mean()
    assert found.shape == (shape[0], shape[1] + 1, *shape[2:])
    assert torch.equal(found[:, :-1], h)
    np.testing.assert_allclose(found[:, -1], expected, rtol=1e-6)
    assert (gan.MinibatchStd()(h * 0)[:, -1] == 1e-4).all()
    assert torch.autograd.gradcheck(gan.MinibatchStd(), (h.requires_grad_(),))


def test_spectral_norm_equals_pytorchs_older_one(double):
    """And the largest singular value of every layer becomes 1."""
    torch.manual_seed(0)
    D = nn.Sequential(nn.Conv2d(1, 4, 3), nets.leaky(), nn.Flatten(), nn.Linear(16, 3))
    old, x = copy.deepcopy(D), torch.randn(5, 1, 4, 4)
    for layer in (old[0], old[3]):
        theirs(layer)
    assert gan.spectral_norm(D) is D
    for _ in range(200):  # power iterations, one a use
        D(x), old(x)
    torch.testing.assert_close(D(x), old(x), rtol=1e-8, atol=1e-10)
    for layer in (D[0], D[3]):
        top = np.linalg.svd(layer.weight.detach().flatten(1).numpy())[1][0]
        assert top == pytest.approx(1, abs=1e-8)


def test_a_spectrally_normalised_critic_is_lipschitz(double):
    torch.manual_seed(0)
    D = gan.spectral_norm(nets.Critic(2, 16, 16))
    x, y = torch.randn(2, 500, 2)
    for _ in range(100):
        D(x)
    apart = (D(x) - D(y)).abs() / (x - y).norm(dim=1)
    assert apart.max() <= 1 + 1e-6


def test_weights_are_clipped_before_the_generator_sees_them():
    """Arjovsky et al.: after each update of the critic, not before it."""
    G, D = players()
    seen = []
    D.register_forward_pre_hook(lambda *_: seen.append(largest(D)))
    step = gan.gan_step(
        G, D, *adams(G, D, lr=0.1), gan.wasserstein, z_dim=2, n_critic=2,
        after_d=gan.clip_weights(1 / 16),
    )  # fmt: skip
    before = [p.detach().numpy().copy() for p in D.parameters()]
    step(itertools.repeat(torch.randn(8, 2)))
    assert seen[0] > 1 / 16 and all(value <= 1 / 16 for value in seen[2:])
    gan.clip_weights(0.01)(D)
    copied = copy.deepcopy(D)
    for p, b in zip(copied.parameters(), before, strict=True):
        p.data = torch.tensor(b)
    gan.clip_weights(0.2)(copied)
    for p, b in zip(copied.parameters(), before, strict=True):
        np.testing.assert_array_equal(p.detach(), np.clip(b, -0.2, 0.2))


def largest(D):
    return max(p.abs().max().item() for p in D.parameters())


@pytest.mark.parametrize("max_norm", [1e-3, 0.05, 1e3])
def test_both_players_gradients_are_clipped_like_pytorchs(max_norm, double):
    """With SGD, where the norm matters: Adam would hide a factor."""
    G, D = players()
    real = torch.randn(8, 2)
    mine = copy.deepcopy((G, D))
    sgd = [torch.optim.SGD(m.parameters(), 1.0) for m in mine]
    step = gan.gan_step(*mine, *sgd, gan.hinge, z_dim=2, max_norm=max_norm)
    torch.manual_seed(1)
    step(itertools.repeat(real))
    torch.manual_seed(1)
    for net, loss in (
        (D, lambda z: gan.hinge.d(D(real), D(G(z).detach()))),
        (G, lambda z: gan.hinge.g(None, D(G(z)))),
    ):
        opt = torch.optim.SGD(net.parameters(), 1.0)
        opt.zero_grad()
        loss(torch.randn(8, 2)).mean().backward()
        clip_grad_norm_(net.parameters(), max_norm)
        opt.step()
    ours = itertools.chain(*(m.parameters() for m in mine))
    for a, b in zip(ours, itertools.chain(G.parameters(), D.parameters()), strict=True):
        # PyTorch divides by norm + 1e-6.
        torch.testing.assert_close(a, b, rtol=1e-5, atol=2e-6 / max_norm * 1e-3)


def trained(loss, penalties, rounds=3):
    """Players whose optimisers have moments, in double precision."""
    G, D = players()
    opts = adams(G, D, lr=0.02)
    step = gan.gan_step(G, D, *opts, loss, z_dim=2, penalties=penalties)
    torch.manual_seed(2)
    for _ in range(rounds):
        step(itertools.repeat(torch.randn(6, 2)))
    return G, D, *opts


def ahead(k, D, opt_d, loss, penalties, real, fake):
    """A copy of D after k steps of a copy of its own torch.optim.Adam."""
    D, opt_d = copy.deepcopy((D, opt_d))
    for _ in range(k):
        x, y = real.clone().requires_grad_(), fake.detach().requires_grad_()
        r, f = D(x), D(y)
        total = loss.d(r, f).mean() + sum(p(D, x, y, r, f) for p in penalties)
        opt_d.zero_grad()
        total.backward()
        opt_d.step()
    return D


CASES = [
    ("non_saturating", []), ("relativistic", [gan.r1(0.5), gan.r2(0.2)]),
    ("wasserstein", [gan.wgan_gp(0.3)]),
]  # fmt: skip
unrolled = pytest.mark.parametrize(("name", "penalties"), CASES)


@unrolled
@pytest.mark.parametrize("k", [1, 2])
def test_unrolling_is_as_many_steps_of_the_critics_own_adam(name, penalties, k, double):
    """The gradient through them, by central differences over whole runs of PyTorch."""
    loss = getattr(gan, name)
    G, D, opt_g, opt_d = trained(loss, penalties)
    real, z = torch.randn(6, 2), torch.randn(6, 2)
    start = [p.clone() for p in D.parameters()]

    def objective():
        torch.manual_seed(3)  # a penalty may draw
        fake = G(z)
        critic = ahead(k, D, opt_d, loss, penalties, real, fake)
        return loss.g(critic(real), critic(fake)).mean()

    def d_terms(D, real, fake):
        r, f = D(real), D(fake)
        return loss.d(r, f).mean(), sum(p(D, real, fake, r, f) for p in penalties)

    fake = G(z)
    torch.manual_seed(3)
    critic = gan.unroll(k, opt_d)(D, d_terms, real, fake)
    value = loss.g(critic(real), critic(fake)).mean()
    torch.testing.assert_close(value, objective(), rtol=1e-10, atol=1e-12)
    found = torch.autograd.grad(value, [*G.parameters()])
    for ours, slope in zip(found, finite_differences(objective, G), strict=True):
        # Central differences at 1e-5 are right to about 1e-9 here.
        torch.testing.assert_close(ours, slope, atol=1e-7, rtol=1e-5)
    assert all(torch.equal(a, b) for a, b in zip(start, D.parameters(), strict=True))


def written_out(weights, real, fake, opt_d):
    """Two steps of Adam in plain arithmetic, for a critic tanh(x A' + a) B' + b."""
    group = opt_d.param_groups[0]
    (b1, b2), lr, eps = group["betas"], group["lr"], group["eps"]
    kept = [opt_d.state[p] for p in group["params"]]
    m, v = [k["exp_avg"] for k in kept], [k["exp_avg_sq"] for k in kept]
    t = kept[0]["step"].item()

    def logit(x, w):
        return (torch.tanh(x @ w[0].T + w[1]) @ w[2].T + w[3])[:, 0]

    for _ in range(2):
        r, f = logit(real, weights), logit(fake, weights)
        loss = (torch.log1p((-r).exp()) + torch.log1p(f.exp())).mean()
        grads = torch.autograd.grad(loss, weights, create_graph=True)
        t += 1
        m = [b1 * a + (1 - b1) * g for a, g in zip(m, grads, strict=True)]
        v = [b2 * a + (1 - b2) * g**2 for a, g in zip(v, grads, strict=True)]
        weights = [
            w - lr * (a / (1 - b1**t)) / ((b / (1 - b2**t)) ** 0.5 + eps)
            for w, a, b in zip(weights, m, v, strict=True)
        ]
    return torch.log1p((-logit(fake, weights)).exp()).mean()


def test_a_step_against_the_unrolled_critic_equals_one_written_out(double):
    """The whole update of G, with SGD at rate 1: it moves by minus the gradient."""
    G, D, _, opt_d = trained(gan.non_saturating, [])
    real = torch.randn(6, 2)
    opt_g = torch.optim.SGD(G.parameters(), 1.0)
    before, critic = copy.deepcopy((G, D))
    still = torch.optim.Adam(critic.parameters(), 0.02, (0.5, 0.9))
    still.load_state_dict(copy.deepcopy(opt_d.state_dict()))
    step = gan.gan_step(
        G, D, opt_g, opt_d, gan.non_saturating, z_dim=2, opponent=gan.unroll(2, opt_d)
    )
    torch.manual_seed(5)
    step(itertools.repeat(real))
    torch.manual_seed(5)
    z_d, z_g = torch.randn(6, 2), torch.randn(6, 2)
    still.zero_grad()
    gan.non_saturating.d(critic(real), critic(before(z_d).detach())).mean().backward()
    still.step()
    loss = written_out([*critic.parameters()], real, before(z_g), still)
    grads = torch.autograd.grad(loss, [*before.parameters()])
    for new, old, g in zip(G.parameters(), before.parameters(), grads, strict=True):
        torch.testing.assert_close(old - new, g, rtol=1e-9, atol=1e-12)
    assert all(
        torch.equal(a, b)
        for a, b in zip(D.parameters(), critic.parameters(), strict=True)
    )


def test_unrolling_starts_before_the_optimiser_has_moments(double):
    """And a unit without gradient leaves no number undefined."""
    G, D = players()
    D[0][0].weight.data[0], D[0][0].bias.data[0] = 0.0, 0.0
    D[0][2].weight.data[0, 0] = 0.0
    _, opt_d = adams(G, D)
    d_terms = lambda D, r, f: (gan.hinge.d(D(r), D(f)).mean(), 0)  # noqa: E731
    fake = G(torch.randn(6, 2))
    critic = gan.unroll(3, opt_d)(D, d_terms, torch.randn(6, 2), fake)
    grads = torch.autograd.grad(critic(fake).mean(), [*G.parameters()])
    assert all(g.isfinite().all() for g in grads)


def test_transport_falls_as_half_a_cosine(double):
    z, made = torch.randn(2, 9, 2)
    distance = np.square(made.numpy() - z.numpy()).sum(1).mean()
    term = gan.Transport(0.4, 10, 0.1)
    found = [term(z, made).item() for _ in range(13)]
    shares = [0.5 + 0.5 * math.cos(math.pi * min(t, 10) / 10) for t in range(13)]
    expected = [(0.1 + 0.3 * share) * distance for share in shares]
    assert found == pytest.approx(expected, rel=1e-12)


def ring_gan(seed, **how):
    torch.manual_seed(seed)
    G, D = nets.mlp(2, 8, 2), gan.Pac(nets.Critic(4, 8), 2)
    opts, batches = adams(G, D), data.Batches(data.ring(200), 16)
    pull = gan.Transport(0.1, 20)
    step = gan.gan_step(
        G, D, *opts, gan.non_saturating, z_dim=2, g_penalties=[pull],
        opponent=gan.unroll(2, opts[1]), after_d=gan.clip_weights(0.1), max_norm=1.0,
    )  # fmt: skip
    state = {"G": G, "D": D, "opt_g": opts[0], "opt_d": opts[1], "batches": batches}
    return step, state | {"pull": pull}


def test_a_run_with_many_medicines_resumes(tmp_path):
    step, straight = ring_gan(0)
    expected = fit(step, straight["batches"], 8, state=straight, every=2)
    for seed, n in ((0, 4), (7, 8)):
        step, state = ring_gan(seed)
        path = tmp_path / "run.pt"
        found = fit(step, state["batches"], n, state=state, every=2, path=path)
    assert found == expected and state["pull"].t == straight["pull"].t == 8


BAD = {
    "clip": (lambda: gan.clip_weights(0.0), r"c = 0.0 must be positive: weights are"),
    "clip nan": (lambda: gan.clip_weights(math.nan), "c = nan must be positive"),
    "pack": (lambda: gan.Pac(nets.Critic(2, 4), 0), "m = 0 samples in a pack must"),
    "batch": (
        lambda: gan.Pac(nets.Critic(6, 4), 3)(torch.zeros(10, 2)),
        "10 samples cannot be shown in packs of 3: .* such as 9",
    ),
    "narrow": (
        lambda: gan.Pac(nets.Critic(2, 4), 2)(torch.zeros(8, 2)),
        r"the D of packs cannot take x: its shape is \(4, 4\), but must be \(b, 2\)",
    ),
    "steps": (
        lambda: gan.unroll(0, adams(nets.Critic(2, 4))[0]),
        "k = 0 must be at least 1",
    ),
    "sgd": (
        lambda: gan.unroll(1, torch.optim.SGD(nets.Critic(2, 4).parameters(), 0.1)),
        "unroll repeats the steps of torch.optim.Adam, but opt_d is SGD",
    ),
    "decay": (
        lambda: gan.unroll(
            1, torch.optim.Adam(nets.Critic(2, 4).parameters(), weight_decay=0.1)
        ),
        "Adam without weight_decay, amsgrad or maximize",
    ),
    "transport": (lambda: gan.Transport(1.0, 0), "n_steps = 0 must be at least 1"),
    "negative": (lambda: gan.Transport(-1.0, 5), "weight = -1.0 and end = 0.0 must"),
    "widths": (
        lambda: gan.Transport(1.0, 5)(torch.zeros(4, 3), torch.zeros(4, 2)),
        r"G\(z\) is of shape \(4, 2\), z of \(4, 3\)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_is_refused_in_one_line(name):
    call, says = BAD[name]
    with pytest.raises(ValueError, match=says) as caught:
        call()
    assert "\n" not in str(caught.value)


def refusal(D, **how):
    G, _ = players()
    with pytest.raises(ValueError) as error:
        gan.gan_step(G, D, *adams(G, D), gan.hinge, z_dim=2, **how)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("bound", [0.0, -1.0, math.nan])
def test_a_clip_bound_is_positive(bound):
    says = f"max_norm = {bound} must be positive"
    assert says in refusal(nets.Critic(2, 4), max_norm=bound)


def test_a_spectral_norm_under_a_penalty():
    """Of PyTorch's new kind and of its old one; without a penalty it is welcome."""
    for D in (
        gan.spectral_norm(nets.Critic(2, 4)),
        nn.Sequential(theirs(nn.Linear(2, 4)), nn.Linear(4, 1)),
    ):
        text = refusal(D, penalties=[gan.r1(1.0)])
        where = "D.net.0" if isinstance(D, nets.Critic) else "D.0"
        assert f"{where} has a spectral norm" in text and "leave out" in text
        G, _ = players()
        gan.gan_step(G, D, *adams(G, D), gan.hinge, z_dim=2)
