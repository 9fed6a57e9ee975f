"""Formulas of the built pages: MathML that holds all that the TeX says."""

import pickle
import re
import unicodedata
from collections import Counter
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from build_book import output, pages
from docutils import nodes
from fontTools.ttLib import TTFont
from gv_math import TAG, LatexError, characters, mathml
from test_book_html import parse
from texts import ROOT

EACH = pytest.mark.parametrize("page", pages(ROOT))
# Commands that are written out as a word; all others are symbols or say how to set.
WORDS = {"log", "exp", "max", "min", "sin", "dim", "tanh", "sup", "inf", "det", "KL"}


def written(tex: str) -> Counter:
    """Letters, digits and Greek letters of a formula, read from its TeX."""
    tex = re.sub(r"\\(begin|end)\{\w+\}", "", tex)
    found = Counter()
    for command in re.findall(r"\\([A-Za-z]+)", tex):
        # Unicode spells it so
        name = command.removeprefix("var").replace("ambda", "amda")
        if command in WORDS:
            found.update(command)
        elif greek(name):
            found[name] += 1
        elif command == "ell":  # its sign is a script l
            found["l"] += 1
    bare = re.sub(r"\\[A-Za-z]+", " ", tex)
    return found + Counter(c for c in bare if c.isascii() and c.isalnum())


def greek(name: str) -> bool:
    """True for alpha or Alpha, as TeX calls a Greek letter."""
    size = "CAPITAL" if name[:1].isupper() else "SMALL"
    try:
        unicodedata.lookup(f"GREEK {size} LETTER {name}")
    except KeyError:
        return False
    return True


def drawn(math: BeautifulSoup) -> Counter:
    """The same, read from the MathML; styled letters count as plain ones."""
    found = Counter()
    texts = math.find_all(["mi", "mn", "mo", "mtext", "ms"])
    for char in "".join(t.get_text() for t in texts):
        plain = unicodedata.normalize("NFKD", char)
        name = unicodedata.name(plain[0], "")
        if name.startswith("GREEK"):
            word = name.split()[-1].lower()
            found[word if "SMALL" in name or "SYMBOL" in name else word.title()] += 1
        elif plain.isascii() and plain.isalnum():
            found[plain] += 1
    return found


def numbered(anchor: str) -> str:
    """What `eq-5-1` is called: (5.1); an appendix has a capital, page 10b has none."""
    chapter, number = anchor.split("-")[1:3]
    return f"({chapter.capitalize()}.{number})"


def sources(page: str) -> list[str]:
    """The TeX of each formula of a page, without its number, as Sphinx read it."""
    path = output(ROOT) / ".doctrees" / f"{page}.doctree"
    tree = pickle.loads(path.read_bytes())
    found = tree.findall(lambda n: isinstance(n, nodes.math | nodes.math_block))
    return [TAG.sub("", node.astext()).strip() for node in found]


@EACH
def test_every_formula_is_set(html, page):
    article = parse(html / f"{page}.html").article
    formulas = [span.find("math") for span in article.select(".math")]
    assert all(formulas) and not article.select("merror")
    said = Counter(math["alttext"] for math in formulas)
    assert not Counter(sources(page)) - said, "not on the page"


@EACH
def test_no_letter_of_a_formula_is_lost(html, page):
    for math in parse(html / f"{page}.html").article.select("math"):
        assert drawn(math) == written(math["alttext"]), math["alttext"]
        assert "\\" not in math.get_text(), "left as TeX"


@EACH
def test_numbers_of_equations_stand_beside_them_and_in_links(html, page):
    soup = parse(html / f"{page}.html")
    for block in soup.select("article div.math[id^=eq-]"):
        number = numbered(block["id"])
        assert block.select_one(".eqno").get_text() == number
    for link in soup.select("article a[href*='#eq-']"):
        assert link.get_text() == numbered(link["href"].partition("#")[2])


def test_wide_formulas_can_be_reached_by_keyboard(html):
    for page in pages(ROOT):
        blocks = parse(html / f"{page}.html").select("article div.math")
        assert all(block.get("tabindex") == "0" for block in blocks)


def test_the_font_draws_every_character(html):
    texts = [(html / f"{page}.html").read_text("utf-8") for page in pages(ROOT)]
    wanted = set().union(*map(characters, texts))
    font = TTFont(BytesIO((html / "_static" / "stix-two-math.woff").read_bytes()))
    blank = {c for c in wanted if unicodedata.category(c) in ("Cf", "Mn", "Zs")}
    left = wanted - set(map(chr, font.getBestCmap())) - blank
    assert not {c for c in left if not c.isspace()}
    assert "MATH" in font and "√" in wanted and "𝑥" in wanted
    assert "OFL" in font["name"].getDebugName(14)


MACROS = {"KL": r"\mathrm{KL}\left(#1\,\|\,#2\right)"}


@pytest.mark.parametrize("wrong", [r"\frac{1", r"\nonsense{x}", r"\KL{p}", r"x^"])
def test_what_cannot_be_set_is_refused(wrong):
    with pytest.raises(LatexError):
        mathml(wrong, MACROS, False)


def test_braces_primes_and_signs():
    math = BeautifulSoup(mathml(r"\underbrace{a+b}_{c'}", MACROS, True), "html.parser")
    assert math.select_one("munder > mrow.underbrace").get_text() == "a+b"
    assert not math.select("msup") and "⏟" not in math.math.get_text()
    rows = r"\begin{aligned} a &= b \cr & - \KL{p}{q}\end{aligned}"
    math = BeautifulSoup(mathml(rows, MACROS, True), "html.parser")
    assert len(math.select("mtr")) == 2
    # a minus between terms, not a sign: something, if empty, stands before it
    assert math.select("mtd")[3].contents[0].get_text() == ""


def test_the_oracle_of_the_letters_sees_a_loss():
    math = mathml(r"\log p_{\mu}(x) = \tfrac12 \mathbb{E}[x^2]", {}, False)
    whole = written(r"\log p_{\mu}(x) = \tfrac12 \mathbb{E}[x^2]")
    assert drawn(BeautifulSoup(math, "html.parser")) == whole
    for part in ("<mn>2</mn>", "<mi>log</mi>", "<mi>μ</mi>", "𝔼"):
        assert part in math
        lost = BeautifulSoup(math.replace(part, "", 1), "html.parser")
        assert drawn(lost) != whole
