"""Ten CPU-minutes: entries are checked, seeds are kept, and lines can be compared."""

import json
import re

import gv_source
import numpy as np
import pytest
import torch
from scipy import stats
from test_command import answer, complaint
from texts import cells

from gvlib import data, zoo
from gvlib.experiments import Experiment, Run, reproduce
from gvlib.experiments.challenge import entry as entries
from gvlib.experiments.challenge import scores
from gvlib.experiments.challenge import seed as challenge
from gvlib.experiments.core import Clock
from gvlib.experiments.runner import circumstances
from gvlib.train import SettingError

PAGE = gv_source.path("D_challenge")
FLAT = '''
import torch
from gvlib import data
from gvlib.experiments import Experiment, Run, reproduce

def build(batch_size, grey):
    """Grey images of one parameter: nothing else is as quick."""
    p = torch.nn.Linear(1, 1)
    opt = torch.optim.SGD(p.parameters(), 0.1)
    x, _ = data.fashion_mnist("train")
    batches = data.Batches(x, batch_size, data.to_unit)

    def step(batches):
        loss = (p(torch.ones(1, 1)) - next(batches).mean()).square().sum()
        opt.zero_grad(), loss.backward(), opt.step()
        return {"loss": loss}

    def sample(n):
        return (grey + 0.1 * torch.rand(n, 1, 28, 28)).clamp(0, 1)

    return Run(step, batches, {"p": p, "opt": opt, "batches": batches}, {}, sample)

def entry():
    config = {"batch_size": 8, "grey": 0.3}
    return Experiment("mine/flat", "", build, config, 30, None, {})
'''


