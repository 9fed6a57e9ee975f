"""The protocol's page says what the code does, and the contestants start alike."""

import inspect
import re
import shlex
from functools import cache

import numpy as np
import pytest
import torch
from scipy import stats
from texts import ROOT, prose

from gvlib import data, experiments, metrics, numerics, train, zoo
from gvlib.__main__ import parser
from gvlib.experiments import EXPERIMENTS, builds, quality, records
from gvlib.experiments.studies import images
from gvlib.train import seed_everything

PAGE = prose(ROOT / "book" / "protocol.md")
SETTING = re.compile(r"\[([^]]*)\]\{\.setting \.is-([\w-]+)\}")
CONTESTANTS = [
    n for n, e in EXPERIMENTS.items()  # page 10b watches one in the same way
    if e.watch is quality.watch_images and n.startswith("fashion/")
    and n != "fashion/vae-cb"  # of revision 4
]  # fmt: skip
TRIED = [name for name in CONTESTANTS if name != "fashion/gan-ns-r1-r2"]
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TESTED_BELOW = {"slack", "trials", "trial-seconds", "late"}
N_SEEDS = len(EXPERIMENTS["fashion/gan-ns"].seeds)
FEWER = 3  # seeds of many other pages
NAMED = (data, quality, train, builds, experiments.Experiment)
START = [
    ("fashion/gan-ns", [n for n in CONTESTANTS if n != "fashion/gan-ns"]),
    ("ring/gan-ns", ["ring/gan-r3", "ring/vae-sigma"]),
    ("ring-demo/gan-ns", ["ring-demo/vae-sigma"]),
]


@pytest.fixture(autouse=True)
def on_the_cpu(monkeypatch):
    """Weights are drawn where the records' weights were drawn."""
    monkeypatch.setenv("GVLIB_DEVICE", "cpu")


def stated(key):
    """What the page says of one setting."""
    said = {text for text, name in SETTING.findall(PAGE) if name == key}
    assert len(said) == 1, f"{key} has the values {said} on the page"
    return said.pop()


def shared(values):
    """The one value that all contestants have, or all that they have."""
    texts = {v if isinstance(v, str) else f"{v:,}" for v in values}
    return " or ".join(sorted(texts))


def listed(values):
    """Numbers as a sentence lists them: 1, 2 and 3."""
    *first, last = map(str, values)
    return f"{', '.join(first)} and {last}"


def of_all(key):
    """A number of the configuration that all contestants share."""
    return shared(EXPERIMENTS[name].config[key] for name in CONTESTANTS)


def power(difference, n=N_SEEDS, trials=50_000):
    """How often Welch's test finds a difference of that many standard deviations."""
    rng = torch.Generator().manual_seed(0)
    a, b = torch.randn(2, trials, n, generator=rng, dtype=torch.float64).numpy()
    p = stats.ttest_ind(a, b + difference, axis=1, equal_var=False).pvalue
    return (p < 0.05).mean()


