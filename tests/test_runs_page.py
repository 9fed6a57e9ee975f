"""The page of all runs: its data are the records', no axis mixes what must not mix."""

import json
import math
import re
import shlex

import pytest
from all_runs.collect import (
    LIKELIHOODS,
    REPRODUCE,
    RULES,
    TRAIN,
    collect,
    finite,
    parts,
    trial_command,
    trial_protocol,
)
from all_runs.markup import FOLDER, SCRIPTS, controls, without_script
from all_runs.words import COSTS, MEASURES, STUDIES
from bs4 import BeautifulSoup
from studies.trials import TRIALS
from texts import ROOT

from gvlib import plot, zoo
from gvlib.__main__ import parser
from gvlib.experiments import EXPERIMENTS, quality
from gvlib.experiments.challenge import seed as challenge

FOUND = collect()
RECORDS = {rec["name"]: rec for rec in FOUND["records"] if not rec["trial"]}
TRIED = [rec for rec in FOUND["records"] if rec["trial"]]


def numbers(rec: dict, run: dict, groups=("cost", "measure")) -> dict[str, float]:
    """What the page knows of a run, by the record's own keys."""
    axes = [FOUND["axes"][i] for i in rec["axes"]]
    return {
        axis["key"]: value
        for axis, value in zip(axes, run["values"], strict=True)
        if axis["group"] in groups and value is not None
    }


# The data


def test_every_run_of_every_record_is_there_once():
    assert sorted(RECORDS) == zoo.names()
    assert len(RECORDS) + len(TRIED) == len(FOUND["records"])
    for name in zoo.names():
        stored = zoo.record(name)["runs"]
        assert len(stored) == len(RECORDS[name]["runs"])
        for there, run in zip(stored, RECORDS[name]["runs"], strict=True):
            assert run["seed"] == there["seed"]
            assert run.get("failed") == there.get("failed")
            metrics = there.get("metrics", {})
            costs = {key: there[key] for key in COSTS if key in there}
            right = {k: v for k, v in (metrics | costs).items() if finite(v)}
            assert numbers(RECORDS[name], run) == right
            where = FOUND["places"][run["where"]]
            assert (where["machine"], run["commit"]) == (
                there["machine"], there["commit"],
            )  # fmt: skip


def test_failed_runs_are_there_with_their_reason():
    failed = [run["failed"] for rec in RECORDS.values() for run in rec["runs"]
              if "failed" in run]  # fmt: skip
    stored = [run for name in zoo.names() for run in zoo.record(name)["runs"]]
    assert len(failed) == sum("failed" in run for run in stored) > 0
    assert all(reason.startswith("step ") for reason in failed)


def test_every_trial_is_there_once():
    ours = [
        (rec["name"], rec["title"], run["seed"], run["config"]["lr"],
         numbers(rec, run).get("fd"), numbers(rec, run).get("nll"))
        for rec in TRIED for run in rec["runs"]
    ]  # fmt: skip
    rows = [
        (row["name"], row["about"], row["seed"], row["lr"], row.get("fd"),
         row.get("nll"))
        for row in zoo.trials()
    ]  # fmt: skip
    assert sorted(ours, key=str) == sorted(rows, key=str) and len(rows) > 50


def test_configuration_and_protocol_are_the_records():
    for name, rec in RECORDS.items():
        stored = zoo.record(name)
        for key in ("title", "revision", "config", "protocol"):
            assert rec[key] == stored[key]


def made(name, protocol, *runs, **config):
    """A record as the store has it."""
    head = {"name": name, "title": "A", "revision": 1, "config": config}
    return head | {"protocol": protocol, "runs": list(runs)}


