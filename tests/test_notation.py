"""Every symbol of a page stands in the notation, with the right first place."""

import re
from functools import lru_cache
from pathlib import Path

import pytest
from texts import LABEL, ROOT, label, prose, sources

NOTATION = ROOT / "book" / "notation.md"
FENCE = re.compile(r"^(`{3,}|~{3,})(\{?).*?^\1\s*$", re.MULTILINE | re.DOTALL)
ROLE = re.compile(r"\{[\w:]+\}`[^`]*`|`[^`\n]*`")
DISPLAY = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
INLINE = re.compile(r"(?<![\\$])\$([^$\n]+?)\$")
WORDS = re.compile(
    r"\\(?:text|tag|mathrm|operatorname|begin|end)\*?\{(?:[^{}]|\{[^{}]*\})*\}"
)
TOKEN = re.compile(
    r"\\(?:hat|bar|tilde|dot|overline|mathcal|mathbb)\s*(?:\{?\\?[A-Za-z]+\}?|\{\d\})"
    r"|\\[A-Za-z]+|[A-Za-z]|\d+|[^\s{}\\]"
)
LETTERS = set(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi pi "
    "rho sigma tau phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi "
    "Psi Omega ell KL nabla".split()
)
SPACES = {r"\left", r"\right", r"\bigl", r"\bigr", r"\Bigl", r"\Bigr", r"\quad", "&"}
DECORATED = re.compile(r"\\(?:hat|bar|tilde|mathcal|mathbb)")


def tokens(formula: str) -> list[str]:
    """LaTeX as a list of letters, signs and commands; words, braces, spaces dropped.

    A dot or a line above a letter says something of the letter, so it is dropped too; a
    hat, a bar or another alphabet makes another letter.
    """
    formula = re.sub(r"\\[,;:! ]", " ", WORDS.sub(" ", formula))
    formula = re.sub(r"\\(?:dot|overline)\b", " ", formula)
    found = (re.sub(r"[{}\s]", "", t) for t in TOKEN.findall(formula))
    return [t for t in found if t not in SPACES]


def is_symbol(token: str) -> bool:
    """A letter of any alphabet, not a command such as \\log and not a sign."""
    if DECORATED.match(token):
        return True
    return token.isalpha() or token[:1] == "\\" and token[1:] in LETTERS


def unlisted(text: str) -> str:
    """A text without its listings and roles; directives, such as captions, stay."""
    return ROLE.sub(" ", FENCE.sub(lambda m: m[0].strip("`~") if m[2] else "", text))


def formulas(text: str) -> list[str]:
    """What stands between dollar signs, outside listings and roles."""
    text = unlisted(text)
    return DISPLAY.findall(text) + INLINE.findall(DISPLAY.sub(" ", text))


def name(path: Path) -> str:
    """'3' for a chapter, 'C' for an appendix, else the page's name."""
    return label(path) or path.stem


def order(page: str) -> tuple[bool, bool, int, str]:
    """Chapters as they are counted, then appendices, then pages of prose."""
    number = re.match(r"\d+", page)
    return (
        not re.fullmatch(LABEL, page), not number, int(number[0]) if number else 0, page
    )  # fmt: skip


