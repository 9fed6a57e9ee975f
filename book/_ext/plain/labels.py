"""What the book's labels are called, where they stand, and how to link to there.

Links lead to files beside the notebook, `07_comparison.ipynb` or `protocol.md`, so they
work in notebooks/ and in work/. They lead to no place inside a file, since JupyterLab
and the forges name the anchors of a heading differently. So within its own notebook a
reference is words: (7.1), Figure 7.2.
"""

import os
import re
from functools import cache
from pathlib import Path

import gv_source
from sphinx.util.nodes import split_explicit_title

from plain.parse import directive, directives, parser


def number(name: str) -> str:
    """The chapter's number or letter in the name of its file."""
    return name.split("_")[0].lstrip("0")


@cache
def figures(name: str) -> dict[str, str]:
    """The figures of a chapter: what it glues, and `Figure 7.2`."""
    text = gv_source.path(name).read_text("utf-8")
    shown = [d for d in directives(text) if d.name == "glue:figure"]
    return {
        d.argument: f"Figure {number(name)}.{count}"
        for count, d in enumerate(shown, start=1)
    }


@cache
def labels() -> dict[str, tuple[str, str]]:
    """Each label of the book: (name of its page, what a reference to it says)."""
    found = {}
    for path in [*gv_source.chapters(), *gv_source.pages()]:
        text = path.read_text("utf-8")
        for d in directives(text):
            if d.name == "glue:figure" and "name" in d.options:
                says = figures(path.stem)[d.argument]
                found[d.options["name"]] = (path.stem, says)
            elif d.name == "figure":
                found[d.options["name"]] = (path.stem, "the figure below")
        for label, says in targets(text).items():
            found[label] = (path.stem, says)
    return found


def targets(text: str) -> dict[str, str]:
    """The labels `(label)=` of a text: equations say (7.1), headings their words."""
    found, tokens = {}, parser().parse(text)
    for place, token in enumerate(tokens):
        if (inner := directive(token)) and inner.name != "code-cell":
            found |= targets(inner.body)
        if token.type == "myst_target":
            equation = re.fullmatch(r"eq-(\w+)-(\d+)", token.content)
            says = "({}.{})".format(*equation.groups()) if equation else ""
            found[token.content] = says or tokens[place + 2].content  # of the heading
    return found


def refer(content: str, name: str) -> str:
    """`{ref}` or `{numref}` to a label, as seen from the chapter `name`."""
    titled, title, label = split_explicit_title(content)
    if label not in labels():
        raise ValueError(f"{name}: no page has the label {label!r}")
    page, says = labels()[label]
    text = title if titled else says
    if page == name:
        return text
    kind = "ipynb" if gv_source.path(page).exists() else "md"
    return f"[{text}]({page}.{kind})"


def document(content: str, folder: Path) -> str:
    """`{doc}`, in a page of this folder: a link to a notebook or a page of prose."""
    titled, title, target = split_explicit_title(content)
    link = address(f"{target}.md", folder)
    return f"[{title if titled else heading(folder / f'{target}.md')}]({link})"


def term(content: str, name: str) -> str:
    """`{term}`: a link to the glossary, from everywhere else."""
    _, title, _ = split_explicit_title(content)
    return title if name == "glossary" else f"[{title}](glossary.md)"


def heading(path: Path) -> str:
    """The title of a page."""
    return re.search(r"^# (.+)$", path.read_text("utf-8"), re.M)[1]


def address(href: str, folder: Path) -> str:
    """Where a link of a page in this folder leads, seen from notebooks/."""
    if re.match(r"[a-z]+:", href):
        return href
    path = (folder / href).resolve()
    if not path.exists():
        raise ValueError(f"{inside(folder)} has no {href}")
    if path.parent == gv_source.CHAPTERS:
        return f"{path.stem}.ipynb"
    if path in gv_source.pages():
        return path.name
    return Path(os.path.relpath(path, gv_source.NOTEBOOKS)).as_posix()


def inside(path: Path) -> str:
    """A path of the book, from its top."""
    return Path(os.path.relpath(path, gv_source.ROOT)).as_posix()
