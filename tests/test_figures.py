"""Every figure is referred to in the text of its page."""

import re
from pathlib import Path

import pytest
from texts import prose, sources

HEAD = re.compile(r"^`{3,}\{(?:glue:)?figure\}", re.M)
FIGURE = re.compile(r"^`{3,}\{(?:glue:)?figure\}.*?^:name: (\S+)$", re.M | re.S)
REFERENCE = re.compile(r"\{(?:numref|ref)\}`(?:[^`<]*<)?([\w-]+)>?`")
PAGES = [path for path in sources() if HEAD.search(prose(path))]


def silent(path: Path) -> list[str]:
    """The figures that no sentence of their page points to."""
    text = prose(path)
    return sorted(set(FIGURE.findall(text)) - set(REFERENCE.findall(text)))


def test_a_reference_is_found_in_each_form():
    text = "{numref}`fig-a`, {ref}`fig-b`, {ref}`the dots <fig-c>`"
    assert REFERENCE.findall(text) == ["fig-a", "fig-b", "fig-c"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_figure_has_a_name(path):
    text = prose(path)
    assert len(FIGURE.findall(text)) == len(HEAD.findall(text))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_figure_is_referred_to(path):
    assert silent(path) == [], "write {numref}`NAME` where the text needs the figure"


def test_no_reference_is_without_its_figure():
    known = {name for path in sources() for name in FIGURE.findall(prose(path))}
    named = {n for path in sources() for n in REFERENCE.findall(prose(path))}
    assert sorted(n for n in named - known if n.startswith("fig-")) == []
