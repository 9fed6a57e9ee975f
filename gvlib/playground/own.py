"""A reader's own networks, checked and copied for the explorer."""

import copy
import re

import torch
from torch import nn

from gvlib import nets, vae

ADVICE = "the explorer draws what gvlib.nets.{}() builds, with weights of your own"


def own_generator(net: nn.Module, name: str = "generator") -> nn.Sequential:
    """A copy on the CPU, without a sigmoid at the end: z (b, 32) -> h (b, 1, 28, 28).

    Raises TypeError for what is no network, ValueError for other layers than those of
    `nets.generator()` and for weights that are not finite.
    """
    return alike(net, nets.generator(), name, "generator")


def own_vae(model: vae.VAE) -> vae.VAE:
    """A copy on the CPU. Raises as `own_generator`; ValueError for another p(x|z) too.

    The page shows sigmoid(h) as the mean of p(x|z) and log N(x; mean, sigma^2).
    """
    if not isinstance(model, vae.VAE):
        raise TypeError(
            f"model is a {type(model).__name__}: pass the whole gvlib.vae.VAE, for "
            "its encoder places images on the map of codes"
        )
    likelihood = model.likelihood
    if not (isinstance(likelihood, vae.GaussianLikelihood) and likelihood.logit):
        raise ValueError(
            f"model: p(x|z) is a {type(likelihood).__name__}, where the explorer shows "
            "vae.GaussianLikelihood(mean=torch.sigmoid)"
        )
    if model.given_prior is not None:
        raise ValueError("model: its prior is not N(0, I), which the explorer draws")
    decoder = own_generator(model.decoder, "decoder")
    encoder = alike(model.encoder, nets.encoder(), "encoder", "encoder")
    return vae.VAE(encoder, decoder, copy.deepcopy(likelihood).cpu(), nets.Z_DIM)


def alike(net: nn.Module, made: nn.Module, name: str, builder: str) -> nn.Module:
    """`made` with the weights of `net`, if their layers are the same."""
    if not isinstance(net, nn.Module):
        raise TypeError(f"{name} is a {type(net).__name__}, not a network")
    layers, wanted = leaves(net), leaves(made)
    if builder == "generator" and layers and isinstance(layers[-1], nn.Sigmoid):
        layers = layers[:-1]
    advice = ADVICE.format(builder)
    for i, (mine, theirs) in enumerate(zip(layers, wanted, strict=False), start=1):
        if told(mine) != told(theirs):
            raise ValueError(f"{name}, layer {i}: {mine}, not {theirs}; {advice}")
    if len(layers) != len(wanted):
        raise ValueError(
            f"{name} has {len(layers)} layers, not {len(wanted)}; {advice}"
        )
    for mine, theirs in zip(layers, wanted, strict=True):
        theirs.load_state_dict(mine.state_dict())
    if not all(p.isfinite().all() for p in made.parameters()):
        raise ValueError(f"{name}: its weights are not finite; it has diverged")
    return made.requires_grad_(False)


def leaves(net: nn.Module) -> list[nn.Module]:
    """The layers in their order, those of inner networks too."""
    return [module for module in net.modules() if not [*module.children()]]


def told(layer: nn.Module) -> str:
    """How a layer prints itself; that it works in place changes no number."""
    return re.sub(r",? ?inplace=True", "", repr(layer))


@torch.no_grad()
def line(generator: nn.Module, model: vae.VAE, n: int = 8) -> list[torch.Tensor]:
    """Images of both at n draws of N(0, I), the same for every call."""
    z = torch.randn(n, nets.Z_DIM, generator=torch.Generator().manual_seed(1))
    return [generator(z).sigmoid(), model.conditional(z).mean]
