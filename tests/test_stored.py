"""Stored runs: the weights of the file, bit for bit, and nothing but them."""

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from gvlib import data, nets, zoo
from gvlib.experiments import experiment, stored
from gvlib.experiments.builds import in_chunks
from gvlib.experiments.stored import drawable

NAMES = drawable()
NETWORKS = [n for n in NAMES if "z_dim" in experiment(n).config]
each = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(autouse=True)
def unread(monkeypatch):
    """No test of this file may look at the data."""

    def refuse(*args):
        raise AssertionError("the training images were read")

    monkeypatch.setattr(data, "fashion_mnist", refuse)


def file_of(name: str) -> dict[str, torch.Tensor]:
    """The tensors as they stand in the file."""
    return load_file(zoo.FOLDER / f"{name}.safetensors")


def part_of(name: str, part: str, net: nn.Module) -> nn.Module:
    """A network with the weights that the file has under that part's name."""
    tensors = {k: v.float() for k, v in file_of(name).items()}
    names = [k for k in tensors if k.startswith(f"{part}.")]
    net.load_state_dict({k.removeprefix(f"{part}."): tensors[k] for k in names})
    return net


def maker(name: str) -> str:
    """The part that makes images of codes: a VAE's second decoder is no generator."""
    parts = {key.split(".")[0] for key in file_of(name)}
    return "generator" if "generator" in parts else "decoder"


def mean_of(likelihood: str | None, h: torch.Tensor) -> torch.Tensor:
    """The image that h stands for: E[x] of density exp(h x) on [0, 1], or sigmoid."""
    if likelihood != "continuous Bernoulli":
        return h.sigmoid()
    h = h.double()  # torch's own distribution limits h to +-16
    return (1 / (1 - (-h).exp()) - 1 / h).float()


@torch.no_grad()
@pytest.mark.parametrize("name", NETWORKS)
def test_samples_are_those_of_the_file(name):
    """The same codes through a network that was filled by hand give the same images."""
    config = experiment(name).config
    G = part_of(name, maker(name), nets.generator(config["z_dim"]))
    torch.manual_seed(3)
    h = in_chunks(lambda m: G(torch.randn(m, config["z_dim"])), 520)
    expected = mean_of(config.get("likelihood"), h)
    run = stored(name)
    torch.manual_seed(3)
    got = run.sample(520)
    if config.get("likelihood") != "continuous Bernoulli":
        assert torch.equal(got, expected)
    else:  # a mean in [0, 1], computed in float32 by another formula
        torch.testing.assert_close(got, expected, rtol=0, atol=1e-5)


@torch.no_grad()
@pytest.mark.parametrize("name", [n for n in NETWORKS if "gan" not in n])
def test_an_encoder_is_that_of_the_file(name):
    net = part_of(name, "encoder", nets.encoder(experiment(name).config["z_dim"]))
    x, model = torch.rand(4, 1, 28, 28), stored(name).model
    assert torch.equal(model.posterior(x).mean, net(x).chunk(2, 1)[0])
    if "sigma" in name:
        log_sigma = file_of(name)["likelihood.log_sigma"].float()
        assert torch.equal(model.likelihood.log_sigma, log_sigma)


@each
def test_every_tensor_of_the_file_is_in_the_model(name):
    run = stored(name)
    found = {
        f"{part}.{key}": value
        for part, module in run.parts.items()
        for key, value in module.state_dict().items()
    }
    tensors = file_of(name)
    assert found.keys() == tensors.keys()
    assert all(torch.equal(found[k], tensors[k].float()) for k in tensors)
    inside = {p.data_ptr() for p in run.model.state_dict().values()}
    # A decoder that was trained again stands beside its VAE.
    own = [v for k, v in found.items() if not k.startswith("decoder_")]
    assert {value.data_ptr() for value in own} <= inside


@each
def test_a_stored_run_is_for_use(name):
    """It draws images in [0, 1], wants no gradient and takes no random number."""
    before = torch.get_rng_state()
    run = stored(name)
    assert torch.equal(torch.get_rng_state(), before)
    assert not run.model.training
    assert not any(p.requires_grad for p in run.model.parameters())
    for draw in filter(None, (run.sample, run.draw)):
        x = draw(3)
        assert x.shape == (3, 1, 28, 28) and 0 <= x.min() and x.max() <= 1


def test_what_was_not_kept_is_said():
    with pytest.raises(zoo.UnknownName, match="ring/gan-ns' has no stored weights"):
        stored("ring/gan-ns")
    with pytest.raises(zoo.UnknownName, match="no record 'fashion/gan'; there are"):
        stored("fashion/gan")
