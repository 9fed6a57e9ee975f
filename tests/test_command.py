"""The command: what it prints, and one clear line for whatever the user can mend."""

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import gvlib
from gvlib import data, zoo
from gvlib.__main__ import main
from gvlib.data.images import FOLDER
from gvlib.experiments import EXPERIMENTS
from gvlib.experiments.stored import drawable

NAME = "ring-demo/gan-ns"


@pytest.fixture(autouse=True)
def settings(monkeypatch, tmp_path):
    """Runs go to a folder of this test; nothing is set by the caller."""
    monkeypatch.setenv("GVLIB_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("GVLIB_DEVICE", "cpu")
    monkeypatch.setenv("GVLIB_BUDGET", "smoke")


@pytest.fixture
def tiny(monkeypatch):
    """NAME stands for a run of a tenth of a second."""
    e = EXPERIMENTS[NAME]._replace(steps=30, every=10, seeds=(0, 1))
    monkeypatch.setitem(EXPERIMENTS, NAME, e)
    return e


def answer(capsys, *argv):
    """(exit code, stdout, stderr) of a command, however it ends."""
    try:
        code = main([str(a) for a in argv])
    except SystemExit as end:
        code = end.code
    return code, *capsys.readouterr()


def complaint(capsys, *argv, code=2):
    """The one line on stderr of a command that must fail."""
    got, _, err = answer(capsys, *argv)
    assert got == code, err
    assert err.startswith("gvlib: ") and err.count("\n") == 1 and err.endswith("\n")
    assert "Traceback" not in err
    return err


def test_list(capsys):
    code, out, _ = answer(capsys, "list")
    assert code == 0
    for name in {*EXPERIMENTS, *zoo.names()}:
        assert re.search(rf"^{name} ", out, re.M)
    assert re.search(rf"{NAME} +10 seeds, high_quality 0\.\d+ ± 0\.\d+", out)


@pytest.mark.parametrize("name", zoo.names())
def test_info(capsys, name):
    code, out, _ = answer(capsys, "info", name)
    rec = zoo.record(name)
    assert code == 0 and rec["title"] in out and zoo.provenance(name) in out
    for key in [*rec["config"], *rec["protocol"], *rec["runs"][0]["metrics"]]:
        assert re.search(rf"^  {re.escape(key)}: .", out, re.M), key


def test_info_of_what_is_not_stored(capsys, own_zoo):
    code, out, _ = answer(capsys, "info", NAME)
    assert code == 0 and "nothing is stored" in out and "steps: 3,000" in out
    assert "nothing stored" in answer(capsys, "list")[1]


def test_train(capsys, tiny, tmp_path):
    code, out, _ = answer(capsys, "train", NAME, "--seed", 3, "--out", tmp_path / "o")
    folder = tmp_path / "o" / NAME
    assert code == 0 and "high_quality: " in out and "against: val" in out
    for end in ("json", "safetensors", "pt"):
        assert (folder / f"seed-3.{end}").exists()
        assert end == "pt" or str(folder / f"seed-3.{end}") in out
    first = (folder / "seed-3.safetensors").read_bytes()
    code, out, _ = answer(capsys, "train", NAME, "--seed", 3, "--out", tmp_path / "o")
    assert code == 0 and "going on from" in out
    assert (folder / "seed-3.safetensors").read_bytes() == first
    assert answer(capsys, "train", NAME)[0] == 0
    assert (tmp_path / "runs" / NAME / "seed-0.json").exists()


def test_reproduce(capsys, tiny, own_zoo, monkeypatch):
    """Announced before it starts; written only if asked; --check is an exit code."""
    code, out, _ = answer(capsys, "reproduce", NAME, "--check", "--jobs", 1)
    assert code == 1 and "nothing is stored" in out and zoo.names() == []
    code, out, _ = answer(capsys, "reproduce", NAME, "--write", "--jobs", 1)
    assert code == 0 and zoo.names() == [NAME]
    code, out, _ = answer(capsys, "reproduce", NAME, "--check", "--jobs", 1)
    assert code == 0, out
    first, *rest = out.splitlines()
    assert re.match(r"2 runs, 1 at a time: 0\.00 hours expected", first)
    assert sum(f"{NAME} seed" in line for line in rest) == 2
    rec = zoo.record(NAME)
    for run in rec["runs"]:
        run["metrics"]["high_quality"] += 10
    zoo.write_record(rec, own_zoo)
    code, out, _ = answer(capsys, "reproduce", NAME, "--check", "--jobs", 1)
    assert code == 1 and out.count("OUTSIDE") == 2
    assert answer(capsys, "reproduce", NAME, "--jobs", 1)[0] == 0


def test_calibrate(capsys, tiny, own_zoo):
    other = "ring-demo/vae-sigma"
    code, out, _ = answer(capsys, "calibrate", NAME, other, NAME, "--rounds", 3)
    first, second = out.splitlines()
    seconds = [float(line.split()[1]) for line in (first, second)]
    assert code == 0 and first.startswith(NAME) and second.startswith(other)
    assert f"steps: 30, 30 for the cost of {NAME}" in first
    # The seconds are printed with four digits, so the quotient is exact to 1e-3.
    steps = int(re.search(r"([\d,]+) for the cost", second)[1].replace(",", ""))
    assert steps == pytest.approx(30 * seconds[0] / seconds[1], abs=0.6)
    err = complaint(capsys, "calibrate", NAME, "--write")
    assert f"no record {NAME!r}" in err
    assert answer(capsys, "reproduce", NAME, "--write", "--jobs", 1)[0] == 0
    code, out, _ = answer(capsys, "calibrate", NAME, "--rounds", 3, "--write")
    stored = zoo.record(NAME)["calibration"]
    assert code == 0 and f"{stored['cpu_seconds_a_step']:.4g} CPU-seconds" in out
    assert stored["rounds"] == 3 and stored["with"] == [NAME]


@pytest.mark.parametrize("name", drawable())
def test_sample(capsys, name, tmp_path):
    path = tmp_path / "grid.png"
    code, out, _ = answer(capsys, "sample", name, "-n", 12, "-o", path)
    assert code == 0 and str(path) in out
    pixels = np.asarray(Image.open(path))
    # 3 columns, 4 rows, 2 pixels between, everything doubled.
    assert pixels.shape == (2 * (4 * 28 + 3 * 2), 2 * (3 * 28 + 2 * 2))
    assert pixels.min() < 50 and pixels.max() == 255
    first = path.read_bytes()
    answer(capsys, "sample", name, "-n", 12, "-o", path)
    assert path.read_bytes() == first
    answer(capsys, "sample", name, "-n", 12, "-o", path, "--seed", 1)
    assert path.read_bytes() != first
    if "/gan" in name or "-gan" in name:
        err = complaint(capsys, "sample", name, "-o", path, "--draw")
        assert "has no p(x|z) to draw from" in err
    else:
        assert answer(capsys, "sample", name, "-o", path, "--draw")[0] == 0


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ([], "required: command"),
        (["lst"], "invalid choice: 'lst'"),
        (["info", "fashion/gan"], "no experiment 'fashion/gan'; there are: fashion/f"),
        (["train", "x"], "no experiment 'x'; there are: fashion/features-cnn, "),
        (["train", NAME, "--seed", "-1"], "'-1' must be a whole number from 0 to 4294"),
        (["train", NAME, "--seed", "1.5"], "'1.5' must be a whole number from 0"),
        (["train", NAME, "--steps", "9"], "unrecognized arguments: --steps 9"),
        (["reproduce", NAME, "x"], "no experiment 'x'; there are: "),
        (["reproduce", "--jobs", "0"], "'0' must be a whole number from 1 to 10000"),
        (["reproduce", "--check", "--write"], "not allowed with argument --check"),
        (["calibrate"], "required: name"),
        (["calibrate", "x"], "no experiment 'x'; there are: "),
        (["calibrate", NAME, "--rounds", "0"], "'0' must be a whole number from 1 to"),
        (["challenge"], "required: entry"),
        (["challenge", "x"], "no experiment 'x'; there are: "),
        (["challenge", "none.py"], "cannot read none.py (No such file"),
        (["challenge", NAME], "sample(8) must give floats in [0, 1] of shape (8, 1, "),
        (["challenge", NAME, "--seeds", "0"], "'0' must be a whole number from 1 to"),
        (["challenge", NAME, "--steps", "5", "--calibrate"], "not allowed with argum"),
        (["challenge", NAME, "--split", "train"], "invalid choice: 'train'"),
        (["sample", "x"], "no record 'x'; there are: "),
        (["sample", NAME], "no stored weights of 'ring-demo/gan-ns' draw images"),
        (["sample", zoo.FEATURES], "draw images; there are: fashion"),
        (["sample", NAME, "-n", "0"], "'0' must be a whole number from 1 to 10000"),
        (["sample", "fashion/gan-ns", "-o", "x.jpg"], "name a file that ends in .png"),
    ],
)
def test_wrong_words(capsys, argv, says):
    assert says in complaint(capsys, *argv)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"GVLIB_BUDGET": "huge"}, "'huge' must be one of smoke, laptop, full"),
        ({"GVLIB_DEVICE": "tpu"}, "GVLIB_DEVICE='tpu' cannot be used here; unset it"),
    ],
)
def test_wrong_settings(capsys, monkeypatch, setting, says):
    for key, value in setting.items():
        monkeypatch.setenv(key, value)
    assert says in complaint(capsys, "list")


