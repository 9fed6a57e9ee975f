"""Rules of chapter 5's exercises."""

import copy
from collections.abc import Callable, Iterable, Mapping

import torch
from torch import Tensor, nn
from torch.nn.functional import softplus

from gvlib import data, gan, nets, train
from gvlib.exercises.checking import ask

Players = dict[str, object]


def players(seed: int, rate_d: float | None = None) -> Players:
    """Both networks, their optimisers and the data; D has SGD if it has a rate."""
    torch.manual_seed(seed)
    G, D = nets.mlp(2, 64, 64, 2), nets.Critic(2, 64, 64)
    opt_g = torch.optim.Adam(G.parameters(), 1e-3, betas=(0.5, 0.9))
    opt_d = torch.optim.Adam(D.parameters(), 1e-3, betas=(0.5, 0.9))
    if rate_d:
        opt_d = torch.optim.SGD(D.parameters(), rate_d)
    batches = data.Batches(data.ring(1_000), 128)
    return {"G": G, "D": D, "opt_g": opt_g, "opt_d": opt_d, "batches": batches}


def weights(net: nn.Module) -> Tensor:
    """All weights in a row, cut off from what made them."""
    return nn.utils.parameters_to_vector(net.parameters()).detach().clone()


def order_of_the_loop(order: str, lines: Mapping[str, str], rounds: int = 3) -> str:
    """Three rounds move both networks as three steps of the package do, bit for bit."""
    order = [letter for letter in order if letter not in " ,"]
    assert sorted(order) == sorted(lines), "use each letter once, and no other"
    place = order.index
    assert place("g") < place("a"), (
        "the generator moves first: a GAN too, but the loop in the open begins with D"
    )
    with torch.random.fork_rng(devices=[]):
        scope = players(0) | {"torch": torch, "softplus": softplus}
        start = {name: weights(scope[name]) for name in "GD"}
        for _ in range(rounds):
            play("\n".join(lines[letter] for letter in order), scope)
        own = players(0)
        G, D, opt_g, opt_d, batches = own.values()
        step = gan.gan_step(G, D, opt_g, opt_d, gan.non_saturating, z_dim=2)
        train.fit(step, batches, rounds, state={}, progress=False)
    for name in "GD":
        still = torch.equal(weights(scope[name]), start[name])
        assert not still, f"{name} has not moved: no gradient was there at its step"
    assert all(torch.equal(weights(scope[k]), weights(own[k])) for k in "GD"), (
        "both networks move, and end elsewhere: some step uses a gradient that is not "
        "the one of its own loss in its own round"
    )
    for clears, backward in ("dj", "kf"):
        apart = place(backward) - place(clears) != 1
        assert apart, f"this works, but {clears} is still right before {backward}"
    return "Equal weights after three rounds. Some lines could change places."


def play(text: str, scope: Players) -> None:
    """Run one round as it is written; what Python refuses is said in our words."""
    try:
        exec(text, scope)
    except NameError as error:
        raise AssertionError(f"{error} at the line that needs it") from None
    except RuntimeError as error:
        if "inplace" not in str(error):
            raise
        raise AssertionError(
            "PyTorch refuses: weights have moved between a loss and its backward"
        ) from None


def what_the_generator_descends(in_i: Callable, in_ii: Callable) -> str:
    """The gradient of the answer is what `.grad` holds when opt_g.step() is called."""
    G, d_loss, g_loss = two_losses()
    mistakes = [
        (g_loss, "d_loss.backward() has run through G; who has cleared that?"),
        (d_loss, "g_loss.backward() runs last, and it adds to `.grad`"),
        (d_loss + g_loss, "which line stands between the two calls of backward?"),
        (g_loss - d_loss, "backward adds to `.grad`; no line changes a sign"),
    ]
    both = d_loss + g_loss
    for case, answer, right in (("i", in_i, g_loss), ("ii", in_ii, both)):
        same_slope(case, ask(answer, d_loss, g_loss), right, G, mistakes)
    return "In (ii) the generator descends its opponent's loss as well, and helps it."


def half_a_step_in_the_dots(half: Callable, cleared_first: Callable) -> str:
    """Cleared between the two backwards: the data's loss; before both: the sum."""
    with torch.random.fork_rng(devices=[]):
        G, D, _, _, batches = players(0).values()
        fake = G(torch.randn(128, 2)).detach()
    data_loss = softplus(-D(next(batches))).mean()
    fake_loss = softplus(D(fake)).mean()
    both = data_loss + fake_loss
    mistakes = [
        (both, "which line stands between the two calls of backward?"),
        (data_loss, "no line clears between the two calls of backward any more"),
        (fake_loss, "the data's backward runs last, and no line clears after it"),
        (both / 2, "backward adds to `.grad`; no line averages"),
    ]
    for case, answer, right in (("i", half, data_loss), ("ii", cleared_first, both)):
        found = ask(answer, data_loss, fake_loss)
        same_slope(case, found, right, list(D.parameters()), mistakes)
    return "A gradient counts only if nothing clears it before a step reads it."


