"""The latent explorer: what is shipped, and that it computes what PyTorch does."""

import base64
import gzip
import json
import re
from functools import cache

import numpy as np
import pytest
import torch
from node import ask
from torch import nn

from gvlib import data, gan, nets
from gvlib.experiments import stored
from gvlib.experiments.sources import codes_of
from gvlib.playground import explore, export, stills
from gvlib.playground.packing import BITS, Block
from gvlib.theory import game
from gvlib.vae.model import kl_units

LIMIT = 40 * 1024  # bytes of the script, gzipped
WEIGHTS = 2_500_000  # bytes
WHO = ("gan", "vae")
# Sums of at most 1,568 products in 32 bits; in 64 bits only a wrong formula shows.
ROUNDING = {"simd": 2e-5, "plain": 2e-5, "double": 1e-9}
EACH = pytest.mark.parametrize("backend", ROUNDING)


def told(*question) -> object:
    """The answer of the explorer's script to one question."""
    return all_told(question)[0]


def all_told(*questions) -> list:
    """Its answers to several."""
    return ask("explore.mjs", [list(question) for question in questions])


@cache
def catalogues() -> dict[str, dict[str, str]]:
    """Every word in both languages."""
    return told("words")


@cache
def block() -> tuple[dict, bytes]:
    """What the script of weights holds, read without the code that reads it."""
    text = explore.WEIGHTS.read_text("ascii")
    found = re.fullmatch(r'/\*.*\*/\nGVExplore\.take\((.*),"(.*)"\);\n', text)
    return json.loads(found[1]), base64.b64decode(found[2])


def array(name: str) -> torch.Tensor:
    """One array of the block; matrices bit by bit."""
    spec, raw = block()
    part = spec["parts"][name]
    own = raw[part["at"] :][: part["bytes"]]
    if part["kind"] == "float":
        return torch.tensor(np.frombuffer(own, "<f4").reshape(part["shape"]))
    whole, (rows, cols) = int.from_bytes(own, "little"), part["shape"]
    codes = [whole >> BITS * i & 2**BITS - 1 for i in range(cols)]  # the first row
    assert rows * cols * BITS <= 8 * len(own)
    bits = np.unpackbits(np.frombuffer(own, np.uint8), bitorder="little")
    bits = bits[: rows * cols * BITS].reshape(-1, BITS)
    values = (bits << np.arange(BITS)).sum(1) - (2 ** (BITS - 1) - 1)
    assert values[:cols].tolist() == [code - (2 ** (BITS - 1) - 1) for code in codes]
    scale = array(f"{name}.scale").numpy()
    return torch.tensor((values.reshape(rows, cols) * scale).astype(np.float32))


def channels_first(w: torch.Tensor) -> torch.Tensor:
    """The last axis from the order (y, x, c) to (c, y, x)."""
    return w.unflatten(-1, (7, 7, 32)).movedim(-1, -3).flatten(-3)


def into(net: nn.Sequential, of: str, decoder: bool) -> nn.Sequential:
    """A network with the shipped weights, in double precision."""
    layers = [m for m in net.modules() if hasattr(m, "weight")]
    for i, layer in enumerate(layers):
        w, bias = array(f"{of}.{i + 1}"), array(f"{of}.{i + 1}.bias")
        shape = layer.weight.shape
        if isinstance(layer, nn.ConvTranspose2d):
            w = w.unflatten(1, (4, 4, -1)).permute(0, 3, 1, 2)
        elif isinstance(layer, nn.Conv2d):
            w = w.unflatten(0, (4, 4, -1)).permute(3, 2, 0, 1)
        elif decoder and i == 1:
            w, bias = channels_first(w).T, channels_first(bias)
        elif not decoder and i == 2:
            w = channels_first(w.T)
        else:
            w = w.T
        assert w.shape == shape
        layer.weight.data, layer.bias.data = w.contiguous(), bias
    return net.double()


@cache
def shipped() -> dict[str, nn.Module]:
    """All three networks as the page has them."""
    made = {who: into(nets.generator(), who, True) for who in WHO}
    return made | {"encoder": into(nets.encoder(), "encoder", False)}


@cache
def originals() -> dict[str, nn.Module]:
    """The same as the store has them."""
    vae = stored(export.VAE).model
    generator = stored(export.GAN).parts["generator"]
    return {"gan": generator, "vae": vae.decoder, "encoder": vae.encoder}


def codes(n: int) -> torch.Tensor:
    """Draws of N(0, I) in double precision."""
    rng = torch.Generator().manual_seed(11)
    return torch.randn(n, 32, generator=rng, dtype=torch.float64)


