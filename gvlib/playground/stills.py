"""What the explorer's places show without JavaScript: pictures of what they compute.

Black is 0, white is 1; the words around them say what the rows are.
"""

import hashlib
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor, nn
from torch.optim import Adam

from gvlib import data, vae
from gvlib.experiments import stored
from gvlib.experiments.sources import codes_of
from gvlib.files import replace
from gvlib.plot import tiled

COLUMNS, GAP, TIMES = 8, 2, 2
N_CODES, N_PARTS = 5_000, 20  # as in chapter 7
STARTS, STEPS, RATE = 4, 300, 0.1  # of the search, as src/explore/search.ts has them


def sheet(rows: list[Tensor]) -> Image.Image:
    """Images (n, 1, 28, 28) a row, with thin white lines between them."""
    grid = tiled(torch.cat([row[:COLUMNS] for row in rows]), COLUMNS, GAP)
    picture = Image.fromarray((255 * grid).round().astype(np.uint8))
    return picture.resize([TIMES * n for n in picture.size], Image.Resampling.NEAREST)


def fitted_prior(model: nn.Module, x: Tensor) -> nn.Module:
    """N_PARTS Gaussians, fitted to codes of the last N_CODES of the images."""
    return vae.fit_mixture(codes_of(model, x[-N_CODES:]), N_PARTS)


def found(generator: nn.Module, x: Tensor) -> tuple[Tensor, Tensor]:
    """(z, image): for each x the nearest that gradient descent on z finds, of 4 starts.

    It minimises |G(z) - x|^2 by Adam from draws of N(0, I), as the page does.
    """
    torch.manual_seed(0)
    z = torch.randn(STARTS * len(x), 32).requires_grad_()
    target, opt = x.repeat_interleave(STARTS, 0), Adam([z], RATE)
    with torch.enable_grad():
        for _ in range(STEPS):
            opt.zero_grad()
            (generator(z).sigmoid() - target).square().sum().backward()
            opt.step()
    image = generator(z.detach()).sigmoid()
    error = (image - target).square().flatten(1).sum(1).unflatten(0, (-1, STARTS))
    best = torch.arange(len(x)) * STARTS + error.argmin(1)
    return z.detach()[best], image[best]


def curves() -> Image.Image:
    """Two humps of data and one of a generator, and D* = p / (p + p_g) under them."""
    x = np.linspace(-5, 5, 476)
    bell = lambda m, s: np.exp(-(((x - m) / s) ** 2) / 2) / s / 2.5066  # noqa: E731
    p, q = (bell(-1.5, 0.6) + bell(1.5, 0.6)) / 2, bell(0.8, 1.0)
    picture = Image.new("RGB", (len(x), 230), "white")
    pen = ImageDraw.Draw(picture)
    for y, bottom, height, colour, step in (
        (p, 100, 220, "#222222", 1), (q, 100, 220, "#b84f00", 12),
        (p / (p + q), 220, 100, "#222222", 1),
    ):  # fmt: skip
        dots = [(i, bottom - height * v) for i, v in enumerate(y.tolist())]
        for i in range(0, len(dots) - 1, step):  # dashed, if the step is long
            pen.line(dots[i : i + max(2, step // 2)], fill=colour, width=2)
    return picture


def stamp(folder: Path) -> str:
    """The hash of what the stills are made by: this file, and the weights."""
    own = hashlib.sha256(Path(__file__).read_bytes())
    own.update((folder / "explore-weights.js").read_bytes())
    return own.hexdigest()


@torch.no_grad()
def draw_stills(folder: Path, gan: str, name: str) -> None:
    """Write explore-walk.png and the others, one for every view, and their stamp."""
    generator, model = stored(gan).parts["generator"], stored(name).model
    gan_image = lambda z: generator(z).sigmoid()  # noqa: E731
    vae_image = lambda z: model.conditional(z).mean  # noqa: E731
    torch.manual_seed(1)
    a, b, z = torch.randn(1, 32), torch.randn(1, 32), torch.randn(COLUMNS, 32)
    way = torch.lerp(a, b, torch.linspace(0, 1, COLUMNS)[:, None])
    train = data.to_unit(data.fashion_mnist("train")[0][-N_CODES:])
    fitted = fitted_prior(model, train)().sample((COLUMNS,))
    x = data.to_unit(data.fashion_mnist("test")[0][:COLUMNS])
    rows = {
        "walk": [gan_image(way), vae_image(way)],
        "draws": [gan_image(z), vae_image(z), vae_image(fitted)],
        "encode": [x, vae_image(model.posterior(x).mean), found(generator, x)[1]],
    }
    pictures = {key: sheet(images) for key, images in rows.items()}
    for key, picture in (pictures | {"judge": curves()}).items():
        target = folder / f"explore-{key}.png"
        replace(target, lambda path, of=picture: of.save(path, "PNG"))
    told = f"{stamp(folder)}\n"
    replace(folder / "explore-stills.txt", lambda path: path.write_text(told, "ascii"))
