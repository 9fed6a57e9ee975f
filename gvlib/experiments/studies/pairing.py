"""Chapter 10: one network, one squared error, four pairings of z with x, on a ring."""

from functools import partial

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gvlib import data, diffusion, metrics, nets
from gvlib.experiments.builds import adam, in_chunks, lower_rates
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.studies.rings import N, ring_vae
from gvlib.train import EMA, fit

HELD_OUT = 1  # the seed of points that no batch holds
N_ERROR = 20  # batches of them
RADIUS, REACH = 2.0, 0.15  # the latter is three standard deviations of a mode
SEEDS = (1, 2, 3, 4, 5)
COUNTS = (1, 2, 4, 8, 50)  # Euler steps at which the flow is measured
PAIRINGS = {
    "random": diffusion.at_random, "transport": diffusion.by_transport,
    "encoder": diffusion.by_encoder, "flow": diffusion.by_flow,
}  # fmt: skip
TAUGHT = ("encoder", "flow")


def pair_of(pairing: str, teacher: nn.Module | None = None) -> diffusion.Pair:
    """The pairing of that name, bound to the model it needs. Raises ValueError."""
    if pairing not in PAIRINGS:
        raise ValueError(f"no pairing {pairing!r}; there are: {', '.join(PAIRINGS)}")
    pair = PAIRINGS[pairing]
    return pair if teacher is None else partial(pair, teacher)


def flow(
    *, points: dict, n: int, widths: list, batch_size: int, steps: int, lr: float,
    betas: list, ema: float,
) -> Run:  # fmt: skip
    """Flow matching on the ring, at a learning rate that falls to 0."""
    v = diffusion.Velocity(nets.mlp(3, *widths, 2))
    batches = data.Batches(data.ring(n, **points), batch_size)
    opt, average = adam(v, lr, betas), EMA(v, ema)
    step = diffusion.flow_matching_step(v, opt, average)
    state = {"v": v, "opt": opt, "batches": batches, "ema": average}
    sample = lambda m: arrive(average.module, max(COUNTS), m)  # noqa: E731
    run = Run(
        step, batches, state, {"velocity": average.module}, sample, model=average.module
    )
    return lower_rates(run, ["opt"], steps)


def arrive(v: diffusion.Velocity, n_steps: int, n: int) -> Float[Tensor, "n 2"]:
    """n draws of z, carried to x in that many Euler steps."""
    return in_chunks(lambda m: diffusion.integrate(v, torch.randn(m, 2), n_steps), n)


def taught(pairing: str, steps: int, how: dict) -> nn.Module:
    """The model that the pairing needs, trained first: a VAE or a flow."""
    if pairing == "flow":
        run = flow(**how, steps=steps)
    else:
        run = ring_vae(**how, z_dim=2, likelihood="points, learned sigma")
        run = lower_rates(run, ["opt"], steps)
    fit(run.step, run.batches, steps, state=run.state, progress=False)
    return run.model


def regression(*, pairing: str, steps: int, teacher_steps: int = 0, **how) -> Run:
    """x regressed on z; weights and order of the data start alike for all pairings.

    `how` is what `flow` takes besides.
    """
    G = nets.mlp(2, *how["widths"], 2)
    x = data.ring(how["n"], **how["points"])
    batches = data.Batches(x, how["batch_size"])
    opt, average = adam(G, how["lr"], how["betas"]), EMA(G, how["ema"])
    state = {"G": G, "opt": opt, "batches": batches, "ema": average}
    if pairing in TAUGHT:
        state["teacher"] = taught(pairing, teacher_steps, how)
    pair = pair_of(pairing, state.get("teacher"))
    shown = average.module

    @torch.no_grad()
    def sample(n: int) -> Tensor:
        return in_chunks(lambda m: shown(torch.randn(m, 2)), n)

    step = diffusion.regression_step(G, opt, pair, average)
    run = Run(step, batches, state, {"generator": shown}, sample, model=shown)
    return lower_rates(run, ["opt"], steps)


def spread(x: Float[Tensor, "n 2"], even: bool) -> dict[str, float | int]:
    """Modes, high-quality share, fair modes of points; their mode KL if `even`.

    Where hardly a point is of high quality the last means nothing, so is left out.
    """
    modes = data.ring_modes(radius=RADIUS)
    found = metrics.mode_report(x, modes, REACH)
    kl = found.pop("mode_kl")
    found |= {"fair_modes": metrics.fair_modes(x, modes, REACH)}
    return found | {"mode_kl": kl} if even else found


@torch.no_grad()
def regressed(
    run: Run, split: str, *, pairing: str, even: bool = True
) -> dict[str, float | int]:
    """What N draws of z become, and the squared error left on pairs of unseen x."""
    found = spread(run.sample(N), even)
    pair, size = pair_of(pairing, run.state.get("teacher")), run.batches.batch_size
    x = data.ring(N_ERROR * size, **POINTS, seed=HELD_OUT)
    pairs = [pair(batch) for batch in x.split(size)]
    errors = torch.cat([(b - run.model(a)).square().sum(1) for a, b in pairs])
    return found | {"sse": errors.mean().item()}


def flowed(run: Run, split: str) -> dict[str, float | int]:
    """What N draws of z become in 1, 2, 4, 8 and 50 Euler steps."""
    found = {}
    for n in COUNTS:
        numbers = spread(arrive(run.model, n, N), even=n == max(COUNTS))
        found |= {f"{key}@{n}": value for key, value in numbers.items()}
    return found


POINTS = {"radius": RADIUS, "sigma": 0.05}
HOW = {
    "points": POINTS, "n": 10_000, "widths": [128, 128, 128], "batch_size": 128,
    "lr": 1e-3, "betas": [0.9, 0.999], "ema": 0.99,
}  # fmt: skip
STEPS, TEACHER_STEPS = 2_000, 3_000
SHOWN = {
    "n": N, "reference": "the mixture itself", "hq_radius": "3 sigma",
    "mode_rule": "at least one high-quality sample",
    "fair_modes": "modes that hold at least 8 % of an eighth of all samples",
}  # fmt: skip
ERROR = {
    "sse": "|x - G(z)|^2 summed over both coordinates, mean over 2,560 pairs of points "
    "that were not trained on",
}


def row(pairing: str, words: str, even: bool = True) -> Experiment:
    """The regression with one pairing."""
    teacher = {"teacher_steps": TEACHER_STEPS} if pairing in TAUGHT else {}
    return Experiment(
        f"ring-demo/regress-{pairing}", f"Squared error, x and z paired {words}",
        regression, HOW | {"pairing": pairing, "steps": STEPS} | teacher, STEPS,
        partial(regressed, pairing=pairing, even=even), SHOWN | ERROR,
        seeds=SEEDS, watched="sse", all_counts=True,
    )  # fmt: skip


STUDY = (
    row("random", "at random", even=False),
    row("transport", "by optimal transport between two batches"),
    row("encoder", "by a VAE's encoder"),
    row("flow", "by a flow's differential equation"),
    Experiment(
        "ring-demo/flow", "Flow matching, the ring of the live demonstrations",
        flow, HOW | {"steps": TEACHER_STEPS}, TEACHER_STEPS, flowed,
        SHOWN | {"shown": "key@n is after n Euler steps"},
        seeds=SEEDS, watched="high_quality@50", all_counts=True,
    ),
)  # fmt: skip
