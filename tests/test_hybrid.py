"""VAE-GAN and decoders trained again, against losses written out a second time."""

import copy
import itertools

import pytest
import torch
from torch import nn
from torch.distributions import Normal, kl_divergence
from torch.nn.utils import parameters_to_vector
from torch.optim import SGD, Adam

from gvlib import data, gan, nets, vae
from gvlib.experiments import sources
from gvlib.experiments.studies import hybrids
from gvlib.experiments.studies.hybrids import ROWS, fashion_decoders, fashion_vaegan
from gvlib.experiments.studies.images import fashion_vae
from gvlib.hybrid import balance, decoder_step, vaegan_step
from gvlib.train import fit, seed_everything

GAMMA = 0.3
LOSSES = {"minimax": gan.minimax, "non-saturating": gan.non_saturating}


def critic():
    """Features, then a logit of them."""
    trunk = nets.mlp(3, 5, 4, act=nn.Tanh)
    return nn.Sequential(trunk, nn.Linear(4, 1), nn.Flatten(0))


def hybrid():
    """A VAE of points, its critic, and the three players by name."""
    torch.manual_seed(0)
    encoder, decoder = nets.mlp(3, 6, 4, act=nn.Tanh), nets.mlp(2, 5, 3, act=nn.Tanh)
    model, D = vae.VAE(encoder, decoder, vae.GaussianLikelihood(), 2), critic()
    return model, D, {"encoder": encoder, "decoder": decoder, "D": D}


def terms(model, D, x):
    """The terms of every loss, by torch.distributions and logarithms of D's opinion."""
    torch.manual_seed(1)
    mu, log_sigma = model.encoder(x).split(2, 1)
    q = Normal(mu, log_sigma.exp())
    own, new = model.decoder(q.rsample()), model.decoder(torch.randn(len(x), 2))
    opinions = D(own).sigmoid(), D(new).sigmoid()
    return {
        "kl": kl_divergence(q, Normal(0.0, 1.0)).sum(1).mean(),
        "similarity": (D[0](own) - D[0](x)).square().sum(1).mean() / 2,
        "real": D(x).sigmoid().log().mean(),
        "caught": sum((1 - p).log().mean() for p in opinions),
        "fooled": sum(p.log().mean() for p in opinions),
    }


def slopes(losses, net):
    """A column for each loss: its gradient by the weights of `net`."""
    weights = list(net.parameters())
    return torch.stack([
        parameters_to_vector(torch.autograd.grad(
            loss, weights, retain_graph=True, materialize_grads=True
        )) for loss in losses
    ], 1)  # fmt: skip


def coefficients(losses, net, gradient):
    """How much of each loss's gradient is in this one, and that nothing else is."""
    columns = slopes(losses.values(), net)
    found = torch.linalg.lstsq(columns, gradient[:, None], driver="gelsd").solution
    torch.testing.assert_close(columns @ found, gradient[:, None])
    return dict(zip(losses, found[:, 0].tolist(), strict=True))


def moves(players, before):
    """What SGD at rate 1 took from the weights: the gradient of each player."""
    flat = {
        n: parameters_to_vector(p.parameters()).detach() for n, p in players.items()
    }
    return {name: before[name] - flat[name] for name in players}


def flat_weights(players):
    return {n: parameters_to_vector(p.parameters()).detach().clone()
            for n, p in players.items()}  # fmt: skip


def expected(loss):
    """Larsen et al. (2016), Alg. 1: which terms each player descends, how much."""
    generator = {"caught": 1.0} if loss == "minimax" else {"fooled": -1.0}
    return {
        "encoder": {"kl": 1.0, "similarity": 1.0},
        "decoder": {"similarity": GAMMA} | generator,
        "D": {"real": -1.0, "caught": -0.5},
    }


