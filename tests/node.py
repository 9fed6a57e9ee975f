"""The lab's script in Node: tests of what needs no browser."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from gvlib import playground

FOLDER = Path(__file__).with_name("playground")
PATIENCE = 540  # seconds: on a busy machine a test is slower, not red


def ask(script: str, questions: list) -> list:
    """What a script beside this file answers, with the built lab at hand."""
    node = shutil.which("node") or pytest.skip("no Node on this machine: it runs this")
    done = subprocess.run(
        [node, FOLDER / script, playground.SCRIPT], input=json.dumps(questions),
        capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
