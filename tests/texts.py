"""Reading the book's own sources: the chapters' texts and the pages of prose."""

import importlib
import re
from pathlib import Path
from types import ModuleType

import gv_source
import nbformat

ROOT = Path(__file__).resolve().parents[1]


LABEL = r"\d+[a-z]?|[A-Z][a-z]?"


def label(path: Path) -> str:
    """What a chapter's numbers begin with: "7", "10b", "Ab"; "" for prose."""
    found = re.match(rf"0*({LABEL})_", path.name)
    return found[1] if found else ""


def of_chapter(path: Path, package: str) -> ModuleType:
    """A chapter's module in a package of many: `ch07`, `ch10b`, `ch_c`, `ch_ab`."""
    head = path.name.split("_")[0]
    name = f"ch{head}" if head[0].isdigit() else f"ch_{head.lower()}"
    return importlib.import_module(f"{package}.{name}")


def cells(path: Path, kind: str) -> list[str]:
    """The sources of the cells of one kind, of a chapter's text or of a notebook."""
    text = path.read_text("utf-8")
    chapter = path.suffix == ".md"
    book = gv_source.parsed(text) if chapter else nbformat.reads(text, as_version=4)
    return [cell.source for cell in book.cells if cell.cell_type == kind]


def sources() -> list[Path]:
    """Every text of the book: chapters and pages of prose."""
    pages = [ROOT / "index.md", *(ROOT / "book").glob("*.md")]
    return sorted([*gv_source.chapters(), *pages])


def prose(path: Path) -> str:
    """The words of a chapter, or the whole page."""
    if path.parent == gv_source.CHAPTERS:
        return "\n\n".join(cells(path, "markdown"))
    return path.read_text("utf-8")


def glued(chapter: str, key: str) -> float:
    """A number that a chapter's stored run, on the laptop budget, has glued."""
    data = gv_source.stored_glue(chapter)[key]
    (text,) = (v for mime, v in data.items() if mime.endswith("text/plain"))
    return float(text)
