"""Experiments: what is named can be run, repeated, compared and stored."""

import json
import math
import subprocess

import numpy as np
import pytest
import torch
from scipy import stats

from gvlib import experiments, zoo
from gvlib.errors import WriteError
from gvlib.experiments import EXPERIMENTS, experiment, records, reproduce, runner
from gvlib.experiments.calibrate import calibrate, store_calibration
from gvlib.experiments.core import Clock, Run
from gvlib.experiments.runner import round_all, watcher
from gvlib.train import SettingError

# Two cheap ones with ten seeds: their prediction intervals are narrow.
CHEAP = ["ring-demo/gan-ns", "ring-demo/vae-sigma"]


@pytest.fixture(autouse=True)
def on_the_cpu(monkeypatch):
    """Records are compared on the device they were made on."""
    monkeypatch.setenv("GVLIB_DEVICE", "cpu")


@pytest.fixture
def tiny():
    """A ring experiment of a tenth of a second."""
    return experiment("ring-demo/gan-ns")._replace(steps=30, every=10, seeds=(0, 1, 2))


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_is_well_formed(name):
    e = experiment(name)
    assert e.name == name and name.count("/") == 1 and e.title
    assert json.loads(json.dumps(e.identity())) == e.identity()
    assert e.watched and len(set(e.seeds)) == len(e.seeds) >= 1


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_curve_has_its_points(name):
    """At logged steps only, so the interval must be a multiple of `every`."""
    e = experiment(name)._replace(watch=lambda run: {"fd": 1.0})
    watch = watcher(e, Run(lambda batches: {}, iter([]), {}, {}), Clock())
    logged = [t for t in range(1, e.steps + 1) if t % e.every == 0 or t == e.steps]
    seen = [t for t in logged if "fd" in watch(t)]
    assert seen[-1] == e.steps
    assert min(e.points, len(logged)) <= len(seen) <= 2 * e.points


def test_an_unknown_name_is_answered_with_the_known():
    with pytest.raises(zoo.UnknownName, match="no experiment 'fashion/gan'; there are"):
        experiment("fashion/gan")


def test_budgets(monkeypatch):
    monkeypatch.delenv("GVLIB_BUDGET", raising=False)
    assert experiments.budget() == "laptop" and experiments.live(500) == 500
    monkeypatch.setenv("GVLIB_BUDGET", "smoke")
    assert experiments.live(500) == 20 and experiments.live(7) == 7
    monkeypatch.setenv("GVLIB_BUDGET", "full")
    assert experiments.live(500) == 500
    monkeypatch.setenv("GVLIB_BUDGET", "huge")
    with pytest.raises(SettingError, match="'huge' must be one of smoke, laptop, full"):
        experiments.budget()


def test_calibration_is_a_positive_median():
    """Interleaved, so both meet the same machine; a step here takes milliseconds."""
    chosen = [experiment(name) for name in CHEAP]
    seconds = calibrate(chosen, rounds=15)
    assert seconds.keys() == set(CHEAP)
    assert all(1e-5 < s < 1 for s in seconds.values())


@pytest.mark.parametrize("name", CHEAP)
def test_a_fresh_seed_falls_where_the_stored_ones_say(name, tmp_path):
    """The whole training again, with a seed that no record holds."""
    if name not in zoo.names():
        pytest.skip(f"no record of {name}")
    e = experiment(name)
    row = reproduce.retrain(e, 1_000, tmp_path)
    verdict = reproduce.compare(e, row)
    assert verdict.agrees, verdict.text


def test_prediction_interval_equals_scipy():
    values = [3.0, 4.5, 2.5, 6.0, 5.5]
    scale = np.std(values, ddof=1) * math.sqrt(1 + 1 / 5)
    expected = stats.t.interval(0.999, 4, np.mean(values), scale)
    assert reproduce.prediction_interval(values) == pytest.approx(expected)


def test_prediction_interval_covers():
    """9 in 10 new values fall inside, if 9 in 10 are asked for."""
    rng = np.random.default_rng(0)
    n, inside = 4_000, 0
    for *seen, new in rng.normal(5, 2, (n, 4)):
        low, high = reproduce.prediction_interval(seen, 0.9)
        inside += low <= new <= high
    # Five standard errors of a binomial share.
    assert inside / n == pytest.approx(0.9, abs=5 * math.sqrt(0.09 / n))


def test_training_says_what_it_did(tiny, tmp_path):
    run, row = experiments.train(tiny, 1, folder=tmp_path, progress=False)
    assert row["seed"] == 1 and row["steps"] == 30 and row["images"] == 30 * 128
    assert row["threads"] == torch.get_num_threads() and row["device"] == "cpu"
    assert [point["step"] for point in row["curve"]] == [10, 20, 30]
    assert row["metrics"].keys() == {"modes", "high_quality", "mode_kl"}
    again = experiments.train(tiny, 1, folder=tmp_path / "b", progress=False)
    assert again[1]["metrics"] == row["metrics"]
    pair = [r.state["G"].parameters() for r in (run, again[0])]
    assert all(torch.equal(a, b) for a, b in zip(*pair, strict=True))