def same_slope(
    case: str, answer: Tensor, right: Tensor, of: list[Tensor], mistakes: list
) -> None:
    """Assert that two losses have one gradient; name each (loss, reason) mistake."""

    def slope(loss: Tensor) -> Tensor:
        found = torch.autograd.grad(loss, of, retain_graph=True)
        return torch.cat([g.flatten() for g in found])

    def same(other: Tensor) -> bool:
        return torch.allclose(slope(answer), slope(other), rtol=1e-4, atol=1e-7)

    for loss, why in mistakes if not same(right) else ():
        assert not same(loss), f"in ({case}): {why}"
    assert same(right), f"in ({case}) the step finds another gradient"


def two_losses() -> tuple[list[Tensor], Tensor, Tensor]:
    """G's weights, D's loss before its update and G's loss after; neither detached."""
    with torch.random.fork_rng(devices=[]):
        G, before, _, _, batches = players(0).values()
        after = players(1)["D"]
        first, second = G(torch.randn(2, 128, 2))
    d_loss = (softplus(-before(next(batches))) + softplus(before(first))).mean()
    return list(G.parameters()), d_loss, softplus(-after(second)).mean()


def a_judge_who_ends_the_game(judge: Callable) -> str:
    """D = 1 everywhere: the least squares of both players are 0, and so are slopes."""
    rng = torch.Generator().manual_seed(0)
    made = 3 * torch.randn(256, 2, generator=rng)
    for name, x in (("data", data.ring(256)), ("generated points", made)):
        out = ask(judge, x.requires_grad_())
        assert isinstance(out, Tensor) and out.shape == (256,), (
            "return one number for each of the 256 points: a tensor of shape (256,)"
        )
        loss = (out - 1).square().mean()
        assert loss < 1e-9, f"on {name} the mean of (D - 1)^2 is {loss:.2f}, not 0"
        slope = None
        if out.requires_grad:
            (slope,) = torch.autograd.grad(out.sum(), x, allow_unused=True)
        flat = slope is None or slope.abs().max() < 1e-9
        assert flat, f"on {name} D still has a slope, so the generator moves"
    return "Nothing that the generator makes can change its mind."


NAMES = ("G", "D", "opt_g", "opt_d", "ema", "batches", "random")


def enough_for_a_restart(saved: Iterable[str]) -> str:
    """Bits after 3 + 3 rounds, D with plain SGD; and no name can be left out."""
    saved = set(saved)
    assert saved <= set(NAMES), f"the names are {', '.join(NAMES)}"
    with torch.random.fork_rng(devices=[]):
        right, found = ending(None), ending(saved)
        differ = [name for name in right if not torch.equal(right[name], found[name])]
        assert not differ, f"after the restart the weights differ: {', '.join(differ)}"
        for name in sorted(saved):
            less = ending(saved - {name})
            assert any(not torch.equal(right[k], less[k]) for k in right), (
                "the run goes on bit for bit, but one of these holds nothing that "
                "changes in this run"
            )
    return "Nothing is missing and nothing idle."


def ending(saved: set[str] | None) -> dict[str, Tensor]:
    """Final weights: straight through (None), or restarted with only what was saved."""
    step, state = session(seed=0)
    train.fit(step, state["batches"], 3, state={}, progress=False)
    if saved is not None:
        kept = {k: copy.deepcopy(v.state_dict()) for k, v in state.items()}
        random = torch.get_rng_state()
        step, state = session(seed=7)
        for name in saved - {"random"}:
            state[name].load_state_dict(kept[name])
        if "random" in saved:
            torch.set_rng_state(random)
    train.fit(step, state["batches"], 3, state={}, progress=False)
    ends = {"G": state["G"], "D": state["D"], "ema": state["ema"].module}
    return {name: weights(net) for name, net in ends.items()}


def session(seed: int) -> tuple[train.Step, Players]:
    """A GAN whose discriminator is trained by SGD without momentum."""
    state = players(seed, rate_d=0.1)
    four = [state[name] for name in ("G", "D", "opt_g", "opt_d")]
    state["ema"] = ema = train.EMA(state["G"], 0.99)
    return gan.gan_step(*four, gan.non_saturating, z_dim=2, ema=ema), state