@torch.no_grad()
def image(net: nn.Module, z: torch.Tensor) -> torch.Tensor:
    """sigmoid(h), a row of pixels for each code."""
    return net(z).sigmoid().flatten(1)


def test_images(n: int) -> torch.Tensor:
    """The first test images, in [0, 1]."""
    return data.to_unit(data.fashion_mnist("test")[0][:n])


test_images.__test__ = False


# What is shipped


def test_it_is_small():
    assert len(gzip.compress(explore.SCRIPT.read_bytes(), 9)) <= LIMIT
    assert explore.WEIGHTS.stat().st_size <= WEIGHTS


def test_the_stills_are_of_these_weights():
    found = (explore.DIST / "explore-stills.txt").read_text().strip()
    assert found == stills.stamp(explore.DIST), "export again"


@torch.no_grad()
def test_weights_and_images_are_those_of_the_store():
    made = Block()
    export.add_nets(made, originals()["gan"], stored(export.VAE).model)
    for split, name, n in (("train", "near", export.N_NEAR),
                           ("test", "test", export.N_TEST)):  # fmt: skip
        x, y = data.fashion_mnist(split)
        chosen = export.first_of_each(y, n)
        made.images(f"{name}.images", x[chosen].flatten(1).numpy())
        read = told("gallery", name)
        assert read["labels"] == y[chosen].tolist()
        expected = x[chosen[0]].flatten() / 255.0
        np.testing.assert_allclose(read["first"], expected, atol=1e-6)
    spec, raw = block()
    for name, part in made.parts.items():
        theirs = spec["parts"][name]
        assert (theirs["kind"], theirs["shape"]) == (part["kind"], part["shape"])
        if part["kind"] != "deflated":  # its bytes are the compressor's choice
            own = made.data[part["at"] :][: part["bytes"]]
            assert raw[theirs["at"] :][: theirs["bytes"]] == own, (
                f"{name}: export again"
            )


@torch.no_grad()
def test_the_map_is_of_the_codes_of_training_images():
    model = stored(export.VAE).model
    x, y = data.fashion_mnist("train")
    chosen = export.first_of_each(y[:10_000], export.N_MAP)
    mu = model.posterior(data.to_unit(x[chosen])).mean
    axes, mean = array("map.axes"), array("map.mean")
    torch.testing.assert_close(axes @ axes.T, torch.eye(2), atol=1e-5, rtol=0)
    points = array("map.points")
    torch.testing.assert_close((mu - mean) @ axes.T, points, atol=0.02, rtol=0)
    # Of these codes, a part of those that it was made of, hardly a plane shows more.
    most = torch.linalg.svdvals(mu - mu.mean(0))[:2].square().sum() / len(mu)
    assert points.var(0, correction=0).sum() > 0.95 * most


@torch.no_grad()
def test_the_mixture_fits_codes_that_it_has_not_seen():
    model = stored(export.VAE).model
    torch.manual_seed(5)
    z = codes_of(model, data.to_unit(data.fashion_mnist("val")[0][:1000]))
    drawn = torch.tensor(told("mixture", 4000))
    weight, mean = array("mixture.weight"), array("mixture.mean")
    scale = array("mixture.scale").view(-1, 32, 32)
    parts = torch.distributions.MultivariateNormal(mean, scale_tril=scale.tril())
    kinds = torch.distributions.Categorical(weight)
    mixture = torch.distributions.MixtureSameFamily(kinds, parts)
    normal = torch.distributions.MultivariateNormal(torch.zeros(32), torch.eye(32))
    assert (mixture.log_prob(z) - normal.log_prob(z)).mean() > 3
    about = mixture.log_prob(mixture.sample((4000,)))
    own = mixture.log_prob(drawn)
    error = (about.var() + own.var()).div(4000).sqrt()
    assert abs(about.mean() - own.mean()) < 4 * error


# That it computes what PyTorch does


@EACH
@pytest.mark.parametrize("who", WHO)
def test_the_same_code_gives_the_same_image(backend, who):
    z = codes(5)
    found = told("images", backend, who, z.tolist())
    expected = image(shipped()[who], z)
    np.testing.assert_allclose(found, expected, rtol=0, atol=ROUNDING[backend])


@pytest.mark.parametrize(("who", "pixel"), [("gan", 6), ("vae", 3)])
def test_ten_bits_a_weight_cannot_be_seen(who, pixel):
    """Under half a grey level in every image; a few single pixels change by more."""
    z = codes(60).float()
    found = torch.tensor(told("images", "simd", who, z.tolist()))
    apart = 255 * (found - image(originals()[who], z))
    assert apart.square().mean(1).sqrt().max() < 0.5
    assert apart.abs().max() < pixel


