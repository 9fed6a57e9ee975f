"""Numbered equations and the lines that implement them point at each other."""

import re
from collections import Counter

import gv_source
from texts import ROOT, cells, label, prose, sources

TAG = re.compile(r"\\tag\{([^}]+)\}")
LINE = re.compile(r"# eqs?\. ([\w.]+(?:, [\w.]+)*)")
REFERENCE = re.compile(r"\{ref\}`eq-([\w-]+)`")


def in_book() -> Counter:
    """How often each equation number stands in the book."""
    return Counter(tag for path in sources() for tag in TAG.findall(prose(path)))


def in_code() -> set[str]:
    """Equation numbers that code comments name."""
    texts = [path.read_text("utf-8") for path in (ROOT / "gvlib").rglob("*.py")]
    for path in gv_source.chapters():
        texts += cells(path, "code")
    found = (match for text in texts for match in LINE.findall(text))
    return {number.rstrip(".") for match in found for number in match.split(", ")}


def test_numbers_are_unique():
    assert [tag for tag, count in in_book().items() if count > 1] == []


def test_every_equation_is_implemented():
    assert sorted(set(in_book()) - in_code()) == []


def test_every_implementation_has_its_equation():
    assert sorted(in_code() - set(in_book())) == []


def test_every_equation_has_a_target_and_its_chapter():
    for path in sources():
        text = prose(path)
        for tag in TAG.findall(text):
            target = f"(eq-{tag.replace('.', '-')})="
            assert target in text, f"{path.name}: write {target} above ({tag})"
            assert tag.split(".")[0] == label(path), f"{path.name}: ({tag})"


def test_every_reference_has_its_equation():
    named = {
        n.replace("-", ".") for p in sources() for n in REFERENCE.findall(prose(p))
    }
    assert sorted(named - set(in_book())) == []
