"""A caption, an alt text, a number and a note, in a Chinese edition of the book."""

import re
from ast import literal_eval
from pathlib import Path

import gv_source
import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from build_book import build, extract, is_current, output
from gv_words import words
from test_book_browser import browser, visit  # noqa: F401
from texts import ROOT

GLUE = re.compile(r"\{glue:text\}`([^`]*)::([^`:]+):([^`:]+)`")
# What stands between two of these is text that the page shows as it is written.
MARKUP = re.compile(r"\{[\w:]+\}`[^`]*`|\]\([^)]*\)|\]\{[^}]*\}|\$[^$]*\$|[\[\]*]")
LOCALES = ROOT / "book" / "locales" / "zh_CN" / "LC_MESSAGES"


def catalogues(folder, suffix):
    """The messages of every page: {page: catalogue}."""
    found = {p: read_po(p.open("rb")) for p in folder.rglob(f"*.{suffix}")}
    return {p.relative_to(folder).with_suffix("").as_posix(): c
            for p, c in found.items()}  # fmt: skip


MESSAGES = [
    (page, message)
    for page, catalogue in catalogues(LOCALES, "po").items()
    for message in catalogue
    if message.id and message.string and not message.fuzzy
]


@pytest.fixture(scope="module")
def chinese():
    """The folder of the Chinese test edition."""
    if not is_current(ROOT, "zh_CN"):
        build(ROOT, "zh_CN")
    return output(ROOT, "zh_CN") / "html"


@pytest.fixture(scope="module")
def offered():
    """What every page offers for translation."""
    return catalogues(extract(ROOT), "pot")


def glued(chapter: str, key: str, form: str) -> str:
    """A stored number as the page prints it."""
    data = gv_source.stored_glue(Path(chapter).stem)[key]
    (text,) = (v for mime, v in data.items() if mime.endswith("text/plain"))
    return format(literal_eval(text), form)


def expected(message: str) -> re.Pattern:
    """A pattern of what the page must show for a translated message."""
    filled = GLUE.sub(lambda m: glued(*m.groups()), message)
    pieces = [re.escape(re.sub(r"\s+", "", piece)) for piece in MARKUP.split(filled)]
    return re.compile(".{0,200}?".join(pieces), re.S)


def test_the_proof_is_there():
    text = " ".join(message.string for _, message in MESSAGES)
    assert len(MESSAGES) >= 4 and "{glue:text}" in text


@pytest.mark.parametrize("page, message", MESSAGES, ids=lambda v: str(v)[:30])
def test_the_page_shows_the_translation(chinese, page, message):
    soup = BeautifulSoup((chinese / f"{page}.html").read_text("utf-8"), "html.parser")
    assert soup.html["lang"] == "zh-CN"
    alts = [image.get("alt", "") for image in soup.article.select("img")]
    text = re.sub(r"\s+", "", soup.article.get_text() + " ".join(alts))
    assert expected(message.string).search(text), message.string


def test_no_translation_is_out_of_date(offered):
    lost = [m.id for page, m in MESSAGES if m.id not in offered[page]]
    assert lost == [], "the English text has changed: make po"


@pytest.mark.parametrize("page, message", MESSAGES, ids=lambda v: str(v)[:30])
def test_a_translation_keeps_what_is_filled_in(page, message):
    names = [set(re.findall(r"\{\w+\}", m)) for m in (message.id, message.string)]
    assert names[0] == names[1]


def test_every_word_of_the_converter_is_offered(offered):
    found = words((ROOT / "book/_static/loss_converter.html").read_text("utf-8"))
    assert len(found) > 40 and "Effective β" in found
    assert [w for w in found if w not in offered["book/chapters/E_loss_units"]] == []


def test_the_converter_speaks_chinese(chinese, browser):  # noqa: F811
    visit(browser, (chinese / "book/chapters/E_loss_units.html").as_uri())
    said = browser.find_element("css selector", ".gv-units .gv-answer")
    weight = browser.find_element("css selector", ".gv-units [name=weight]")
    assert weight.accessible_name == "KL 项的权重" and "有效 β" in said.text
    weight.clear()
    weight.send_keys("-2")
    assert "“-2”：权重必须是大于 0 的数" in said.text