@cache
def configured():
    """Every setting that the page names, as the code has it, in the page's words."""
    sizes = {s: len(data.fashion_mnist(s)[0]) for s in ("train", "val", "test")}
    image = data.to_unit(data.fashion_mnist("test")[0][:1])
    protocols = [EXPERIMENTS[name].protocol for name in CONTESTANTS]
    runs = [run for name in RECORDED for run in zoo.record(name)["runs"]]
    level = inspect.signature(numerics.interval).parameters["level"].default
    unit = stats.zscore(range(N_SEEDS), ddof=1)  # values with s = 1
    half = numerics.interval(unit.tolist())[1]
    difference = stats.ttest_ind(unit, unit, equal_var=False)
    welch = difference.confidence_interval(level).high
    return {
        **{key: f"{n:,}" for key, n in sizes.items()},
        "n": shared(p["n"] for p in protocols),
        "n-watch": f"{quality.N_WATCH:,}",
        "k": shared(p["k"] for p in protocols),
        "features": f"{zoo.features(zoo.FEATURES)(image).shape[1]}",
        "other-features": f"{zoo.features(zoo.OTHER_FEATURES)(image).shape[1]}",
        "pixels": shared(image.shape[-2:]),
        "z-dim": of_all("z_dim"), "batch": of_all("batch_size"), "ema": of_all("ema"),
        "seeds": shared(len(EXPERIMENTS[name].seeds) for name in CONTESTANTS),
        "seeds-word": WORDS[N_SEEDS],
        "reported": shared(listed(EXPERIMENTS[name].seeds) for name in CONTESTANTS),
        "threads": shared(run["threads"] for run in runs),
        "bits": f"{torch.finfo(torch.half).bits}",
        "t": f"{stats.t.ppf((1 + level) / 2, N_SEEDS - 1):.2f}",
        "half-width": f"{half:.2f}", "level": f"{100 * level:g}",
        "welch": f"{welch:.2f}", "ratio": f"{welch / half:.2f}",
        "detectable": "2.0" if power(1.9) < 0.8 <= power(2.1) else "another",
        "fewer": WORDS[FEWER],
        "fewer-half": f"{stats.t.ppf((1 + level) / 2, FEWER - 1) / FEWER**0.5:.2f}",
        "fewer-detectable": (
            "3.5" if power(3.4, FEWER) < 0.8 <= power(3.6, FEWER) else "another"
        ),
        "fingerprint": f"{records.FINGERPRINT_STEPS}",
        "check-level": f"{100 * experiments.reproduce.LEVEL:g}",
    }  # fmt: skip


@pytest.mark.parametrize("key", sorted({key for _, key in SETTING.findall(PAGE)}))
def test_a_typed_number_is_the_configured_one(key):
    assert key in TESTED_BELOW or stated(key) == configured()[key]


def test_no_other_number_is_typed():
    assert PAGE.count(".setting") == len(SETTING.findall(PAGE))
    assert set(configured()) <= {key for _, key in SETTING.findall(PAGE)}
    marked = r"```.*?```|\{[\w:]+\}`[^`]*`|`[^`]*`|\$[^$]*\$|" + SETTING.pattern
    text = re.sub(marked, " ", PAGE, flags=re.S)
    text = re.sub(r"(?i)\b(chapter|seed|revision) \d+", " ", text)
    assert re.findall(r"(?<![\w-])\d[\d,.]*", text) == []


def test_the_places_that_are_named_exist():
    named = {thing.__name__.split(".")[-1]: thing for thing in NAMED}
    for first, name in re.findall(r"\| `(\w+)\.(\w+)` \|$", PAGE, re.M):
        assert hasattr(named[first], name), f"{first}.{name}"
    assert inspect.signature(experiments.train).parameters["split"].default == "test"
    assert inspect.signature(metrics.prdc).parameters["k"].default == int(stated("k"))


def test_the_validation_images_end_the_training_file():
    part, rows = data.images.SPLITS["val"]
    last = data.images.read_idx(data.images.FOLDER / f"{part}-images-idx3-ubyte.gz")
    val = data.fashion_mnist("val")[0][:, 0]
    assert part == "train" and rows.stop == len(last)
    assert torch.equal(val, torch.tensor(last[-len(val) :]))


COMPARED = [*CONTESTANTS, "fashion/vae-critic"]


@pytest.mark.parametrize("name", COMPARED)
def test_budgets_are_equal(name):
    """Mean CPU-seconds of the same seeds, beside those of gan-ns."""
    ours, first = (
        np.mean([run["cpu_seconds"] for run in zoo.record(n)["runs"]])
        for n in (name, "fashion/gan-ns")
    )
    assert abs(ours / first - 1) <= float(stated("slack")) / 100


