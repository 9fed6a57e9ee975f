"""Floor: what `fit`, a step and `update` cost over a loop written out by hand.

By hand means zero_grad, backward and step in a bare for loop over a tensor in memory,
with the same networks, the same fused Adam and the same running average; nothing is
logged and no gradient is checked.
"""

from collections.abc import Callable

import torch
from bench.process import command
from bench.timing import in_turn, paired, repeated, summary
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, softplus

from gvlib import data, nets, vae
from gvlib.experiments import experiment
from gvlib.experiments.builds import adam
from gvlib.experiments.core import Run
from gvlib.numerics import digits
from gvlib.train import EMA, fit


def mlp_vae(n: int = 50_000, average: bool = True) -> tuple[Run, int]:
    """784-400-20 and back, on the first n images, and its batch size."""
    coders = nets.mlp(784, 400, 40), nets.mlp(20, 400, 784)
    model = vae.VAE(*coders, vae.CrossEntropy(), 20)
    opt, ema = adam(model, 1e-3, (0.9, 0.999)), EMA(model) if average else None
    x = data.fashion_mnist("train")[0][:n].flatten(1)
    batches = data.Batches(x, 128, data.to_unit)
    state = {"model": model, "opt": opt, "batches": batches}
    state |= {"ema": ema} if average else {}
    return Run(vae.vae_step(model, opt, ema=ema), batches, state, {}), 128


def built(name: str) -> tuple[Run, int]:
    """A named experiment's run and its batch size."""
    config = experiment(name).config
    return experiment(name).build(**config), config["batch_size"]


def rows(x: Tensor, batch_size: int) -> Callable[[], Tensor]:
    """Random batches, the shortest way; bytes become numbers in [0, 1]."""
    place = {"order": torch.randperm(len(x)), "at": 0}

    def draw() -> Tensor:
        if place["at"] + batch_size > len(x):
            place.update(order=torch.randperm(len(x)), at=0)
        found = x[place["order"][place["at"] : place["at"] + batch_size]]
        place["at"] += batch_size
        return found.float() / 255 if found.dtype == torch.uint8 else found

    return draw


def vae_by_hand(run: Run, batch_size: int) -> Callable[[], None]:
    """One step of the cross-entropy VAE, written out; averaged if the run is."""
    model, opt, average = (run.state.get(k) for k in ("model", "opt", "ema"))
    draw = rows(run.batches.x, batch_size)

    def step() -> None:
        x = draw()
        mu, log_sigma = model.encoder(x).chunk(2, dim=1)
        sigma = log_sigma.exp()
        h = model.decoder(mu + sigma * torch.randn_like(mu))
        cost = binary_cross_entropy_with_logits(h, x, reduction="sum")
        kl = 0.5 * (sigma**2 + mu**2 - 1 - 2 * log_sigma).sum()
        opt.zero_grad()
        ((cost + kl) / len(x)).backward()
        opt.step()
        if average:
            average.update(model)

    return step


def gan_by_hand(run: Run, batch_size: int) -> Callable[[], None]:
    """One step of the non-saturating GAN, written out."""
    G, D, opt_g, opt_d, average = (
        run.state[k] for k in ("G", "D", "opt_g", "opt_d", "ema")
    )
    draw, z_dim = rows(run.batches.x, batch_size), 2

    def step() -> None:
        with torch.no_grad():
            fake = G(torch.randn(batch_size, z_dim))
        opt_d.zero_grad()
        (softplus(-D(draw())) + softplus(D(fake))).mean().backward()
        opt_d.step()
        opt_g.zero_grad()
        softplus(-D(G(torch.randn(batch_size, z_dim)))).mean().backward()
        opt_g.step()
        average.update(G)

    return step


def contest(make: Callable[[], tuple[Run, int]], by_hand: Callable, n: int,
            rounds: int) -> dict:  # fmt: skip
    """CPU-seconds a step of `fit`, of a loop over our step, of all by hand; ratios."""
    (run, _), (bare, _), (other, size) = make(), make(), make()
    found = in_turn(
        {
            "fit": lambda: fit(
                run.step, run.batches, n, state=run.state, progress=False
            ),
            "bare loop, our step": repeated(lambda: bare.step(bare.batches), n),
            "by hand": repeated(by_hand(other, size), n),
        },
        rounds,
    )
    return {
        "milliseconds_a_step": {
            k: digits(1e3 * summary(v)["median"] / n) for k, v in found.items()
        },
        "fit_over_bare_loop": paired(found["fit"], found["bare loop, our step"]),
        "fit_over_by_hand": paired(found["fit"], found["by hand"]),
        "steps_a_round": n, "rounds": rounds,
    }  # fmt: skip


def measure(milliseconds: int, rounds: int) -> dict:
    """Three contests; a round of each takes about `milliseconds` a contestant."""
    return {
        "ring GAN": contest(
            lambda: built("ring/gan-ns"), gan_by_hand, max(1, milliseconds // 5), rounds
        ),
        "MLP VAE": contest(mlp_vae, vae_by_hand, max(1, milliseconds // 6), rounds),
        "convolutional VAE": contest(
            lambda: built("fashion/vae-bce"), vae_by_hand, max(1, milliseconds // 15),
            rounds,
        ),
    }  # fmt: skip


if __name__ == "__main__":
    command(measure, milliseconds=1_500, rounds=9)