@EACH
def test_the_encoder_and_kl(backend):
    x = test_images(4).double()
    with torch.no_grad():
        mu, log_sigma = shipped()["encoder"](x).chunk(2, 1)
    normal = torch.distributions.Normal(mu, log_sigma.exp())
    kl = kl_units(torch.distributions.Independent(normal, 1))
    for i, q in enumerate(told("posteriors", backend, x.flatten(1).tolist())):
        close = {"rtol": ROUNDING[backend], "atol": ROUNDING[backend]}
        np.testing.assert_allclose(q["mu"], mu[i], **close)
        np.testing.assert_allclose(q["logSigma"], log_sigma[i], **close)
        np.testing.assert_allclose(q["kl"], kl[i], rtol=1e-4, atol=1e-4)


@torch.no_grad()
def test_ten_bits_hardly_move_a_posterior():
    x = test_images(40)
    expected = originals()["encoder"](x)
    found = told("posteriors", "simd", x.flatten(1).tolist())
    mine = torch.tensor([[*q["mu"], *q["logSigma"]] for q in found])
    assert (mine - expected).abs().max() < 0.02


@EACH
def test_the_gradient_is_that_of_autograd(backend):
    x, z = test_images(1).double(), codes(4).requires_grad_()
    opt = torch.optim.Adam([z], 0.1)
    start, slope = z.detach().clone(), None
    for _ in range(3):
        opt.zero_grad()
        (shipped()["gan"](z).sigmoid() - x).square().sum().backward()
        slope = z.grad.clone() if slope is None else slope
        opt.step()
    found = told("search", backend, x.flatten().tolist(), start.flatten().tolist(), 3)
    close = {"rtol": 50 * ROUNDING[backend], "atol": 50 * ROUNDING[backend]}
    np.testing.assert_allclose(found["slope"], slope.flatten(), **close)
    np.testing.assert_allclose(found["codes"], z.detach().flatten(), atol=2e-3, rtol=0)


def test_a_search_finds_an_image_of_the_generator_again():
    goal = codes(1)
    x = image(shipped()["gan"], goal)[0].tolist()
    starts = (goal + 0.5 * codes(5)[1:]).flatten().tolist()
    before, after = all_told(*(("search", "simd", x, starts, n) for n in (0, 300)))
    assert after["squared"] < before["squared"] / 100


def test_the_nearest_image_is_the_nearest():
    x = image(originals()["vae"], codes(1).float())[0]
    grey, labels = data.fashion_mnist("train")
    shown = data.to_unit(grey[export.first_of_each(labels, export.N_NEAR)]).flatten(1)
    squared = (shown - x).square().sum(1)
    found = told("nearest", x.tolist())
    assert found["place"] == squared.argmin()
    assert found["squared"] == pytest.approx(squared.min().item(), rel=1e-4)


@torch.no_grad()
def test_the_density_is_that_of_the_likelihood():
    model, x, z = stored(export.VAE).model, test_images(1), codes(1).float()
    squared = (model.conditional(z).mean - x).square().sum().item()
    found = told("density", squared, block()[0]["sigma"])
    assert found == pytest.approx(model.log_px(x, z).item(), rel=1e-4)


# Codes


@pytest.mark.parametrize("who", WHO)
def test_directions_do_something(who):
    """The first changes images most, far more than one at random, as the page says."""
    v = np.array(told("directions", who))
    np.testing.assert_allclose(v @ v.T, np.eye(len(v)), atol=1e-4)
    own, random = all_told(*(("steps", of, who, 80) for of in (who, "random")))
    np.testing.assert_allclose(own, array(f"steps.{who}.{who}"), rtol=0.15)
    assert own[0] == max(own) and own[0] > 1.3 * max(random)


def test_the_way_between_two_codes():
    a, b = codes(2).tolist()
    ways = [(t, arc) for arc in (False, True) for t in (0, 0.5, 1)]
    found = all_told(*(("between", a, b, *way) for way in ways),
                     ("between", a, a, 0.3, True))  # fmt: skip
    middle = np.add(a, b) / 2
    for seen, expected in zip(found, [a, middle, b, a, None, b, a], strict=True):
        if expected is not None:
            np.testing.assert_allclose(seen, expected, atol=1e-9)
    lengths, arc = [np.linalg.norm(v) for v in (a, b)], np.linalg.norm(found[4])
    assert min(lengths) * 0.95 < arc < max(lengths) * 1.05
    assert np.linalg.norm(middle) < 0.9 * min(lengths)


def test_a_slider_moves_along_its_direction_only():
    z, v = codes(1)[0].numpy(), np.array(told("directions", "gan"))
    there = np.array(told("moved", z.tolist(), v[1].tolist(), 2.5))
    expected = v @ z
    expected[1] = 2.5
    np.testing.assert_allclose(v @ there, expected, atol=1e-5)