@pytest.mark.parametrize(
    ("keep", "seed", "rounds"), [(True, 0, True), (True, 1, False), (False, 0, False)]
)
def test_what_is_kept_is_measured_as_it_is_kept(tiny, tmp_path, keep, seed, rounds):
    """Rounded to 16 bits before it is measured; all other weights are left alone."""
    e = tiny._replace(keep=keep)
    run, _ = experiments.train(e, seed, folder=tmp_path, progress=False)
    weights = run.parts["generator"].state_dict().values()
    assert all(torch.equal(w, w.half().float()) for w in weights) is rounds


def test_a_curve_knows_no_metric_by_name(tiny, tmp_path):
    """Its rows are those that were measured, whatever that was."""
    e = tiny._replace(steps=300, points=3, watch=lambda run: {"beauty": 1.0})
    _, row = experiments.train(e, 0, folder=tmp_path, progress=False)
    assert [(r["step"], r["beauty"]) for r in row["curve"]] == [
        (100, 1.0), (200, 1.0), (300, 1.0),
    ]  # fmt: skip


def git(folder, *words):
    """What git answers in that folder."""
    who = "-c", "user.name=a", "-c", "user.email=a@b"
    command = ["git", "-C", str(folder), *who, *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_run_names_the_code_that_made_it(tmp_path, monkeypatch):
    """The commit and whether files differ from it; nothing of a checkout around."""
    file = tmp_path / "project" / "gvlib" / "experiments" / "runner.py"
    file.parent.mkdir(parents=True)
    file.write_text("1")
    monkeypatch.setattr(runner, "__file__", str(file))
    git(tmp_path, "init")
    root, found = tmp_path / "project", []
    for change in ("", "init", "2"):
        if change == "init":
            git(root, "init"), git(root, "add", "."), git(root, "commit", "-m", "a")
        elif change:
            file.write_text(change)
        found.append(runner.commit.__wrapped__())
    head = git(root, "rev-parse", "HEAD")[:12]
    assert found == ["unknown", head, f"{head}-dirty"]
    monkeypatch.setenv("PATH", "")
    assert runner.commit.__wrapped__() == "unknown"


def test_no_seed_of_a_trial_is_reported():
    """What was chosen by a seed's luck must not be measured with the same luck."""
    for trial in zoo.trials():
        assert trial["seed"] not in experiment(trial["name"]).seeds, trial


def test_a_failed_run_is_a_result(tiny, tmp_path):
    e = tiny._replace(config=tiny.config | {"lr": 1e30})
    row = reproduce.retrain(e, 0, tmp_path)
    assert "step" in row["failed"] and "metrics" not in row
    assert json.loads((tmp_path / e.name / "seed-0.json").read_text()) == row
    assert not (tmp_path / e.name / "seed-0.safetensors").exists()


def test_a_record_holds_six_digits():
    found = round_all({"a": 0.123456789, "b": 1.5e-9, "c": 1_234_567, "d": None})
    assert found == {"a": 0.123457, "b": 1.5e-9, "c": 1_234_567, "d": None}


def test_a_record_is_made_anew(tiny, own_zoo, tmp_path):
    """Of these runs and this configuration only; the calibration stays."""
    rows = [reproduce.retrain(tiny, seed, tmp_path / "runs") for seed in (0, 1)]
    path = records.renew(tiny, rows, own_zoo)
    assert zoo.record(tiny.name)["runs"] == rows
    assert sum('"seed"' in line for line in path.read_text().splitlines()) == 2
    assert store_calibration({tiny.name: 0.25}, 9, own_zoo) == [tiny.name]
    other = tiny._replace(config=tiny.config | {"lr": 1e-4})
    records.renew(other, rows[1:], own_zoo)
    rec = zoo.record(tiny.name)
    assert rec["runs"] == rows[1:]
    assert rec["hash"] == records.config_hash(other) != records.config_hash(tiny)
    assert rec["calibration"]["cpu_seconds_a_step"] == 0.25
    assert zoo.superseded(own_zoo) == []


def test_runs_of_another_processor_keep_their_calibration(tiny, own_zoo, tmp_path):
    row = reproduce.retrain(tiny, 0, tmp_path / "runs")
    records.renew(tiny, [row | {"machine": "another"}], own_zoo)
    assert store_calibration({tiny.name: 0.25}, 9, own_zoo) == []
    assert zoo.record(tiny.name)["calibration"] is None


def test_an_earlier_revision_is_not_forgotten(tiny, own_zoo):
    """What it measured stays, once; a failed seed stays as a failed one."""
    row, failed = {"seed": 0, "metrics": {"fd": 0.5}}, {"seed": 1, "failed": "nan"}
    records.renew(tiny, [row, failed], own_zoo)
    for revision in (tiny.revision + 1, tiny.revision, tiny.revision + 1):
        records.renew(tiny._replace(revision=revision), [row, failed], own_zoo)
    first, second = zoo.superseded(own_zoo)
    assert {first["revision"], second["revision"]} == {tiny.revision, revision}
    assert first["runs"] == [{"seed": 0, "fd": 0.5}, {"seed": 1}]


def test_a_record_that_cannot_be_written_is_kept(tiny, own_zoo, monkeypatch):
    """A crash leaves the record as it was."""
    row = {"seed": 0, "metrics": {"high_quality": 0.5}}
    path = records.renew(tiny, [row], own_zoo)
    before = path.read_bytes()

    def crash(source, target):
        raise OSError("no room")

    monkeypatch.setattr("os.replace", crash)
    with pytest.raises(WriteError, match="no room"):
        records.renew(tiny, [row | {"seed": 1}], own_zoo)
    assert path.read_bytes() == before


def test_reproducing(tiny, own_zoo, tmp_path):
    """Write a record, train again, and find every seed where it was."""
    keep, folder = tiny._replace(keep=True), tmp_path / "runs"
    first = list(reproduce.reproduce([keep], folder, 1, own_zoo))
    assert [v.agrees for v in first] == [False] * 3  # nothing to compare with yet
    assert "nothing is stored" in first[0].text
    rec = zoo.record(tiny.name)
    assert [run["seed"] for run in rec["runs"]] == [0, 1, 2]
    assert rec["fingerprint"] == records.fingerprint(tiny)
    made = folder / tiny.name / "seed-0.safetensors"
    stored = own_zoo / f"{tiny.name}.safetensors"
    assert stored.read_bytes() == made.read_bytes()
    assert list(folder.rglob("*.pt")) == []  # or the next comparison would be empty
    again = list(reproduce.reproduce([tiny], folder, 2))
    assert [v.agrees for v in again] == [True] * 3, again
    rows = [json.loads(p.read_text()) for p in sorted(folder.rglob("*.json"))]
    for ours, theirs in zip(rows, rec["runs"], strict=True):
        assert ours["metrics"] == theirs["metrics"]  # also from two processes
    assert zoo.record(tiny.name) == rec  # comparing writes nothing


def test_verdicts(tiny, own_zoo):
    def row(seed, value):
        return {"seed": seed, "metrics": {"high_quality": value}}

    stored = [row(0, 0.50), row(1, 0.52), row(2, 0.54), {"seed": 3, "failed": "nan"}]
    rec = records.empty_record(tiny) | {"runs": stored}
    zoo.write_record(rec, own_zoo)
    # t = 31.6 with 2 degrees of freedom: 0.52 -+ 31.6 x 0.02 x sqrt(4/3) = 0.73.
    inside = reproduce.compare(tiny, row(7, 1.24))
    assert inside.agrees and "99.9 % prediction interval of width 1.459" in inside.text
    assert "from 3 seeds" in inside.text
    outside = reproduce.compare(tiny, row(7, 1.26))
    assert not outside.agrees and "OUTSIDE" in outside.text
    assert reproduce.compare(tiny, {"seed": 3, "failed": "nan"}).agrees
    assert not reproduce.compare(tiny, {"seed": 0, "failed": "nan"}).agrees
    other = tiny._replace(steps=31)
    assert "another configuration" in reproduce.compare(other, row(0, 0.5)).text
    zoo.write_record(rec | {"runs": stored[:1]}, own_zoo)
    assert not reproduce.compare(tiny, row(0, 0.5)).agrees


def test_classifiers_come_first():
    """What is measured in their features must not be measured in the old ones."""
    order = reproduce.in_order([*EXPERIMENTS.values()][::-1])
    assert {e.name for e in order[0]} == set(zoo.CLASSIFIERS)
    assert {e.name for part in order for e in part} == set(EXPERIMENTS)


def test_the_hours_are_announced(tiny, own_zoo):
    runs = [{"seed": s, "cpu_seconds": 3600.0} for s in (0, 1)]
    zoo.write_record(records.empty_record(tiny) | {"runs": runs}, own_zoo)
    new = tiny._replace(name="ring-demo/new")
    text = reproduce.announcement([tiny, new], 2)
    assert "6 runs, 2 at a time: 1.50 hours" in text and "ring-demo/new" in text


INFO = """processor\t: 0
cpu family\t: 25
model\t\t: {model}
model name\t: AMD EPYC

processor\t: 1
model name\t: AMD EPYC
"""


def test_two_generations_of_one_name_are_two_machines(monkeypatch):
    """Their seconds do not compare, and their rounding differs."""
    found = []
    for model in (1, 17):
        told = INFO.format(model=model)
        monkeypatch.setattr(runner.Path, "read_text", lambda self, t=told: t)
        found.append(runner.machine())
    assert found[0] != found[1] and all(
        m.startswith("AMD EPYC (family 25") for m in found
    )