@pytest.fixture(autouse=True)
def settings(monkeypatch, tmp_path):
    """Results go to a folder of this test; 20 steps and 200 samples."""
    monkeypatch.setenv("GVLIB_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("GVLIB_DEVICE", "cpu")
    monkeypatch.setenv("GVLIB_BUDGET", "smoke")


@pytest.fixture
def flat(tmp_path):
    """A file with an entry of a fraction of a second."""
    path = tmp_path / "my_entry.py"
    path.write_text(FLAT)
    return path


def row(seed, fd, **more):
    """A seed's row as it is saved."""
    metrics = dict.fromkeys(scores.BESIDE, 0.25) | {"copies": 0.01, "parameters": 1_234}
    found = {"seed": seed, "steps": 9_000, "metrics": metrics | {"fd": fd}}
    return found | circumstances(Clock()) | {"cpu_seconds": 570.0} | more


def test_an_entry_from_a_file(capsys, flat, tmp_path):
    """Every seed's line, the means, one result line; the second call trains nothing."""
    command = "challenge", flat, "--seeds", 2
    code, out, err = answer(capsys, *command)
    lines = out.splitlines()
    assert code == 0 and err == ""
    assert lines[0].startswith("mine/flat: 2 seeds of 20 steps, 1 at a time, measured")
    assert [line[:10] for line in lines[1:3]] == ["seed 1000:", "seed 1001:"]
    assert "coverage" in lines[3] and " ± " in lines[3]
    assert re.fullmatch(
        r"gvlib challenge [0-9a-f]{8} \| mine/flat \| fd \S+ ± \S+ \| "
        r"fd@fashion/features-strided \S+ ± \S+ \| 2 seeds \| 20 steps \| "
        r"\d+ CPU-seconds at most \| 2 parameters \| .* cores \| torch \S+ \| "
        r"unofficial \(validation images; fewer than 5 seeds; smoke\)",
        lines[4],
    )
    assert len(lines) == 5
    files = sorted((tmp_path / "runs").rglob("*.json"))
    assert [f.name for f in files] == ["seed-1000.json", "seed-1001.json"]
    for f in files:  # what is saved is what is printed
        f.write_text(f.read_text().replace('"fd": ', '"fd": 7'))
    code, out, _ = answer(capsys, *command)
    assert code == 0 and out.splitlines()[1].startswith("seed 1000: fd 7")
    files[0].write_text("{")
    assert "delete it to measure that seed" in complaint(capsys, *command)


def test_a_changed_file_is_another_entry(flat):
    """Its results are kept apart, as are those of another number of steps."""
    first, source = entries.find(str(flat)), str(flat)
    assert entries.find(source).folder == first.folder
    assert entries.find(source, 7).folder != first.folder
    assert entries.find(source, 7).experiment.steps == 7
    flat.write_text(FLAT + "# a remark\n")
    assert entries.find(source).folder != first.folder
    with pytest.raises(challenge.EntryError, match="was edited while it ran"):
        entries.run_seed(source, 20, 0, "val", first.folder)
    assert not any(flat.parent.rglob("__pycache__"))


def test_two_at_a_time_is_the_same(flat, tmp_path, monkeypatch):
    def results(jobs):
        monkeypatch.setenv("GVLIB_RUNS", str(tmp_path / f"runs-{jobs}"))
        entry = entries.find(str(flat))
        return [r["metrics"] for r in entries.run_seeds(entry, 2, "test", jobs)]

    assert results(1) == results(2)


def test_a_stopped_seed_goes_on(flat, tmp_path, monkeypatch):
    """From its checkpoint: what is measured is what an unbroken run gives."""
    e, folder = entries.find(str(flat)).experiment, tmp_path / "a"
    whole = challenge.one_seed(e._replace(every=5), 0, "test", tmp_path / "b")

    def killed(run, split):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(challenge, "quality", killed)
        with pytest.raises(KeyboardInterrupt):
            challenge.one_seed(e._replace(every=5), 0, "test", folder)
    assert list(folder.rglob("*.pt")) and not list(folder.rglob("*.json"))
    again = challenge.one_seed(e._replace(every=5), 0, "test", folder)
    assert again["metrics"] == whole["metrics"] and again["curve"][:1]


def test_everything_the_entry_does_is_counted(flat, tmp_path, monkeypatch):
    """Building, steps and drawing, by a clock of whole seconds; measuring is free."""
    now = [0.0]
    monkeypatch.setattr("time.process_time", lambda: now[0])
    e = entries.find(str(flat)).experiment

    def passing(call, seconds):
        def slow(*args, **kwargs):
            now[0] += seconds
            return call(*args, **kwargs)

        return slow

    def build(**config):
        run = e.build(**config)
        step, sample = passing(run.step, 3), passing(run.sample, 1_000)
        return run._replace(step=step, sample=sample)

    measure = passing(challenge.image_quality, 10**6)
    monkeypatch.setattr(challenge, "image_quality", measure)
    slow = e._replace(build=passing(build, 200))
    got = challenge.one_seed(slow, 0, "test", tmp_path)
    assert got["cpu_seconds"] == 200 + 20 * 3 + 1_000
    own = slow._replace(measure=challenge.quality, all_counts=True)
    again = reproduce.retrain(own, 0, tmp_path / "own")  # one road for both
    assert again["cpu_seconds"] == got["cpu_seconds"]
    assert again["metrics"] == got["metrics"]


def test_steps_are_proposed(flat, monkeypatch):
    """(0.95 x 600 - building - drawing) / step, with seconds that are known."""
    now = [0.0]
    monkeypatch.setattr("time.process_time", lambda: now[0])
    e = entries.find(str(flat)).experiment

    def build(building, **config):
        run = e.build(**config)
        now[0] += building

        def step(batches):
            now[0] += 0.25
            return run.step(batches)

        def sample(n):
            now[0] += n / 100
            return run.sample(n)

        return run._replace(step=step, sample=sample)

    quick, slow = (
        e._replace(build=build, config=e.config | {"building": b}) for b in (10, 1_000)
    )
    steps, step = challenge.propose_steps(quick, 3)
    assert (steps, step) == ((570 - 10 - 100) / 0.25, 0.25)
    with pytest.raises(challenge.EntryError, match="must hold them all"):
        challenge.propose_steps(slow, 1)


def test_calibrating_prints_the_next_command(capsys, flat):
    code, out, _ = answer(capsys, "challenge", flat, "--calibrate")
    assert code == 0 and re.search(rf"challenge {flat} --steps [1-9]\d+\n", out)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("def entry", "def start", "my_entry.py: there is no function entry() -> gvl"),
        ("import torch", "import torsh", "line 2: the file failed: ModuleNotFoundErr"),
        ("import torch", "import (", "the file failed: SyntaxError: "),
        ("import torch", "raise SystemExit(3)", "the file failed: SystemExit: 3"),
        ("return Experiment", "return build, Experiment", "entry() gave tuple; write "),
        ('return Experiment("', 'return Experimnt("', "entry() failed: NameError: "),
        ('"mine/flat"', '"../flat"', "name is '../flat'; write it as data/method"),
        (", 30,", ", 0,", "steps is 0; write a whole number from 1"),
        (", 30,", ", 3e4,", "steps is 30000.0; write a whole number"),
        ('"batch_size": 8, ', "", "config must be the arguments of build, batch_size "),
        ('"grey": 0.3', '"grey": 1j', "config as JSON failed: TypeError: "),
        ('"grey": 0.3', '"gray": 0.3', "build failed: TypeError: build() got an unex"),
        ('"batch_size": 8', '"batch_size": 0', "batch_size 0 must be between 1 and "),
        ("return Run(", "return (", "build gave tuple, not a Run"),
        (', "batches": batches}', "}", "state must hold batches, or a resumed run is"),
        ('{"p": p', '{"n": 7, "p": p', "state['n'] has no state_dict and load_state"),
        ("{}, sample)", '{"p": 1}, sample)', "parts must be torch modules, for their"),
        ("next(batches).mean()", "0.3", "a step drew nothing: it must call next("),
        (").clamp(0, 1)", " + 1)", "in [0, 1] of shape (8, 1, 28, 28), on the CPU; "),
        (").clamp(0, 1)", ") * float('nan')", "nan to nan"),
        ("rand(n, 1,", "rand(n, 3,", "got torch.float32 of shape (8, 3, 28, 28)"),
        ("{}, sample)", "{})", "its Run has no sample, a function of n"),
        ("opt.step()\n", "opt.stop()\n", "line 15: one step failed: AttributeError: "),
        ('"loss": loss', '"loss": x', "one step failed: TypeError: the step logs 'los"),
        ("opt = ", "torch.set_num_threads(2); opt = ", "has one thread, not 2: unset"),
    ],
)
def test_bad_entries(capsys, flat, old, new, says):
    """One line, that names the file's line where the mistake is in the file."""
    assert old in FLAT
    flat.write_text(FLAT.replace(old, new))
    try:
        assert says in complaint(capsys, "challenge", flat, "--seeds", 1)
    finally:
        torch.set_num_threads(1)


