"""The environment variables, and a bar for persons only."""

import os
import re
import subprocess
import sys

import pytest
from jupyter_client.manager import start_new_kernel
from texts import ROOT

from gvlib import settings
from gvlib.errors import SettingError
from gvlib.experiments import budget
from gvlib.train import device


@pytest.fixture(autouse=True)
def unset(monkeypatch):
    for name in settings.KNOWN:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("blank", ["", " ", "\t"])
def test_an_empty_setting_is_none(monkeypatch, blank):
    for name in settings.KNOWN:
        monkeypatch.setenv(name, blank)
    settings.check()
    assert (budget(), settings.threads(), settings.static()) == ("laptop", 1, False)
    assert (settings.device_name(), str(settings.runs())) == ("", "runs")


def test_blanks_around_a_value_do_not_count(monkeypatch, tmp_path):
    wanted = {
        "GVLIB_BUDGET": "smoke", "GVLIB_THREADS": "2", "GVLIB_STATIC": "1",
        "GVLIB_DEVICE": "cpu", "GVLIB_RUNS": str(tmp_path),
    }  # fmt: skip
    for name, value in wanted.items():
        monkeypatch.setenv(name, f" {value}\n")
    settings.check()
    assert (budget(), settings.threads(), settings.static()) == ("smoke", 2, True)
    assert (device().type, settings.runs()) == ("cpu", tmp_path)


@pytest.mark.parametrize("text, means", [
    ("0", False), ("false", False), ("No", False), ("off", False),
    ("1", True), ("TRUE", True), ("yes", True), ("on", True),
])  # fmt: skip
def test_static_is_yes_or_no(monkeypatch, text, means):
    monkeypatch.setenv("GVLIB_STATIC", text)
    assert settings.static() is means


def test_home_is_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GVLIB_RUNS", "~/runs")
    assert settings.runs() == tmp_path / "runs"


@pytest.mark.parametrize("name, text, says", [
    ("GVLIB_THREADS", "0", "'0' must be a whole number from 1"),
    ("GVLIB_THREADS", "two", "'two' must be a whole number from 1"),
    ("GVLIB_THREADS", "1.5", "must be a whole number"),
    ("GVLIB_THREADS", "²", "must be a whole number"),
    ("GVLIB_STATIC", "2", "'2' must be 1 or 0"),
    ("GVLIB_BUDGET", "Smoke", "'Smoke' must be one of smoke, laptop, full"),
    ("GVLIB_DEVICE", "tpu", "'tpu' cannot be used here"),
    ("GVLIB_DEVICE", "cpu:x", "'cpu:x' cannot be used here"),
    ("GVLIB_RUNS", "~nobody-by-that-name/x", "is no path .*write it out"),
    ("GVLIB_BUGET", "smoke", "no setting: did you mean GVLIB_BUDGET.*there are GVLIB_"),
    ("GVLIB_COLOUR", "1", "GVLIB_COLOUR is no setting: .*unset it; there are GVLIB_BU"),
])  # fmt: skip
def test_a_wrong_setting_is_named(monkeypatch, name, text, says):
    monkeypatch.setenv(name, text)
    with pytest.raises(SettingError, match=says) as caught:
        settings.check()
    assert name in str(caught.value) and "\n" not in str(caught.value)


def test_every_setting_that_is_named_anywhere_is_known():
    """In code, recipes and prose; GVLIB_* stands for all of them."""
    found = set()
    for top in ("gvlib", "book", "README.md", "Makefile", ".ci", "index.md"):
        tracked = ["git", "ls-files", "-z", top]
        listed = subprocess.run(tracked, cwd=ROOT, capture_output=True, text=True)
        for path in filter(None, listed.stdout.split("\0")):
            if path.endswith((".py", ".md", "Makefile", "run", ".yml")):
                text = (ROOT / path).read_text("utf-8")
                found |= set(re.findall(r"GVLIB_[A-Z]+", text))
    assert found <= set(settings.KNOWN)


TRAINED = """
import torch
from gvlib.train import fit
from gvlib.data import Batches
batches = Batches(torch.rand(8, 2), 4)
history = fit(lambda b: {"m": next(b).mean()}, batches, 5, state={})
"""


def test_a_bar_is_only_drawn_where_a_question_could_be_asked(monkeypatch):
    """nbclient, papermill and nbval cannot be asked; Lab, VS Code and Colab can."""
    manager, client = start_new_kernel(extra_arguments=["--IPKernelApp.log_level=50"])

    def shown(person: bool) -> set[str]:
        seen = []
        reply = client.execute_interactive(
            TRAINED, allow_stdin=person, output_hook=seen.append, timeout=120
        )
        assert reply["content"]["status"] == "ok", reply
        return {message["msg_type"] for message in seen}

    try:
        assert shown(person=False) <= {"status", "execute_input"}
        assert shown(person=True) & {"display_data", "stream"}
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_threads_are_set_by_whatever_computes():
    code = "import gvlib.numerics, torch; print(torch.get_num_threads())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT,
        env=os.environ | {"GVLIB_THREADS": "2", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout == "2\n", done.stderr