def test_a_seed_ran_on_one_kind_of_processor_for_all():
    """Another kind rounds otherwise, and training amplifies that: for all alike."""
    where = [
        {run["seed"]: (run["device"], run["machine"]) for run in zoo.record(n)["runs"]}
        for n in COMPARED
    ]
    assert all(each == where[0] for each in where)
    assert len({device for device, _ in where[0].values()}) == 1


def test_no_seed_of_a_trial_is_reported():
    """Of nothing that the book trained in order to choose."""
    for row in zoo.trials():
        assert row["seed"] not in EXPERIMENTS[row["name"]].seeds, row
        if row["name"] in zoo.names():
            reported = {run["seed"] for run in zoo.record(row["name"])["runs"]}
            assert row["seed"] not in reported, row
    assert {row["seed"] for row in zoo.trials() if row["name"] in CONTESTANTS} == {0}


def test_everyone_had_the_same_trials():
    """The same learning rates, at steps that cost what the page says."""
    trials = zoo.trials()
    rows = [row for row in trials if row["about"].startswith("learning rates")]
    for name in TRIED:
        own = {row["lr"]: row for row in rows if row["name"] == name}
        assert WORDS[len(own)] == stated("trials"), name
        assert set(own) == {row["lr"] for row in rows}, name
        best = min(own.values(), key=lambda row: row["fd"])
        full = {row["lr"]: row for row in trials if row["about"] == "full length"
                and row["name"] == name}  # fmt: skip
        assert set(full) == {best["lr"], best["lr"] / 2}, name
        for row in full.values():  # one was tried before the steps were settled
            assert row["steps"] == pytest.approx(EXPERIMENTS[name].steps, rel=0.06)
        kept = EXPERIMENTS[name].config["lr"]
        least = min(row["fd"] for row in full.values())
        if name in stated("late"):  # its records were there, and the page says so
            ends = [fd[-1] for _, fd in zoo.curves(name, "step", "fd")]
            assert kept == best["lr"], name
            assert full[kept]["fd"] - least < max(ends) - min(ends), name
        else:
            assert full[kept]["fd"] == least, name
        # gan-r3's step has become a fifth cheaper since its trials.
        cost = best["steps"] * zoo.record(name)["calibration"]["cpu_seconds_a_step"]
        assert cost == pytest.approx(float(stated("trial-seconds")), rel=0.25), name


def start(name, seed):
    """Weights of (generator, trunk) before the first step; no schedule of the rate."""
    e = EXPERIMENTS[name]
    seed_everything(seed)
    state = e.build(**e.config).state
    assert not any("schedule" in key for key in state)
    if model := state.get("model"):
        makes, looks = model.decoder, model.encoder
    else:
        makes, looks = state["G"], state["D"]
    own = 2  # the last layer's weight and bias: it has a width of its own
    return list(makes.parameters()), list(looks.parameters())[:-own]


@pytest.mark.parametrize(("first", "name", "seed"), [
    (first, name, seed) for first, names in START for name in names
    for seed in EXPERIMENTS[first].seeds
])  # fmt: skip
def test_contestants_start_from_the_same_weights(first, name, seed):
    for ours, theirs in zip(start(first, seed), start(name, seed), strict=True):
        assert len(ours) > 0
        assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))


def test_the_new_contestant_runs():
    entry = re.search(r"```python\n(.*?)```", PAGE, re.S)[1]
    e, other = eval(entry, vars(images).copy()), EXPERIMENTS["fashion/gan-ns"]
    assert (e.measure, e.watch, e.protocol) == (
        other.measure, other.watch, other.protocol,
    )  # fmt: skip
    assert builds.IMAGE.items() <= e.config.items()
    run = e.build(**e.config)
    logs = run.step(run.batches)
    assert all(torch.as_tensor(value).isfinite() for value in logs.values())


@pytest.mark.parametrize("line", re.findall(r"python -m gvlib [^\n`]+", PAGE))
def test_a_command_is_one(line):
    parser().parse_args(shlex.split(line)[3:])
