"""update, EMA and fit, against plain PyTorch and closed forms."""

import math
import os
import random
import re
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn

from gvlib import data, gan, metrics, nets, vae
from gvlib.experiments import experiment, train
from gvlib.train import (
    EMA,
    SettingError,
    device,
    fit,
    seed_everything,
    update,
    update_together,
)


def small_gan(seed=0):
    """A GAN on the ring: (state, step). The whole of it takes milliseconds a step."""
    seed_everything(seed)
    G, D = nets.mlp(2, 16, 2), nets.Critic(2, 16)
    adams = [torch.optim.Adam(p.parameters(), 1e-3, (0.5, 0.9)) for p in (G, D)]
    batches, ema = data.Batches(data.ring(500), 32), EMA(G, 0.9)
    step = gan.gan_step(
        G, D, *adams, gan.relativistic, z_dim=2, penalties=[gan.r1(0.1)], ema=ema
    )
    state = {"G": G, "D": D, "opt_g": adams[0], "opt_d": adams[1]}
    return state | {"batches": batches, "ema": ema}, step


def regression(seed=0):
    """A network, an input and a loss."""
    torch.manual_seed(seed)
    net, x = nets.mlp(3, 5, 2), torch.randn(8, 3)
    return net, x, lambda: net(x).square().mean()


@pytest.mark.parametrize("max_norm", [math.inf, 10.0, 0.1, 1e-4])
def test_update_clips_like_pytorch(max_norm):
    net, _, loss = regression()
    norm = update(torch.optim.Adam(net.parameters(), 0.1), loss(), max_norm)
    plain, x, theirs = regression()
    opt = torch.optim.Adam(plain.parameters(), 0.1)
    theirs().backward()
    expected = nn.utils.clip_grad_norm_(plain.parameters(), max_norm)
    opt.step()
    assert torch.equal(norm, expected)
    # PyTorch divides by norm + 1e-6 also where nothing is clipped, then clamps.
    for a, b in zip(net.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-6, atol=1e-7)


def by_columns(net):
    """A loss whose gradient lies by columns in memory; the weights lie by rows."""
    factors = torch.arange(1.0, 13).reshape(4, 3)
    loss = (net.weight.T.contiguous() * factors).square().sum() + net.bias.sum()
    (grad,) = torch.autograd.grad(loss, [net.weight], retain_graph=True)
    assert grad.stride() != net.weight.stride(), "then this loss tests nothing"
    return loss


def penalised(D):
    """As a critic under R1 and R2 learns: a convolution's gradient lies otherwise."""
    real, fake = (torch.rand(64, 1, 28, 28).requires_grad_() for _ in range(2))
    r, f = D(real), D(fake)
    terms = [p(D, real, fake, r, f) for p in (gan.r1(1.0), gan.r2(1.0))]
    return gan.relativistic.d(r, f).mean() + sum(terms)


@pytest.mark.parametrize(
    "move", [update, lambda opt, loss: update_together({opt: loss})]
)
@pytest.mark.parametrize(
    ("make", "loss_of"),
    [(lambda: nn.Linear(4, 3), by_columns), (nets.discriminator, penalised)],
)
def test_every_weight_moves_by_its_own_gradient(make, loss_of, move):
    """A fused optimiser asks for no layout; PyTorch's unfused one is right with any."""
    ends = []
    for fused in (True, False):
        seed_everything(0)
        net = make()
        loss = loss_of(net)
        move(torch.optim.Adam(net.parameters(), 1e-3, fused=fused), loss)
        assert all(p.grad.stride() == p.stride() for p in net.parameters())
        ends.append(nn.utils.parameters_to_vector(net.parameters()).detach())
    # One step of 1e-3; the two kernels round differently in the seventh digit.
    assert torch.allclose(*ends, rtol=0, atol=1e-6)


def test_update_touches_only_its_own():
    torch.manual_seed(0)
    a, b = nn.Linear(2, 2), nn.Linear(2, 2)
    before = [p.clone() for p in b.parameters()]
    x = torch.randn(4, 2, requires_grad=True)
    update(torch.optim.SGD(a.parameters(), 0.1), b(a(x)).square().mean())
    assert x.grad is None and all(p.grad is None for p in b.parameters())
    assert all(torch.equal(p, q) for p, q in zip(before, b.parameters(), strict=True))


