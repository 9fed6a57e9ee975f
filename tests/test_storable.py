"""What a checkpoint can hold: converted, or refused by name before the first step."""

import inspect
import itertools
import math
import os
import subprocess
import sys
import time
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
import torch
from test_resume import PATH, run, same
from test_train import small_gan

from gvlib import data, files, vae
from gvlib.errors import GvlibError, WriteError
from gvlib.train import CheckpointError, fit, save
from gvlib.train.checkpoint import read
from gvlib.train.storable import OF_STATE, equal, to_plain

PLAIN = {
    "numpy float": (np.float64(0.1), 0.1),
    "numpy int": (np.int64(3), 3),
    "numpy bool": (np.bool_(True), True),
    "float32": (np.float32(0.5), 0.5),
    "path": (Path("a/b"), str(Path("a/b"))),
    "array": (np.array([[1.0, math.nan]]), [[1.0, math.nan]]),
    "tensor": (torch.arange(3), [0, 1, 2]),
    "one number": (torch.tensor(2.5), 2.5),
    "nan": (math.nan, math.nan),
    "tuple": ((0.5, np.float64(0.9)), [0.5, 0.9]),
    "nested": ({"lr": [np.float64(1.0)], 3: None}, {"lr": [1.0], 3: None}),
}


def untouched(batches):
    raise AssertionError("the complaint comes before the first step")


@pytest.mark.parametrize("kind", PLAIN)
def test_a_config_is_made_plain_and_read_back(tmp_path, kind):
    """The run goes on from it; a run with another value does not."""
    path, (value, expected) = tmp_path / "run.pt", PLAIN[kind]
    saved = run(path, 7, config={"x": value, "lr": 0.1})["config"]
    assert equal(saved["x"], expected) and type(saved["x"]) is type(expected)
    assert run(path, 14, config={"x": value, "lr": 0.1})["t"] == 14
    with pytest.raises(CheckpointError, match=r"\(x was .*, is 'other'\); use another"):
        run(path, 21, config={"x": "other", "lr": 0.1})


class Odd:
    """What is neither a number nor text."""


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (untouched, r"config\['x'\] is a function, which no checkpoint can hold"),
        ([1, {"y": Odd()}], r"config\['x'\]\[1\]\['y'\] is a test_storable.Odd, which"),
        (np.random.default_rng(0), r"config\['x'\] is a numpy.*Generator, which no"),
        (torch.float32, r"config\['x'\] is a torch.dtype"),
        (np.array([Odd()]), r"config\['x'\]\[0\] is a test_storable.Odd"),
        ({Odd(): 1}, r"a key of config\['x'\] is a test_storable.Odd"),
    ],
)
def test_the_rest_of_a_config_is_refused_by_name(tmp_path, value, says):
    state, _ = small_gan()
    with pytest.raises(CheckpointError, match=says) as caught:
        fit(
            untouched, state["batches"], 5, state=state, path=tmp_path / "run.pt",
            config={"x": value},
        )  # fmt: skip
    assert "give numbers, text, or lists" in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    fit(lambda b: {}, state["batches"], 1, state=state, config={"x": value})  # no file


class Remembers:
    """Something with a state of its own."""

    def __init__(self, value):
        self.value = value

    def state_dict(self):
        return {"key": self.value}

    def load_state_dict(self, state):
        self.value = state["key"]


def test_a_state_that_cannot_be_read_back_is_refused_by_name(tmp_path):
    generator = np.random.default_rng(0)
    old = Remembers(np.random.RandomState(0).get_state()[1])  # an array
    for thing, says in (
        (generator, r"state\['rng'\] is a Generator, which has no state_dict"),
        (old, r"state\['rng'\]\['key'\] is a numpy.ndarray, .* text, tensors, or"),
        (Remembers(untouched), r"state\['rng'\]\['key'\] is a function"),
    ):
        state = small_gan()[0] | {"rng": thing}
        with pytest.raises(CheckpointError, match=says):
            inspect.unwrap(fit)(
                untouched, state["batches"], 5, state=state, path=tmp_path / "run.pt"
            )
        assert list(tmp_path.iterdir()) == []


def test_numpys_numbers_in_a_state_are_plain(tmp_path):
    """Adam(lr=np.logspace(...)[i]), and a numpy generator's own state: ints."""
    net, rng = torch.nn.Linear(2, 1), np.random.default_rng(0)
    opt = torch.optim.Adam(net.parameters(), lr=np.logspace(-3, -1, 3)[0])
    state = {"net": net, "opt": opt, "rng": Remembers(rng.bit_generator.state)}
    save(str(tmp_path / "run.pt"), state, 1, [], {})
    saved = read(tmp_path / "run.pt")["state"]
    assert saved["opt"]["param_groups"][0]["lr"] == 1e-3
    assert saved["rng"]["key"] == rng.bit_generator.state