def test_a_store_of_unknown_things_is_shown_too(own_zoo):
    (own_zoo / "new").mkdir()
    run = {"seed": 3, "cpu_seconds": 2.0, "metrics": {"x_y": 1, "none": None}}
    own = run | {"seed": 4, "config": {"lr": 0.5}, "metrics": {"x_y": math.inf}}
    rec = made("new/thing", {"n": 7}, run, own, {"seed": 5, "failed": "no"}, lr=0.1)
    (own_zoo / "new" / "thing.json").write_text(json.dumps(rec))
    found = collect(own_zoo)
    (rec,) = found["records"]
    keys = [found["axes"][i]["key"] for i in rec["axes"]]
    assert rec["study"] == "new" and rec["family"] == "other"
    assert keys == ["cpu_seconds", "config.lr", "x_y"]
    assert [run["values"] for run in rec["runs"]] == [
        [2.0, 0.1, 1], [2.0, 0.5, None], [None, 0.1, None],
    ]  # fmt: skip
    assert '<option value="new">new</option>' in controls(found)


# What may share an axis


def on_axis(i: int) -> list[dict]:
    """The records that have a value on an axis."""
    return [rec for rec in FOUND["records"] if i in rec["axes"]]


def test_no_measure_reaches_beyond_its_study_or_rules():
    for i, axis in enumerate(FOUND["axes"]):
        found = on_axis(i)
        assert found
        if axis["group"] == "cost":
            assert "study" not in axis and axis["key"] in COSTS
            continue
        assert {rec["study"] for rec in found} == {axis["study"]}
        if axis["group"] == "measure":
            rules = FOUND["rules"][axis["rules"]]
            for rec in found:
                own = {k: v for k, v in rec["protocol"].items() if k in RULES}
                assert own == rules


def likelihoods(name: str) -> dict[str, int]:
    """A record's likelihood axes."""
    axes = {FOUND["axes"][i]["key"]: i for i in RECORDS[name]["axes"]}
    return {key: i for key, i in axes.items() if parts(key)[0] in LIKELIHOODS}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("fashion/vae-cb", "fashion/mfa", True),  # both of (x + u)/256
        ("fashion/gmm", "fashion/mfa", True),
        ("fashion/vae-cb", "fashion/vae-sigma", False),
        ("fashion/vae-sigma", "fashion/mfa", False),
        ("fashion-binary/vae", "fashion-binary/rbm", True),
        ("fashion-binary/vae", "fashion/vae-cb", False),
        ("fashion-14/plain", "fashion-14/strong", True),
        ("fashion-14/plain", "fashion-binary/vae", False),
        ("fashion-parts/sigma", "fashion-parts/unit", True),
    ],
)
def test_likelihoods_share_an_axis_only_on_one_space(one, other, alike):
    a, b = likelihoods(one), likelihoods(other)
    both = a.keys() & b.keys()
    assert both
    assert {a[key] == b[key] for key in both} == {alike}


def test_every_likelihood_says_its_space():
    for axis in FOUND["axes"]:
        likely = axis.get("measure") in LIKELIHOODS
        assert likely == ("space" in axis)
    seen = {key for rec in RECORDS for key in likelihoods(rec)}
    assert {"nll", "elbo"} <= seen and "bound_bce" not in seen


def test_every_measure_and_study_is_said_in_words():
    unnamed = {axis["key"] for axis in FOUND["axes"]
               if axis.get("measure", "fd") not in MEASURES}  # fmt: skip
    advice = "name it in book/_ext/all_runs/words.py; is it a likelihood?"
    assert unnamed == set(), advice
    assert {rec["study"] for rec in FOUND["records"]} <= set(STUDIES)


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("fashion/gan-r3", "gan"), ("ring-demo/gan-ns", "gan"),
        ("fashion/challenge-gan", "gan"), ("fashion/vae-bce", "vae"),
        ("fashion-14/strong", "vae"), ("fashion-parts/pixel", "vae"),
        ("fashion/vae-weights", "vae"), ("fashion/data", "data"),
        ("fashion/mfa", "other"), ("ring-demo/regress-encoder", "other"),
        ("fashion-binary/rbm", "other"), ("fashion/features-cnn", "other"),
    ],
)  # fmt: skip
def test_families(name, family):
    assert RECORDS[name]["family"] == family


