"""The command: what it prints, and one clear line for whatever the user can mend."""

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import environment
import numpy as np
import pytest
from PIL import Image

import gvlib
from gvlib import data, doctor, records, zoo
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
    modes = zoo.values(NAME, "modes")
    said = f"10 seeds, modes {sum(modes) / 10:.4g} ({min(modes)} to {max(modes)})"
    assert re.search(rf"{NAME} +{re.escape(said)} ", out)


@pytest.mark.parametrize("name", zoo.names())
def test_info(capsys, name):
    code, out, _ = answer(capsys, "info", name)
    rec = zoo.record(name)
    assert code == 0 and rec["title"] in out and zoo.provenance(name) in out
    metrics = rec["runs"][0].get("metrics", {})  # a record may hold failures only
    for key in [*rec["config"], *rec["protocol"], *metrics]:
        assert re.search(rf"^  {re.escape(key)}: .", out, re.M), key


def test_info_of_what_is_not_stored(capsys, own_zoo):
    code, out, _ = answer(capsys, "info", NAME)
    assert code == 0 and "nothing is stored" in out and "steps: 3,000" in out
    assert answer(capsys, "list")[1].startswith("0 are stored; --all lists what is")
    out = answer(capsys, "list", "--all")[1]
    assert out.count("nothing stored") == len(EXPERIMENTS)
    assert re.search(rf"^{NAME} .*{EXPERIMENTS[NAME].title}$", out, re.M)


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
    assert stored["rounds"] == 3
    assert stored["with"] == {NAME: stored["cpu_seconds_a_step"]}


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
    if any(kind in name for kind in ("/gan", "-gan", "-steps/")):
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


def shell(tmp_path, *argv, **settings):
    """(exit code, stdout, stderr) of a process of its own."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("GVLIB_")}
    env |= {"PYTHONPATH": str(Path(gvlib.__file__).parents[1])} | settings
    done = subprocess.run(
        [sys.executable, *argv], env=env, cwd=tmp_path, capture_output=True, timeout=300
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_list_costs_next_to_nothing(tmp_path):
    """It imports neither torch nor numpy; its names and titles are the catalogue's."""
    code = (
        "import sys; from gvlib.__main__ import main; main(['list']);"
        "print(sorted({'torch', 'numpy', 'matplotlib'} & set(sys.modules)))"
    )
    code, out, err = shell(tmp_path, "-c", code)
    assert (code, err) == (0, "") and out.splitlines()[-1] == "[]"
    for name in zoo.names():
        title = re.escape(EXPERIMENTS[name].title)
        assert re.search(rf"^{name} .* {title}$", out, re.M)


@pytest.mark.parametrize("lines", [0, 1])
def test_who_reads_only_the_head_gets_no_traceback(tmp_path, lines):
    command = f"{sys.executable} -u -m gvlib list | head -n {lines}"
    env = os.environ | {"PYTHONPATH": str(Path(gvlib.__file__).parents[1])}
    done = subprocess.run(
        ["bash", "-c", f"{command}; exit ${{PIPESTATUS[0]}}"], cwd=tmp_path, env=env,
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.stderr == "" and done.stdout.count("\n") == lines
    assert done.returncode in (0, 141)  # 0 if all was written before `head` went


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_an_output_that_cannot_be_written_is_one_line():
    env = os.environ | {"PYTHONPATH": str(Path(gvlib.__file__).parents[1])}
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "gvlib", "list"]
        done = subprocess.run(command, env=env, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2 and done.stderr.count(b"\n") == 1
    assert done.stderr.startswith(b"gvlib: cannot write the output (No space left")


def test_any_terminal_is_good_enough(tmp_path):
    """± is spelt out where there is no such character."""
    words = "-m", "gvlib", "info", NAME
    code, out, err = shell(tmp_path, *words, PYTHONIOENCODING="ascii")
    assert (code, err) == (0, "") and re.search(r"modes: 7.9 \+- 0\.\d", out)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"GVLIB_THREADS": "many"}, "GVLIB_THREADS='many' must be a whole number"),
        ({"GVLIB_BUGET": "smoke"}, "GVLIB_BUGET is no setting: did you mean GVLIB_"),
        ({"GVLIB_STATIC": "perhaps"}, "GVLIB_STATIC='perhaps' must be 1 or 0"),
    ],
)
def test_wrong_settings_are_one_line_in_a_shell(tmp_path, setting, says):
    code, out, err = shell(tmp_path, "-m", "gvlib", "list", **setting)
    assert (code, out) == (2, "") and err.startswith(f"gvlib: {says}")
    assert err.count("\n") == 1


