"""Lab and explorer of a notebook: what they take, and what they refuse in one line."""

import pytest
import torch
from torch import nn
from traitlets import TraitError

from gvlib import nets, vae
from gvlib.playground import widget
from gvlib.playground.own import own_generator, own_vae
from gvlib.playground.packing import Block

Z = torch.randn(3, 32, generator=torch.Generator().manual_seed(1))


def model(likelihood=None, **more):
    """A VAE as the book has them, untrained."""
    likelihood = likelihood or vae.GaussianLikelihood(0.1, mean=torch.sigmoid)
    return vae.VAE(nets.encoder(), nets.generator(), likelihood, 32, **more)


@pytest.fixture(autouse=True)
def with_a_kernel(monkeypatch):
    """Also where the whole suite asks for static pages."""
    monkeypatch.delenv("GVLIB_STATIC", raising=False)


@pytest.fixture
def packed(monkeypatch):
    """The packing, which takes its seconds, left out; what it was given."""
    given = []
    block = Block(sigma=0.1)
    monkeypatch.setattr(widget, "packed", lambda *args: given.append(args) or block)
    return given


@torch.no_grad()
def test_networks_are_copied_and_compute_the_same():
    generator, own = nn.Sequential(nets.generator(), nn.Sigmoid()), model()
    copy = own_generator(generator)
    torch.testing.assert_close(copy(Z).sigmoid(), generator(Z), rtol=0, atol=0)
    copied = own_vae(own)
    x = own.conditional(Z).mean
    assert torch.equal(copied.conditional(Z).mean, x)
    assert torch.equal(copied.posterior(x).mean, own.posterior(x).mean)
    generator[0][0].weight.zero_()  # the reader goes on training
    assert copy[0].weight.abs().sum() > 0


def spoiled():
    """A network that has diverged."""
    net = nets.generator()
    net[0].weight.data[0, 0] = torch.nan
    return net


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"generator": "G"}, TypeError, "a str, not a network"),
        (
            {"generator": nets.generator(z_dim=8)},
            ValueError,
            "layer 1: .*in_features=8",
        ),
        ({"generator": nets.generator()[:4]}, ValueError, "4 layers, not 8"),
        ({"generator": spoiled()}, ValueError, "not finite"),
        ({"model": nets.generator()}, TypeError, "whole gvlib.vae.VAE"),
        ({"model": model(vae.ContinuousBernoulliLikelihood())}, ValueError, "shows"),
        ({"model": model(prior=lambda: None)}, ValueError, "not N"),
        ({"views": ("judge",)}, ValueError, "walk, draws, encode"),
        ({"views": ()}, ValueError, "walk, draws, encode"),
    ],
)
def test_what_it_cannot_draw_is_one_clear_line(packed, given, error, words):
    right = {"generator": nets.generator(), "model": model()}
    with pytest.raises(error, match=words) as caught:
        widget.explorer(**right | given)
    assert "\n" not in str(caught.value) and packed == []


def test_z_goes_in_and_comes_out(packed):
    seen = widget.explorer(nets.generator(), model(), views=("walk",))
    assert packed[0][2:] == ("yours", "yours") and seen.views == ["walk"]
    assert seen.code().shape == (1, 32)
    seen.z = [0.5] * 32
    assert torch.equal(seen.code(), torch.full((1, 32), 0.5))
    for wrong in ([1.0], [float("nan")] * 32):
        with pytest.raises(TraitError, match="32 finite numbers"):
            seen.z = wrong


def test_without_a_kernel_there_is_a_still_and_its_words(monkeypatch, packed):
    monkeypatch.setenv("GVLIB_STATIC", "1")
    seen, lab = widget.explorer(nets.generator(), model()), widget.lab(r1=1)
    for still in (seen, lab):
        bundle = still._repr_mimebundle_()
        assert set(bundle) == {"text/html", "text/plain"}
        assert (
            "JupyterLab" in bundle["text/plain"] and "<figure>" in bundle["text/html"]
        )
    assert 'alt="Above' in seen.html and 'role="img"' in lab.html
    assert packed == [] and seen.code().shape == (1, 32)


def test_the_lab_takes_points_and_settings():
    points = torch.tensor([[0.0, 1.0], [2.5, -3.0], [4.0, 5.0]])
    made = widget.lab(points, mesh=True, r1=1, story="reins!")
    assert made.points == "0 1\n2.5 -3\n4 5"
    assert made.state == "#lab?mesh=true&r1=1&story=reins%21"
    assert widget.lab(language="fr").language == "en"


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (torch.zeros(2, 2), "from 3 to 500"), (torch.rand(501, 2), "from 3 to 500"),
        (torch.rand(9), "must be .n, 2"), (torch.zeros(9, 2), "not all the same"),
        (torch.full((9, 2), torch.inf), "finite"),
    ],
)  # fmt: skip
def test_points_that_cannot_be_learned_are_refused(points, words):
    with pytest.raises(ValueError, match=words):
        widget.lab(points)


def test_both_bring_the_scripts_of_the_pages():
    for kind, name in ((widget.Lab, "GVPlay"), (widget.Explorer, "GVExplore")):
        assert f"globalThis.{name}.render" in kind._esm
        assert "fetch(" not in kind._esm and "https://" not in kind._esm