def test_what_is_plain_is_left_as_it_is():
    """The weights' OrderedDict carries versions beside its items."""
    weights = torch.nn.BatchNorm1d(2).state_dict()
    assert to_plain(weights, "w", OF_STATE) is weights and weights._metadata
    moments = torch.optim.Adam(torch.nn.Linear(1, 1).parameters()).state_dict()
    assert to_plain(moments, "m", OF_STATE) is moments
    found = to_plain(OrderedDict(a=np.float64(1)), "x")
    assert found == {"a": 1.0} and type(found["a"]) is float


def test_nan_equals_nan_and_nothing_else():
    assert equal({"a": [math.nan, (1, 2)]}, {"a": (math.nan, [1, 2])})
    for other in (0.0, None, "nan", [math.nan]):
        assert not equal(math.nan, other)


def test_a_watcher_may_return_numpys_numbers(tmp_path):
    found = {"fd": np.float64(0.25), "modes": np.int64(8), "all": np.arange(2)}
    found |= {"where": tmp_path, "grid": torch.zeros(2, 2), "loss": torch.tensor(1.5)}
    saved = run(tmp_path / "run.pt", 7, watch=lambda t: found)["history"][-1]
    assert (saved["fd"], saved["modes"], saved["all"]) == (0.25, 8, [0, 1])
    assert (saved["where"], saved["loss"]) == (str(tmp_path), 1.5)
    assert torch.equal(saved["grid"], torch.zeros(2, 2))
    assert run(tmp_path / "run.pt", 14, watch=lambda t: found)["t"] == 14
    before = read(tmp_path / "run.pt")
    with pytest.raises(CheckpointError, match=r"the log\['f'\] is a function"):
        run(tmp_path / "run.pt", 21, watch=lambda t: {"f": untouched})
    assert same(before, read(tmp_path / "run.pt"))


@pytest.mark.parametrize(
    ("logs", "says"),
    [
        (None, "returned a NoneType, not a dict of numbers"),
        ({"a": torch.zeros(3)}, r"logs 'a' as a Tensor of shape \(3,\), but"),
        ({"a": "high"}, "logs 'a' as a str, but a log holds single numbers"),
    ],
)
def test_a_wrong_log_is_met_at_the_first_step(logs, says):
    with pytest.raises(TypeError, match=says):
        fit(lambda b: logs, iter([]), 500, state={}, every=100)


def test_more_steps_than_asked_for_are_said(tmp_path):
    path = tmp_path / "run.pt"
    before = run(path, 28)
    with pytest.raises(CheckpointError, match="holds 28 steps, more than n_steps = 10"):
        run(path, 10)
    assert same(before, read(path))


def test_a_path_may_be_text_or_begin_at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    state, step = small_gan()
    fit(step, state["batches"], 2, state=state, path="~/sub/run.pt")
    assert read(tmp_path / "sub/run.pt")["t"] == 2 and not Path("~").exists()
    for nothing in ("", " "):
        with pytest.raises(CheckpointError, match="an empty path; leave it out"):
            fit(untouched, state["batches"], 2, state=state, path=nothing)
    with pytest.raises(CheckpointError, match="'~no-such-user/x' is no path"):
        fit(untouched, state["batches"], 2, state=state, path="~no-such-user/x")
    with pytest.raises(CheckpointError, match="cannot write .*name a file"):
        fit(untouched, state["batches"], 2, state=state, path=".")


# Two processes, one checkpoint

TWIN = """
import sys
from test_resume import run
print("begun", flush=True)
run(sys.argv[1], 200)
"""


def test_the_same_run_twice_at_once_lives_twice(tmp_path):
    """Two processes from the start to the end; neither stops, both end the same."""
    path = tmp_path / "both" / "run.pt"
    twin = subprocess.Popen(
        [sys.executable, "-c", TWIN, str(path)], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": PATH},
    )  # fmt: skip
    assert twin.stdout.readline() == b"begun\n"
    ours = run(path, 200)
    assert twin.communicate(timeout=300)[1] == b"" and twin.returncode == 0
    assert same(ours, read(path)) and same(ours, run(tmp_path / "alone.pt", 200))
    assert list(path.parent.iterdir()) == [path]


