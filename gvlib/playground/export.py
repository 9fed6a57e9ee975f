"""What the latent explorer needs, out of the store: python -m gvlib.playground.export.

The generator of fashion/gan-r3, encoder and decoder of fashion/vae-sigma, a mixture
fitted to codes, directions in z, a map of codes, and the images that are shown.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from gvlib import data
from gvlib.experiments import stored
from gvlib.files import replace
from gvlib.forward import jacfwd
from gvlib.numerics import spectrum
from gvlib.playground import DIST
from gvlib.playground.packing import Block
from gvlib.playground.stills import draw_stills, fitted_prior, found
from gvlib.vae.model import kl_units

GAN, VAE = "fashion/gan-r3", "fashion/vae-sigma"
SIDE, CHANNELS = 7, 32  # of the coarsest grid of features
N_MAP, N_NEAR, N_TEST = 200, 40, 3  # of each class: points, training and test images
N_DIRECTIONS = 6
Net = Callable[[Tensor], Tensor]


def channels_last(w: Tensor, axis: int) -> Tensor:
    """Features (c, y, x) along an axis put into the order (y, x, c)."""
    shape = w.shape[:axis] + (CHANNELS, SIDE, SIDE) + w.shape[axis + 1 :]
    return w.reshape(shape).movedim(axis, axis + 2).reshape(w.shape)


def decoder_matrices(net: nn.Sequential) -> dict[str, tuple[Tensor, Tensor]]:
    """The layers as (matrix, bias): x W + b; a transposed convolution has 16 taps.

    W of the latter is (c_in, taps c_out): what each input adds to the 4x4 around it.
    """
    one, two, up, out = (m for m in net if hasattr(m, "weight"))
    taps = [m.weight.permute(0, 2, 3, 1).flatten(1) for m in (up, out)]
    return {
        "1": (one.weight.T, one.bias),
        "2": (channels_last(two.weight, 0).T, channels_last(two.bias, 0)),
        "3": (taps[0], up.bias), "4": (taps[1], out.bias),
    }  # fmt: skip


def encoder_matrices(net: nn.Sequential) -> dict[str, tuple[Tensor, Tensor]]:
    """The layers as (matrix, bias); W of a convolution is (taps c_in, c_out)."""
    layers = [m for m in net.modules() if hasattr(m, "weight")]
    first, second, dense, last = layers
    taps = [m.weight.permute(2, 3, 1, 0).flatten(0, 2) for m in (first, second)]
    return {
        "1": (taps[0], first.bias), "2": (taps[1], second.bias),
        "3": (channels_last(dense.weight, 1).T, dense.bias),
        "4": (last.weight.T, last.bias),
    }  # fmt: skip


def change_directions(net: Net, n: int = 500) -> Tensor:
    """Unit vectors v (32, 32), as columns, by falling E |J(z) v|^2, z ~ N(0, I).

    J is the Jacobian of the image: eigenvectors of E J'J.
    """
    z = torch.randn(n, 32, generator=torch.Generator().manual_seed(2))
    jacobian = torch.func.vmap(jacfwd(lambda row: net(row[None]).flatten()))
    total = sum(j.flatten(0, 1).T @ j.flatten(0, 1) for j in map(jacobian, z.split(50)))
    return torch.linalg.eigh(total.double()).eigenvectors.flip(1).float()


def steps_of(net: Net, directions: Tensor, n: int = 500) -> Tensor:
    """RMS grey levels by which a step of 1 along each column changes an image.

    From z - v/2 to z + v/2, mean over z ~ N(0, I).
    """
    z = torch.randn(n, 32, generator=torch.Generator().manual_seed(3))
    apart = [net(z + v / 2) - net(z - v / 2) for v in directions.T]
    return torch.stack([255 * d.flatten(1).square().mean(1).sqrt().mean()
                        for d in apart])  # fmt: skip


def first_of_each(labels: Tensor, n: int) -> Tensor:
    """The places of the first n images of each class."""
    return torch.cat([(labels == c).nonzero()[:n, 0] for c in range(10)])


def add_nets(block: Block, generator: nn.Module, model: nn.Module) -> None:
    """The three networks."""
    nets = {"gan": decoder_matrices(generator), "vae": decoder_matrices(model.decoder),
            "encoder": encoder_matrices(model.encoder)}  # fmt: skip
    for net, layers in nets.items():
        for layer, (weight, bias) in layers.items():
            block.matrix(f"{net}.{layer}", weight.numpy())
            block.floats(f"{net}.{layer}.bias", bias.numpy())


def add_directions(block: Block, images: dict[str, Net]) -> None:
    """Six directions of each network, and what a step along each does in both."""
    ways = {name: change_directions(net)[:, :N_DIRECTIONS]
            for name, net in images.items()}  # fmt: skip
    shuffled = torch.linalg.qr(torch.randn(32, 32, generator=torch.Generator()
                                           .manual_seed(4)))[0]  # fmt: skip
    for of, v in (ways | {"random": shuffled[:, :N_DIRECTIONS]}).items():
        block.floats(f"directions.{of}", v.T.contiguous().numpy())
        for name, net in images.items():
            block.floats(f"steps.{of}.{name}", steps_of(net, v).numpy())


def add_mixture(block: Block, model: nn.Module, x: Tensor) -> None:
    """The prior fitted to codes of training images, as chapter 7 does."""
    torch.manual_seed(0)
    prior = fitted_prior(model, x)
    block.floats("mixture.weight", prior.logits.exp().numpy())
    block.floats("mixture.mean", prior.means.numpy())
    block.matrix("mixture.scale", prior.L.flatten(0, 1).numpy())


def add_map(block: Block, model: nn.Module, x: Tensor, labels: Tensor) -> None:
    """The two principal directions of the means of q(z|x), and points on them."""
    mu = torch.cat([model.posterior(rows).mean for rows in x.split(500)])
    kl = torch.cat([kl_units(model.posterior(rows)) for rows in x.split(500)])
    variances, axes = spectrum(mu.double())
    shown = first_of_each(labels, N_MAP)
    flat = (mu.double() - mu.double().mean(0)) @ axes[:, :2]
    block.floats("map.mean", mu.mean(0).numpy())
    block.floats("map.axes", axes[:, :2].T.contiguous().numpy())
    block.floats("map.share", (variances[:2] / variances.sum()).numpy())
    block.matrix("map.points", flat[shown].numpy())
    block.labels("map.labels", labels[shown].numpy())
    block.floats("kl", kl.mean(0).numpy())


def add_search(block: Block, generator: nn.Module, model: nn.Module, x: Tensor) -> None:
    """How near both come to the shown test images, in grey levels, and how long z is.

    The VAE by the mean of q(z|x), the GAN by the search of `stills`.
    """
    z, image = found(generator, x)
    back = model.conditional(model.posterior(x).mean).mean
    for name, made in {"gan": image, "vae": back}.items():
        apart = 255 * (made - x).square().flatten(1).mean(1).sqrt()
        block.floats(f"search.{name}", apart.numpy())
    block.floats("search.norm", z.norm(dim=1).numpy())


@torch.no_grad()
def packed(generator: nn.Module, model: nn.Module, gan: str, vae: str) -> Block:
    """What the views need of two networks, which are called by these names."""
    grey, labels = data.fashion_mnist("train")
    x = data.to_unit(grey)
    made = Block(gan=gan, vae=vae, classes=data.CLASSES,
                 sigma=model.likelihood.log_sigma.exp().item())  # fmt: skip
    add_nets(made, generator, model)
    add_directions(made, {"gan": lambda z: generator(z).sigmoid(),
                          "vae": lambda z: model.decoder(z).sigmoid()})  # fmt: skip
    add_mixture(made, model, x)
    add_map(made, model, x[:10_000], labels[:10_000])
    test, known = data.fashion_mnist("test")
    for name, (images, y, n) in {"near": (grey, labels, N_NEAR),
                                 "test": (test, known, N_TEST)}.items():  # fmt: skip
        chosen = first_of_each(y, n)
        made.images(f"{name}.images", images[chosen].flatten(1).numpy())
        made.labels(f"{name}.labels", y[chosen].numpy())
    return made


@torch.no_grad()
def block() -> Block:
    """All that the page loads."""
    generator, model = stored(GAN).parts["generator"], stored(VAE).model
    made = packed(generator, model, GAN, VAE)
    test, known = data.fashion_mnist("test")
    chosen = first_of_each(known, N_TEST)
    add_search(made, generator, model, data.to_unit(test[chosen]))
    return made


def main() -> None:
    """Write the script of weights and the stills beside the built program."""
    text = block().script()
    replace(DIST / "explore-weights.js", lambda path: path.write_text(text, "ascii"))
    print(f"explore-weights.js: {len(text):,} bytes")
    draw_stills(DIST, GAN, VAE)


if __name__ == "__main__":
    main()
