"""Which features, learned without labels, see damage best? For `gvlib compare`.

Candidates see 1,600 pictures of Fashion-MNIST, as many as a small folder holds. Then
400 others are damaged, each kind in five rising degrees, and their Fréchet distance to
400 real ones is taken in each candidate's features. A step up in degree that lowers the
distance is a mistake. Writes gvlib/zoo/eyes.json: `python -m studies.eyes` (six minutes
on one core).
"""

import json
from collections.abc import Callable, Iterator
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, mse_loss
from torchvision.transforms.v2 import functional as v2

from gvlib import data, files, metrics, nets, zoo
from gvlib.experiments.builds import adam
from gvlib.experiments.own.patches import patch_features
from gvlib.numerics import digits
from gvlib.train import Scalars, fit, seed_everything, update

N_TRAIN, N, REPEATS, SEEDS = 1_600, 400, 4, (0, 1)
BATCH, CLASSES = 64, 10
Features = Callable[[Tensor], Tensor]
Damage = Callable[[Tensor, Tensor, float], Tensor]


def learned(net: nn.Module, x: Tensor, y: Tensor, loss: Callable, steps: int) -> None:
    """Adam on loss(net, pictures, labels), the pictures drawn in batches."""
    opt = adam(net, 1e-3, (0.9, 0.999))

    def step(batches: Iterator[Tensor]) -> Scalars:
        rows = next(batches)
        return {"norm": update(opt, loss(net, x[rows], y[rows]))}

    fit(step, data.Batches(torch.arange(len(x)), BATCH), steps, state={"net": net})
    net.eval()


def random_convolutions(x: Tensor, y: Tensor) -> Features:
    """The classifier's network as it starts."""
    return nets.classifier()[0].eval()


def turns(x: Tensor, y: Tensor) -> Features:
    """A classifier of how far a picture was turned. Gidaris et al. (2018)."""

    def loss(net: nn.Module, x: Tensor, y: Tensor) -> Tensor:
        quarters = torch.randint(4, (len(x),))
        turned = torch.stack([torch.rot90(x, k, (-2, -1)) for k in range(4)])
        return cross_entropy(net(turned[quarters, torch.arange(len(x))]), quarters)

    net = nets.classifier(4)
    learned(net, x, y, loss, 600)
    return net[0]


def autoencoder(x: Tensor, y: Tensor) -> Features:
    """The code of 32 numbers from which a picture is best restored."""

    def loss(net: nn.Module, x: Tensor, y: Tensor) -> Tensor:
        return mse_loss(net(x).sigmoid(), x) * x[0].numel()

    code = nn.Sequential(nets.trunk(), nn.Linear(nets.HIDDEN, nets.Z_DIM))
    learned(nn.Sequential(code, nets.generator()), x, y, loss, 1_500)
    return code


def patches(x: Tensor, y: Tensor) -> Features:
    """How near the patches of a picture's quarters are to 64 centres."""
    return patch_features(x)


def labelled(x: Tensor, y: Tensor) -> Features:
    """For comparison: a classifier of the ten classes, which labels are needed for."""
    net = nets.classifier()
    learned(net, x, y, lambda net, x, y: cross_entropy(net(x), y), 600)
    return net[0]


def blurred(x: Tensor, y: Tensor, sigma: float) -> Tensor:
    """A Gaussian blur of sigma pixels."""
    return v2.gaussian_blur(x, [7, 7], [sigma, sigma])


def noisy(x: Tensor, y: Tensor, sigma: float) -> Tensor:
    """Pixels with noise of standard deviation sigma."""
    return (x + sigma * torch.randn_like(x)).clamp(0, 1)


def dropped(x: Tensor, y: Tensor, classes: float) -> Tensor:
    """None of so many classes; the others' pictures stand in for them."""
    gone = torch.randperm(CLASSES)[: int(classes)]
    kept = x[~torch.isin(y, gone)]
    return kept[torch.randperm(len(kept))]


def copied(x: Tensor, y: Tensor, different: float) -> Tensor:
    """So many different pictures, each as often as the others."""
    return x[: int(different)].repeat(N // int(different), 1, 1, 1)


DAMAGES: dict[str, tuple[Damage, tuple[float, ...]]] = {
    "blur": (blurred, (0.3, 0.5, 0.7, 1.0)), "noise": (noisy, (0.02, 0.05, 0.1, 0.2)),
    "dropped modes": (dropped, (1, 2, 4, 7)), "copies": (copied, (200, 100, 50, 20)),
}  # fmt: skip
CANDIDATES = (random_convolutions, turns, autoencoder, patches, labelled)


@torch.no_grad()
def distances(eyes: Features, x: Tensor, y: Tensor) -> dict[str, list[float]]:
    """Fréchet distances of one draw, undamaged first, then in rising degrees."""
    real, x, y = eyes(x[:N]), x[N:], y[N:]

    def distance(images: Tensor) -> float:
        return metrics.frechet_distance(real, eyes(images[:N]))

    none = distance(x)
    return {
        name: [none, *(distance(damage(x, y, degree)) for degree in degrees)]
        for name, (damage, degrees) in DAMAGES.items()
    }


def in_order(draws: list[list[float]]) -> float:
    """The share of (draw, draw, step up) in which the higher degree is further away."""
    degrees = list(zip(*draws, strict=True))
    pairs = [(a, b) for low, high in pairwise(degrees) for a in low for b in high]
    return sum(a < b for a, b in pairs) / len(pairs)


def study(candidate: Callable, seed: int) -> dict[str, list[list[float]]]:
    """The distances of all draws of one seed of a candidate."""
    x, y = data.fashion_mnist("train")
    seed_everything(seed)
    some = torch.randperm(len(x))[:N_TRAIN]
    eyes = candidate(data.to_unit(x[some]), y[some])
    x, y = data.fashion_mnist("val")
    draws = {name: [] for name in DAMAGES}
    for repeat in range(REPEATS):
        seed_everything(1_000 * seed + repeat)  # the same pictures for every candidate
        order = torch.randperm(len(x))[: 6 * N]  # enough when seven classes are gone
        for name, found in distances(eyes, data.to_unit(x[order]), y[order]).items():
            draws[name].append([digits(value) for value in found])
    return draws


def main() -> None:
    """Every candidate and seed; the table is printed and stored."""
    table = {}
    for candidate in CANDIDATES:
        seeds = [study(candidate, seed) for seed in SEEDS]
        orders = {d: sum(in_order(s[d]) for s in seeds) / len(seeds) for d in DAMAGES}
        orders["all"] = sum(orders.values()) / len(orders)
        orders = {d: digits(share) for d, share in orders.items()}
        table[candidate.__name__] = {"in_order": orders, "distances": seeds}
        print(candidate.__name__, orders, flush=True)
    rec = {
        "n_train": N_TRAIN, "n": N, "repeats": REPEATS, "seeds": list(SEEDS),
        "degrees": {name: list(degrees) for name, (_, degrees) in DAMAGES.items()},
        "candidates": table,
    }  # fmt: skip
    text = json.dumps(rec) + "\n"
    files.replace(zoo.FOLDER / "eyes.json", lambda path: path.write_text(text))


if __name__ == "__main__":
    main()