def test_another_run_in_the_same_file_is_named_and_left_alone(tmp_path):
    path = tmp_path / "run.pt"

    def other(t):
        if t == 7:
            run(path, 7, config={"lr": 0.2})

    says = r"written meanwhile by another run \(lr was 0.2, is 0.1\).*a path of its own"
    with pytest.raises(CheckpointError, match=says):
        run(path, 21, config={"lr": 0.1}, watch=other)
    assert read(path)["config"] == {"lr": 0.2} and read(path)["t"] == 7


# Files


def test_a_file_is_whole_or_not_there(tmp_path):
    """Also when the writing is interrupted; nothing is left beside it."""
    path = tmp_path / "a.txt"
    files.replace(path, lambda to: to.write_text("old"))

    def stopped(to):
        to.write_text("ne")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.replace(path, stopped)
    with pytest.raises(WriteError, match="cannot write .*choose a folder"):
        files.replace(path / "b.txt", lambda to: to.write_text("new"))
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]
    mode = tmp_path.joinpath("plain")
    mode.touch()
    assert path.stat().st_mode == mode.stat().st_mode


def test_only_what_a_killed_process_left_is_removed(tmp_path):
    path, now = tmp_path / "run.pt", time.time()
    old, young = files.name_beside(path), files.name_beside(path)
    other = files.name_beside(tmp_path / "run2.pt")
    for left in (old, young, other):
        left.touch()
    for left in (old, other):
        os.utime(left, (now - 2 * files.DAY,) * 2)
    files.check_writable(path)
    assert sorted(tmp_path.iterdir()) == sorted([young, other])


def test_every_error_of_ours_is_one_of_them():
    """What the command prints as one line; wherever in the package it stands."""
    import gvlib.commands  # noqa: F401  with all that it imports

    found = {
        thing.__name__: thing
        for name, module in list(sys.modules.items()) if name.startswith("gvlib")
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Exception)
        and thing.__module__.startswith("gvlib")
    }  # fmt: skip
    wanted = {"ZooError", "UnknownName", "CheckpointError", "SettingError"}
    wanted |= {"WriteError", "DataError", "EntryError", "NotFiniteError"}
    assert wanted <= set(found)
    # Not the user's to mend: a diverged run, and an exercise that waits for its answer.
    others = {name for name in found if not issubclass(found[name], GvlibError)}
    assert others <= {"NotFiniteError", "UnansweredError"}


# Batches


def vae_and_step():
    model = vae.VAE(
        torch.nn.Linear(3, 4), torch.nn.Linear(2, 3), vae.GaussianLikelihood(), 2
    )
    return model, vae.vae_step(model, torch.optim.Adam(model.parameters()))


def loader(*tensors):
    rows = torch.utils.data.TensorDataset(*tensors)
    return torch.utils.data.DataLoader(rows, batch_size=4)


@pytest.mark.parametrize("kind", ["list", "DataLoader", "Tensor"])
def test_what_is_no_iterator_is_refused_at_once(kind):
    x = torch.randn(8, 3)
    batches = {"list": [x], "DataLoader": loader(x), "Tensor": x}[kind]
    says = rf"batches is a {kind}, .* pass gvlib.data.Batches\(x, batch_size\)"
    with pytest.raises(TypeError, match=says):
        inspect.unwrap(fit)(untouched, batches, 5, state={})


@pytest.mark.parametrize("make", [vae_and_step, small_gan])
def test_pairs_are_named(make):
    x = torch.randn(8, 3)
    for batches, kind in ((loader(x, x), "list"), (zip([x], [x], strict=True), "tuple"),
                          ([x.numpy()] * 3, "ndarray")):  # fmt: skip
        batches = itertools.cycle(batches)
        says = rf"step 1: .*a batch is a {kind} here.*\(x for x, _ in batches\)"
        with pytest.raises(TypeError, match=says):
            inspect.unwrap(fit)(make()[1], batches, 5, state={})


def test_batches_that_end_are_named_and_nothing_is_lost(tmp_path):
    model, step = vae_and_step()
    rows = iter(torch.randn(25, 4, 3))
    with pytest.raises(ValueError, match="step 26: the batches have come to an end; p"):
        fit(step, rows, 50, state={"m": model}, every=10, path=tmp_path / "run.pt")
    assert read(tmp_path / "run.pt")["t"] == 20


def test_a_mistake_of_the_step_is_shown_as_it_is():
    """With tensors for batches, it is none of ours."""

    def step(batches):
        return {"a": next(batches).nothing}

    batches = data.Batches(torch.randn(8, 3), 4)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        fit(step, batches, 5, state={})