@pytest.mark.parametrize("loss", LOSSES)
def test_each_player_of_a_vaegan_follows_its_own_loss(loss, double):
    """One step at rate 1 moves all three from where they stood, by these sums only."""
    model, D, players = hybrid()
    x, before = torch.randn(7, 3), flat_weights(players)
    there = copy.deepcopy((model, D))
    opts = [SGD(player.parameters(), 1.0) for player in players.values()]
    step = vaegan_step(model, D, *opts, LOSSES[loss], gamma=GAMMA)
    torch.manual_seed(1)
    logs = step(itertools.repeat(x))
    losses = terms(*there, x)
    unmoved = dict(
        zip(players, (there[0].encoder, there[0].decoder, there[1]), strict=True)
    )
    for name, gradient in moves(players, before).items():
        found = coefficients(losses, unmoved[name], gradient)
        wanted = dict.fromkeys(losses, 0.0) | expected(loss)[name]
        assert found == pytest.approx(wanted, abs=1e-8), name
    for key in ("kl", "similarity"):
        torch.testing.assert_close(logs[key], losses[key])


def test_a_shared_backward_would_be_seen(double):
    """Summed into one .grad the decoder would help D: here 0.5 in the place of 1."""
    model, D, players = hybrid()
    losses = terms(model, D, torch.randn(7, 3))
    d_loss = -losses["real"] - 0.5 * losses["caught"]
    (GAMMA * losses["similarity"] + losses["caught"] + d_loss).backward(
        retain_graph=True
    )
    leaked = parameters_to_vector(p.grad for p in model.decoder.parameters())
    found = coefficients(losses, players["decoder"], leaked)
    wanted = {"similarity": GAMMA, "caught": 0.5}
    assert found == pytest.approx(dict.fromkeys(losses, 0.0) | wanted, abs=1e-8)


def test_a_vaegan_refuses_parts_that_do_not_fit():
    model, D, players = hybrid()
    opts = [SGD(player.parameters(), 1.0) for player in players.values()]
    with pytest.raises(ValueError, match=r"must be nn.Sequential\(trunk, head\)"):
        vaegan_step(model, nets.Critic(3, 4), *opts, gamma=1.0)
    with pytest.raises(ValueError, match="gamma = -1 must be at least 0"):
        vaegan_step(model, D, *opts, gamma=-1)
    with pytest.raises(ValueError, match="leave the Sigmoid out"):
        vaegan_step(model, nn.Sequential(*D, nn.Sigmoid()), *opts, gamma=1.0)
    prior = vae.priors.mixture_start(3, 2)
    mixed = vae.VAE(model.encoder, model.decoder, model.likelihood, 2, prior)
    with pytest.raises(ValueError, match="a prior of its own"):
        vaegan_step(mixed, D, *opts, gamma=1.0)
    whole = [SGD(model.parameters(), 1.0), *opts[1:]]
    with pytest.raises(ValueError, match="two optimisers hold the same weight"):
        vaegan_step(model, D, *whole, gamma=1.0)(itertools.repeat(torch.randn(7, 3)))


def test_balance_is_the_ratio_of_the_norms(double):
    """Gradients (3, 4) and (0, 2) have the norms 5 and 2."""
    w = torch.randn(2, requires_grad=True)
    found = balance(w @ torch.tensor([3.0, 4.0]), 2 * w[1], w)
    assert found.item() == pytest.approx(5 / (2 + 1e-6), rel=1e-12)
    assert not found.requires_grad
    flat = balance(w.sum(), 0 * w.sum(), w)  # a critic without an opinion
    assert flat.item() == pytest.approx(2**0.5 / 1e-6, rel=1e-12)


def redecoder(seed=0):
    """A decoder of points, its critic, 7 points with codes."""
    torch.manual_seed(seed)
    decoder, D = nets.mlp(2, 5, 3, act=nn.Tanh), critic()
    return decoder, D, (torch.randn(7, 3), torch.randn(7, 2))


