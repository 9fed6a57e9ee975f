"""The README's opening runs and prints what it says."""

import contextlib
import io
import re
import shlex

from texts import ROOT

from gvlib.arguments import parser


def test_the_loop_that_trains_nothing():
    text = (ROOT / "README.md").read_text("utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.S)[1]
    told = re.search(r"```text\n(.*?)```", text, re.S)[1]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, {})
    before, after = printed.getvalue().splitlines()
    assert before.split()[1:] == after.split()[1:]  # no weight has moved
    assert printed.getvalue() == told


def test_every_command_is_one():
    """Its words are taken as they stand."""
    text = (ROOT / "README.md").read_text("utf-8")
    lines = re.findall(r"^python -m gvlib (.*?)(?:\s+#.*)?$", text, re.M)
    commands = {parser().parse_args(shlex.split(line)).command for line in lines}
    assert {"compare", "challenge", "sample", "train"} <= commands
