"""Formulas as MathML, set when the book is built: pages need no script for them.

`math-core` converts and knows what it cannot convert; the number of an equation,
\\tag{5.1} in the text, stands beside it. The TeX stays as the formula's alttext: with
it as an annotation, excerpts of the search show every formula twice.
"""

import re
import unicodedata
from functools import cache
from html import escape, unescape
from xml.etree import ElementTree

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging

TAG = re.compile(r"\s*\\tag\{([^{}]*)\}")
LETTER = re.compile(r"<mi>(.)</mi>")  # drawn in italics, another character
# Any formula may need them: the radical, and a letter that Unicode has elsewhere.
IMPLIED = "√ℎ"
FIRST_SIGN = re.compile(r"&\s*(?=[-+])")  # of a line: TeX spaces it as between terms
BRACES = {"⏟": "underbrace", "⏞": "overbrace"}
PRIMES = set("′″‴")
MENDED = PRIMES | set(BRACES)
logger = logging.getLogger(__name__)


@cache
def converter(macros: tuple[tuple[str, str], ...]) -> LatexToMathML:
    r"""A converter with the book's macros; MathJax's \cr ends a line as \\ does."""
    return LatexToMathML(macros={"cr": r"\\", **dict(macros)}, fancy_error=False)


def mathml(tex: str, macros: dict[str, str], display: bool) -> str:
    """One formula, without its tag. Raises LatexError for what is not understood."""
    tool = converter(tuple(sorted(macros.items())))
    text = FIRST_SIGN.sub("& {} ", tex.strip())
    math = mended(tool.convert_with_local_state(text, displaystyle=display))
    return math.replace("<math", f'<math alttext="{escape(tex.strip())}"', 1)


def mended(math: str) -> str:
    """Two things that Chromium draws badly: long braces, and primes, too small.

    A brace becomes a line; a prime is raised by its font, so it stays on the line.
    """
    if not set(math) & MENDED:
        return math
    root = ElementTree.fromstring(math.replace("&ApplyFunction;", "\u2061"))
    for pair in root.iter():
        mark = pair[-1].text if len(pair) == 2 else None
        if pair.tag in ("munder", "mover") and mark in BRACES:
            pair.remove(pair[-1])
            pair.tag, pair.attrib = "mrow", {"class": BRACES[mark]}
        elif pair.tag == "msup" and mark and set(mark) <= PRIMES:
            pair.tag = "mrow"
    return ElementTree.tostring(root, "unicode", short_empty_elements=False)


def characters(html: str) -> set[str]:
    """Every character that the formulas of a page may draw."""
    drawn = set()
    for found in re.findall(r"<math\b.*?</math>", html, re.S):
        drawn |= set(unescape(re.sub(r"<[^>]*>", "", found)))
        drawn |= {italics().get(unescape(i), "") for i in LETTER.findall(found)} - {""}
    return drawn | set(IMPLIED) if drawn else drawn


@cache
def italics() -> dict[str, str]:
    """From a letter to the italic one, which browsers draw for a lone variable."""
    found = {}
    for code in (*range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C)):
        if kind := unicodedata.decomposition(chr(code)):
            found[chr(int(kind.removeprefix("<font> "), 16))] = chr(code)
    return found


def set_formula(self, node, display: bool) -> str:
    """The MathML of a node; a warning, which stops the build, if it has none."""
    text = TAG.sub("", node.astext())
    try:
        return mathml(text, self.config.math_macros, display)
    except LatexError as error:
        logger.warning("formula %r: %s", text.strip(), error, location=node)
        return self.encode(text)


def visit_inline(self, node):
    """A formula in a line of text."""
    html = set_formula(self, node, False)
    self.body.append(self.starttag(node, "span", "", CLASS="math") + html + "</span>")
    raise nodes.SkipNode


def visit_block(self, node):
    """A formula on its own line: it scrolls in its box, and a keyboard reaches it."""
    number = TAG.search(node.astext())
    html = set_formula(self, node, True)
    label = f'<span class="eqno">({number[1]})</span>' if number else ""
    start = self.starttag(node, "div", "", CLASS="math", tabindex="0")
    self.body.append(f"{start}{html}{label}</div>\n")
    raise nodes.SkipNode


def setup(app):
    """Register the renderer; _config.yml chooses it and names the macros."""
    app.add_config_value("math_macros", {}, "html", dict)
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