def test_other_machines_settings(capsys, flat, monkeypatch):
    cuda = torch.device("cuda")
    with monkeypatch.context() as patch:
        patch.setattr(challenge, "device", lambda: cuda)
        assert "set GVLIB_DEVICE=cpu" in complaint(capsys, "challenge", flat)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 2)
    with pytest.raises(SettingError, match="unset GVLIB_THREADS"):
        challenge.check_settings()


def test_copies_are_counted():
    """All of the training images, few of the test images, no noise."""
    train, test = (
        data.to_unit(data.fashion_mnist(s)[0][:256]) for s in ("train", "test")
    )
    assert challenge.copies(train) == 1
    assert challenge.copies((train + 0.02 * torch.randn_like(train)).clamp(0, 1)) > 0.9
    # 0.8 % of all test images; 256 of them hold 8 or more with probability 1e-3.
    assert challenge.copies(test) < 8 / 256
    assert challenge.copies(torch.rand(64, 1, 28, 28)) == 0


def test_copies_equal_a_search_tree():
    """scikit-learn's neighbours, on images half of which are near to copies."""
    from sklearn.neighbors import NearestNeighbors

    train = data.to_unit(data.fashion_mnist("train")[0])
    x = train[:64] + torch.linspace(0, 0.3, 64)[:, None, None, None] * torch.rand(1)
    index = NearestNeighbors(n_neighbors=5, algorithm="brute")
    near, _ = index.fit(train.flatten(1).double()).kneighbors(x.flatten(1).double())
    assert challenge.copies(x) == (near[:, 0] <= near[:, 4] / 2).mean()