def test_the_posterior_on_the_map():
    mu, log_sigma = codes(2).numpy()
    axes, mean = array("map.axes").numpy(), array("map.mean").numpy()
    q = {"mu": mu.tolist(), "logSigma": log_sigma.tolist()}
    found = told("plane", mu.tolist(), q)
    np.testing.assert_allclose(found["place"], axes @ (mu - mean), atol=1e-5)
    seen = found["ellipse"]
    turn = np.array([[np.cos(seen["turn"]), -np.sin(seen["turn"])],
                     [np.sin(seen["turn"]), np.cos(seen["turn"])]])  # fmt: skip
    spread = turn @ np.diag([seen["long"] ** 2, seen["short"] ** 2]) @ turn.T
    expected = axes @ np.diag(np.exp(2 * log_sigma)) @ axes.T
    np.testing.assert_allclose(spread, expected, rtol=1e-4, atol=1e-5)


def test_what_a_reader_types_for_epsilon():
    texts = ["-1.2", " 0 ", "−2", "", "nan", "two", "1e9", "Infinity", "5", "-5.01"]
    assert told("typed", texts) == [-1.2, 0, -2, *5 * [None], 5, None]


# The state in the address


def test_an_address_brings_codes_and_drawings_back():
    z, x = codes(1)[0].tolist(), (test_images(1).flatten() * 255).round() / 255
    there, drawn = all_told(("code", z), ("drawing", x.tolist()))
    np.testing.assert_allclose(there, z, atol=16 / 4095 / 2 + 1e-9)
    np.testing.assert_allclose(drawn, x, atol=1e-7)
    for question in ("code", "drawing"):
        assert told(question, None) == [None] * 4  # of texts that are no such thing


def test_an_address_with_nonsense_does_no_harm():
    state = "#explore?test=31&of=gan&draws=7&who=me&z=12"
    found = told("link", state)
    assert found["taken"] == {"test": None, "draws": 7, "z": None}
    assert found["refused"] == ["who=me", "test=31", "z=12"]
    assert found["written"] == "#explore?of=gan&draws=7"
    assert told("link", "#eq-3-4")["written"] == "#explore?"


# The figure of chapter 3


def test_the_judge_is_that_of_the_formula_and_learns_it():
    x = torch.linspace(-8, 8, 801, dtype=torch.float64)
    middles = torch.tensor([[-1.5], [1.5], [0.8]], dtype=torch.float64)
    widths = torch.tensor([[0.6], [0.6], [1.0]], dtype=torch.float64)
    left, right, q = torch.distributions.Normal(middles, widths).log_prob(x).exp()
    p = (left + right) / 2
    made = {"mean": 0.8, "width": 1.0}
    found = told("judge", x.tolist(), made, 2000)
    best = game.optimal_discriminator(p, q)
    f = torch.tensor(found["exact"], dtype=torch.float64, requires_grad=True)
    torch.testing.assert_close(f.sigmoid(), best, atol=1e-7, rtol=0)
    for loss, name in ((gan.minimax, "minimax"), (gan.non_saturating, "other")):
        (slope,) = torch.autograd.grad(loss.g(f, f).sum(), f)
        pushes = torch.tensor([push[name] for push in found["pushes"]])
        torch.testing.assert_close(-slope, pushes.double(), atol=1e-7, rtol=0)
    exact, seen = found["values"]
    cell = x[1] - x[0]
    V = game.value(best, p * cell, q * cell) + np.log(4)
    assert exact == pytest.approx(V.item(), abs=1e-6)
    assert 0 < exact - seen < 0.02


# Words


def test_every_sentence_has_the_same_values_in_both_languages():
    english, chinese = catalogues().values()
    assert list(english) == list(chinese)
    for key, sentence in english.items():
        values = re.findall(r"\{\w+\}", sentence)
        assert sorted(values) == sorted(re.findall(r"\{\w+\}", chinese[key]))


def test_classes_and_titles_have_one_name():
    english = catalogues()["en"]
    assert tuple(english[f"class.{i}"] for i in range(10)) == data.CLASSES
    for view, titles in explore.TITLES.items():
        for language, title in titles.items():
            assert catalogues()[language][f"{view}.label"] == title


@pytest.mark.parametrize("view", explore.TITLES)
def test_a_still_stands_for_it_without_javascript(view):
    text = explore.fragment(view, "zh_CN")
    assert 'lang="zh"' in text and "<noscript>" in text
    assert re.search(r'<img alt="[^"]{20,}" src="data:image/png;base64,', text)


def test_an_unknown_view_is_refused():
    with pytest.raises(ValueError, match="walk, draws, encode"):
        explore.fragment("paint")
