"""The studies of collapse, before their long runs: every row is built and measured."""

import json
import math

import numpy as np
import pytest
import torch
from scipy import stats

from gvlib import data, experiments, metrics
from gvlib.data.stacked import triples
from gvlib.experiments.studies import (
    draws,
    grids,
    illnesses,
    points,
    shoes,
    stacked,
    tables,
)
from gvlib.train import fit, seed_everything

ROWS = {e.name: e for s in (illnesses, grids, draws, tables) for e in s.STUDY}
STACKED = {e.name: e for e in stacked.STUDY}


@pytest.fixture(autouse=True)
def on_the_cpu(monkeypatch):
    monkeypatch.setenv("GVLIB_DEVICE", "cpu")


def test_rows_have_names_of_their_own_and_plain_settings():
    rows = {**ROWS, **STACKED}
    assert len(rows) == sum(
        len(s.STUDY) for s in (illnesses, grids, draws, tables, stacked)
    )  # fmt: skip
    for name, e in rows.items():
        assert e.name == name and name.count("/") == 1 and e.title and e.watched
        assert json.loads(json.dumps(e.identity())) == e.identity()
        assert 0 not in e.seeds and max(e.seeds) < 1_000


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_trained_and_measured(name, tmp_path):
    e = ROWS[name]._replace(steps=3, every=1)
    run, row = experiments.train(e, 1_000, folder=tmp_path, progress=False)
    counts = {"modes", "fair_modes", "high_quality", "mode_kl", "width"}
    assert row["metrics"].keys() == counts | {"d_real", "d_fake", "d_ranks"}
    assert all(math.isfinite(v) for v in row["metrics"].values())
    assert row["images"] == 3 * e.config["batch_size"] and len(row["curve"]) == 3
    assert row.get("config") == run.drawn


def test_what_a_row_adds_is_saved(tmp_path):
    """The falling weight of a term and the critic's own rate outlive a restart."""
    e = ROWS["ring-demo/fast-transport"]
    weights = []
    for stops in ((4,), (2, 4)):
        path = tmp_path / f"{len(stops)}.pt"
        for n in stops:
            seed_everything(3)
            run = e.build(**e.config)
            fit(run.step, run.batches, n, state=run.state, every=1, path=path)
        assert run.state["transport"].t == 4
        assert run.state["opt_d"].param_groups[0]["lr"] == e.config["lr_d"]
        weights.append([*run.state["G"].parameters()])
    assert all(torch.equal(a, b) for a, b in zip(*weights, strict=True))


def test_rows_of_an_illness_start_alike():
    """The generator's weights and the order of the data do not know the medicine."""
    starts = []
    for name in ("none", "r1", "two-rates", "unroll", "ema"):
        seed_everything(3)
        e = ROWS[f"ring-demo/fast-{name}"]
        run = e.build(**e.config)
        starts.append((run.state["G"][0].weight, next(run.batches)))
    for weight, batch in starts[1:]:
        assert torch.equal(weight, starts[0][0]) and torch.equal(batch, starts[0][1])


def test_a_medicine_is_a_change_of_the_untreated():
    for illness in ("strong", "fast"):
        plain = ROWS[f"ring-demo/{illness}-none"].config
        for medicine, (_, change) in illnesses.MEDICINES.items():
            name = f"ring-demo/{illness}-{medicine}"
            differs = {k for k in change if change[k] != plain.get(k)}
            tried = medicine == "none" or bool(differs)
            left_out = medicine in illnesses.LEFT_OUT[illness]
            assert (name in ROWS) == (tried and not left_out)
            assert name not in ROWS or ROWS[name].config == plain | change


def test_draws_are_the_same_for_every_loss():
    found = []
    for e in draws.STUDY:
        seed_everything(7)
        run = e.build(**e.config)
        found.append((run.drawn, run.state["G"][0].weight))
    assert all(d == found[0][0] for d, _ in found)
    assert all(torch.equal(w, found[0][1]) for _, w in found)