def test_trained_numbers_are_counted():
    """Once each, and only what an optimiser moves."""
    a, b, idle = (torch.nn.Linear(3, n) for n in (2, 4, 5))
    one = torch.optim.SGD(a.parameters(), 1)
    two = torch.optim.SGD([a.weight, *b.parameters()], 1)
    state = {"a": a, "idle": idle, "one": one, "two": two, "again": two}
    assert challenge.parameters(Run(None, None, state, {})) == 8 + 16


def test_welch_equals_scipy():
    rng = np.random.default_rng(0)
    for n, m in ((5, 5), (5, 9), (2, 3)):
        a, b = rng.normal(60, 5, n), rng.normal(64, 2, m)
        low, high = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
        shift, half_width = scores.welch(list(a), list(b))
        assert (shift - half_width, shift + half_width) == pytest.approx((low, high))
    assert scores.welch([1.0, 1.0], [3.0, 3.0]) == (-2.0, 0.0)


@pytest.mark.parametrize("near", [1e-3, 1e-2, 0.1, 1.0])
def test_a_difference_holds_zero_on_the_page_if_it_does(near):
    """Half widths from a thousandth to thousands, as near to the shift as can be."""
    draw = np.random.default_rng(5)
    seen = set()
    for size in draw.uniform(-3, 4, 400):
        half = 10**size
        shift = float(draw.choice([-1, 1]) * half * (1 + near * draw.normal()))
        said = re.match(r"([+-][\d.]+) ± ([\d.]+) \(", scores.signed(shift, half))
        printed = [float(text) for text in said.groups()]
        assert (abs(printed[0]) > printed[1]) == (abs(shift) > half)
        assert printed == pytest.approx([shift, half], abs=0.06 * half)
        seen.add(abs(shift) > half)
    assert seen == {True, False}


def test_a_difference_has_two_digits_of_its_width():
    assert scores.signed(-10.52, 2.07) == "-10.5 ± 2.1 (95 %, Welch)"
    assert scores.signed(191.66, 192.3) == "+192 ± 192 (95 %, Welch)"
    assert scores.signed(191.7, 191.6) == "+191.7 ± 191.6 (95 %, Welch)"
    assert scores.signed(3.0, 0.0) == "+3.00 ± 0.00 (95 %, Welch)"


def test_what_is_official(monkeypatch):
    monkeypatch.setenv("GVLIB_BUDGET", "laptop")
    good = [row(seed, 60.0 + seed) for seed in range(5)]
    line = scores.result_line("mine/a", good, "test")
    # t = 2.776 with 4 degrees of freedom, s = 1.581: 2.776 x 1.581 / sqrt(5) = 1.96.
    assert "| fd 62 ± 2 | fd@fashion/features-strided 0.25 ± 0 | 5 seeds |" in line
    assert "| 9,000 steps | 570 CPU-seconds at most | 1,234 parameters |" in line
    assert line.endswith("| official") and scores.faults(good) == []
    assert scores.status(good, "val") == "unofficial (validation images)"
    assert scores.status(good[:4], "test") == "unofficial (fewer than 5 seeds)"
    copied = [r | {"metrics": r["metrics"] | {"copies": 0.4}} for r in good]
    slow = [*good[:4], row(4, 64.0, cpu_seconds=600.1)]
    failed = [*good, {"seed": 5, "failed": "step 9: nan"} | circumstances(Clock())]
    for rows, fault in (
        (copied, "copies of training images: 40%"),
        (slow, "over budget: 600.1 CPU-seconds > 600"),
        (failed, "failed: seed 5"),
    ):
        assert scores.faults(rows) == [fault]
        assert scores.result_line("a", rows, "test").endswith(f"| unofficial ({fault})")
    assert "| 5 seeds |" in scores.result_line("mine/a", failed, "test")
    assert scores.seed_line(failed[5]) == "seed 5: failed at step 9: nan"
    assert "every seed failed" in scores.result_line("mine/a", failed[5:], "test")


def test_a_broken_rule_is_an_exit_code(capsys, flat, monkeypatch):
    """The line is printed all the same."""
    monkeypatch.setattr(scores, "SECONDS", -1)
    monkeypatch.setattr(challenge, "copies", lambda x: 0.5)
    code, out, err = answer(capsys, "challenge", flat, "--seeds", 1)
    assert code == 1 and err == ""
    assert "(over budget: " in out and "copies of training images: 50%" in out