@pytest.mark.parametrize("named", [False, True])
def test_update_names_what_the_loss_does_not_use(named):
    net = nn.ModuleDict({"used": nn.Linear(2, 1), "idle": nn.Linear(2, 3)})
    before = net.state_dict()["used.weight"].clone()
    params = net.named_parameters() if named else net.parameters()
    opt = torch.optim.SGD(params, 0.1)
    says = "'idle.weight' of shape" if named else "number 2, of shape"
    with pytest.raises(ValueError, match=rf"{says} \(3, 2\).*requires_grad=False"):
        update(opt, net["used"](torch.ones(4, 2)).mean())
    assert torch.equal(before, net["used"].weight)
    net["idle"].requires_grad_(False)  # what the message advises
    update(opt, net["used"](torch.ones(4, 2)).mean())
    assert not torch.equal(before, net["used"].weight)
    assert net["idle"].weight.grad is None


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_update_refuses_what_is_not_finite(bad):
    net, _, loss = regression()
    opt = torch.optim.Adam(net.parameters(), 0.1)
    update(opt, loss())
    weights = [p.clone() for p in net.parameters()]
    moments = [s["exp_avg"].clone() for s in opt.state.values()]
    with pytest.raises(FloatingPointError, match="nothing was updated; lower the"):
        update(opt, loss() * bad)
    assert all(torch.equal(*p) for p in zip(weights, net.parameters(), strict=True))
    after = [s["exp_avg"] for s in opt.state.values()]
    assert all(torch.equal(a, b) for a, b in zip(moments, after, strict=True))


def test_update_refuses_what_cannot_train():
    net, _, loss = regression()
    opt = torch.optim.SGD(net.parameters(), 0.1)
    with pytest.raises(ValueError, match="was it detached"):
        update(opt, loss().detach())
    net.requires_grad_(False)
    with pytest.raises(ValueError, match="no parameter with requires_grad=True"):
        update(opt, torch.ones(1, requires_grad=True).sum())


def test_together_both_move_from_where_they_stood():
    """min_x max_y xy at rate 1: (x, y) -> (x - y, y + x), not y + (x - y)."""
    x, y = (nn.Parameter(torch.tensor([v])) for v in (3.0, 5.0))
    opts = [torch.optim.SGD([p], 1.0) for p in (x, y)]
    value = (x * y).sum()  # one graph for both
    norms = update_together({opts[0]: value, opts[1]: -value})
    assert (x.item(), y.item()) == (-2.0, 8.0)
    assert [norm.item() for norm in norms] == [5.0, 3.0]


def test_together_nothing_moves_if_one_cannot():
    x, y = (nn.Parameter(torch.tensor([v])) for v in (3.0, 5.0))
    opts = [torch.optim.SGD([p], 1.0) for p in (x, y)]
    good = x.square().sum()
    for bad, error, text in [
        (y.sum() * math.nan, FloatingPointError, "nothing was updated"),
        (x.sum(), ValueError, "does not depend on trainable parameter number 0"),
        (torch.zeros(()), ValueError, "was it detached"),
    ]:
        with pytest.raises(error, match=text):
            update_together({opts[0]: good, opts[1]: bad})
    with pytest.raises(ValueError, match="two optimisers hold the same weight"):
        update_together({opts[0]: good, torch.optim.SGD([x, y], 1.0): good + y.sum()})
    assert (x.item(), y.item()) == (3.0, 5.0)


RANK = """
import sys, torch, torch.distributed as dist
from gvlib import nets
from gvlib.train import update
rank, meeting, out = int(sys.argv[1]), sys.argv[2], sys.argv[3]
dist.init_process_group("gloo", f"file://{meeting}", rank=rank, world_size=2)
torch.manual_seed(0)
net, x = nets.mlp(3, 5, 2), torch.randn(8, 3)
rows = x[4 * rank : 4 * rank + 4]
update(torch.optim.SGD(net.parameters(), 1.0), net(rows).square().mean(), 0.05)
torch.save(list(net.state_dict().values()), f"{out}-{rank}")
dist.destroy_process_group()
"""


