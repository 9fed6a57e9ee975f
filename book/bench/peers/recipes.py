"""How each peer trains on Fashion-MNIST: its own recipe, with settings and no patch.

Each function builds what the peer's documentation builds, and returns what starts the
training and a function that draws n images in [0, 1] of 28 x 28. Images of 32 x 32 are
ours with a margin of two black pixels, cut off again; 64 x 64 is the peer's own resize.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import torch
from bench.peers.programs import examples, inside, load_script, unpack
from bench.peers.watch import evaluated
from torch import Tensor
from torch.nn.functional import interpolate, pad
from torch.utils.data import DataLoader, TensorDataset

from gvlib import data

Recipe = tuple[Callable[[], object], Callable[[int], Tensor]]
FOREVER = 10**6


def unit() -> Tensor:
    """The 50,000 training images in [0, 1]."""
    return data.to_unit(data.fashion_mnist("train")[0])


def signed32() -> Tensor:
    """The same in [-1, 1], 32 x 32."""
    return pad(unit(), [2, 2, 2, 2]) * 2 - 1


def from_signed32(x: Tensor) -> Tensor:
    """And back; of three colours the mean."""
    return (x.mean(1, keepdim=True)[:, :, 2:-2, 2:-2] + 1) / 2


def from_signed64(x: Tensor) -> Tensor:
    """64 x 64 in [-1, 1] as the 28 x 28 image whose resize is nearest to it.

    A bilinear way back would blur: real images come back with a distance of 45, by
    least squares as they were.
    """
    there = interpolate(torch.eye(28)[None], size=64, mode="linear")[0].T
    back = torch.linalg.pinv(there)
    return (back @ x @ back.T + 1) / 2


def loader(x: Tensor, batch_size: int) -> DataLoader:
    """Images and labels, of which no recipe here uses the labels."""
    labels = torch.zeros(len(x), dtype=torch.long)
    return DataLoader(TensorDataset(x, labels), batch_size, shuffle=True)


def pythae(convolutional: bool) -> Recipe:
    """Its VAE and trainer with every default; its MLP or its networks for MNIST."""
    from pythae.data.datasets import BaseDataset
    from pythae.models import VAE, VAEConfig
    from pythae.models.nn.benchmarks import mnist
    from pythae.samplers import NormalSampler
    from pythae.trainers import BaseTrainer, BaseTrainerConfig

    config = VAEConfig(input_dim=(1, 28, 28), latent_dim=16)
    networks = (
        {
            "encoder": mnist.Encoder_Conv_VAE_MNIST(config),
            "decoder": mnist.Decoder_Conv_AE_MNIST(config),
        }
        if convolutional
        else {}
    )
    model = VAE(config, **networks)
    settings = BaseTrainerConfig(
        output_dir=tempfile.mkdtemp(), num_epochs=FOREVER, no_cuda=True
    )
    x = unit()
    trainer = BaseTrainer(
        model, BaseDataset(x, torch.zeros(len(x))), training_config=settings
    )
    sampler = NormalSampler(model)
    return trainer.train, evaluated(model, lambda n: sampler.sample(n, batch_size=n))


def script(name: str, arguments: list[str], draw: Callable) -> Recipe:
    """A program of pytorch/examples, on Fashion-MNIST where it looks for MNIST."""
    clone, folder = examples(), Path(tempfile.mkdtemp())
    unpack(folder / "data")

    def train() -> None:
        with inside(folder / name):
            Path("results").mkdir()
            program = load_script(clone / name / "main.py", arguments)
            for epoch in range(FOREVER):  # dcgan trains while it is loaded
                program.train(epoch)

    return train, lambda n: draw(sys.modules[f"peer_{name}"], n)


def examples_vae() -> Recipe:
    """vae/main.py as it is."""

    def draw(program: object, n: int) -> Tensor:
        return program.model.decode(torch.randn(n, 20)).view(n, 1, 28, 28)

    return script("vae", ["--no-accel"], draw)


def examples_dcgan() -> Recipe:
    """dcgan/main.py with its defaults for MNIST: 64 x 64."""

    def draw(program: object, n: int) -> Tensor:
        G = program.netG
        one = evaluated(G, lambda m: from_signed64(G(torch.randn(m, 100, 1, 1))))
        return one(n)

    arguments = "--dataset mnist --dataroot ../data --workers 0".split()
    return script("dcgan", arguments, draw)