def test_a_decoder_with_a_critic_follows_both_in_the_ratio(double):
    """||grad E|| / ||grad A|| times the factor, both by the last layer's weights."""
    decoder, D, (x, z) = redecoder()
    players = {"decoder": decoder, "D": D}
    before, there = flat_weights(players), copy.deepcopy(decoder)
    d_there = copy.deepcopy(D)
    opts = SGD(decoder.parameters(), 1.0), SGD(D.parameters(), 1.0)
    how = {"factor": 0.5, "penalties": [gan.r1(0.7)]}
    step = decoder_step(decoder, opts[0], D, opts[1], gan.non_saturating, **how)
    logs = step(itertools.repeat((x, z)))
    made = there(z)
    error = (made - x).abs().sum(1).mean()
    fooled = -D(made).sigmoid().log().mean()  # by the critic that has just moved
    last = there[-1].weight
    norms = [torch.autograd.grad(y, last, retain_graph=True)[0].norm().item()
             for y in (error, fooled)]  # fmt: skip
    moved = moves(players, before)
    found = coefficients({"error": error, "fooled": fooled}, there, moved["decoder"])
    # The 1e-6 in the denominator.
    wanted = pytest.approx(0.5 * norms[0] / norms[1], rel=1e-4)
    assert found == {"error": pytest.approx(1), "fooled": wanted}
    assert logs["weight"].item() == wanted

    x = x.requires_grad_()
    (by_x,) = torch.autograd.grad(d_there(x).sum(), x, create_graph=True)
    opinions = {
        "real": d_there(x).sigmoid().log().mean(),
        "caught": (1 - d_there(made.detach()).sigmoid()).log().mean(),
        "r1": by_x.square().sum(1).mean() / 2,
    }
    found = coefficients(opinions, d_there, moved["D"])
    assert found == pytest.approx({"real": -1, "caught": -1, "r1": 0.7})


def test_factor_0_is_plain_regression_to_the_last_bit():
    """The control is the same call, and its critic is as if it were not there."""
    decoder, D, pair = redecoder()
    plain, still = copy.deepcopy(decoder), copy.deepcopy(D)
    opts = Adam(decoder.parameters(), 0.01), Adam(D.parameters(), 0.01)
    step = decoder_step(decoder, opts[0], D, opts[1], gan.hinge, factor=0.0)
    opt, (x, z) = Adam(plain.parameters(), 0.01), pair
    for _ in range(20):
        step(itertools.repeat(pair))
        opt.zero_grad()
        (plain(z) - x).abs().sum(1).mean().backward()
        opt.step()
    for a, b in zip(decoder.parameters(), plain.parameters(), strict=True):
        assert torch.equal(a, b)
    for a, b in zip(D.parameters(), still.parameters(), strict=True):
        assert torch.equal(a, b)
        assert a.grad is None
    with pytest.raises(ValueError, match="factor = -1.0 must be at least 0"):
        decoder_step(decoder, opts[0], D, opts[1], gan.hinge, factor=-1.0)


DECODERS = {
    "z_dim": 4, "batch_size": 8, "ema": 0.9, "vae_lr": 2e-3, "vae_steps": 3, "steps": 2,
    "lr": 1e-3, "betas": [0.5, 0.999], "loss": "non_saturating", "r1": 1.0,
}  # fmt: skip


def bits(module):
    return parameters_to_vector(module.parameters()).detach().clone()


def stepped(run, n):
    for _ in range(n):
        run.step(run.batches)
    return run


