"""The page for teachers: its links open what was measured, its tables are of that."""

import re

import pytest
from classroom import TABLES, runs, table
from node import ask
from texts import ROOT

PAGE = (ROOT / "book" / "playground-in-class.md").read_text("utf-8")
STATES = re.findall(r"\{lab\}`[^`<]+<([^>`]+)>`", PAGE)
# A run of each kind that takes a second or two.
CHEAP = (("fast", 2), ("hole, fitted", 3), ("collapse", 4))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_of_the_measured_runs(name):
    assert table(name) in PAGE


def test_a_link_opens_what_was_measured():
    measured = {run["state"] for run in runs().values()}
    (own,) = set(STATES) - measured  # the row that the class is asked to fill
    assert len(STATES) >= 7 and "unroll=5" in own
    for linked in ask("lab.mjs", [["linked", f"#lab?{state}"] for state in STATES]):
        assert linked["refused"] == []


@pytest.mark.parametrize(("name", "seed"), CHEAP)
def test_measured_again_it_is_the_same(name, seed):
    """Another version of Node may round otherwise, and a training is chaotic."""
    stored = runs()[name]
    (again,) = ask(
        "class.mjs", [[stored["state"], stored["who"], stored["at"], seed]]
    )  # fmt: skip
    (who,) = stored["who"]
    then, now = stored["runs"][seed - 1][who], again[who]
    assert abs(now["reached"] - then["reached"]) <= 1
    assert now["share"] == pytest.approx(then["share"], abs=0.1)
    for key in {"kl", "reconstruction"} & set(then):
        assert now[key] == pytest.approx(then[key], rel=0.05, abs=0.05)


def test_five_experiments_have_their_five_parts():
    parts = re.split(r"^## \d ", PAGE, flags=re.M)[1:]
    assert len(parts) == 5
    for part in parts:
        for word in ("Before", "Press", "Seen", "Students will say:", "Take away"):
            assert f"**{word}" in part, (part[:40], word)
        assert re.search(r"^\*\d+ minutes\.", part, re.M)


def test_buttons_and_boxes_are_called_as_on_the_page():
    words = ask("lab.mjs", [["words"]])[0]["en"].values()
    labels = {word.replace("’", "'") for word in words}
    named = set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", PAGE))
    quoted = {n.rstrip(".") for n in named if "minutes" not in n}
    assert {n for n in quoted if n not in labels} <= {"write down", "reached"}
