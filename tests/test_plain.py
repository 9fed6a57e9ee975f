"""A chapter's text as plain Markdown: what MyST adds is replaced, the rest is kept."""

import gv_source
import nbformat
import portable
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from plain import citations, labels, rewrite
from plain.figures import Captions
from plain.notebook import Chapter, plain
from plain.page import Page
from plain.parse import directives
from pybtex.database import parse_string

NAME = "07_comparison"
PNG = {"image/png": "iVBORw0KGgo="}
KL = r"\mathrm{KL}\mathopen{}\left("  # as _config.yml has it


def glued(key, data, prefix=""):
    """An output as `glue` leaves it."""
    data = {prefix + mime: content for mime, content in data.items()}
    scrap = {"scrapbook": {"name": key, "mime_prefix": prefix}}
    return new_output("display_data", data=data, metadata=scrap)


LABELS = {
    "eq-7-1": (NAME, "(7.1)"), "eq-6-2": ("06_vae_code", "(6.2)"),
    "fig-seams": ("02_core_ideas", "Figure 2.6"), "spread": (NAME, "Spread over seeds"),
    "measure": ("C_speed", "Measure yourself"),
}  # fmt: skip
BIB = r"""
@misc{one, author = {van den Oord, Ann}, title = {A}, year = {2016},
  eprint = {1701.00160}}
@misc{two, author = {Dowson, D. C. and L{\'e}vy, B.}, title = {B}, year = {1982}}
@misc{three, author = {Karras, T. and Laine, S. and Aila, T.}, title = {A {GAN}},
  year = {2019}, eprint = {1812.04948}, doi = {10.1/x}}
"""


@pytest.fixture
def chapter(monkeypatch, bibliography):
    """Chapter 7 with one glued number, in a book of few labels."""
    monkeypatch.setattr(labels, "labels", lambda: LABELS)
    monkeypatch.setattr(labels, "heading", lambda path: f"Title of {path.stem}")
    number = {"application/x/text/plain": "2.345"}
    return Chapter(gv_source.path(NAME), {"k": number}, captions=Captions(NAME, []))


KEPT = """\
# A title with `{doc}` in code

A *line*
and its [link](https://x.org/a_(b)), \\[no span\\], $a_1 < b$ and `{cite:p}`.

1. one
   - [ ] two
2. three

| a | $p \\mid q$ |
|---|:-:|
| `[x]{.y}` | z |

```python
x = {"a": "[b]{.c}"}  # {doc}`d`



# (eq-1-1)=
```

> quoted

<b>HTML</b>"""


def test_what_is_not_myst_stays_to_the_letter(chapter):
    assert chapter.markdown(KEPT) == KEPT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a {glue:text}`07_comparison.md::k:.1f` b", "a 2.3 b"),
        ("[{glue:text}`k:.0f` of [a *b*](https://c) is `d]`]{.claim .check-e}. f",
         "2 of [a *b*](https://c) is `d]`. f"),
        ("in {ref}`eq-7-1` and\n{ref}`eq-6-2`",
         "in (7.1) and\n[(6.2)](06_vae_code.ipynb)"),
        ("{numref}`fig-seams`", "[Figure 2.6](02_core_ideas.ipynb)"),
        ("see {ref}`spread`", "see Spread over seeds"),
        ("see {ref}`how <measure>`", "see [how](C_speed.ipynb)"),
        ("{doc}`06_vae_code`", "[Title of 06_vae_code](06_vae_code.ipynb)"),
        ("{doc}`so <../protocol>`", "[so](protocol.md)"),
        ("{term}`GAN`s, {term}`pairs <GAN>`",
         "[GAN](glossary.md)s, [pairs](glossary.md)"),
        ("[so](../references.bib)", "[so](../book/references.bib)"),
        ("[so](06_vae_code.md)", "[so](06_vae_code.ipynb)"),
        ("(eq-7-9)=\n$$\n\\KL{q}{p_{\\theta}} \\tag{7.9}\n$$",
         f"$$\n{KL}q\\,\\|\\,p_{{\\theta}}\\right) \\tag{{7.9}}\n$$"),
        ("- a $\\KL{a}{b}$", f"- a ${KL}a\\,\\|\\,b\\right)$"),
        ("| {glue:text}`k:.0f` | [{glue:text}`k:.0f`]{.claim} |\n|---|---|",
         "| 2 | 2 |\n|---|---|"),
        ("% a comment\n\na", "a"),
        (":::{admonition} 摘要\n:class: zh\n一\n\n- 二\n:::",
         "> **摘要**\n>\n> 一\n>\n> - 二"),
        (":::{dropdown} Why `a` < $b$?\nA.\n```python\nx\n\n\ny\n```\n{ref}`eq-7-1`"
         "\n:::\nB",
         "<details>\n<summary>Why <code>a</code> &lt; $b$?</summary>\n\nA.\n"
         "```python\nx\n\n\ny\n```\n(7.1)\n\n</details>\n\nB"),
    ],
)  # fmt: skip
def test_what_myst_adds_is_replaced(chapter, text, said):
    assert chapter.markdown(text) == said


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{eq}`a`", "eq"), ("```{image} a\n```", "image"), ("{ref}`no-x`", "no-x"),
        ("{glue:text}`nothing:d`", "nothing"), ("{cite:t}`no2026`", "no2026"),
        ("[a](07_x.md)", "07_x.md"),
        ("$\\KL q p$", "KL"),
    ],
)  # fmt: skip
def test_what_has_no_plain_form_is_named(chapter, text, named):
    with pytest.raises(ValueError, match=named):
        chapter.markdown(text)


