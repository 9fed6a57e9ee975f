"""Each comparative sentence of the book names a check, and the check passes."""

import re

import pytest
from claims import CHECKS
from texts import prose, sources

END = re.compile(r"\]\{\.claim \.check-(\w+)\}")
ROLE = re.compile(r"\{[\w:]+\}`[^`]*`|\$[^$]*\$|\]\([^)]*\)")
NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(\.\d+)?(?![\w-])")


def spans(text: str) -> list[tuple[str, str]]:
    """(name of the check, sentence) for every claim in a text."""
    found = []
    for match in END.finditer(text):
        depth, start = 1, match.start()
        while depth and start:
            start -= 1
            depth += {"]": 1, "[": -1}.get(text[start], 0)
        found.append((match[1], text[start + 1 : match.start()]))
    return found


CLAIMS = [(path.name, *span) for path in sources() for span in spans(prose(path))]


def test_spans_are_found_whole():
    text = "a [b [c](d) `e`]{.claim .check-f} g"
    assert spans(text) == [("f", "b [c](d) `e`")]


def test_every_claim_is_closed_by_a_known_form():
    for path in sources():
        text = prose(path)
        assert text.count(".claim") == len(END.findall(text)), path.name


def test_every_check_is_used():
    unused = set(CHECKS) - {name for _, name, _ in CLAIMS}
    assert not unused, f"no sentence names these checks: {sorted(unused)}"


@pytest.mark.parametrize("page, name, sentence", CLAIMS)
def test_numbers_are_glued_or_cited(page, name, sentence):
    typed = NUMBER.search(ROLE.sub(" ", sentence))
    assert not typed or "{cite" in sentence, (
        f"{page}: {typed[0]} is typed by hand in {sentence!r}; glue it or cite it"
    )


@pytest.mark.parametrize("name", sorted({name for _, name, _ in CLAIMS}))
def test_claim_holds(name):
    assert name in CHECKS, f"write a function {name} in tests/claims/"
    CHECKS[name]()
