"""How notebooks are made: run, packed, written plain, stamped; words without a run."""

import gv_chapters
import gv_source
import nbformat
import pytest
import run_notebooks
import stamps
from plain import labels

NAME = "09_toy"
TEXT = """\
# 9 Toy

The sum is {{glue:text}}`{name}.md::sum:.1f`{end}

```{{code-cell}}
:tags: [hide-input]

from gvlib.source import glue, table

glue("sum", {sum})
table([["a", 1]], {{"x": "", "y": "d"}})
```
"""


def text(sum="1 + 1", end="."):
    """The toy chapter."""
    return TEXT.format(name=NAME, sum=sum, end=end)


@pytest.fixture
def toy(monkeypatch, tmp_path):
    """A book of one chapter in a folder of its own; returns the chapter's text."""
    for name in ("CHAPTERS", "NOTEBOOKS"):
        monkeypatch.setattr(gv_source, name, tmp_path / name.lower())
        (tmp_path / name.lower()).mkdir()
    for module in (gv_chapters, run_notebooks):
        monkeypatch.setattr(module, "TIMES", tmp_path / "times.json")
    for known in (labels.figures, labels.labels):
        known.cache_clear()
    for name, value in run_notebooks.SETTINGS.items():
        monkeypatch.setenv(name, value)
    path = gv_source.path(NAME)
    path.write_text(text())
    yield path
    for known in (labels.figures, labels.labels):
        known.cache_clear()


def words() -> str:
    """The Markdown of the stored notebook."""
    cells = nbformat.read(gv_source.notebook(NAME), 4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def test_words_follow_the_text_and_code_needs_a_run(toy, capsys, monkeypatch):
    run_notebooks.execute(NAME)
    assert words() == "# 9 Toy\n\nThe sum is 2.0."
    assert stamps.stale() == []
    first = gv_source.notebook(NAME).read_bytes()
    assert run_notebooks.main([], only_prose=True) == 0
    assert gv_source.notebook(NAME).read_bytes() == first

    monkeypatch.setattr(run_notebooks, "execute", None)  # from here nothing runs
    toy.write_text(text(end="!"))
    assert gv_source.notebook(NAME).read_text("utf-8") != run_notebooks.from_stored(
        NAME
    )
    assert run_notebooks.main([NAME], only_prose=True) == 0
    assert words() == "# 9 Toy\n\nThe sum is 2.0!" and stamps.stale() == []

    kept = gv_source.notebook(NAME).read_bytes()
    toy.write_text(text(sum="1 + 2"))
    capsys.readouterr()
    assert run_notebooks.main([NAME], only_prose=True) == 1
    assert "the code has changed: call `make notebooks`" in capsys.readouterr().out
    assert gv_source.notebook(NAME).read_bytes() == kept and stamps.stale() == [NAME]


def test_a_run_that_fails_leaves_the_notebook(toy):
    run_notebooks.execute(NAME)
    kept = gv_source.notebook(NAME).read_bytes()
    toy.write_text(text(sum="1 / 0"))
    with pytest.raises(Exception, match="ZeroDivisionError"):
        run_notebooks.execute(NAME)
    toy.write_text(text(sum="print(1, file=__import__('sys').stderr) or 2"))
    with pytest.raises(ValueError, match="wrote to stderr"):
        run_notebooks.execute(NAME)
    assert gv_source.notebook(NAME).read_bytes() == kept


def test_an_unknown_chapter_is_named(toy, capsys):
    assert run_notebooks.main(["10_x"], only_prose=True) == 1
    assert capsys.readouterr().out == f"No such chapter: 10_x. There are: {NAME}.\n"


SOURCES = {
    "__init__": "",
    "a": '"""Of a."""\nfrom gvlib.inner import shown\n\nkept = shown\n',
    "inner/__init__": '"""Of inner."""\nfrom gvlib.inner.b import shown\n',
    "inner/b": '"""Of b."""\n\ndef shown():\n    """What."""\n    return 1\n',
    "source": '"""Draws."""\n',
}
CELL = """\
```{code-cell}
from gvlib import a, inner
from gvlib.source import show
inner.shown()
```
"""
SHOW = CELL.replace("inner.shown()", "show(inner.shown)")


@pytest.fixture
def package(toy, monkeypatch, tmp_path):
    """A package of the same name, whose modules can be changed: change(name, a, b)."""
    monkeypatch.setattr(stamps, "ROOT", tmp_path)
    for name, source in SOURCES.items():
        path = tmp_path / "gvlib" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)

    def change(name, old, new):
        path = tmp_path / "gvlib" / f"{name}.py"
        before = path.read_text()
        assert old in before
        path.write_text(before.replace(old, new))

    return change


@pytest.mark.parametrize(
    ("chapter", "name", "old", "new", "moves"),
    [
        (CELL, "inner/b", "What.", "What it is.", False),  # a docstring
        (CELL, "inner/b", "return 1", "return 1  # one", False),
        (CELL, "inner/b", "return 1", "return 2", True),
        (CELL, "source", "Draws", "Shows", False),
        (SHOW, "inner/b", "What.", "What it is.", True),  # it is on the page
        (SHOW, "inner/b", "Of b.", "Of B.", True),  # its module's text counts
        (SHOW, "a", "Of a.", "Of A.", False),
        (SHOW, "inner/__init__", "Of inner.", "Of it.", False),
    ],
)
def test_a_stamp_follows_what_outputs_depend_on(
    toy, package, chapter, name, old, new, moves
):
    toy.write_text(chapter)
    before = stamps.stamp(NAME)
    package(name, old, new)
    assert (stamps.stamp(NAME) != before) == moves


def test_words_of_the_chapter_do_not_count(toy, package):
    toy.write_text(CELL)
    before = stamps.stamp(NAME)
    toy.write_text(f"# New words\n\n{CELL}\nMore.\n")
    assert stamps.stamp(NAME) == before
