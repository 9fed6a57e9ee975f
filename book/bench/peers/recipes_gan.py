"""How the peers' GANs train on Fashion-MNIST; see recipes.py for the rules."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import torch
from common import unpack
from recipes import (
    FOREVER,
    Recipe,
    from_signed32,
    from_signed64,
    loader,
    signed32,
    unit,
)
from torch.nn.functional import pad
from torch.optim import Adam
from torch.utils.data import DataLoader, RandomSampler, TensorDataset
from watch import evaluated

ADAM_GAN = {"lr": 2e-4, "betas": (0.5, 0.999)}


def torchgan() -> Recipe:
    """Its DCGAN for 32 x 32 with its minimax losses; one epoch that does not end.

    At the end of an epoch its image logger calls torchvision's make_grid with an
    argument that is no more: `torchgan_epoch` shows it.
    """
    x = signed32()
    endless = RandomSampler(range(len(x)), num_samples=FOREVER)
    dataset = TensorDataset(x, torch.zeros(len(x)))
    return torchgan_on(DataLoader(dataset, 64, sampler=endless), epochs=1)


def torchgan_epoch() -> Recipe:
    """The same with epochs of one batch."""
    return torchgan_on(loader(signed32()[:64], 64), epochs=2)


def torchgan_on(batches: DataLoader, epochs: int) -> Recipe:
    """The trainer of its tutorial on any batches."""
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
    folder = tempfile.mkdtemp()
    trainer = Trainer(
        models, losses, device=torch.device("cpu"), epochs=epochs, sample_size=8,
        checkpoints=f"{folder}/gan", recon=f"{folder}/images",
    )  # fmt: skip
    G = trainer.generator
    draw = evaluated(G, lambda n: from_signed32(G(torch.randn(n, 100))))
    return lambda: trainer(batches), draw


def mimicry() -> Recipe:
    """Its SNGAN for 32 x 32 as its README has it; grey in three equal colours."""
    import torchvision  # noqa: F401  # before TensorFlow, or the process crashes
    from torch_mimicry import training
    from torch_mimicry.nets import sngan

    G, D = sngan.SNGANGenerator32(), sngan.SNGANDiscriminator32()
    opt_g, opt_d = (Adam(net.parameters(), 2e-4, betas=(0.0, 0.9)) for net in (G, D))
    trainer = training.Trainer(
        netD=D, netG=G, optD=opt_d, optG=opt_g, n_dis=5, num_steps=100_000,
        lr_decay="linear", dataloader=loader(signed32().expand(-1, 3, -1, -1), 64),
        log_dir=tempfile.mkdtemp(), device=torch.device("cpu"),
    )  # fmt: skip
    return trainer.train, evaluated(G, lambda n: from_signed32(G.generate_images(n)))


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


def vegans() -> Recipe:
    """Its VanillaGAN with its networks for Fashion-MNIST, z of 32 numbers."""
    from vegans.GAN import VanillaGAN
    from vegans.utils.loading import FashionMNISTLoader

    nets = FashionMNISTLoader(root=tempfile.mkdtemp())
    model = VanillaGAN(
        nets.load_generator(y_dim=None), nets.load_adversary(y_dim=None),
        x_dim=(1, 32, 32), z_dim=32, folder=None, device="cpu",
    )  # fmt: skip
    x = pad(unit(), [2, 2, 2, 2]).numpy()
    draw = lambda n: model.generate(n=n)[:, :, 2:-2, 2:-2]  # noqa: E731
    return lambda: model.fit(x, epochs=FOREVER), evaluated(model, draw)