def test_draws_are_of_the_stated_distribution():
    """log-uniform and uniform over a list, by SciPy's tests at a fixed seed."""
    seed_everything(0)
    many = [draws.draw(draws.SPACE) for _ in range(2_000)]
    for name, rule in draws.SPACE.items():
        values = np.array([row[name] for row in many])
        if "log" in rule:
            low, high = np.log(rule["log"])
            test = stats.kstest(np.log(values), "uniform", (low, high - low))
        else:
            counts = [(values == v).sum() for v in rule["of"]]
            test = stats.chisquare(counts)
        assert test.pvalue > 0.001, name
    a, b = (np.array([row[k] for row in many]) for k in ("lr", "lr_d"))
    assert abs(stats.spearmanr(a, b).statistic) < 5 / math.sqrt(2_000)


def test_a_failed_draw_says_what_was_drawn(tmp_path):
    def broken(run, split):
        raise FloatingPointError("nothing is finite")

    e = draws.STUDY[0]._replace(steps=1, every=1, measure=broken)
    run, row = experiments.train(e, 1_000, folder=tmp_path, progress=False)
    assert row["failed"] and row["config"] == run.drawn and len(run.drawn) == 5


def test_nothing_of_high_quality_is_the_largest_kl():
    modes = data.ring_modes(radius=2.0)
    found = points.point_report(torch.zeros(10, 2), modes)
    assert found == {
        "modes": 0, "fair_modes": 0, "high_quality": 0.0, "mode_kl": math.log(8),
        "width": 0.0,
    }  # fmt: skip
    one = points.point_report(modes[:1].repeat(10, 1), modes)
    assert one["mode_kl"] == pytest.approx(math.log(8)) and one["modes"] == 1


def test_the_width_inside_is_numpys():
    """The pooled standard deviation about each group's own mean, group by group."""
    modes, reach = data.ring_modes(radius=2.0), 0.15
    x = data.ring(3_000, radius=2.0, sigma=0.06, seed=3)
    distance = np.linalg.norm(x[:, None].numpy() - modes.numpy(), axis=2)
    near, owner = distance.min(1) < reach, distance.argmin(1)
    groups = [x.numpy()[near & (owner == j)].astype(float) for j in range(8)]
    assert 0 < (~near).sum() < 500
    squares = sum(g.var(0).sum() * len(g) for g in groups)
    expected = math.sqrt(squares / (2 * near.sum()))
    found = metrics.width_within(x, modes, reach)
    assert found == pytest.approx(expected, rel=1e-6)


def test_a_perfect_sampler_has_the_width_that_is_said():
    """sqrt(E[r^2 given r < 3] / 2), r of Rayleigh's distribution, by SciPy."""
    x = data.ring(200_000, radius=2.0, sigma=points.SIGMA, seed=4)
    inside = stats.rayleigh.expect(lambda r: r**2, ub=3, conditional=True)
    expected = math.sqrt(inside / 2)
    found = points.point_report(x, data.ring_modes(radius=2.0))["width"]
    assert found == pytest.approx(expected, rel=0.005) and round(expected, 3) == 0.974


def test_the_ranking_is_the_area_under_the_curve():
    """Mann and Whitney's statistic over the number of pairs, ties included."""
    rng = torch.Generator().manual_seed(0)
    real, fake = (torch.randint(5, (n, 1), generator=rng) / 2 for n in (300, 200))
    found = points.judged(lambda x: x.flatten(), real + 0.5, fake)
    u = stats.mannwhitneyu((real + 0.5).flatten(), fake.flatten()).statistic
    assert found["d_ranks"] == pytest.approx(u / (300 * 200), rel=1e-12)
    sigmoid = 1 / (1 + np.exp(-fake.numpy().astype(float)))
    assert found["d_fake"] == pytest.approx(sigmoid.mean(), rel=1e-6)


def test_the_deviation_within_groups_is_numpys():
    rng = np.random.default_rng(0)
    labels, x = rng.integers(10, size=80), rng.normal(size=(80, 3))
    labels[labels == 4] = 5  # a class without an image
    groups = [x[labels == c] for c in np.unique(labels)]
    squares = sum(((g - g.mean(0)) ** 2).sum() for g in groups)
    found = metrics.group_deviation(torch.tensor(x), torch.tensor(labels))
    assert found == pytest.approx((squares / x.size) ** 0.5, rel=1e-12)


def test_a_deviation_of_no_rows_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        metrics.group_deviation(torch.empty(0, 2), torch.empty(0, dtype=torch.long))


