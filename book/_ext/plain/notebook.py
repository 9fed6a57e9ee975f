"""A chapter's notebook as a runner opens it, of its text and its outputs."""

import re
from dataclasses import dataclass, field

import gv_chapters
import gv_source
import nbformat
import portable

from plain import labels
from plain.figures import Captions
from plain.page import Page
from plain.parse import Directive

FOLDED = {"hide-input", "remove-input", "hide-cell", "remove-cell"}
FOLDED_OUTPUT = {"hide-output", "hide-cell"}
KERNEL = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}


@dataclass
class Chapter(Page):
    """A chapter while its notebook is made."""

    captions: Captions = field(kw_only=True)

    def directive(self, found: Directive) -> str:
        """What stands for a directive."""
        if found.name == "glue:figure":
            return self.captions.where(found.argument)
        if found.name == "chapter-facts":
            return gv_chapters.facts(self.path, "en")
        return super().directive(found)

    def caption(self, figure: Directive) -> str:
        """A figure's caption in italics, after its number."""
        says = labels.figures(self.name)[figure.argument]
        body = " ".join(self.markdown(figure.body).split())
        if "*" in re.sub(r"\$[^$]*\$", "", body):
            raise ValueError(f"{self.name}, {says}: a caption holds no emphasis")
        return f"**{says}.** *{body}*"


def plain(name: str, book) -> nbformat.NotebookNode:
    """The notebook of a chapter; `book` is its text with outputs."""
    captions = Captions(name, book.cells)
    glued = gv_source.glue_of(book)
    chapter = Chapter(gv_source.path(name), glued, captions=captions)
    cells = []
    for place, cell in enumerate(book.cells):
        due = [chapter.caption(figure) for figure in captions.below(place - 1)]
        if cell.cell_type == "markdown":
            due.append(chapter.markdown(cell.source))
        cells += text_cell(due)
        if cell.cell_type == "code":
            cells.append(code_cell(cell))
    due = [chapter.caption(figure) for figure in captions.below(len(book.cells) - 1)]
    cells += text_cell([*due, chapter.references()])
    for count, cell in enumerate(cells):
        cell.id = f"cell-{count:02}"
    return nbformat.v4.new_notebook(cells=cells, metadata=KERNEL)


def text_cell(parts: list[str]) -> list:
    """The parts that say something, as one cell; no cell if none does."""
    source = "\n\n".join(filter(None, parts))
    return [nbformat.v4.new_markdown_cell(source)] if source else []


def code_cell(cell) -> nbformat.NotebookNode:
    """A cell with its outputs; plumbing is folded in Lab, VS Code and Colab."""
    tags = set(cell.metadata.get("tags", []))
    outputs, metadata = portable.pack(cell)
    if tags & FOLDED:
        metadata |= {"jupyter": {"source_hidden": True}, "cellView": "form"}
    if tags & FOLDED_OUTPUT:
        metadata.setdefault("jupyter", {})["outputs_hidden"] = True
    return nbformat.v4.new_code_cell(
        cell.source, metadata=metadata, outputs=outputs,
        execution_count=cell.execution_count,
    )  # fmt: skip