def test_a_path_may_begin_at_home(capsys, tiny, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert answer(capsys, "train", NAME, "--out", "~/o")[0] == 0
    shown = "sample", "fashion/gan-ns", "-n", 2, "-o"
    assert answer(capsys, *shown, " ~/g.png ")[0] == 0
    assert (tmp_path / "o" / NAME).is_dir() and (tmp_path / "g.png").exists()
    monkeypatch.setenv("GVLIB_RUNS", " ~/r ")
    assert answer(capsys, "train", NAME)[0] == 0
    assert {p.name for p in tmp_path.iterdir()} == {"o", "r", "g.png"}
    for words in (("train", NAME, "--out"), shown):
        assert "an empty path; leave it out" in complaint(capsys, *words, "")


def test_a_failed_picture_leaves_nothing(capsys, tmp_path):
    (tmp_path / "grid.png").mkdir()
    name = "fashion/gan-ns"
    err = complaint(capsys, "sample", name, "-n", 4, "-o", tmp_path / "grid.png")
    assert "cannot write" in err
    assert list(tmp_path.rglob("*")) == [tmp_path / "grid.png"]


# The doctor


def test_the_doctor_finds_this_machine_well(capsys):
    code, out, _ = answer(capsys, "doctor")
    lines = out.splitlines()
    assert code == 0 and lines[-1] == "all that is needed is here", out
    assert all(re.match(r"\[(ok|skip)\] +\S", line) for line in lines[:-1])
    for word in (
        "Python 3", "torch 2", "settings", "threads: 1", "checkpoints", "GB free",
        "checksums", "records", "weights", "browser|Chromium", "jupyterlab",
    ):  # fmt: skip
        assert re.search(word, out), word


def test_the_doctor_works_where_torch_is_missing(tmp_path):
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "from gvlib.__main__ import main; sys.exit(main(['doctor']))"
    )
    code, out, err = shell(tmp_path, "-c", code, GVLIB_THREADS="many")
    assert (code, err) == (1, "")
    assert re.search(r"^\[fail\]  torch: .*make env.*pip install 'torch>=", out, re.M)
    assert re.search(r"^\[fail\]  settings: GVLIB_THREADS='many' must be", out, re.M)
    assert re.search(r"^\[skip\]  device, images, weights", out, re.M)
    assert out.splitlines()[-1] == "something that is needed fails"


def test_the_doctor_names_what_is_broken(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GVLIB_RUNS", str(tmp_path / "file" / "runs"))
    marks = dict((text, mark) for mark, text in doctor.check_folders())
    (broken,) = [text for text, mark in marks.items() if mark == "fail"]
    assert "set GVLIB_RUNS" in broken
    full = SimpleNamespace(free=1e8)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: full)
    assert "0.1 GB free; make room" in list(doctor.check_folders())[-1][1]
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.json").write_text("{")
    monkeypatch.setattr(records, "FOLDER", tmp_path)
    monkeypatch.setattr(records, "names", lambda: ["a/b"])
    assert next(doctor.check_stored())[0] == "fail"
    monkeypatch.setattr(doctor, "requirements", lambda: ["numpy>=99.1", "no-such>=1"])
    old, absent, none = doctor.check_packages()
    assert "is older than 99.1" in old[1] and "No module named" in absent[1]
    assert [mark for mark, _ in (old, absent, none)] == ["fail"] * 3
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    assert next(doctor.check_optional())[0] == "skip"
    monkeypatch.setattr(doctor.sys, "version_info", (3, 10, 2))
    ((mark, text),) = doctor.check_python()
    assert mark == "fail" and "Python 3.10.2: 3.11 or newer" in text


def test_doctor_and_set_up_agree():
    """The set-up runs before the package is there, so each says which Python."""
    assert doctor.OLDEST == environment.OLDEST


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_record_is_reproduced(capsys, name):
    code, out, _ = answer(capsys, "reproduce", name, "--check")
    assert code == 0, out
