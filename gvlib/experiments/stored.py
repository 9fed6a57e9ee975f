"""Images from the stored weights of an experiment."""

import torch
from jaxtyping import Float
from torch import Tensor

from gvlib import vae, zoo
from gvlib.experiments.builds import LIKELIHOODS, in_chunks


def drawable() -> list[str]:
    """The experiments whose stored weights draw images."""
    stored = [n for n in zoo.names() if (zoo.FOLDER / f"{n}.safetensors").exists()]
    return [name for name in stored if "z_dim" in zoo.record(name)["config"]]


def stored_vae(name: str) -> vae.VAE:
    """The VAE of the shown seed, as it was measured."""
    config = zoo.record(name)["config"]
    likelihood = LIKELIHOODS[config["likelihood"]]()
    if likelihood.state_dict():
        likelihood = zoo.restored(name, "likelihood", likelihood)
    parts = zoo.encoder(name), zoo.generator(name), likelihood
    return vae.VAE(*parts, config["z_dim"]).eval()


@torch.no_grad()
def samples(name: str, n: int, draw: bool = False) -> Float[Tensor, "n 1 28 28"]:
    """n images in [0, 1]: of a VAE the means of p(x|z), or with `draw` samples of it.

    Raises UnknownName, listing what there is, if nothing stored draws images under
    that name, or if `draw` is asked of a GAN, which has no p(x|z).
    """
    config = zoo.record(name)["config"]
    if name not in drawable():
        there = ", ".join(drawable()) or "none yet"
        raise zoo.UnknownName(
            f"no stored weights of {name!r} draw images; there are: {there}"
        )
    if "likelihood" in config:
        model = stored_vae(name)
        return in_chunks(model.sample if draw else model.sample_mean, n).clamp(0, 1)
    if draw:
        raise zoo.UnknownName(f"{name!r} is a GAN and has no p(x|z) to draw from")
    G = zoo.generator(name)
    return in_chunks(lambda m: G(torch.randn(m, config["z_dim"])).sigmoid(), n)
