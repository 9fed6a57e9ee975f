"""What a page shows as text: the package's own code, numbers for the prose, tables."""

import ast
import base64
import inspect
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import ModuleType

import numpy as np
import torch
from IPython import get_ipython
from IPython.display import display as display_in_cell
from matplotlib import pyplot
from matplotlib.figure import Figure

from gvlib import settings
from gvlib.plot import png

NOT_SHOWN = "application/papermill.record/"  # the prefix that myst-nb looks for


class Listing(str):
    """Code that a notebook or a page highlights and a terminal prints."""

    def _repr_markdown_(self) -> str:
        return f"~~~~python\n{self}\n~~~~"

    __repr__ = str.__str__


def show(*objects: object) -> None:
    """Display the source of functions, classes or constants, under their module."""
    parts, last = [], None
    for obj in objects:
        module, code = located(obj)
        if module != last:
            parts.append(f"# {module}")
        parts.append(code.rstrip().replace("  # fmt: skip", ""))
        last = module
    display_in_cell(Listing("\n\n".join(parts)))


def text(obj: object) -> str:
    """The source of one object, as it stands in its file, moved to the left margin."""
    return located(obj)[1]


def located(obj: object) -> tuple[str, str]:
    """(module, source). Raises ValueError for what is not gvlib's."""
    if inspect.isroutine(obj) or inspect.isclass(obj):
        module = inspect.unwrap(obj).__module__
        if module.partition(".")[0] == "gvlib":
            return module, textwrap.dedent(inspect.getsource(obj))
    found = [(name, code) for name in loaded() if (code := assignment(name, obj))]
    if len(found) != 1:
        what = f"{type(obj).__name__} {str(obj)[:40]!r}"
        raise ValueError(
            f"{what} is assigned in {len(found)} modules of gvlib: show a function, a "
            "class, or a constant that has one place"
        )
    return found[0]


def loaded() -> list[str]:
    """The modules of gvlib that have been imported."""
    return sorted(name for name in sys.modules if name.partition(".")[0] == "gvlib")


def assignment(name: str, value: object) -> str:
    """The statement of a module that assigns this object, with the comment above it."""
    module: ModuleType = sys.modules[name]
    names = {key for key, held in vars(module).items() if held is value}
    if not names:
        return ""
    lines = inspect.getsource(module).splitlines()
    for node in ast.parse("\n".join(lines)).body:
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        if names & {t.id for t in targets if isinstance(t, ast.Name)}:
            start = node.lineno - 1
            while start and lines[start - 1].startswith("#"):
                start -= 1
            return "\n".join(lines[start : node.end_lineno]) + "\n"
    return ""


def glue(name: str, value: object, display: bool | None = None) -> None:
    """Store a number or a figure in the notebook under `name`, for the text to quote.

    Numbers may be 0-d tensors or arrays. Figures are also shown, unless `display` is
    False, and closed. What is not shown is stored only under GVLIB_STATIC, by the run
    that the text quotes: in a live notebook it would be an empty output, or an error
    in VS Code. Raises TypeError for anything else.
    """
    if not name or set(name) & set(":` \n"):
        raise ValueError(f"name {name!r} must hold no space, colon or backtick")
    data, figure = bundle(name, value), isinstance(value, Figure)
    prefix = "" if (figure if display is None else display) else NOT_SHOWN
    if get_ipython() and (not prefix or settings.static()):
        scrap = {"scrapbook": {"name": name, "mime_prefix": prefix}}
        data = {prefix + mime: content for mime, content in data.items()}
        display_in_cell(data, raw=True, metadata=scrap)
    if figure:
        pyplot.close(value)


def glue_row(name: str, row: Mapping[str, object], join: str = "-") -> None:
    """Glue the numbers of a row, each under `name`, `join` and its key; none is shown.

    A pair (mean, half width) takes a second name, with `join` and "half" behind it;
    None, for what does not apply, takes none.
    """
    for key, value in row.items():
        full = f"{name}{join}{key}" if name else key
        pair = value if isinstance(value, tuple) else (value,)
        for end, number in zip(("", f"{join}half"), pair, strict=False):
            if number is not None:
                glue(full + end, number)


def bundle(name: str, value: object) -> dict[str, str]:
    """What is stored of a value, by media type."""
    if isinstance(value, Figure):
        image = base64.b64encode(png(value)).decode()
        return {"image/png": image, "text/plain": f"<Figure {name}>"}
    if isinstance(value, torch.Tensor | np.generic | np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(
            f"{name} is a {type(value).__name__}: glue a number, a tensor without axes "
            "(take its mean() or one entry), or a Figure"
        )
    return {"text/plain": repr(value)}


@dataclass(frozen=True, repr=False)
class Table:
    """Cells as text; `right` says which columns hold numbers."""

    header: list[str]
    body: list[list[str]]
    right: list[bool]

    def _repr_html_(self) -> str:
        sides = ["right" if r else "left" for r in self.right]
        styles = [f"text-align:{side};padding:.2em .8em" for side in sides]

        def row(cells: list[str], tags: list[str]) -> str:
            return "<tr>" + "".join(
                f'<{tag} style="{style}">{escape(cell)}</{tag[:2]}>'
                for cell, tag, style in zip(cells, tags, styles, strict=True)
            ) + "</tr>"  # fmt: skip

        head = row(self.header, ['th scope="col"'] * len(styles))
        tags = ['th scope="row"'] + ["td"] * (len(styles) - 1)
        body = "\n".join(row(cells, tags) for cells in self.body)
        return f"<table>\n<thead>{head}</thead>\n<tbody>\n{body}\n</tbody>\n</table>"

    def __repr__(self) -> str:
        rows = [self.header, *self.body]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(
                cell.rjust(w) if r else cell.ljust(w)
                for cell, w, r in zip(row, widths, self.right, strict=True)
            ).rstrip()
            for row in rows
        )


def table(rows: Iterable[Sequence], columns: Mapping[str, str]) -> Table:
    """Rows of cells under `columns`, which maps each heading to a format such as ".1f".

    A cell is text, a number, (mean, half width), or None for "does not apply".
    """
    rows, formats = list(rows), list(columns.values())  # rows may come from a loop
    for row in rows:
        if len(row) != len(formats):
            raise ValueError(f"row {row} has {len(row)} cells, not {len(formats)}")
    body = [[cell(c, f) for c, f in zip(row, formats, strict=True)] for row in rows]
    return Table(list(columns), body, [bool(f) for f in formats])


def cell(value: object, spec: str) -> str:
    """One cell as text."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        mean, half = value
        return f"{mean:{spec}} ± {half:{spec}}"
    return value if isinstance(value, str) else f"{value:{spec}}"
