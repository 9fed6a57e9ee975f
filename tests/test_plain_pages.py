"""The pages of prose, plain, beside the notebooks that link to them."""

import re

import gv_source
import pytest
from markdown_it import MarkdownIt
from plain.page import plain_page
from test_notebooks import MYST

EACH = pytest.mark.parametrize("path", gv_source.pages(), ids=lambda p: p.stem)


def stored(path) -> str:
    """What lies beside the notebooks."""
    return (gv_source.NOTEBOOKS / path.name).read_text("utf-8")


def test_every_page_is_there_and_no_other():
    there = sorted(path.name for path in gv_source.NOTEBOOKS.glob("*.md"))
    assert there == [path.name for path in gv_source.pages()]


@EACH
def test_words_belong_to_the_text(path):
    assert stored(path) == plain_page(path), "the text has changed: call `make prose`"


@EACH
def test_a_page_holds_no_myst(path):
    for what, pattern in MYST.items():
        match = re.search(pattern, stored(path), re.M)
        assert not match, f"{what}: {match.string[match.start() :][:80]!r}"


@EACH
def test_links_lead_to_files(path):
    html = MarkdownIt().render(stored(path))
    for href in re.findall(r'href="([^"]+)"', html):
        if not href.startswith("https://"):
            assert (gv_source.NOTEBOOKS / href).exists(), href
