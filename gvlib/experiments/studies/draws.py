"""Chapter 9: how often does a loss work, if its settings are drawn at random?"""

from functools import partial

import torch

from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.studies.points import PROTOCOL, count, point_gan

N_DRAWS = 40


def draw(space: dict[str, dict]) -> dict[str, float | int]:
    """One point of a search space, from torch's generator, a number for each name.

    {"log": [low, high]} is uniform in the logarithm, {"of": [...]} is one of a list.
    """
    found = {}
    for name, rule in space.items():
        u = torch.rand(1, dtype=torch.float64).item()
        if "log" in rule:
            low, high = rule["log"]
            found[name] = float(f"{low * (high / low) ** u:.4g}")
        else:
            found[name] = rule["of"][int(u * len(rule["of"]))]
    return found


def drawn_gan(*, space: dict[str, dict], penalties: list, **how) -> Run:
    """A GAN of points whose settings are the seed's draw.

    Every loss meets the same draws, and the same networks: what a loss has no use for,
    the strength of a penalty, is drawn all the same.
    """
    found = draw(space)
    settings = dict(found)
    strength, beta1 = settings.pop("strength"), settings.pop("beta1")
    weights = {name: strength if name in penalties else 0.0 for name in PENALTIES}
    run = point_gan(**how, **weights, **settings, betas=[beta1, 0.99])
    return run._replace(drawn=found)


PENALTIES = ("r1", "r2", "wgan_gp")
SPACE = {
    "lr": {"log": [1e-4, 1e-2]}, "lr_d": {"log": [1e-4, 1e-2]},
    "beta1": {"of": [0.0, 0.5, 0.9]}, "n_critic": {"of": [1, 3]},
    "strength": {"log": [0.01, 10.0]},
}  # fmt: skip
SETTING = {
    "points": "ring", "n": 10_000, "widths": [64, 64], "z_dim": 2, "batch_size": 128,
    "critic": "plain", "ema": 0.99, "space": SPACE,
}  # fmt: skip
STEPS = 2_000


def row(name: str, words: str, loss: str, *penalties: str) -> Experiment:
    """One loss: its seeds are the draws."""
    return Experiment(
        f"ring-demo/draws-{name}", f"{N_DRAWS} draws of settings: {words}", drawn_gan,
        SETTING | {"loss": loss, "penalties": [*penalties]}, STEPS,
        partial(count, points="ring"), PROTOCOL, watched="high_quality",
        seeds=tuple(range(1, N_DRAWS + 1)), every=500,
    )  # fmt: skip


STUDY = (
    row("minimax", "the minimax loss", "minimax"),
    row("ns", "the non-saturating loss", "non_saturating"),
    row("ns-r1-r2", "the same with R1 and R2", "non_saturating", "r1", "r2"),
    row("ls", "least squares", "least_squares"),
    row("wgan-gp", "Wasserstein with gradient penalty", "wasserstein", "wgan_gp"),
    row("r3", "the relativistic loss with R1 and R2", "relativistic", "r1", "r2"),
)
