"""The networks: one network for two teachers, of a size that a laptop trains."""

import pytest
import torch
from torch import nn

from gvlib import nets
from gvlib.experiments import experiment

PAIR = {
    "generator": nets.generator,
    "discriminator": nets.discriminator,
    "encoder": nets.encoder,
}
CLASSIFIERS = {"cnn": nets.classifier, "strided": nets.strided_classifier}
EACH = PAIR | CLASSIFIERS


def kinds(module):
    """The layers' types, in order."""
    return [type(m) for m in module.modules() if not isinstance(m, nn.Sequential)]


def shapes(module):
    """Name and shape of every tensor."""
    return {key: value.shape for key, value in module.state_dict().items()}


@pytest.mark.parametrize("z_dim", [2, 32])
@pytest.mark.parametrize("b", [1, 5])
def test_shapes(z_dim, b):
    x, z = torch.rand(b, 1, 28, 28), torch.randn(b, z_dim)
    assert nets.generator(z_dim)(z).shape == x.shape
    assert nets.encoder(z_dim)(x).shape == (b, 2 * z_dim)
    assert nets.discriminator()(x).shape == (b,)
    for make, width in ((nets.classifier, 128), (nets.strided_classifier, 64)):
        assert make()(x).shape == (b, 10)
        assert make()[0](x).shape == (b, width)
    assert nets.mlp(z_dim, 7, 3)(z).shape == (b, 3)
    assert nets.Critic(2, 7)(torch.randn(b, 2)).shape == (b,)
    assert nets.Critic(784, 7)(x).shape == (b,)


@pytest.mark.parametrize("name", PAIR)
def test_sizes(name):
    """Between 0.2 and 0.6 million, and counted as a sum over the layers by hand."""
    module = PAIR[name]()
    n = nets.n_parameters(module)
    assert 200_000 <= n <= 600_000
    by_hand = {
        # z -> 256 -> 32 x 7 x 7 -> 16 x 14 x 14 -> 28 x 28, kernels 4 x 4, with biases
        "generator": (33 * 256) + (257 * 1568) + (32 * 16 * 16 + 16) + (16 * 16 + 1),
        "discriminator": (16 * 16 + 16) + (16 * 32 * 16 + 32) + (1569 * 256) + 257,
        "encoder": (16 * 16 + 16) + (16 * 32 * 16 + 32) + (1569 * 256) + (257 * 64),
    }
    assert n == by_hand[name]
    module[0].requires_grad_(False)
    assert nets.n_parameters(module) < n


@pytest.mark.parametrize("name", EACH)
def test_no_sample_sees_another(name):
    """No batch norm: a row's output and gradient are the same alone and in a batch."""
    assert not any("Norm" in kind.__name__ for kind in kinds(EACH[name]()))
    torch.manual_seed(0)
    module = EACH[name]().double().eval()
    x = torch.rand(6, 32) if name == "generator" else torch.rand(6, 1, 28, 28)
    x = x.double()
    torch.testing.assert_close(module(x)[2:3], module(x[2:3]))


@pytest.mark.parametrize("name", PAIR)
def test_only_plain_layers(name):
    """What fp16 export, penalties and the in-page engine can all take."""
    plain = {
        nn.Linear, nn.Conv2d, nn.ConvTranspose2d, nn.ReLU, nn.LeakyReLU, nn.Flatten,
        nn.Unflatten,
    }  # fmt: skip
    module = PAIR[name]()
    assert set(kinds(module)) <= plain
    for m in module.modules():
        if isinstance(m, nn.Conv2d | nn.ConvTranspose2d):
            assert (m.kernel_size, m.stride, m.padding) == ((4, 4), (2, 2), (1, 1))


def test_one_network_two_teachers():
    """Both sides' second network is one trunk: the same layers and the same shapes."""
    discriminator, encoder = nets.discriminator(), nets.encoder()
    assert kinds(discriminator[0]) == kinds(encoder[0])
    assert shapes(discriminator[0]) == shapes(encoder[0])
    encoder[0].load_state_dict(discriminator[0].state_dict())
    x = torch.rand(3, 1, 28, 28)
    assert torch.equal(encoder[0](x), discriminator[0](x))


def test_generator_and_decoder_are_one_network():
    """In the experiments themselves, whatever the builders do."""
    parts = []
    for name in ("fashion/gan-ns", "fashion/vae-cb"):
        chosen = experiment(name)
        torch.manual_seed(0)
        run = chosen.build(**chosen.config)
        parts.append(run.parts["generator"])
    assert kinds(parts[0]) == kinds(parts[1])
    assert shapes(parts[0]) == shapes(parts[1])


def test_mlp_needs_two_widths():
    with pytest.raises(ValueError, match=r"\(3,\).*input and an output"):
        nets.mlp(3)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(
    ("size", "inner", "side"), [(16, 1, 8), (28, 2, 7), (32, 2, 8), (64, 3, 8)]
)
def test_networks_grow_by_one_rule(size, inner, side, channels):
    """Halved down to 8 or less; each halving doubles the channels; all still fit."""
    assert nets.halvings(size) == ([16 * 2**i for i in range(inner)], side)
    assert nets.halvings(size, 3)[0] == [48 * 2**i for i in range(inner)]
    x = torch.rand(2, channels, size, size)
    generator = nets.generator(5, channels, size=size)
    assert generator(torch.randn(2, 5)).shape == x.shape
    assert nets.encoder(5, 1, channels, size)(x).shape == (2, 10)
    assert nets.discriminator(channels, size)(x).shape == (2,)
    classifier = nets.classifier(7, channels, size)
    assert classifier[0](x).shape == (2, 128) and classifier(x).shape == (2, 7)
    for module, kind in (
        (generator, nn.ConvTranspose2d), (nets.trunk(1, channels, size), nn.Conv2d),
        (classifier, nn.MaxPool2d),
    ):  # fmt: skip
        assert sum(isinstance(m, kind) for m in module.modules()) == inner
    assert nets.n_parameters(nets.trunk(1, channels, size)) < 1_200_000


@pytest.mark.parametrize("size", [0, 8, 27, 30, 36, 72])
def test_sizes_that_do_not_halve(size):
    with pytest.raises(ValueError, match=f"size = {size} must be 4 to 8 times a power"):
        nets.halvings(size)
