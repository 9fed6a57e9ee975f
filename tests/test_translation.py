"""A caption, an alt text, a number and a note, in a Chinese edition of the book."""

import json
import re
from ast import literal_eval

import pytest
from bs4 import BeautifulSoup
from build_book import build, is_current, output
from texts import ROOT
from translate import templates, translations

GLUE = re.compile(r"\{glue:text\}`([^`]*)::([^`:]+):([^`:]+)`")
# What stands between two of these is text that the page shows as it is written.
MARKUP = re.compile(r"\{[\w:]+\}`[^`]*`|\]\([^)]*\)|\]\{[^}]*\}|\$[^$]*\$|[\[\]*]")
MESSAGES = [
    (page, message)
    for page, catalogue in translations().items()
    for message in catalogue
    if message.id and message.string
]


@pytest.fixture(scope="module")
def chinese():
    """The folder of the Chinese test edition."""
    if not is_current(ROOT, "zh_CN"):
        build(ROOT, "zh_CN")
    return output(ROOT, "zh_CN") / "html"


def glued(notebook: str, key: str, form: str) -> str:
    """A stored number as the page prints it."""
    path = next((ROOT / "notebooks").glob(notebook.rpartition("/")[2]))
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        for out in cell.get("outputs", []):
            scrap = out.get("metadata", {}).get("scrapbook", {})
            if scrap.get("name") == key:
                text = out["data"][scrap.get("mime_prefix", "") + "text/plain"]
                return format(literal_eval("".join(text)), form)
    raise KeyError(f"{path.name} glues no {key}")


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


def test_no_translation_is_out_of_date():
    found = templates()
    lost = [m.id for page, m in MESSAGES if m.id not in found[page]]
    assert lost == [], "the English text has changed; see book/_ext/translate.py"
