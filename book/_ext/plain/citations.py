"""Citations as author and year, linked to where the source can be read."""

from functools import cache
from pathlib import Path

from pybtex.backends.markdown import Backend
from pybtex.database import Entry, parse_file
from pybtex.plugin import find_plugin

BIB = Path(__file__).resolve().parents[2] / "references.bib"


class Markdown(Backend):
    """pybtex's Markdown, with escapes only where CommonMark needs them."""

    def format_str(self, text: str) -> str:
        return "".join("\\" + c if c in "\\`*_[]<" else c for c in text)


@cache
def entries() -> dict[str, Entry]:
    """The bibliography."""
    return parse_file(str(BIB), bib_format="bibtex").entries


def known(key: str) -> Entry:
    """One entry. Raises ValueError if there is none."""
    if key not in entries():
        raise ValueError(f"book/references.bib has no entry {key!r}")
    return entries()[key]


def authors(entry: Entry) -> str:
    """The surnames: all of one or two, else the first and `et al.`"""
    people = entry.persons.get("author") or entry.persons["editor"]
    names = [" ".join(map(str, person.rich_last_names)) for person in people]
    names = [" ".join([*map(str, p.rich_prelast_names), name])
             for p, name in zip(people, names, strict=True)]  # fmt: skip
    return f"{names[0]} et al." if len(names) > 2 else " and ".join(names)


def address(entry: Entry) -> str:
    """Where the source can be read: DOI, else arXiv, else its own address, if any."""
    fields = entry.fields
    if "doi" in fields:
        return f"https://doi.org/{fields['doi']}"
    if "eprint" in fields:
        return f"https://arxiv.org/abs/{fields['eprint']}"
    return fields.get("url", "")


def cited(keys: str, form: str) -> str:
    """`{cite:p}` as (Author, year), `{cite:t}` as Author (year), each a link."""
    shown = []
    for key in keys.split(","):
        entry = known(key.strip())
        who, year, url = authors(entry), entry.fields["year"], address(entry)
        text = f"{who}, {year}" if form == "p" else f"{who} ({year})"
        shown.append(f"[{text}]({url})" if url else text)
    return f"({'; '.join(shown)})" if form == "p" else "; ".join(shown)


def reference_list(keys: set[str]) -> str:
    """The cited sources, by author and year, one a line."""
    style = find_plugin("pybtex.style.formatting", "unsrt")()
    chosen = [known(key) for key in keys]
    chosen.sort(key=lambda entry: (authors(entry), entry.fields["year"], entry.key))
    lines = (entry.text.render(Markdown()) for entry in style.format_entries(chosen))
    return "\n".join("- " + " ".join(line.split()) for line in lines)