def test_a_failed_seed_is_a_result(capsys, flat):
    text = FLAT.replace("def step(batches):", """seen = []

    def step(batches):
        seen.append(next(batches))
        if len(seen) > 12:
            raise FloatingPointError("nan")""")  # fmt: skip
    flat.write_text(text)
    code, out, _ = answer(capsys, "challenge", flat, "--seeds", 2)
    assert code == 1 and "seed 1000: failed at step 13: nan" in out
    assert "fd every seed failed" in out and "(failed: seed 1000, 1001; val" in out


def test_stored_entries_are_compared_with(own_zoo, monkeypatch):
    monkeypatch.setattr(scores, "protocol_id", lambda split: "0a1b2c3d")
    mine = [row(seed, 60.0 + seed) for seed in range(5)]
    assert scores.comparisons(mine) == ["stored: no entry yet"]
    for name, shift in (("far", 20.0), ("near", 1.0), ("below", -20.0)):
        runs = [row(seed, 60.0 + seed + shift) for seed in range(5)]
        rec = {"name": f"fashion/challenge-{name}", "runs": runs}
        zoo.write_record(rec, own_zoo)
    zoo.write_record({"name": "fashion/gan", "runs": mine}, own_zoo)
    below, d_below, far, d_far, near, d_near = scores.comparisons(mine)
    assert far.startswith("stored: gvlib challenge 0a1b2c3d | fashion/challenge-far |")
    # s = 1.581 in both, 8 degrees of freedom: 2.306 x 1.581 x sqrt(2/5) = 2.306.
    assert d_far == (
        "  difference of fd -20.0 ± 2.3 (95 %, Welch): lower, beyond the noise of the "
        "seeds"
    )
    assert d_near.endswith(" -1.0 ± 2.3 (95 %, Welch): within the noise of the seeds")
    assert " +20.0 ± 2.3 " in d_below and "higher, beyond" in d_below
    assert "needs two finished seeds" in scores.comparisons(mine[:1])[1]


def test_the_test_set_is_compared_on(capsys, flat):
    code, out, _ = answer(capsys, "challenge", flat, "--seeds", 2, "--split", "test")
    assert code == 0 and out.splitlines()[1].startswith("seed 0: fd ")
    assert sum(line.startswith("gvlib challenge ") for line in out.splitlines()) == 1
    assert "\nstored: " in out


def test_the_protocol_has_a_number(monkeypatch):
    """Another split, another rule or other features: lines that do not compare."""
    first = scores.protocol_id("test")
    assert re.fullmatch("[0-9a-f]{8}", first) and scores.protocol_id("test") == first
    assert scores.protocol_id("val") != first
    classifier = zoo.classifier

    def changed(name):
        net = classifier(name)
        list(net.parameters())[0][0, 0] += 1e-3
        return net

    with monkeypatch.context() as patch:
        patch.setattr(zoo, "classifier", changed)
        assert scores.protocol_id("test") != first
    monkeypatch.setitem(challenge.RULES, "n", 5_000)
    assert scores.protocol_id("test") != first


def test_rules_are_plain():
    assert json.loads(json.dumps(challenge.RULES)) == challenge.RULES
    assert challenge.RULES["features"] in zoo.CLASSIFIERS


@pytest.mark.parametrize("name", ["fashion/gan-ns", "fashion/vae-sigma"])
def test_named_experiments_can_enter(name):
    entry = entries.probe(entries.find(name))
    assert isinstance(entry.experiment, Experiment) and entry.experiment.steps == 20


def test_the_example_on_the_page_runs(capsys, tmp_path):
    """The very text of the page, twelve lines or fewer."""
    page = "\n".join(cells(PAGE, "markdown"))
    blocks = re.findall(r"```python\n(.*?)```", page, re.S)
    (text,) = (block for block in blocks if "def entry()" in block)
    path = tmp_path / "my_entry.py"
    path.write_text(text)
    code, out, err = answer(capsys, "challenge", path, "--seeds", 1)
    assert code == 0, err
    assert sum(line.startswith("gvlib challenge ") for line in out.splitlines()) == 1
