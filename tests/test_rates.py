"""The study of two learning rates: a grid of GANs that differ in nothing else."""

from itertools import product

import torch

from gvlib.experiments import experiment
from gvlib.experiments.studies import rates
from gvlib.train import fit, seed_everything

E = experiment("ring-demo/rates")


def begun(steps: int):
    seed_everything(1_000)
    run = E.build(**E.config)
    if steps:
        fit(run.step, run.batches, steps, state=run.state, progress=False)
    return run


def test_all_pairs_start_alike_with_rates_of_their_own():
    run = begun(0)
    first, *rest = [[*pair.parameters()] for pair in run.state["players"]]
    assert len(rest) == len(rates.RATES) ** 2 - 1
    for other in rest:
        assert all(torch.equal(a, b) for a, b in zip(first, other, strict=True))
    for lr, lr_d in product(rates.RATES, rates.RATES):
        for player, rate in (("g", lr), ("d", lr_d)):
            opt = run.state[f"opt_{player} {rates.key(lr, lr_d)}"]
            assert opt.param_groups[0]["lr"] == rate


def test_the_first_update_is_as_long_as_the_rate():
    """Adam's first step is the rate in every weight, up to its eps."""
    start, run = begun(0), begun(1)
    for (lr, lr_d), before, after in zip(
        product(rates.RATES, rates.RATES), start.state["players"],
        run.state["players"], strict=True,
    ):  # fmt: skip
        for rate, old, new in zip((lr, lr_d), before, after, strict=True):
            a, b = next(old.parameters()), next(new.parameters())
            moved = (a - b).abs().max().item()
            assert abs(moved / rate - 1) < 1e-2, (lr, lr_d)


def test_every_pair_is_counted():
    found = rates.counted(begun(1), "test")
    assert len(found) == 2 * len(rates.RATES) ** 2 and E.watched in found
