"""Checkpoints: an exact resume or a clear refusal, and nothing lost in between."""

import math
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from test_train import small_gan

from gvlib import nets
from gvlib.experiments import experiment, train
from gvlib.train import CheckpointError, fit
from gvlib.train.checkpoint import read


def same(a, b):
    """Equal to the last bit, through dicts and lists."""
    if isinstance(a, torch.Tensor):
        return torch.equal(a, b)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def run(path, n_steps, **options):
    """Train the small GAN to n_steps, from `path` if it is there."""
    state, step = small_gan()
    torch.manual_seed(99)  # a resumed run must not depend on what came before
    fit(step, state["batches"], n_steps, state=state, every=7, path=path, **options)
    return read(path)


@pytest.mark.parametrize("stop", [1, 7, 30, 59])
def test_resume_is_exact(tmp_path, stop):
    """Weights, moments, averages, data order, random numbers and history."""
    whole = run(tmp_path / "whole.pt", 60)
    run(tmp_path / "cut.pt", stop)
    resumed = run(tmp_path / "cut.pt", 60)
    # The stop itself is a logged step; the uninterrupted run has no such row.
    resumed["history"] = [r for r in resumed["history"] if r["step"] % 7 == 0] + (
        resumed["history"][-1:]
    )
    assert same(whole, resumed)


def test_what_is_done_is_not_done_again(tmp_path):
    first = run(tmp_path / "run.pt", 21)
    assert same(first, run(tmp_path / "run.pt", 21))


def tiny():
    """An experiment of a second that saves a hundred times."""
    return experiment("ring-demo/gan-ns")._replace(steps=500, every=5)


# This folder, and the package's wherever it was found.
FOLDERS = Path(__file__).parent, Path(nets.__file__).parents[1]
PATH = os.pathsep.join(str(folder.resolve()) for folder in FOLDERS)
CHILD = """
import sys
from pathlib import Path
from test_resume import tiny
from gvlib.experiments import train
print("begun", flush=True)
train(tiny(), 0, folder=Path(sys.argv[1]), progress=False)
"""


