"""A training with buttons is `fit`, however it is started, paused and stopped."""

import asyncio

import pytest
import torch
from torch.optim import Adam

from gvlib import data, gan, nets, plot, train, widgets
from gvlib.widgets import stoppable

N = 40


@pytest.fixture
def watched(monkeypatch):
    """Somebody is there to press buttons."""
    monkeypatch.setattr(stoppable, "hidden", lambda progress: False)


def players():
    """A small GAN on the ring: the arguments of `fit`, and its generator."""
    train.seed_everything(3)
    G, D = nets.mlp(2, 16, 2), nets.Critic(2, 16)
    opt_g, opt_d = (Adam(net.parameters(), 1e-3) for net in (G, D))
    batches = data.Batches(data.ring(200), 32)
    step = gan.gan_step(G, D, opt_g, opt_d, gan.non_saturating, z_dim=2)
    state = {"G": G, "D": D, "opt_g": opt_g, "opt_d": opt_d, "batches": batches}
    return (step, batches), state, G


def plain(n=N):
    """The history and the weights of one call of `fit`."""
    arguments, state, G = players()
    return train.fit(*arguments, n, state=state, every=10), weights(G)


def weights(net):
    """All of them, as one vector."""
    return torch.nn.utils.parameters_to_vector(net.parameters()).detach().clone()


def made(n=N, **more):
    """The same with buttons, and its generator."""
    arguments, state, G = players()
    return widgets.trainer(*arguments, n, state=state, every=10, **more), G


async def until(condition):
    """Let the training go on until something has come true."""
    while not condition():
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("mode", ["", "1"])
def test_where_nobody_watches_it_trains_at_once(monkeypatch, mode):
    monkeypatch.setenv("GVLIB_STATIC", mode)
    training, G = made(look=lambda: "<b>G</b>")
    history, expected = plain()
    assert training.history == history and torch.equal(weights(G), expected)
    bundle = training._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "<b>G</b>" in bundle["text/html"] and "40 steps" in bundle["text/plain"]


def test_where_somebody_watches_its_buttons_are_shown(watched):
    training, _ = made()
    found = training._repr_mimebundle_(include=None, exclude=None)
    bundle = found[0] if isinstance(found, tuple) else found
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert training.done == 0  # nobody has pressed Start


def test_paused_and_gone_on_it_is_one_call_of_fit(watched):
    async def reader():
        training, G = made()
        training.go.click()
        await until(lambda: training.done >= 10)
        training.go.click()
        await asyncio.sleep(0.1)
        rested = training.done
        torch.randn(7)  # another cell draws
        await asyncio.sleep(0.1)
        assert training.done == rested < N and training.go.description == "Go on"
        training.go.click()
        await until(lambda: not training.running)
        return training, G

    training, G = asyncio.run(reader())
    history, expected = plain()
    assert training.history == history and torch.equal(weights(G), expected)
    assert training.go.disabled and "40 of 40" in training.words.value
    assert training.picture.value.count("<img") == 1


def test_stopped_it_keeps_networks_and_history(watched):
    async def reader():
        training, G = made(1_000_000)
        training.go.click()
        await until(lambda: training.done >= 20)
        training.end.click()
        before = training.done, weights(G)
        await asyncio.sleep(0.1)
        training.start()
        await asyncio.sleep(0.1)
        return training, G, before

    training, G, (done, kept) = asyncio.run(reader())
    assert training.done == done and torch.equal(weights(G), kept)
    assert training.history == plain(done)[0]
    assert training.go.disabled and training.end.disabled
    assert "keep what they have learned" in training.words.value


def test_other_cells_keep_their_random_numbers(watched):
    training, _ = made()
    torch.manual_seed(5)
    expected = torch.randn(3)
    torch.manual_seed(5)
    training.start()  # no loop here: to the end at once
    assert training.done == N
    assert torch.equal(torch.randn(3), expected)


def test_what_goes_wrong_is_said_with_its_step(watched):
    arguments, state, _ = players()

    def step(batches):
        if step.count == 24:
            raise FloatingPointError("the loss is nan")
        step.count += 1
        return {"loss": 1.0}

    step.count = 0
    training = widgets.trainer(step, arguments[1], N, state=state, every=10)
    training.start()
    assert training.done == 20 and not training.running
    assert "step 25: the loss is nan" in training.words.value
    assert isinstance(training.error, FloatingPointError)


def test_a_mistake_in_look_is_met_before_the_training(watched):
    with pytest.raises(TypeError, match="returned int"):
        made(look=lambda: 3)


def test_it_draws_what_is_learned(watched):
    noise = torch.zeros(4, 2)
    arguments, state, G = players()
    training = widgets.trainer(
        *arguments, N, state=state, every=10,
        look=lambda: figure(G(noise)), alt="Points of G",
    )  # fmt: skip
    training.start()
    assert 'alt="Points of G"' in training.picture.value
    assert training.picture.value.count("<img") == 2


def figure(points):
    """Points in a figure."""
    fig, ax = plot.canvas()
    plot.points(ax, points.detach(), plot.style("gan"), limit=3)
    return fig
