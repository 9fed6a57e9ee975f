"""The study of pairings: what is paired decides what squared error learns."""

import math

import pytest
import torch

from gvlib import data, experiments, vae
from gvlib.experiments.records import fingerprint
from gvlib.experiments.studies import pairing
from gvlib.train import seed_everything

ROWS = {row.name: row for row in pairing.STUDY}
TINY = {"widths": [16], "batch_size": 64}


def tiny(name, steps=40):
    row = ROWS[f"ring-demo/{name}"]
    config = row.config | TINY | {"steps": steps}
    if "teacher_steps" in config:
        config["teacher_steps"] = 20
    return row._replace(config=config, steps=steps, every=20)


@pytest.fixture(autouse=True)
def on_the_cpu(monkeypatch):
    monkeypatch.setenv("GVLIB_DEVICE", "cpu")


@pytest.mark.parametrize("name", ["random", "transport", "encoder", "flow"])
def test_a_regression_runs_and_is_measured(name, tmp_path):
    row = tiny(f"regress-{name}")
    row = row._replace(measure=lambda run, split: pairing.regressed(
        run, split, pairing=name, even=False
    ))  # fmt: skip
    _, found = experiments.train(row, 1_000, folder=tmp_path, progress=False)
    assert found["metrics"].keys() == {"modes", "high_quality", "fair_modes", "sse"}
    assert math.isfinite(found["metrics"]["sse"]) and found["images"] == 40 * 64
    assert len(fingerprint(row)) == 20


def test_the_flow_is_measured_at_each_number_of_steps(tmp_path):
    row = tiny("flow")._replace(measure=lambda run, split: {
        f"n@{n}": len(pairing.arrive(run.model, n, 10)) for n in pairing.COUNTS
    })  # fmt: skip
    _, found = experiments.train(row, 1_000, folder=tmp_path, progress=False)
    assert list(found["metrics"].values()) == [10] * 5


def test_all_pairings_start_with_the_same_network():
    starts = []
    for name in pairing.PAIRINGS:
        seed_everything(3)
        config = tiny(f"regress-{name}").config
        starts.append(pairing.regression(**config).state["G"][0].weight)
    assert all(torch.equal(starts[0], other) for other in starts[1:])


def test_random_pairs_leave_the_whole_variance():
    """E[x | z] = E[x], and E|x - E[x]|^2 = radius^2 + 2 sigma^2, from the formula."""
    row = tiny("regress-random", 300)
    seed_everything(1_000)
    run = row.build(**row.config)
    for _ in range(300):
        run.step(run.batches)
    found = pairing.regressed(run, "test", pairing="random", even=False)
    # The variance of |x - mean|^2 is small: 4 radius^2 sigma^2. A mean that is off by
    # 0.2 adds 0.04, so the network may be that far from the best.
    assert found["sse"] == pytest.approx(4 + 2 * 0.05**2, abs=0.1)
    assert found["modes"] == 0


def test_fair_modes_are_counted():
    """One sample is a mode of the records' rule, not a mode that is held."""
    modes = data.ring_modes(radius=2.0)
    x = torch.cat(
        [modes[:3].repeat_interleave(100, 0), modes[3:4], torch.zeros(499, 2)]
    )
    found = pairing.spread(x, even=True)
    # 8 % of an eighth of 800 is 8 points.
    assert found["modes"] == 4 and found["fair_modes"] == 3
    assert found["high_quality"] == pytest.approx(301 / 800)
    assert pairing.spread(torch.zeros(5, 2), even=False) == {
        "modes": 0, "high_quality": 0.0, "fair_modes": 0
    }  # fmt: skip


def test_a_pairing_by_an_encoder_is_a_draw_of_its_posterior():
    nothing = torch.nn.Linear(2, 4)
    torch.nn.init.zeros_(nothing.weight)
    nothing.bias.data = torch.tensor([3.0, -1.0, -20.0, -20.0])
    model = vae.VAE(nothing, torch.nn.Linear(2, 2), vae.GaussianLikelihood(1.0), 2)
    x = torch.randn(7, 2)
    z, same = pairing.pair_of("encoder", model)(x)
    assert same is x
    # sigma is exp(-20) = 2e-9.
    torch.testing.assert_close(z, torch.tensor([[3.0, -1.0]]).repeat(7, 1))


def test_an_unknown_pairing_names_the_known():
    with pytest.raises(
        ValueError, match="no pairing 'x'; there are: random, transport"
    ):
        pairing.pair_of("x")
