"""Chapter 11: each row runs, twins are strangers, a switch changes one thing."""

import math

import pytest
import torch

from gvlib import experiments, nets
from gvlib.experiments.records import fingerprint
from gvlib.experiments.studies import distilled, maps, recipes, trends
from gvlib.train import EMA, seed_everything

ROWS = {e.name: e for e in trends.STUDY + recipes.STUDY + distilled.STUDY}
COUNTS = {"modes", "fair_modes", "high_quality", "mode_kl", "width", "cost"}


def tiny(name):
    """The row with small networks and 20 steps."""
    e = ROWS[f"ring-demo/{name}"]
    config = e.config | {"widths": [8], "batch_size": 16, "steps": 20}
    if "teacher_steps" in config:
        config["teacher_steps"] = 20
    return e._replace(config=config, steps=20, every=20)


@pytest.fixture(autouse=True)
def on_the_cpu(monkeypatch):
    monkeypatch.setenv("GVLIB_DEVICE", "cpu")


@pytest.mark.parametrize("name", [name.split("/")[1] for name in ROWS])
def test_a_row_runs_and_is_measured(name, tmp_path):
    row = tiny(name)
    _, found = experiments.train(row, 1_000, folder=tmp_path, progress=False)
    keys = found["metrics"].keys()
    assert keys >= COUNTS and all(math.isfinite(v) for v in found["metrics"].values())
    assert ("apart" in keys) == name.startswith("twins")
    assert len(fingerprint(row)) == 20


def test_twins_share_the_method_and_nothing_else():
    seed_everything(0)
    run = tiny("twins-gan").build(**tiny("twins-gan").config)
    one, other = run.state["G"], run.state["twin's G"]
    assert not torch.equal(one[0].weight, other[0].weight)
    before = other[0].weight.clone()
    run.step(run.batches)
    assert not torch.equal(other[0].weight, before)
    assert not torch.equal(run.batches.order, run.state["twin's batches"].order)


def test_the_distance_of_twins_is_a_root_mean_square():
    """Two maps that differ by (3, 4) lie 5 apart, whatever z is."""
    shift = torch.nn.Linear(2, 2)
    torch.nn.init.eye_(shift.weight)
    shift.bias.data = torch.tensor([3.0, 4.0])
    seed_everything(0)
    run = tiny("twins-gan").build(**tiny("twins-gan").config)
    run = run._replace(model=torch.nn.Identity(), state={"twin": shift})
    found = trends.map_report(run, "test")
    assert found["apart"] == pytest.approx(5, abs=1e-4)
    assert found["cost"] == 0 and found["cost_twin"] == pytest.approx(25, abs=1e-3)


def test_a_switch_changes_one_thing():
    old, new = ROWS["ring-demo/old"].config, ROWS["ring-demo/twins-gan"].config
    new = new | {"falling": True}
    for name, key in recipes.SWITCHES.items():
        there = ROWS[f"ring-demo/old-{name}"].config
        assert there == old | {key: new[key]} and there != old
    assert old | {key: new[key] for key in recipes.SWITCHES.values()} == new


def test_a_student_is_pulled_to_its_teachers_ends():
    """The weight times the mean square, for a teacher that carries z to z + 1."""

    class One(torch.nn.Module):
        def forward(self, x, t):
            return torch.ones_like(x)

    z = torch.randn(50, 2)
    found = distilled.towards(One(), 0.5)(z, z)
    assert found.item() == pytest.approx(0.5 * 2, abs=1e-5)


def test_rates_stay_without_the_switch():
    for falling in (True, False):
        config = tiny("old").config | {"falling": falling}
        run = recipes.one(**config)
        for _ in range(10):
            run.step(run.batches)
        rate = run.state["opt_g"].param_groups[0]["lr"]
        assert rate == pytest.approx(config["lr"] * (0.5 if falling else 1))


def test_an_average_of_no_memory_is_the_weights():
    G = nets.mlp(2, 8, 2)
    average = EMA(G, recipes.OLD["ema"])
    torch.nn.init.ones_(G[0].weight)
    average.update(G)
    assert torch.equal(average.module[0].weight, G[0].weight)


def test_a_flow_is_carried_by_eulers_rule():
    v = trends.diffusion.Velocity(nets.mlp(3, 8, 2))
    z = torch.randn(5, 2)
    with torch.no_grad():
        step = z + v(z, torch.zeros(5))
    torch.testing.assert_close(maps.Carried(v, 1)(z), step)
