"""A chapter's notebook as a runner opens it, of its text and its outputs."""

import re
from ast import literal_eval
from dataclasses import dataclass, field

import gv_chapters
import gv_source
import nbformat
import portable
from markdown_it import MarkdownIt
from sphinx.util.nodes import split_explicit_title

from plain import citations, labels
from plain.figures import Captions
from plain.parse import Directive
from plain.rewrite import Rules, rewrite

FOLDED = {"hide-input", "remove-input", "hide-cell", "remove-cell"}
FOLDED_OUTPUT = {"hide-output", "hide-cell"}
KERNEL = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}


@dataclass
class Chapter:
    """A chapter while its notebook is made: what its directives and roles say."""

    name: str
    glued: dict
    captions: Captions
    cited: set[str] = field(default_factory=set)

    def markdown(self, text: str) -> str:
        """A piece of its text, plain."""
        return rewrite(text, Rules(self.role, labels.address, self.directive))

    def role(self, name: str, content: str) -> str:
        """What stands for a role."""
        if name == "glue:text":
            return self.number(content)
        if name in ("ref", "numref"):
            return labels.refer(content, self.name)
        if name == "doc":
            return labels.document(content)
        if name == "term":
            return labels.document(f"{split_explicit_title(content)[1]} <../glossary>")
        if name in ("cite:p", "cite:t"):
            self.cited |= {key.strip() for key in content.split(",")}
            return citations.cited(content, name[-1])
        raise ValueError(f"{self.name}: a notebook has no plain form for {{{name}}}")

    def number(self, content: str) -> str:
        """A glued number, `07_x.md::key:.1f`, in its format."""
        place, _, key = content.rpartition("::")
        key, _, form = key.partition(":")
        name = place.removesuffix(".md") or self.name
        glued = self.glued if name == self.name else gv_source.stored_glue(name)
        if key not in glued:
            raise ValueError(f"{self.name}: {name} glues no {key!r}")
        text = next(v for k, v in glued[key].items() if k.endswith("text/plain"))
        return format(literal_eval("".join(text)), form)

    def directive(self, found: Directive) -> str:
        """What stands for a directive."""
        if found.name == "glue:figure":
            return self.captions.where(found.argument)
        if found.name == "chapter-facts":
            return gv_chapters.facts(gv_source.path(self.name), "en")
        body = self.markdown(found.body)
        if found.name == "dropdown":
            return details(self.markdown(found.argument), body)
        if found.name == "admonition":
            return quote(f"**{self.markdown(found.argument)}**\n\n{body}")
        raise ValueError(
            f"{self.name}: a notebook has no plain form for {{{found.name}}}"
        )

    def caption(self, figure: Directive) -> str:
        """A figure's caption in italics, after its number."""
        says = labels.figures(self.name)[figure.argument]
        body = " ".join(self.markdown(figure.body).split())
        if "*" in re.sub(r"\$[^$]*\$", "", body):
            raise ValueError(f"{self.name}, {says}: a caption holds no emphasis")
        return f"**{says}.** *{body}*"


def details(title: str, body: str) -> str:
    """A folded part; blank lines around the body let its Markdown count."""
    words = MarkdownIt().renderInline(title)
    return f"<details>\n<summary>{words}</summary>\n\n{body}\n\n</details>"


def quote(text: str) -> str:
    """A text as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def plain(name: str, book) -> nbformat.NotebookNode:
    """The notebook of a chapter; `book` is its text with outputs."""
    captions = Captions(name, book.cells)
    chapter = Chapter(name, gv_source.glue_of(book), captions)
    cells = []
    for place, cell in enumerate(book.cells):
        due = [chapter.caption(figure) for figure in captions.below(place - 1)]
        if cell.cell_type == "markdown":
            due.append(chapter.markdown(cell.source))
        cells += text_cell(due)
        if cell.cell_type == "code":
            cells.append(code_cell(cell))
    due = [chapter.caption(figure) for figure in captions.below(len(book.cells) - 1)]
    if chapter.cited:
        due.append("## References\n\n" + citations.reference_list(chapter.cited))
    cells += text_cell(due)
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
