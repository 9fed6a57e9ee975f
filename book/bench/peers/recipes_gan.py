"""How the peers' GANs train on Fashion-MNIST; see recipes.py for the rules."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import torch
from bench.peers.programs import unpack
from bench.peers.recipes import (
    FOREVER,
    Recipe,
    from_signed32,
    from_signed64,
    loader,
    signed32,
    unit,
)
from bench.peers.watch import evaluated
from torch.optim import Adam
from torch.utils.data import DataLoader, RandomSampler, TensorDataset

ADAM_GAN = {"lr": 2e-4, "betas": (0.5, 0.999)}


def torchgan() -> Recipe:
    """Its DCGAN for 32 x 32 with its minimax losses; one epoch that does not end.

    At the end of an epoch its image logger calls torchvision's make_grid with an
    argument that is no more.
    """
    from torchgan.losses import MinimaxDiscriminatorLoss, MinimaxGeneratorLoss
    from torchgan.models import DCGANDiscriminator, DCGANGenerator
    from torchgan.trainer import Trainer

    optimizer = {"name": Adam, "args": ADAM_GAN}
    models = {
        "generator": {
            "name": DCGANGenerator, "args": {"out_channels": 1},
            "optimizer": optimizer,
        },
        "discriminator": {
            "name": DCGANDiscriminator, "args": {"in_channels": 1},
            "optimizer": optimizer,
        },
    }  # fmt: skip
    losses = [MinimaxGeneratorLoss(), MinimaxDiscriminatorLoss()]
    x, folder = signed32(), tempfile.mkdtemp()
    dataset = TensorDataset(x, torch.zeros(len(x)))
    endless = RandomSampler(range(len(x)), num_samples=FOREVER)
    trainer = Trainer(
        models, losses, device=torch.device("cpu"), epochs=1, sample_size=8,
        checkpoints=f"{folder}/gan", recon=f"{folder}/images",
    )  # fmt: skip
    G = trainer.generator
    draw = evaluated(G, lambda n: from_signed32(G(torch.randn(n, 100))))
    batches = DataLoader(dataset, 64, sampler=endless)
    return lambda: trainer(batches), draw


def bolts_trainer(model: torch.nn.Module, batches: DataLoader) -> Callable[[], object]:
    """Lightning's trainer with its defaults, on the CPU."""
    from pytorch_lightning import Trainer

    trainer = Trainer(
        accelerator="cpu", max_epochs=FOREVER, default_root_dir=tempfile.mkdtemp()
    )
    return lambda: trainer.fit(model, batches)


def bolts_gan() -> Recipe:
    """Its basic GAN of dense layers; images in [-1, 1], as its tanh gives them."""
    from pl_bolts.models.gans import GAN

    model = GAN(1, 28, 28)
    draw = evaluated(model, lambda n: (model(torch.randn(n, 32)) + 1) / 2)
    return bolts_trainer(model, loader(unit() * 2 - 1, 64)), draw


def bolts_dcgan() -> Recipe:
    """Its DCGAN as its command line has it for MNIST: 64 x 64."""
    from pl_bolts.models.gans import DCGAN
    from torchvision import datasets, transforms

    steps = [transforms.Resize(64), transforms.ToTensor()]
    steps.append(transforms.Normalize((0.5,), (0.5,)))
    folder = unpack(Path(tempfile.mkdtemp()))
    images = datasets.MNIST(folder, transform=transforms.Compose(steps))
    model = DCGAN()
    draw = evaluated(model, lambda n: from_signed64(model(torch.randn(n, 100))))
    return bolts_trainer(model, DataLoader(images, 64, shuffle=True)), draw