def test_two_ranks_equal_one_joint_batch(tmp_path):
    """Averaged before clipping: a clipped half is not half of the clipped whole."""
    env = os.environ | ({"GLOO_SOCKET_IFNAME": "lo"} if sys.platform == "linux" else {})
    arguments = [str(tmp_path / "meeting"), str(tmp_path / "out")]
    ranks = [
        subprocess.Popen([sys.executable, "-c", RANK, str(rank), *arguments], env=env)
        for rank in (0, 1)
    ]
    assert [rank.wait(120) for rank in ranks] == [0, 0]
    net, _, loss = regression()
    loss().backward()
    nn.utils.clip_grad_norm_(net.parameters(), 0.05)
    torch.optim.SGD(net.parameters(), 1.0).step()
    for rank in (0, 1):
        found = torch.load(tmp_path / f"out-{rank}", weights_only=True)
        for ours, theirs in zip(found, net.parameters(), strict=True):
            # Sums over eight rows in another order: single precision's last digits.
            torch.testing.assert_close(ours, theirs.data, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("decay", [0.0, 0.5, 0.95])
def test_ema_equals_its_sum(decay):
    """w_0 prod d_t + sum_t (1 - d_t) w_t prod_{s > t} d_s, in double precision."""
    module = nn.Linear(1, 1, bias=False)
    module.weight.data.fill_(7.0)
    ema, n = EMA(module, decay), 60
    for t in range(n):
        module.weight.data.fill_(math.sin(t))
        ema.update(module)
    d = np.minimum(decay, (1 + np.arange(n)) / (10 + np.arange(n)))
    later = np.append(np.cumprod(d[::-1])[::-1][1:], 1.0)
    expected = 7 * d.prod() + ((1 - d) * np.sin(np.arange(n)) * later).sum()
    # 60 roundings in single precision.
    assert ema.module.weight.item() == pytest.approx(expected, abs=1e-5)
    assert not ema.module.weight.requires_grad and not ema.module.training
    assert module.weight.requires_grad and module.training


def test_ema_copies_buffers_and_resumes():
    module = nn.BatchNorm1d(2)
    ema = EMA(module, 0.9)
    module(torch.randn(50, 2) + 3)
    ema.update(module)
    assert torch.equal(ema.module.running_mean, module.running_mean)
    other = EMA(nn.BatchNorm1d(2), 0.9)
    other.load_state_dict(ema.state_dict())
    assert other.t == 1
    assert torch.equal(other.module.running_mean, module.running_mean)
    with pytest.raises(ValueError, match="decay 1.0 must be at least 0 and below 1"):
        EMA(module, 1.0)


def test_ema_of_weight_norm_averages_lengths_and_directions():
    """g and v by the same recursion in NumPy; the weight is g v / |v|, row by row."""
    torch.manual_seed(0)
    net = nn.utils.parametrizations.weight_norm(nn.Linear(3, 2))
    ema, opt = EMA(net, 0.5), torch.optim.SGD(net.parameters(), 0.1)
    parts = [p.detach().numpy().astype(float) for p in net.parameters()]
    means = [p.copy() for p in parts]
    for t in range(20):
        update(opt, net(torch.randn(8, 3)).square().mean())
        ema.update(net)
        d = min(0.5, (1 + t) / (10 + t))
        for mean, p in zip(means, net.parameters(), strict=True):
            mean += (1 - d) * (p.detach().numpy() - mean)
    named = dict(zip([n for n, _ in net.named_parameters()], means, strict=True))
    g, v = (named[f"parametrizations.weight.original{i}"] for i in (0, 1))
    expected = g * v / np.linalg.norm(v, axis=1, keepdims=True)
    # 20 roundings in single precision.
    np.testing.assert_allclose(ema.module.weight.numpy(), expected, atol=1e-6)
    assert not torch.equal(ema.module.weight, net.weight)


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_ema_of_the_older_weight_norm_says_what_to_take():
    with pytest.raises(ValueError, match="parametrizations.weight_norm, not nn.utils"):
        EMA(nn.utils.weight_norm(nn.Linear(3, 2)))


LIKELIHOODS = {
    "Gaussian": (lambda: vae.GaussianLikelihood(1.0, learn=True), 8),
    "of images": (lambda: vae.GaussianLikelihood(0.3, True, torch.sigmoid), 8),
    "per pixel": (lambda: vae.PixelGaussianLikelihood(), 16),
    "Bernoulli": (lambda: vae.BernoulliLikelihood(), 8),
    "cross-entropy": (lambda: vae.CrossEntropy(), 8),
    "continuous": (lambda: vae.ContinuousBernoulliLikelihood(), 8),
}


def small_vae(kind, lr, missing=False):
    """Its step and a stream of 1,000 rows, one of which may hold a nan."""
    seed_everything(0)
    likelihood, width = LIKELIHOODS[kind]
    x = (torch.rand(1000, 8) > 0.5).float()
    if missing:
        x[37, 2] = math.nan
    parts = nets.mlp(8, 32, 4), nets.mlp(2, 32, width)
    model = vae.VAE(*parts, likelihood(), 2)
    step = vae.vae_step(model, torch.optim.Adam(model.parameters(), lr))
    return step, data.Batches(x, 50)


@pytest.mark.parametrize("kind", LIKELIHOODS)
@pytest.mark.parametrize("lr", [0.3, 1.0, 3.0, 10.0, 1e6])
def test_a_diverged_run_ends_with_its_step(kind, lr):
    """Whatever the likelihood: what `experiments.train` stores as a failed run."""
    step, batches = small_vae(kind, lr)
    try:
        history = fit(step, batches, 40, state={}, every=1)
        assert all(math.isfinite(row["bound"]) for row in history)
        assert lr < 1
    except FloatingPointError as error:
        text = str(error)
        assert re.match(r"step \d+: the gradient's norm is (nan|inf)", text), text
        assert "lower the learning rate" in text and "\n" not in text


@pytest.mark.parametrize("when", ["watch", "measure"])
def test_a_run_that_breaks_between_two_steps_fails_too(tmp_path, when):
    """The last update may break it: then it is a measurement that meets the nan."""

    def broken(run, *split):
        x = run.sample(20) * math.nan
        return {"fd": metrics.frechet_distance(x, x)}

    e = experiment("ring-demo/gan-ns")._replace(steps=20, every=10, points=2)
    _, row = train(e._replace(**{when: broken}), 0, folder=tmp_path, progress=False)
    t = 10 if when == "watch" else 20
    assert row["failed"].startswith(f"step {t}: 40 of the 40 values of ")
    assert row["seed"] == 0 and "metrics" not in row


@pytest.mark.parametrize("kind", LIKELIHOODS)
def test_one_missing_value_is_named(kind):
    step, batches = small_vae(kind, 1e-3, missing=True)
    with pytest.raises(ValueError, match="missing values") as caught:
        fit(step, batches, 40, state={})
    assert "\n" not in str(caught.value)


def test_fit_logs():
    state, step = small_gan()
    history = fit(step, state["batches"], 25, state=state, every=10)
    assert [row["step"] for row in history] == [10, 20, 25]
    keys = {"step", "d_loss", "penalty", "g_loss", "d_norm", "g_norm"}
    assert all(row.keys() == keys for row in history)
    assert all(math.isfinite(v) for row in history for v in row.values())
    for n_steps, every in ((0, 1), (1, 0)):
        with pytest.raises(ValueError, match=f"{n_steps} and every = {every} must be"):
            fit(step, state["batches"], n_steps, state=state, every=every)


def test_watching_changes_nothing():
    """Whatever a watcher draws, from whichever source, the run does not notice."""

    def watch(t):
        np.random.seed(t)
        random.seed(t)
        draws = torch.randn(100), np.random.rand(), random.random(), torch.randperm(9)
        return {"seen": state["ema"].module(draws[0].view(-1, 2)).mean().item()}

    state, step = small_gan()
    alone = fit(step, state["batches"], 40, state=state, every=10)
    weights = [p.clone() for p in state["G"].parameters()]
    state, step = small_gan()
    watched = fit(step, state["batches"], 40, state=state, every=10, watch=watch)
    assert [row.pop("seen") is not None for row in watched] == [True] * 4
    assert watched == alone
    assert all(
        torch.equal(a, b) for a, b in zip(weights, state["G"].parameters(), strict=True)
    )


def test_a_bar_is_for_a_person(capsys, monkeypatch):
    state, step = small_gan()
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("GVLIB_STATIC", "1")
    fit(step, state["batches"], 3, state=state)
    assert capsys.readouterr().err == ""
    fit(step, state["batches"], 6, state=state, progress=True)
    assert "/6 [" in capsys.readouterr().err
    monkeypatch.setenv("GVLIB_STATIC", "0")
    fit(step, state["batches"], 9, state=state)
    assert "/9 [" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["tpu", "meta", "cuda:99"])
def test_an_unusable_device_is_named(monkeypatch, name):
    monkeypatch.setenv("GVLIB_DEVICE", name)
    with pytest.raises(SettingError, match=f"GVLIB_DEVICE='{name}'.*cpu, cuda or mps"):
        device()
    monkeypatch.setenv("GVLIB_DEVICE", "cpu")
    assert device() == torch.device("cpu")
