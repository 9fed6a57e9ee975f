"""The notebooks are fresh, plain, small, and hold nothing of one machine or moment."""

import ast
import re

import gv_source
import nbformat
import pytest
from markdown_it import MarkdownIt
from plain.parse import parser
from run_notebooks import ALL, ONE, from_stored
from stamps import stamp, stored_stamp
from texts import ROOT, cells, label, prose

CHAPTERS = gv_source.chapters()
NAMES = [path.stem for path in CHAPTERS]
EACH = pytest.mark.parametrize("name", NAMES)
LOCAL = {
    "an absolute path": r"(?<![\w.:/])/(home|root|tmp|usr|opt|work|Users)/|[A-Z]:\\\\",
    "an address in memory": r"\b0x[0-9a-f]{6,}",
    "a time taken": r"\bit/s\b|\bs/it\b|[Ww]all time|CPU times|\b(took|elapsed)\b",
    "a line number": r"\bline \d+",
}
MYST = {
    "a directive": r"^\s*(`{3,}|~{3,}|:{3,})\s*\{",
    "a colon fence": r":::",
    "a role": r"\{[\w:+-]+\}`",
    "an attribute": r"\]\{|^\{[.#]|\{\.\w",
    "a target": r"^\([\w-]+\)=",
    "a comment": r"^%",
    "a substitution": r"\{\{",
    "a macro of the pages": r"\\KL\b",
}
COMMON = {
    "inline", "fence", "text", "softbreak", "paragraph", "heading", "strong", "em",
    "link", "blockquote", "bullet_list", "ordered_list", "list_item", "code_inline",
    "html_block", "math_inline", "math_block", "table", "thead", "tbody", "tr", "th",
    "td",
}  # fmt: skip
SHOWN_CODE = re.compile(r"^```\w*\n.*?^```", re.S | re.M)


def stored(name: str):
    """A notebook as it lies in notebooks/."""
    return nbformat.read(gv_source.notebook(name), 4)


def outputs(book) -> list:
    """All outputs of a notebook."""
    return [output for cell in book.cells for output in cell.get("outputs", [])]


def shown_html(name: str) -> str:
    """All HTML that a notebook's outputs hold."""
    found = (o.get("data", {}).get("text/html", "") for o in outputs(stored(name)))
    return "\n".join(found)


def shown_text(name: str) -> str:
    """All text of the page's outputs, pictures left out."""
    parts = []
    for output in outputs(gv_source.ran(name)):
        parts.append(output.get("text", ""))
        for mime, content in output.get("data", {}).items():
            if "image/" not in mime:
                parts.append(re.sub(r"base64,[A-Za-z0-9+/=]+", "", content))
    return "\n".join(parts)


def test_every_chapter_has_its_notebook_and_no_other_lies_there():
    assert sorted(p.stem for p in gv_source.NOTEBOOKS.glob("*.ipynb")) == NAMES


@EACH
def test_code_of_text_and_notebook_are_equal(name):
    text, book = gv_source.path(name), gv_source.notebook(name)
    assert cells(text, "code") == cells(book, "code"), "call `make notebooks`"


@EACH
def test_outputs_belong_to_the_code(name):
    advice = "what its outputs depend on has changed: call `make notebooks`"
    assert stored_stamp(name) == stamp(name), advice


@EACH
def test_words_belong_to_the_text(name):
    found = gv_source.notebook(name).read_text("utf-8")
    assert found == from_stored(name), "the text has changed: call `make prose`"


@EACH
def test_a_notebook_holds_no_myst(name):
    for source in cells(gv_source.notebook(name), "markdown"):
        source = SHOWN_CODE.sub("", source)
        for what, pattern in MYST.items():
            match = re.search(pattern, source, re.M)
            assert not match, f"{what}: {source[match.start() :][:80]!r}"


@EACH
def test_mysts_own_parser_finds_nothing_of_its_own(name):
    """What it reads beyond CommonMark is formulas and tables, which all tools know."""
    for source in cells(gv_source.notebook(name), "markdown"):
        tokens = parser().parse(source)
        tokens += [child for token in tokens for child in token.children or []]
        kinds = {re.sub("_(open|close)$", "", token.type) for token in tokens}
        assert kinds <= COMMON, source[:80]
        assert not any(token.info.startswith("{") for token in tokens)


@EACH
def test_folded_parts_are_closed_and_hold_markdown(name):
    for source in cells(gv_source.notebook(name), "markdown"):
        assert source.count("<details>") == source.count("</details>")
        html = MarkdownIt().render(source)
        for part in re.findall(r"</summary>(.*?)</details>", html, re.S):
            assert re.match(r"\s*<(p|pre|ul|ol|blockquote|h\d)\b", part), part[:80]


@EACH
def test_links_lead_to_files(name):
    for source in cells(gv_source.notebook(name), "markdown"):
        for href in re.findall(r"\]\(([^)\s]+)\)", SHOWN_CODE.sub("", source)):
            if not href.startswith("https://"):
                assert (gv_source.NOTEBOOKS / href).exists(), href