def test_places_that_cannot_be_written(capsys, tiny, tmp_path, monkeypatch):
    """A file stands where the folder should be: that stops even the superuser."""
    (tmp_path / "file").write_text("mine")
    out = tmp_path / "file" / "out"
    assert "choose a folder" in complaint(capsys, "train", NAME, "--out", out)
    monkeypatch.setenv("GVLIB_RUNS", str(out))
    assert "choose a folder" in complaint(capsys, "reproduce", NAME, "--jobs", 1)
    for name in drawable()[:1]:
        err = complaint(capsys, "sample", name, "-o", out / "grid.png")
        assert "choose a folder" in err
    monkeypatch.setattr(zoo, "FOLDER", out)
    assert "cannot write" in complaint(capsys, "reproduce", NAME, "--write")
    assert (tmp_path / "file").read_text() == "mine"


def test_bad_checkpoints(capsys, tiny, tmp_path, monkeypatch):
    assert answer(capsys, "train", NAME)[0] == 0
    path = tmp_path / "runs" / NAME / "seed-0.pt"
    other = tiny._replace(config=tiny.config | {"lr": 0.5})
    monkeypatch.setitem(EXPERIMENTS, NAME, other)
    err = complaint(capsys, "train", NAME)
    assert "lr was 0.001, is 0.5" in err and "use another path, or delete it" in err
    monkeypatch.setitem(EXPERIMENTS, NAME, tiny)
    path.write_bytes(path.read_bytes()[:-100])
    broken = path.read_bytes()
    err = complaint(capsys, "train", NAME)
    assert "is damaged" in err and "delete it to start" in err
    assert path.read_bytes() == broken