def killed_once(folder, wait):
    """Start the run in a process of its own and kill it; False if it was faster."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)],
        stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": PATH},
    )  # fmt: skip
    assert child.stdout.readline() == b"begun\n"
    wait(child)
    child.send_signal(signal.SIGKILL)
    code = child.wait()
    assert code in (0, -signal.SIGKILL)
    return code != 0


def after_a_save(path):
    """Wait for the next checkpoint, and then for up to a fifth of a second."""

    def stamp():
        return path.stat().st_mtime_ns if path.exists() else None

    before = stamp()

    def wait(child):
        while stamp() == before and child.poll() is None:
            time.sleep(0.001)
        time.sleep(random.uniform(0, 0.2))

    return wait


def at_any_time(child):
    """Also while it imports, builds or loads."""
    time.sleep(random.uniform(0, 2))


def without_clock(record):
    """A checkpoint but for the seconds that were measured."""
    del record["state"]["clock"]
    for row in record["history"]:
        del row["cpu_seconds"]
    return record


def compared(folder, reference):
    """Finish the run here and compare everything with the uninterrupted one."""
    _, row = train(tiny(), 0, folder=folder, progress=False)
    name = "ring-demo/gan-ns/seed-0.pt"
    ours, theirs = (without_clock(read(f / name)) for f in (folder, reference))
    assert same(ours, theirs)
    return row["metrics"]


def test_a_killed_run_ends_the_same(tmp_path):
    """SIGKILL at a random moment after the first checkpoint, then the same command."""
    _, row = train(tiny(), 0, folder=tmp_path / "whole", progress=False)
    path = tmp_path / "cut" / "ring-demo/gan-ns/seed-0.pt"
    assert killed_once(tmp_path / "cut", after_a_save(path))
    assert read(path)["t"] < 500
    assert compared(tmp_path / "cut", tmp_path / "whole") == row["metrics"]


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_two_hundred_kills(tmp_path):
    """At any moment: while importing, building, loading, stepping or saving."""
    _, row = train(tiny(), 0, folder=tmp_path / "whole", progress=False)
    cut, kills = tmp_path / "cut", 0
    path = cut / "ring-demo/gan-ns/seed-0.pt"
    while kills < 200:
        while killed_once(cut, random.choice([after_a_save(path), at_any_time])):
            kills += 1
        assert compared(cut, tmp_path / "whole") == row["metrics"]
        shutil.rmtree(cut)


class Evil:
    """What a pickle could do."""

    def __reduce__(self):
        return exec, ("open('executed', 'w')",)


DAMAGE = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("no checkpoint"),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-2000]),
    "other": lambda path: torch.save([1, 2], path),
    "tensor": lambda path: torch.save(torch.zeros(3), path),
    "parts": lambda path: torch.save({"t": 3, "config": {}, "state": {}}, path),
    "pickle": lambda path: torch.save({"t": Evil()}, path),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_checkpoint_is_refused(tmp_path, damage, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "run.pt"
    run(path, 7)
    DAMAGE[damage](path)
    before = path.read_bytes()
    with pytest.raises(CheckpointError, match="is damaged or no checkpoint") as caught:
        run(path, 14)
    text = str(caught.value)
    assert str(path) in text and "delete it to start" in text and "\n" not in text
    assert path.read_bytes() == before  # nothing is overwritten
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize("n", [40, pytest.param(20_000, marks=pytest.mark.soak)])
def test_no_flipped_bit_is_trained_on(tmp_path, n):
    """Each single flip is refused, or it is in a byte that nothing reads."""
    path, rng = tmp_path / "run.pt", random.Random(0)
    good = run(path, 7)
    raw = path.read_bytes()
    for _ in range(n):
        place = rng.randrange(len(raw))
        flipped = raw[place] ^ 1 << rng.randrange(8)
        path.write_bytes(raw[:place] + bytes([flipped]) + raw[place + 1 :])
        try:
            assert same(read(path), good), place
        except CheckpointError:
            pass


def test_another_configuration_is_refused(tmp_path):
    path = tmp_path / "run.pt"
    run(path, 7, config={"lr": 0.1, "seed": 0})
    with pytest.raises(CheckpointError, match=r"\(lr was 0.1, is 0.2\); use another"):
        run(path, 14, config={"lr": 0.2, "seed": 0})
    with pytest.raises(CheckpointError, match="seed was 0, is None"):
        run(path, 14, config={"lr": 0.1})
    state, step = small_gan()
    del state["ema"]
    with pytest.raises(CheckpointError, match="it holds .*'ema'"):
        config = {"lr": 0.1, "seed": 0}
        fit(step, state["batches"], 14, state=state, path=path, config=config)
    assert read(path)["t"] == 7


def test_another_network_is_refused_and_left_alone(tmp_path):
    """The sizes are not in the configuration, but the weights do not fit."""
    path = tmp_path / "run.pt"
    run(path, 7)
    state, step = small_gan()
    state["D"] = nets.Critic(2, 17)
    before = [p.clone() for p in [*state["G"].parameters(), *state["D"].parameters()]]
    with pytest.raises(CheckpointError, match="does not fit this run") as caught:
        fit(step, state["batches"], 14, state=state, path=path)
    assert "\n" not in str(caught.value)
    after = [*state["G"].parameters(), *state["D"].parameters()]
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_a_folder_that_cannot_be_written_is_named_first(tmp_path):
    """A file stands where the folder should be: that stops even the superuser."""
    (tmp_path / "file").write_text("")
    state, _ = small_gan()

    def step(batches):
        raise AssertionError("the complaint comes before the first step")

    with pytest.raises(CheckpointError, match="cannot write .*choose a folder"):
        path = tmp_path / "file" / "run.pt"
        fit(step, state["batches"], 5, state=state, path=path)
    with pytest.raises(CheckpointError, match="cannot write .*a folder.*another path"):
        fit(step, state["batches"], 5, state=state, path=tmp_path)


def test_a_full_disk_loses_nothing(tmp_path, monkeypatch):
    path = tmp_path / "run.pt"
    first = run(path, 7)

    def full(*args):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(torch, "save", full)
        with pytest.raises(CheckpointError, match="No space left.*last checkpoint is"):
            run(path, 14)
    assert same(first, read(path))


def test_a_diverged_run_keeps_its_last_checkpoint(tmp_path):
    path = tmp_path / "run.pt"
    state, step = small_gan()

    def diverging(batches):
        if state["ema"].t == 17:
            next(state["G"].parameters()).data.fill_(math.nan)
        return step(batches)

    with pytest.raises(FloatingPointError, match="step 18: the gradient's norm is nan"):
        fit(diverging, state["batches"], 30, state=state, every=7, path=path)
    saved = read(path)
    assert saved["t"] == 14
    assert all(v.isfinite().all() for v in saved["state"]["G"].values())