# Commands


def test_commands_are_what_the_command_line_offers():
    for name, rec in RECORDS.items():
        assert name in EXPERIMENTS
        for run in rec["runs"]:
            words = TRAIN.format(name=name, seed=run["seed"]).split()
            assert words[:3] == ["python", "-m", "gvlib"]
            given = parser().parse_args(words[3:])
            assert (given.name, given.seed) == (name, run["seed"])
            assert (given.command, given.split) == ("train", "test")
        given = parser().parse_args(REPRODUCE.format(name=name).split()[3:])
        assert (given.command, given.name) == ("reproduce", [name])


def test_a_trials_command_chooses_it_and_no_other():
    for row in zoo.trials():
        _, _, command = trial_command(row).partition(" && ")
        head, words = shlex.split(command)[:3], shlex.split(command)[3:]
        assert head == ["python", "-m", "studies.trials"]
        fits = [t for t in TRIALS if all(word in str(t) for word in words)]
        assert len(fits) == 1
        assert (fits[0].name, fits[0].seed) == (row["name"], row["seed"])


def test_the_rules_of_trials_are_those_of_their_judges():
    for trial in TRIALS:
        n = quality.N_WATCH if trial.judge is quality.watch_images else challenge.N
        assert trial_protocol(trial.name)["n"] == n


# The markup


def test_colours_are_the_books():
    style = (FOLDER / "style.css").read_text("utf-8")
    for name, colour in (("gan", plot.GAN), ("vae", plot.VAE), ("data", plot.DATA)):
        assert re.search(rf"--{name}: (#\w+);", style)[1] == colour


def test_the_scripts_words_stand_in_the_markup():
    text = "".join((FOLDER / name).read_text("utf-8") for name in SCRIPTS)
    soup = BeautifulSoup(controls(FOUND), "html.parser")
    there = {p["data-say"] for p in soup.select("[data-say]")}
    asked = set(re.findall(r'say\("([^"]+)"[,)]', text))
    asked |= set(re.findall(r'folded\("(\w+)"', text)) | {"failed", "without"}
    assert asked and asked <= there
    measures = {f"measure:{a.get('measure', a['key'])}" for a in FOUND["axes"]
                if a["group"] != "setting"}  # fmt: skip
    assert measures <= there


def test_files_fit_a_page():
    for path in FOLDER.glob("*.*"):
        assert len(path.read_text("utf-8").splitlines()) <= 200, path.name


def test_without_a_script_there_is_a_sentence_and_a_table():
    soup = BeautifulSoup(without_script(FOUND), "html.parser").noscript
    assert "JavaScript" in soup.p.get_text()
    rows = [[td.get_text() for td in tr("td")] for tr in soup.select("tbody tr")]
    assert len(rows) == len(FOUND["records"])
    pixel = next(row for row in rows if row[0] == "fashion-parts/pixel")
    runs = zoo.record("fashion-parts/pixel")["runs"]
    assert pixel[2:4] == [str(len(runs)), str(sum("failed" in r for r in runs))]
    assert BeautifulSoup(controls(FOUND), "html.parser").form.has_attr("hidden")


def test_the_built_page_holds_todays_records(html):
    text = (html / "book" / "runs.html").read_text("utf-8")
    soup = BeautifulSoup(text, "html.parser")
    built = json.loads(soup.find(id="gv-runs-data").string)
    assert {key: built[key] for key in FOUND} == json.loads(json.dumps(FOUND))
    assert soup.select_one("article form.gv-runs") and soup.select("noscript tbody tr")


def test_the_page_is_made_and_linked():
    assert "{all-runs}" in (ROOT / "book" / "runs.md").read_text("utf-8")
    assert "<runs>" in (ROOT / "book" / "how-to-use.md").read_text("utf-8")
    assert not re.search(r"\d{2}", (ROOT / "book" / "runs.md").read_text("utf-8"))