@pytest.mark.parametrize(
    ("keys", "form", "said"),
    [
        ("one", "p", "([van den Oord, 2016](https://arxiv.org/abs/1701.00160))"),
        ("two", "t", "Dowson and Lévy (1982)"),
        ("three, two", "p",
         "([Karras et al., 2019](https://doi.org/10.1/x); Dowson and Lévy, 1982)"),
    ],
)  # fmt: skip
def test_a_citation_is_author_and_year_linked(bibliography, keys, form, said):
    assert citations.cited(keys, form) == said


def test_the_reference_list_is_sorted_and_linked(bibliography):
    lines = citations.reference_list({"three", "two"}).splitlines()
    assert lines[0] == "- D. C. Dowson and B. Lévy. B. 1982."
    assert lines[1].startswith("- T. Karras, S. Laine, and T. Aila. A GAN. 2019.")
    assert "(https://arxiv.org/abs/1812.04948)" in lines[1]


def test_labels_of_a_text():
    text = "(eq-7-1)=\n$$\nx\n$$\n\n:::{dropdown} a\n(b)=\n### A *c*\n\nText.\n:::"
    assert labels.targets(text) == {"eq-7-1": "(7.1)", "b": "A *c*"}


def test_every_label_of_the_book_is_known():
    found = labels.labels()
    assert found["eq-4-1"] == ("04_vae_principles", "(4.1)")
    figures = [says for _, says in found.values() if says.startswith("Figure ")]
    assert len(set(figures)) == len(figures) > 30


def test_a_page_of_prose(bibliography, monkeypatch):
    monkeypatch.setattr(labels, "heading", lambda path: path.stem)
    page = Page(gv_source.ROOT / "book" / "x.md")
    text = "| [5]{.a .b} | {doc}`chapters/06_vae_code` |\n|---|---|"
    assert page.markdown(text) == "| 5 | [06_vae_code](06_vae_code.ipynb) |\n|---|---|"
    text = "```{glossary}\na\n甲\n  Of {term}`b`.\n\nb\n  More,\n  $x$.\n```"
    said = "- **a**, 甲: Of [b](glossary.md).\n- **b**: More, $x$."
    assert page.markdown(text) == said
    assert page.markdown("```{bibliography}\n```").count("\n- ") == 2


def test_directives_are_found_inside_others():
    text = "::::{dropdown} a\n```{glue:figure} b\n:alt: c: d\n\ne\n```\n::::"
    outer, inner = directives(text)
    assert (outer.name, outer.argument) == ("dropdown", "a")
    assert inner.options == {"alt": "c: d"} and inner.body == "e"


FIGURE = "```{{glue:figure}} {0}\n:alt: x\n:name: {0}\n\nCaption of {0}.\n```"


@pytest.fixture
def bibliography(monkeypatch):
    """Three sources."""
    known = parse_string(BIB, "bibtex").entries
    monkeypatch.setattr(citations, "entries", lambda: known)