def test_bad_data(capsys, tmp_path, monkeypatch):
    for path in FOLDER.glob("*.gz"):
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "train-images-idx3-ubyte.gz").unlink()
    load = partial(data.fashion_mnist, folder=tmp_path)
    monkeypatch.setattr(data, "fashion_mnist", load)
    err = complaint(capsys, "train", "fashion/gan-ns")
    assert "train-images-idx3-ubyte.gz is missing; restore it" in err


def test_a_run_that_fails(capsys, tiny, tmp_path, monkeypatch):
    """A loss that is not a number is a failed run, not a mistake of the user's."""
    bad = tiny._replace(config=tiny.config | {"lr": 1e30})
    monkeypatch.setitem(EXPERIMENTS, NAME, bad)
    err = complaint(capsys, "train", NAME, code=1)
    assert re.search(r"failed at step \d+: the gradient's norm is (nan|inf)", err)
    assert '"failed"' in (tmp_path / "runs" / NAME / "seed-0.json").read_text()


def test_an_interrupted_run_says_how_to_go_on(capsys, tiny, monkeypatch):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(gvlib.experiments, "train", interrupted)
    assert "the same command goes on" in complaint(capsys, "train", NAME, code=130)


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [(["--help"], 0, ""), (["train", "x"], 2, "gvlib: no experiment 'x'")],
)
def test_in_a_process_of_its_own(argv, code, says, tmp_path):
    """What the shell sees: the exit code, and no traceback."""
    env = os.environ | {"PYTHONPATH": str(Path(gvlib.__file__).parents[1])}
    command = [sys.executable, "-m", "gvlib", *argv]
    done = subprocess.run(
        command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == code
    assert done.stderr.startswith(says) and done.stderr.count("\n") == (code != 0)
    assert code or all(c in done.stdout for c in ("list", "reproduce", "challenge"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_record_is_reproduced(capsys, name):
    code, out, _ = answer(capsys, "reproduce", name, "--check")
    assert code == 0, out
