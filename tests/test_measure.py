"""What is measured of a finished run: which numbers, and on which device."""

import pytest
import torch
from torch import Tensor, nn

from gvlib import data
from gvlib.experiments import quality, sources
from gvlib.experiments.core import Run
from gvlib.experiments.studies import images
from gvlib.experiments.studies.classifiers import accuracy
from gvlib.experiments.studies.images import fashion_vae

CHOICES = {"z_dim": 2, "lr": 1e-3, "betas": [0.9, 0.99], "batch_size": 5, "ema": 0.9}
SHOWN = {"fd", "fd_sample"}
BOUNDS = {"elbo", "nll", "active_units"}


@pytest.fixture
def small(monkeypatch):
    """Few images of noise, and of their many metrics one: the mean of the images."""
    x = torch.randint(256, (500, 1, 28, 28), dtype=torch.uint8)
    y = torch.randint(10, (500,))
    monkeypatch.setattr(data, "fashion_mnist", lambda split: (x, y))
    for name, size in {"N": 500, "N_NLL": 20, "K_NLL": 20}.items():
        monkeypatch.setattr(quality, name, size)

    def one(images: Tensor, split: str, suffix: str = "", reference=None) -> dict:
        assert images.shape == (500, 1, 28, 28) and images.device.type == "cpu"
        assert 0 <= images.min() and images.max() <= 1
        return {"fd" + suffix: images.mean().item()}

    monkeypatch.setattr(quality, "image_quality", one)


@pytest.mark.parametrize(
    ("likelihood", "keys"),
    [
        ("cross-entropy", {"bound_bce", "active_units"}),
        ("continuous Bernoulli", BOUNDS | {"fd_sigmoid"}),
        ("Gaussian, learned sigma", BOUNDS),
    ],
)
def test_what_is_measured_depends_on_the_likelihood(small, likelihood, keys):
    """Above all: a cross-entropy has no key that names a likelihood."""
    run = fashion_vae(likelihood=likelihood, **CHOICES)
    assert set(quality.vae_images(run, "test")) == SHOWN | keys


def test_the_shown_images_do_not_depend_on_what_else_is_measured(small):
    run = fashion_vae(likelihood="continuous Bernoulli", **CHOICES)
    torch.manual_seed(0)
    alone = run.sample(500).mean().item()
    torch.manual_seed(0)
    assert quality.vae_images(run, "test")["fd"] == alone


def test_a_fitted_prior_is_measured_beside_the_rest_and_its_seconds_count(
    small, monkeypatch
):
    """What was measured before stays as it was, to the bit."""
    monkeypatch.setattr(images, "N", 500)
    monkeypatch.setattr(images, "N_GAUSSIANS", 2)
    monkeypatch.setattr(sources, "N", 500)
    monkeypatch.setattr(images, "image_quality", quality.image_quality)
    run = fashion_vae(likelihood="Gaussian, learned sigma", **CHOICES)
    torch.manual_seed(0)
    alone = quality.vae_images(run, "test")
    torch.manual_seed(0)
    found = images.vae_quality(run, "test")
    assert {k: found[k] for k in alone} == alone
    assert found.keys() - alone.keys() == {
        "fd_fitted", "fd_posterior", "seconds_fitted"
    }  # fmt: skip
    assert found["seconds_fitted"] > 0


class Moved(Tensor):
    """A tensor, or the result of one, that went through `to(device)`."""


def test_a_vae_sees_only_images_moved_to_its_device(small, monkeypatch):
    run = fashion_vae(likelihood="Gaussian, learned sigma", **CHOICES)
    seen, to = [], Tensor.to

    def marking(x: Tensor, *args, **kwargs) -> Tensor:
        moved = to(x, *args, **kwargs)
        device = any(isinstance(a, torch.device) for a in args)
        return moved.as_subclass(Moved) if device else moved

    encoder = run.state["ema"].module.encoder
    encoder.register_forward_pre_hook(lambda net, args: seen.append(type(args[0])))
    monkeypatch.setattr(Tensor, "to", marking)
    quality.vae_images(run, "test")
    assert set(seen) == {Moved}


def test_a_classifier_on_another_device_is_measured_there(small, monkeypatch):
    """torch's meta device refuses tensors of the CPU, as a GPU does; it has no data."""
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10)).to("meta")
    with pytest.raises(RuntimeError, match="device"):
        net(torch.zeros(2, 1, 28, 28))
    back = []

    def cpu(x: Tensor) -> Tensor:
        back.append(x.device.type)
        return torch.zeros(x.shape, dtype=x.dtype)

    monkeypatch.setattr(Tensor, "cpu", cpu)
    run = Run(None, iter(()), {}, {"classifier": net})
    assert 0 <= accuracy(run, "test")["accuracy"] < 1
    assert back == ["meta"]


def test_given_codes_come_once_and_in_order():
    codes = torch.arange(10.0).reshape(5, 2)
    draw = sources.given(codes)
    assert torch.equal(torch.cat([draw(2), draw(1)]), codes[:3])
    with pytest.raises(ValueError, match="n = 3 codes, but of the 5 given ones 2 are"):
        draw(3)
    assert torch.equal(draw(2), codes[3:])