@EACH
def test_each_figure_has_its_caption_below_it(name):
    book, waiting = stored(name).cells, []
    for cell in book:
        if cell.cell_type == "code":
            assert not waiting, f"no caption under the cell that shows {waiting}"
            waiting = gv_source.figures_of(cell)
        elif waiting:
            captions = cell.source.split("\n\n")[: len(waiting)]
            for caption in captions:
                assert re.fullmatch(r"\*\*Figure \w+\.\d+\.\*\* \*.+\*", caption)
            waiting = []
    assert not waiting


@EACH
def test_numbered_equations_keep_their_numbers(name):
    here, there = (
        [tag for source in cells(path, "markdown")
         for tag in re.findall(r"\\tag\{[^}]+\}", source)]
        for path in (gv_source.path(name), gv_source.notebook(name))
    )  # fmt: skip
    assert here == there


@EACH
def test_plumbing_is_folded_and_exercises_are_open(name):
    book = gv_source.parsed(gv_source.path(name).read_text("utf-8")).cells
    tags = [cell.metadata.get("tags", []) for cell in book if cell.cell_type == "code"]
    code = [cell for cell in stored(name).cells if cell.cell_type == "code"]
    for tag, cell in zip(tags, code, strict=True):
        folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        assert folded == any(t.endswith(("-input", "-cell")) for t in tag)
        assert folded == (cell.metadata.get("cellView") == "form")
        assert not (folded and cell.source.startswith("# Exercise"))


@EACH
def test_a_notebook_alone_says_what_to_install(name):
    first = cells(gv_source.path(name), "code")[0].splitlines()[0]
    assert first == (
        "import gvlib  # not found? In the folder of the book: pip install -e ."
    )


@EACH
def test_any_tool_can_show_the_outputs(name):
    """No media type of our own, no script: else an error or a heap of all frames."""
    for output in outputs(stored(name)):
        data = output.get("data", {})
        assert set(data) <= {"text/plain", "text/html", "text/markdown", "image/png"}
        html = data.get("text/html", "")
        assert not re.search("<(script|input|form)|on[a-z]+=", html)


@EACH
def test_outputs_are_whole(name):
    for cell in stored(name).cells:
        if cell.cell_type == "code" and cell.source.strip():
            assert cell.execution_count, cell.source[:80]
        assert all(out["output_type"] != "error" for out in cell.get("outputs", []))


@EACH
def test_outputs_hold_nothing_local(name):
    text = shown_text(name)
    for what, pattern in LOCAL.items():
        match = re.search(pattern, text)
        around = match and text[max(0, match.start() - 60) : match.end() + 40]
        assert not match, f"{what}: ...{around}..."


@EACH
def test_tables_have_rows(name):
    """One that was given an iterator was printed without any."""
    for text in re.findall(r"<tbody>(.*?)</tbody>", shown_html(name), re.S):
        assert "<tr>" in text


@EACH
def test_a_chapter_is_small(name):
    text = prose(gv_source.path(name))
    count = len(gv_source.parsed(gv_source.path(name).read_text("utf-8")).cells)
    equations = len(re.findall(r"\$\$.*?\$\$|^```\{math\}", text, re.S | re.M))
    size = gv_source.notebook(name).stat().st_size
    assert count <= 40, f"{count} cells"
    assert text.count("{glue:figure}") <= 8
    assert equations <= 12, f"{equations} displayed equations"
    assert size <= ONE, f"{size:,} bytes"


def test_all_notebooks_together_are_small():
    assert sum(gv_source.notebook(name).stat().st_size for name in NAMES) <= ALL


@EACH
def test_a_chapter_opens_with_its_number_and_facts(name):
    path = gv_source.path(name)
    text, number = prose(path), label(path)
    assert re.match(rf"# {number}\b", text), f"the title begins with {number}"
    assert "```{chapter-facts}" in text


@EACH
def test_a_chapter_has_a_control(name):
    assert '<input type="range"' in shown_text(name)


@EACH
def test_code_fits_the_page(name):
    code = cells(gv_source.path(name), "code")
    assert [line for c in code for line in c.splitlines() if len(line) > 88] == []


def test_the_book_names_every_chapter():
    toc = (ROOT / "_toc.yml").read_text("utf-8")
    assert [name for name in NAMES if f"book/chapters/{name}" not in toc] == []


@EACH
def test_no_table_is_made_and_then_forgotten(name):
    """A cell shows its last expression: a table before it is seen by nobody."""
    for source in cells(gv_source.path(name), "code"):
        for line in ast.parse(source).body[:-1]:
            called = getattr(line, "value", None)
            what = getattr(getattr(called, "func", None), "id", None)
            lost = isinstance(line, ast.Expr) and what in ("table", "slider")
            assert not lost, ast.unparse(line)