@pytest.fixture
def toy(monkeypatch):
    """Makes a chapter of these cells, text or lists of figures that a cell shows."""

    def made(*cells):
        texts = [c for c in cells if isinstance(c, str)]
        figures = [d.argument for d in directives("\n\n".join(texts))
                   if d.name == "glue:figure"]  # fmt: skip
        numbers = {key: f"Figure 9.{i}" for i, key in enumerate(figures, start=1)}
        monkeypatch.setattr(labels, "figures", lambda name: numbers)
        known = {key: ("09_x", says) for key, says in numbers.items()}
        monkeypatch.setattr(labels, "labels", lambda: known)
        book = nbformat.v4.new_notebook(cells=[
            new_markdown_cell(c) if isinstance(c, str)
            else new_code_cell("draw()", outputs=[glued(key, PNG) for key in c])
            for c in cells])  # fmt: skip
        return [c.source for c in plain("09_x", book).cells]

    return made


A, B = FIGURE.format("a"), FIGURE.format("b")
ON_A, ON_B = "**Figure 9.1.** *Caption of a.*", "**Figure 9.2.** *Caption of b.*"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([["a"], f"{A}\n\nText."], ["draw()", f"{ON_A}\n\nText."]),
        ([["a"], f"Text.\n\n{A}"],
         ["draw()", f"{ON_A}\n\nText.\n\n*Figure 9.1, above.*"]),
        ([["a"], f"In {{numref}}`a`.\n\n{A}"], ["draw()", f"{ON_A}\n\nIn Figure 9.1."]),
        ([f"Text.\n\n{A}", [], ["a"]], ["Text.", "draw()", "draw()", ON_A]),
        ([f"{A}\n\nText.", ["a"]], ["*Figure 9.1, below.*\n\nText.", "draw()", ON_A]),
        ([["b", "a"], f"{A}\n\n{B}"], ["draw()", f"{ON_A}\n\n{ON_B}"]),
        ([["a"], [], f"{A}"], ["draw()", ON_A, "draw()"]),
        ([["a"], f":::{{dropdown}} More\n{A}\n:::"],
         ["draw()", f"{ON_A}\n\n<details>\n<summary>More</summary>\n\n"
          "*Figure 9.1, above.*\n\n</details>"]),
    ],
)  # fmt: skip
def test_a_caption_stands_under_the_cell_that_draws(toy, cells, said):
    assert toy(*cells) == said


def test_a_figure_that_no_cell_shows_is_named(toy):
    with pytest.raises(ValueError, match="no cell of this chapter shows 'a'"):
        toy(A, [])


def test_a_caption_with_emphasis_is_refused(toy):
    with pytest.raises(ValueError, match="Figure 9.1: a caption holds no emphasis"):
        toy(["a"], A.replace("Caption", "*Caption*"))


def test_macros_may_nest_braces():
    found = rewrite.expand(r"\KL{q(\cdot\mid x_{i})}{p} + \KLx")
    assert found == KL + r"q(\cdot\mid x_{i})\,\|\,p\right) + \KLx"


def test_what_only_the_page_can_show_is_packed_and_comes_back():
    hidden = glued("n", {"text/plain": "1"}, prefix=portable.GLUE_ONLY)
    control = {"text/html": '<div><input type="range"></div>', "text/plain": "k: 1"}
    outputs = [
        new_output("stream", text="said"), hidden,
        new_output("display_data", data=control | PNG),
        new_output("display_data", data={"text/html": "<table></table>"}),
        new_output("display_data", data={"text/html": "<form></form>"}),
    ]  # fmt: skip
    cell = new_code_cell("x", outputs=outputs)
    shown, metadata = portable.pack(cell)
    assert [set(o.get("data", ())) for o in shown] == [
        set(), {"image/png", "text/plain"}, {"text/plain"}, {"text/html"},
        {"text/plain"},
    ]  # fmt: skip
    assert shown[2].data["text/plain"] == f"k: 1. {portable.RUN}"
    packed = new_code_cell("x", outputs=shown, metadata=metadata)
    back = nbformat.reads(nbformat.writes(nbformat.v4.new_notebook(cells=[packed])), 4)
    assert portable.unpack(back.cells[0]) == outputs


def test_what_every_tool_can_show_needs_no_metadata():
    cell = new_code_cell("x", outputs=[new_output("stream", text="said")])
    assert portable.pack(cell) == (cell.outputs, {})
