"""Inception's features, where torchvision's weights are on the machine.

Of these features, and of no others, a Fréchet distance is called FID.
"""

import pickle
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate
from torchvision.models import Inception_V3_Weights, inception_v3

from gvlib.errors import GvlibError

FILE = Path(Inception_V3_Weights.IMAGENET1K_V1.url).name
SIDE = 299  # pixels, as the network was trained with


class InceptionError(GvlibError):
    """Inception's weights are not there, or not whole."""


def weights() -> Path:
    """The file in torch's hub folder; nothing is fetched. Raises InceptionError."""
    path = Path(torch.hub.get_dir(), "checkpoints", FILE)
    if not path.is_file():
        raise InceptionError(
            f"no Inception weights in {path.parent}: copy torchvision's file {FILE} "
            "there, or leave --inception out"
        )
    return path


def inception() -> Callable[[Tensor], Tensor]:
    """Pictures (n, 1 or 3, s, s) in [0, 1] -> (n, 2048), enlarged. May raise.

    The last layer before the logits, of torchvision's weights: published FIDs are of
    others, and these numbers do not compare with them.
    """
    path, net = weights(), inception_v3(weights=None, init_weights=False)
    try:
        net.load_state_dict(torch.load(path, "cpu", weights_only=True))
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise InceptionError(
            f"{path} cannot be used ({type(error).__name__}): copy torchvision's file "
            "there again, or leave --inception out"
        ) from None
    net.fc = nn.Identity()
    net.eval().requires_grad_(False)

    def features(x: Tensor) -> Tensor:
        large = interpolate(x.expand(-1, 3, -1, -1), SIDE, mode="bilinear")
        return net(2 * large - 1)

    return features
