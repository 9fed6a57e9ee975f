"""In a notebook a figure is the output of its cell, and its caption stands below it.

On the page a figure stands where its directive is. Where prose comes between the two,
and does not name the figure, the notebook says at the directive's place which way to
look.
"""

import gv_source

from plain import labels
from plain.parse import Directive, directive, directives, parser


class Captions:
    """The figures of a chapter: under which cell each has its caption."""

    def __init__(self, name: str, cells: list):
        self.name = name
        self.drawn = {key: place for place, cell in enumerate(cells)
                      for key in gv_source.figures_of(cell)}  # fmt: skip
        self.found: dict[str, Directive] = {}
        self.pointers: dict[str, str] = {}
        prose = [cell.source if cell.cell_type == "markdown" else "" for cell in cells]
        for place, text in enumerate(prose):
            for figure in figures(text):
                self.found[figure.argument] = figure
                self.pointers[figure.argument] = self.pointer(figure, place, prose)

    def pointer(self, figure: Directive, place: int, prose: list[str]) -> str:
        """What the notebook says where the directive stands."""
        key = figure.argument
        says = labels.figures(self.name)[key]
        if "::" in key:
            return self.elsewhere(key)
        if key not in self.drawn:
            raise ValueError(f"{self.name}: no cell of this chapter shows {key!r}")
        if f"{{numref}}`{figure.options.get('name')}`" in prose[place]:
            return ""  # the words around it name the figure
        before, after = around(prose[place], key)
        drawn = self.drawn[key]
        if drawn < place:
            between, way = before or any(prose[drawn + 1 : place]), "above"
        else:
            between, way = after or any(prose[place + 1 : drawn]), "below"
        return f"*{says}, {way}.*" if between else ""

    def elsewhere(self, key: str) -> str:
        """The same for a figure that another chapter's notebook holds."""
        name, _, key = key.partition("::")
        name = name.removesuffix(".md")
        return f"*[{labels.figures(name)[key]}]({name}.ipynb).*"

    def where(self, key: str) -> str:
        """What stands at the directive's place."""
        return self.pointers[key]

    def below(self, place: int) -> list[Directive]:
        """The figures whose captions stand under this cell, in the text's order."""
        return [figure for key, figure in self.found.items()
                if self.drawn.get(key) == place]  # fmt: skip


def figures(text: str) -> list[Directive]:
    """The figures that a text shows."""
    return [d for d in directives(text) if d.name == "glue:figure"]


def around(text: str, key: str) -> tuple[bool, bool]:
    """Does anything but figures stand before a figure in this text, and after it?"""
    kinds = []
    for token in parser().parse(text):
        found = directive(token)
        figure = found and found.name == "glue:figure"
        kinds.append(found.argument if figure else "")
    if key not in kinds:  # inside a folded part
        return True, True
    place = kinds.index(key)
    return not all(kinds[:place]), not all(kinds[place + 1 :])
