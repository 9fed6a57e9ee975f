"""Chapter 8: one network of characters; likelihood, a code, or a critic teaches it."""

from functools import partial

from torch import nn

from gvlib import data, gan, language, vae
from gvlib.experiments.builds import adam
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.studies.text_measures import (
    K_NLL,
    N_NLL,
    PLACES,
    SIZE,
    N,
    code_report,
    language_report,
    lines,
    watch_text,
)
from gvlib.gan.discrete import FirstThen, gumbel_step, reinforce_step
from gvlib.train import device
from gvlib.vae.schedules import WarmUp, free_bits

CONTEXT = 24
"""Numbers that a decoder hands the character model."""


def batches_of(batch_size: int) -> data.Batches:
    """Batches of the training sentences."""
    return data.Batches(lines("train").to(device()), batch_size)


def text_model(
    *, hidden: int, lr: float, betas: list, batch_size: int, hide: float = 0.0
) -> Run:
    """Maximum likelihood, by the chain rule."""
    model = language.LanguageModel(SIZE, PLACES, hidden=hidden, hide=hide).to(device())
    opt, batches = adam(model, lr, betas), batches_of(batch_size)
    state = {"model": model, "opt": opt, "batches": batches}
    step = language.likelihood_step(model, opt)
    return Run(step, batches, state, {"model": model}, model.sample, model=model)


def text_vae(
    *, z_dim: int, hidden: int, hide: float, warm_up: int, floor: float, lr: float,
    betas: list, batch_size: int,
) -> Run:  # fmt: skip
    """The same network as p(x|z), and an encoder."""
    net = language.CharacterModel(
        SIZE, PLACES, hidden=hidden, context=CONTEXT, hide=hide
    )
    encoder = language.TextEncoder(SIZE, z_dim, hidden)
    decoder = nn.Sequential(nn.Linear(z_dim, CONTEXT), nn.Tanh())
    model = vae.VAE(encoder, decoder, net, z_dim).to(device())
    opt, batches = adam(model, lr, betas), batches_of(batch_size)
    state = {"model": model, "opt": opt, "batches": batches}
    bound = vae.elbo
    if warm_up:
        bound = state["warm-up"] = WarmUp(warm_up)
    elif floor:
        bound = partial(free_bits, floor=floor)
    step = vae.vae_step(model, opt, bound)
    return Run(step, batches, state, {"model": model}, model.sample, model=model)


def text_gan(
    *, how: str, hidden: int, tau: float, likelihood_steps: int, lr_first: float,
    lr: float, lr_d: float, betas: list, r1: float, batch_size: int,
) -> Run:  # fmt: skip
    """The same network as the language model; after a while, or at once, a critic."""
    G = language.LanguageModel(SIZE, PLACES, hidden=hidden).to(device())
    D = language.TextCritic(SIZE, PLACES).to(device())
    first, opt_g = adam(G, lr_first, (0.9, 0.999)), adam(G, lr, betas)
    opt_d, batches = adam(D, lr_d, betas), batches_of(batch_size)
    rest = {"size": SIZE, "penalties": [gan.r1(r1)]}
    if how == "reinforce":
        step = reinforce_step(G, D, opt_g, opt_d, gan.non_saturating, **rest)
    else:
        rest |= {"tau": tau, "hard": how == "straight-through"}
        step = gumbel_step(G, D, opt_g, opt_d, gan.non_saturating, **rest)
    step = FirstThen(likelihood_steps, language.likelihood_step(G, first), step)
    state = {"G": G, "D": D, "first": first, "opt_g": opt_g, "opt_d": opt_d,
             "batches": batches, "phase": step}  # fmt: skip
    return Run(step, batches, state, {"model": G}, G.sample, model=G)


STEPS, HALF, LONG = 1_000, 500, 1_200
NET = {"hidden": 64, "batch_size": 64}
LIKELY = NET | {"lr": 4e-3, "betas": [0.9, 0.999]}
CODE = LIKELY | {"z_dim": 8, "hide": 0.0, "warm_up": 0, "floor": 0.0}
GAME = NET | {
    "how": "straight-through", "tau": 1.0, "likelihood_steps": 0, "lr_first": 4e-3,
    "lr": 3e-3, "lr_d": 3e-3, "betas": [0.5, 0.99], "r1": 1.0,
}  # fmt: skip
AFTER = {"likelihood_steps": HALF, "lr": 2e-4, "lr_d": 1e-3}
WARM, BITS, HIDE = {"warm_up": HALF}, {"floor": 0.5}, {"hide": 0.4}
PROTOCOL = {
    "n": N, "reference": "the formula itself; -log q of 2,000 test sentences",
    "kl": "-log q minus -log p of the same sentences, nats",
}  # fmt: skip


def row(
    name: str, title: str, build, report, *changes: dict, steps: int = STEPS, **how
) -> Experiment:  # fmt: skip
    """One row: its base, and what is changed."""
    config = {}
    for change in changes:
        config |= change
    return Experiment(
        f"text/{name}", title, build, config, steps, report, PROTOCOL | how,
        watch=watch_text, watched="valid", seeds=(1, 2, 3, 4, 5), every=50, points=5,
    )  # fmt: skip


def coded(name: str, title: str, *changes: dict) -> Experiment:
    """A VAE of text."""
    bound = f"importance-weighted bound, k = {K_NLL}, {N_NLL} sentences, nats"
    return row(name, title, text_vae, code_report, CODE, *changes, nll=bound)


def played(name: str, title: str, *changes: dict) -> Experiment:
    """A GAN of text; after likelihood it has as many steps in all as that alone."""
    steps = STEPS if AFTER in changes else LONG
    return row(
        name, title, text_gan, language_report, GAME, *changes, steps=steps
    )  # fmt: skip


REINFORCE, SOFT = {"how": "reinforce"}, {"how": "soft"}
STUDY = (
    row("likelihood", "Maximum likelihood", text_model, language_report, LIKELY),
    row("likelihood-hide", "Maximum likelihood, characters hidden", text_model,
        language_report, LIKELY, HIDE),
    coded("vae", "VAE of text"),
    coded("vae-warmup", "VAE of text, warm-up", WARM),
    coded("vae-freebits", "VAE of text, free bits", BITS),
    coded("vae-hide", "VAE of text, characters hidden", HIDE),
    coded("vae-hide-warmup", "VAE of text, characters hidden, warm-up", HIDE, WARM),
    coded("vae-blind", "VAE of text, no character seen", {"hide": 1.0}),
    played("gan-straight", "GAN of text, straight through"),
    played("gan-soft", "GAN of text, soft characters", SOFT),
    played("gan-reinforce", "GAN of text, REINFORCE", REINFORCE),
    played("gan-straight-after", "GAN of text, straight through, after likelihood",
           AFTER),
    played("gan-reinforce-after", "GAN of text, REINFORCE, after likelihood",
           REINFORCE, AFTER),
)  # fmt: skip
