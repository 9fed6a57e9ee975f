"""The stored notebooks are fresh, small, and hold nothing of one machine or moment."""

import json
import re

import pytest
from run_notebooks import ALL, ONE
from stamps import notebooks, stamp, stored_stamp
from texts import ROOT, cells, prose

EACH = pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
LOCAL = {
    "an absolute path": r"(?<![\w.:/])/(home|root|tmp|usr|opt|work|Users)/|[A-Z]:\\\\",
    "an address in memory": r"\b0x[0-9a-f]{6,}",
    "a time taken": r"\bit/s\b|\bs/it\b|[Ww]all time|CPU times|\b(took|elapsed)\b",
    "a line number": r"\bline \d+",
}


def shown_text(path) -> str:
    """All text of the outputs, pictures left out."""
    parts = []
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            parts.append("".join(output.get("text", "")))
            for mime, content in output.get("data", {}).items():
                if "image/" not in mime:
                    text = content if isinstance(content, str) else "".join(content)
                    parts.append(re.sub(r"base64,[A-Za-z0-9+/=]+", "", text))
    return "\n".join(parts)


@EACH
def test_outputs_belong_to_the_code(path):
    advice = "what its outputs depend on has changed: call `make notebooks`"
    assert stored_stamp(path) == stamp(path), advice


@EACH
def test_outputs_are_whole(path):
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code" and "".join(cell["source"]).strip():
            assert cell["execution_count"], "".join(cell["source"])[:80]
        assert all(out["output_type"] != "error" for out in cell.get("outputs", []))


@EACH
def test_outputs_hold_nothing_local(path):
    text = shown_text(path)
    for what, pattern in LOCAL.items():
        match = re.search(pattern, text)
        around = match and text[max(0, match.start() - 60) : match.end() + 40]
        assert not match, f"{what}: ...{around}..."


@EACH
def test_a_chapter_is_small(path):
    text = prose(path)
    count = len(json.loads(path.read_text("utf-8"))["cells"])
    equations = len(re.findall(r"\$\$.*?\$\$|^```\{math\}", text, re.S | re.M))
    assert count <= 40, f"{count} cells"
    assert text.count("{glue:figure}") <= 8
    assert equations <= 12, f"{equations} displayed equations"
    assert path.stat().st_size <= ONE, f"{path.stat().st_size:,} bytes"


def test_all_notebooks_together_are_small():
    assert sum(path.stat().st_size for path in notebooks()) <= ALL


@EACH
def test_a_chapter_opens_with_its_number_and_facts(path):
    text, number = prose(path), path.stem.split("_")[0].lstrip("0")
    assert re.match(rf"# {number}\b", text), f"the title begins with {number}"
    assert "```{chapter-facts}" in text


@EACH
def test_a_chapter_has_a_control(path):
    assert '<input type="range"' in shown_text(path)


@EACH
def test_code_fits_the_page(path):
    lines = [line for cell in cells(path, "code") for line in cell.splitlines()]
    assert [line for line in lines if len(line) > 88] == []


def test_the_book_names_every_notebook():
    toc = (ROOT / "_toc.yml").read_text("utf-8")
    assert [p.stem for p in notebooks() if f"notebooks/{p.stem}" not in toc] == []
