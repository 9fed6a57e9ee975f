"""A chapter's page is its text joined with the outputs of its stored run.

The text is book/chapters/NAME.md (MyST, read by jupytext); `make notebooks` ran it
and left the outputs in notebooks/NAME.ipynb.
"""

from pathlib import Path

import jupytext
import nbformat
import portable

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS, NOTEBOOKS = ROOT / "book" / "chapters", ROOT / "notebooks"


def chapters() -> list[Path]:
    """The texts of all chapters, in order."""
    return sorted(CHAPTERS.glob("*.md"))


def pages() -> list[Path]:
    """The pages of prose, in order."""
    return sorted(CHAPTERS.parent.glob("*.md"))


def path(name: str) -> Path:
    """The text of a chapter."""
    return CHAPTERS / f"{name}.md"


def notebook(name: str) -> Path:
    """The notebook that `make notebooks` made of a chapter."""
    return NOTEBOOKS / f"{name}.ipynb"


def parsed(text: str):
    """A chapter's text as a notebook without outputs."""
    return jupytext.reads(text, fmt="md:myst")


def with_outputs(text: str, name: str):
    """The notebook of a chapter's text with the outputs that its run left.

    Raises ValueError if the code that ran is not the code of the text.
    """
    book = parsed(text)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    if not code:
        return book
    stored = [cell for cell in ran(name).cells if cell.cell_type == "code"]
    if [cell.source for cell in code] != [cell.source for cell in stored]:
        raise ValueError(f"{name}: the code has changed: call `make notebooks`")
    for cell, done in zip(code, stored, strict=True):
        cell.outputs, cell.execution_count = done.outputs, done.execution_count
    return book


def ran(name: str):
    """The notebook that the last run left, with the outputs for the page."""
    stored = notebook(name)
    if not stored.exists():
        raise ValueError(f"{stored} is missing: call `make notebooks`")
    book = nbformat.read(stored, 4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = portable.unpack(cell)
    return book


def for_page(text: str, name: str):
    """The same without the figures: `{glue:figure}` puts them in their place."""
    book = with_outputs(text, name)
    for cell in book.cells:
        shown = figures_of(cell)
        cell.outputs = [o for o in cell.get("outputs", []) if key_of(o) not in shown]
    return book


def key_of(output) -> str | None:
    """The name under which an output is glued."""
    return output.get("metadata", {}).get("scrapbook", {}).get("name")


def figures_of(cell) -> list[str]:
    """The names of the glued figures that a cell shows."""
    return [key_of(output) for output in cell.get("outputs", [])
            if key_of(output) and any(m.startswith("image/") for m in output.data)
            ]  # fmt: skip


def glue_of(book) -> dict[str, dict]:
    """All that a notebook has glued: {name: {media type: content}}."""
    return {key_of(output): output.data for cell in book.cells
            for output in cell.get("outputs", []) if key_of(output)}  # fmt: skip


def stored_glue(name: str) -> dict[str, dict]:
    """All that the last run of a chapter has glued."""
    return glue_of(ran(name))


def setup(app):
    """Tell myst-nb of every chapter by its whole path: other pages stay plain."""

    def name_chapters(app, config):
        config.nb_custom_formats = {
            f"book/chapters/{path.name}": ("gv_source.for_page", {"name": path.stem})
            for path in chapters()
        }

    app.connect("config-inited", name_chapters)