@pytest.mark.parametrize("name", [e.name for e in shoes.STUDY])
def test_a_row_of_clothes_is_trained_and_measured(name, tmp_path, monkeypatch):
    monkeypatch.setattr(shoes, "N", 250)
    e = next(e for e in shoes.STUDY if e.name == name)._replace(steps=2, every=1)
    run, row = experiments.train(e, 1_000, folder=tmp_path, progress=False)
    found = row["metrics"]
    assert 1 <= found["fair_modes"] <= found["modes"] <= 10
    assert 0.1 <= found["largest"] <= 1 and 0 <= found["coverage"] <= 1
    assert all(math.isfinite(v) for v in found.values())


def test_labels_are_counted_like_numpy_and_scipy():
    labels = torch.tensor(np.random.default_rng(0).choice(50, 400, p=_uneven(50)))
    found = metrics.label_report(labels, 60)
    values, counts = np.unique(labels.numpy(), return_counts=True)
    assert found["modes"] == len(values)
    assert found["fair_modes"] == (counts >= 0.08 * 400 / 60).sum()
    expected = math.log(60) - stats.entropy(counts)
    assert found["mode_kl"] == pytest.approx(expected, abs=1e-12)
    even = metrics.label_report(torch.arange(1_000).repeat(26), 1_000)
    assert even == {"modes": 1_000, "fair_modes": 1_000, "mode_kl": 0.0}


def _uneven(k):
    p = np.arange(1, k + 1) ** -1.5
    return p / p.sum()


@pytest.mark.parametrize("labels", [[], [0, 5], [-1, 2]])
def test_labels_lie_in_their_range(labels):
    with pytest.raises(
        ValueError, match="labels must be at least one, all from 0 to 4"
    ):
        metrics.label_report(torch.tensor(labels, dtype=torch.long), 5)


def test_stacks_are_the_images_of_the_triples():
    batches = data.StackedImages(5, "val", 100, seed=3)
    which = batches.x[batches.order[:5]]
    x, _ = data.fashion_mnist("val")
    expected = np.stack([x[row, 0].numpy() for row in which]) / np.float32(255)
    np.testing.assert_array_equal(next(batches), expected)
    assert torch.equal(batches.x, triples(100, 10_000, 3))
    assert not torch.equal(batches.x, triples(100, 10_000, 4))
    assert batches.x.max() < 10_000 and len(data.StackedImages(64).x) == 128_000
    with pytest.raises(ValueError, match="n = 0 and size = 5 must be at least 1"):
        triples(0, 5, 0)


def test_modes_of_real_stacks_are_their_classes():
    """Up to what the classifier gets wrong, 7 % an image."""
    x, y = data.fashion_mnist("test")
    rng = torch.Generator().manual_seed(0)
    which = torch.randint(len(x), (1_000, 3), generator=rng)
    found = stacked.modes_of(lambda n: data.to_unit(x[which, 0]), 1_000)
    truth = metrics.label_report(y[which] @ torch.tensor([100, 10, 1]), 1_000)
    assert found["modes"] == pytest.approx(truth["modes"], rel=0.05)
    alike = data.to_unit(x[:1, 0]).expand(1_000, 3, -1, -1)
    assert stacked.modes_of(lambda n: alike, 1_000)["modes"] == 1


@pytest.mark.parametrize("name", STACKED)
def test_a_stacked_row_is_trained_and_measured(name, tmp_path, monkeypatch):
    few = stacked.modes_of
    monkeypatch.setattr(stacked, "modes_of", lambda draw, n=0: few(draw, stacked.CHUNK))
    monkeypatch.setattr(stacked, "N_CODES", 640)
    e = STACKED[name]._replace(steps=2, every=1)
    run, row = experiments.train(e, 1_000, folder=tmp_path, progress=False)
    found = row["metrics"]
    assert {"modes", "fair_modes", "mode_kl"} <= found.keys()
    assert ("modes_fitted" in found) == ("vae" in name)
    assert 0 <= found["mode_kl"] <= math.log(1_000) + 1e-5  # six digits
    assert run.sample(3).shape == (3, 3, 28, 28)


def test_one_seed_starts_gan_and_vae_with_one_network():
    starts = []
    for name in ("gan-ns", "gan-r3", "vae-sigma"):
        seed_everything(2)
        e = STACKED[f"stacked/{name}"]
        run = e.build(**e.config)
        starts.append(run.parts["generator"][0].weight)
    assert all(torch.equal(starts[0], other) for other in starts[1:])
