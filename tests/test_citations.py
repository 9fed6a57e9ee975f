"""Citations in the text and in the code are in the bibliography."""

import re
import unicodedata

from pybtex.database import parse_file
from texts import ROOT, prose, sources

ROLE = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")
NAME = r"[A-Z][\w'’-]+"
SOURCE = re.compile(rf"({NAME})(?: et al\.| (?:&|and) {NAME})?\s\((\d{{4}})\)")
BIB = parse_file(str(ROOT / "book" / "references.bib"), bib_format="bibtex")


def plain(name: str) -> str:
    """A name without accents, in lower case."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(c for c in parts if not unicodedata.combining(c)).lower()


def first_authors() -> set[tuple[str, str]]:
    """(surname of the first author, year) of every entry."""
    found = set()
    for entry in BIB.entries.values():
        people = entry.persons.get("author") or entry.persons.get("editor") or []
        surname = " ".join(str(part) for part in people[0].rich_last_names)
        found.add((plain(surname), entry.fields["year"]))
    return found


def test_every_cited_key_is_in_the_bibliography():
    keys = {
        key.strip()
        for path in sources()
        for group in ROLE.findall(prose(path))
        for key in group.split(",")
    }
    assert sorted(keys - set(BIB.entries)) == []


def test_every_source_in_the_code_is_in_the_bibliography():
    known, missing = first_authors(), []
    for path in (ROOT / "gvlib").rglob("*.py"):
        for name, year in SOURCE.findall(path.read_text("utf-8")):
            if (plain(name), year) not in known:
                missing.append(f"{path.name}: {name} ({year})")
    assert missing == []


ENTRY = re.compile(r"^@\w+\{([^,]+),", re.MULTILINE)
SEEN = re.compile(r"^% checked: \S.{10,}\n@\w+\{([^,]+),", re.MULTILINE)


def test_every_entry_says_where_its_facts_were_seen():
    """The line above an entry is `% checked: ...`, and says more than one word."""
    text = (ROOT / "book" / "references.bib").read_text("utf-8")
    silent = set(ENTRY.findall(text)) - set(SEEN.findall(text))
    assert sorted(silent) == []