@lru_cache
def pages() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The formulas of each page, as tokens, chapters first and in order."""
    found = {
        name(path): tuple(tuple(tokens(f)) for f in formulas(prose(path)))
        for path in sources()
        if path != NOTATION
    }
    return dict(sorted(found.items(), key=lambda item: order(item[0])))


def chapters() -> list[str]:
    """Names of the chapters and appendices, in order."""
    return [page for page in pages() if re.fullmatch(LABEL, page)]


def rows(head: str) -> list[list[str]]:
    """The cells of every table of the notation that begins with this heading."""
    found, inside = [], False
    for line in NOTATION.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[0] == head:
            inside = True
        elif inside and not set(line) <= set("|-: "):
            found.append(cells)
    return found


def items(cell: str) -> list[tuple[str, ...]]:
    """The symbols that a row declares."""
    return [tuple(tokens(formula)) for formula in INLINE.findall(cell)]


EVERYWHERE = rows("symbol")
LOCAL = [(page.strip(), row) for row in rows("where") for page in row[0].split(",")]


def local(page: str) -> list[tuple[str, ...]]:
    """The symbols that have a meaning of their own on one page."""
    return [item for where, row in LOCAL if where == page for item in items(row[1])]


def holds(formula: tuple[str, ...], item: tuple[str, ...]) -> bool:
    """Does the item stand in the formula, token by token?"""
    size = len(item)
    return any(formula[i : i + size] == item for i in range(len(formula) - size + 1))


def stands(page: str, item: tuple[str, ...]) -> bool:
    return any(holds(formula, item) for formula in pages()[page])


def first(item: tuple[str, ...]) -> str | None:
    """The first chapter where it stands and has no meaning of its own."""
    found = (c for c in chapters() if item not in local(c) and stands(c, item))
    return next(found, None)


def first_word(word: str) -> str | None:
    """The first chapter whose text holds the word, in any form."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(word)}", re.IGNORECASE)
    texts = {name(p): unlisted(prose(p)) for p in sources()}
    return next((c for c in chapters() if pattern.search(texts[c])), None)


def test_formulas_are_read_as_symbols():
    text = "`$no$` $yes$\n$$\\hat w = \\text{ELBO}_\\theta \\tag{1.2}$$ $5 \\KL{q}{p}$"
    assert [tokens(f) for f in formulas(text)] == [
        [r"\hatw", "=", "_", r"\theta"], list("yes"), ["5", r"\KL", "q", "p"]
    ]  # fmt: skip
    assert [t for t in tokens(r"\dot\psi \le \log \mathcal{N}") if is_symbol(t)] == [
        r"\psi", r"\mathcalN"
    ]  # fmt: skip


def test_the_tables_are_found():
    assert len(EVERYWHERE) > 20 and len(LOCAL) > 20
    assert all(len(row) == 4 for row in [*EVERYWHERE, *(row for _, row in LOCAL)])


@pytest.mark.parametrize("page", pages())
def test_every_symbol_of_a_page_stands_in_the_notation(page):
    known = {t for row in EVERYWHERE for item in items(row[0]) for t in item}
    known |= {t for item in local(page) for t in item}
    used = {t for formula in pages()[page] for t in formula if is_symbol(t)}
    assert sorted(used - known) == [], "add a row, or say it without a symbol"


@pytest.mark.parametrize("row", EVERYWHERE, ids=lambda row: row[0])
def test_first_is_the_first_chapter(row):
    found = {first(item) for item in items(row[0])} or {first_word(row[0])}
    assert found == {row[3]}


@pytest.mark.parametrize(("page", "row"), LOCAL, ids=[p + r[1] for p, r in LOCAL])
def test_a_local_symbol_stands_on_its_page(page, row):
    assert page in pages(), f"{page} is no page"
    missing = [item for item in items(row[1]) if not stands(page, item)]
    assert missing == [], "the page no longer uses it: take the row out"


def test_no_page_declares_a_symbol_twice():
    for page in pages():
        assert len(set(local(page))) == len(local(page)), page


def test_every_name_of_the_package_exists():
    """What stands in code in the third column, torch's and math's own apart."""
    code = "\n".join(p.read_text("utf-8") for p in (ROOT / "gvlib").rglob("*.py"))
    cells = [row[2] for row in EVERYWHERE] + [row[3] for _, row in LOCAL]
    names = {n for cell in cells for n in re.findall(r"`([\w.]+)(?:\([^`]*\))?`", cell)}
    ours = {n.rpartition(".")[2] for n in names if not n.startswith(("torch", "math"))}
    assert sorted(n for n in ours if not re.search(rf"\b{n}\b", code)) == []