def test_the_study_trains_a_vae_then_its_decoder_on_frozen_codes():
    """The VAE of the same seed alone, bit for bit; then nothing of it moves."""
    seed_everything(1000)
    alone = fashion_vae(
        likelihood="Gaussian, learned sigma", z_dim=4, batch_size=8, lr=2e-3,
        betas=[0.9, 0.999], ema=0.9,
    )  # fmt: skip
    stepped(alone, 3)
    seed_everything(1000)
    run = stepped(fashion_decoders(rows=ROWS, **DECODERS), 3)
    trained = bits(run.model)
    assert torch.equal(trained, bits(alone.model))
    start = bits(run.model.decoder)
    logs = run.step(run.batches)
    run.step(run.batches)
    assert torch.equal(bits(run.model), trained)
    for name in ROWS:
        away = (bits(run.state[f"G {name}"]) - start).abs().max()
        assert 0 < away < 0.01  # two steps of Adam at 0.001 from the VAE's decoder
    # The same images and codes for both: before they moved, both made the same errors.
    assert logs["error_l1"] == logs["error_adversarial"]
    assert logs["weight_half"] == logs["weight_adversarial"] / 2
    assert logs["error_l1"] > logs["error_l2"]


def test_a_decoder_does_not_notice_those_beside_it():
    found = []
    for rows in (ROWS, {"half": ROWS["half"]}):
        seed_everything(1000)
        run = stepped(fashion_decoders(rows=rows, **DECODERS), 5)
        found.append(bits(run.state["ema half"].module))
    assert torch.equal(*found)


@pytest.mark.parametrize("stop", [2, 3, 4])
def test_the_study_goes_on_from_either_phase(stop, tmp_path):
    """Stopped before, at and after the change from the VAE to the decoders."""
    found, rows = [], {"half": ROWS["half"]}
    for ends in ([5], [stop, 5]):
        for n in ends:
            seed_everything(1000)
            run = fashion_decoders(rows=rows, **DECODERS)
            path = tmp_path / str(len(ends))
            fit(run.step, run.batches, n, state=run.state, path=path, progress=False)
        found.append(bits(run.state["G half"]))
    assert torch.equal(*found)


def test_what_is_measured_is_named_by_decoder_and_codes(monkeypatch):
    """The VAE's own error and that of the decoder that starts as a copy of it."""
    monkeypatch.setattr(hybrids, "N", 300)
    monkeypatch.setattr(sources, "N", 300)
    monkeypatch.setattr(sources, "N_CODES", 500)
    monkeypatch.setattr(hybrids, "N_GAUSSIANS", 3)
    seed_everything(1000)
    run = stepped(fashion_decoders(rows={"l1": ROWS["l1"]}, **DECODERS), 4)
    found = hybrids.decoder_images(run, "val")
    for name in ("vae", "l1"):
        kinds = {key for key in found if key.startswith(f"fd_{name}")}
        assert kinds == {f"fd_{name}{c}" for c in ("", "_fitted", "_posterior")}
    x = data.to_unit(data.fashion_mnist("val")[0][:300])
    with torch.no_grad():
        q = run.model.posterior(x)
        made = [run.model.conditional(q.sample()).mean for _ in range(5)]
        errors = [(y - x).square().sum().item() / len(x) for y in made]
    # The error at one draw of z an image differs little from draw to draw.
    assert found["sse_vae"] == pytest.approx(sum(errors) / 5, rel=0.02)
    # One step of Adam at 0.001 from it.
    assert found["sse_l1"] == pytest.approx(found["sse_vae"], rel=0.1)
    assert found["sse_l1"] != found["sse_vae"]


def test_the_vaegan_study_moves_all_three_and_shows_their_average():
    seed_everything(1000)
    run = fashion_vaegan(
        z_dim=4, batch_size=8, gamma=0.1, loss="non_saturating", lr=1e-3,
        betas=[0.5, 0.999], ema=0.5, anneal=2,
    )  # fmt: skip
    nets_ = run.state["model"].encoder, run.state["model"].decoder, run.state["D"]
    before = [bits(net) for net in nets_]
    run.step(run.batches)
    assert all((bits(n) != b).any() for n, b in zip(nets_, before, strict=True))
    x = run.sample(3)
    assert x.shape == (3, 1, 28, 28)
    run.step(run.batches)
    assert run.state["opt_e"].param_groups[0]["lr"] == 0
