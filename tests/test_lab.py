"""A reader's copies of the notebooks, and a notebook opened alone."""

import subprocess
import sys

import gv_source
import lab
import pytest
from texts import ROOT, cells


@pytest.fixture
def root(tmp_path):
    """A book of two notebooks."""
    (tmp_path / "notebooks" / ".ipynb_checkpoints").mkdir(parents=True)  # as Lab does
    for name in ("01_a", "02_b"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(name)
    return tmp_path


def test_the_first_call_copies_all(root):
    assert lab.make_copies(root) == []
    copies = sorted((root / "work").glob("*.ipynb"))
    assert [path.read_text() for path in copies] == ["01_a", "02_b"]


def test_edits_are_kept_and_the_next_call_says_what_is_newer(root):
    lab.make_copies(root)
    mine = root / "work" / "01_a.ipynb"
    mine.write_text("my answer")
    assert lab.make_copies(root) == []  # the book is as it was
    (root / "notebooks" / "01_a.ipynb").write_text("a new edition")
    for _ in range(2):  # until the reader has chosen
        assert lab.make_copies(root) == ["01_a.ipynb"]
        assert mine.read_text() == "my answer"
    mine.rename(root / "work" / "mine.ipynb")
    assert lab.make_copies(root) == []
    assert mine.read_text() == "a new edition"
    assert (root / "work" / "mine.ipynb").read_text() == "my answer"


def test_a_page_is_brought_up_to_date_until_it_is_edited(root):
    book, copy = root / "notebooks" / "page.md", root / "work" / "page.md"
    for text in ("one", "two"):
        book.write_text(text)
        assert lab.make_copies(root) == [] and copy.read_text() == text
    copy.write_text("mine")
    book.write_text("three")
    assert lab.make_copies(root) == ["page.md"] and copy.read_text() == "mine"


def test_a_copy_that_make_lab_did_not_make_is_kept_too(root):
    (root / "work").mkdir()
    (root / "work" / "01_a.ipynb").write_text("mine")
    assert lab.make_copies(root) == ["01_a.ipynb"]
    assert (root / "work" / "01_a.ipynb").read_text() == "mine"


def test_the_notice_is_one_line_that_says_what_to_do():
    line = lab.notice(["01_a.ipynb", "02_b.ipynb"])
    assert "\n" not in line and "01_a.ipynb, 02_b.ipynb" in line
    assert "kept" in line and "make lab" in line


def test_git_and_the_book_pass_the_copies_by():
    assert "work/" in (ROOT / ".gitignore").read_text("utf-8").split()
    assert "work" in (ROOT / "_config.yml").read_text("utf-8")


@pytest.mark.parametrize("path", gv_source.chapters(), ids=lambda p: p.stem)
def test_a_notebook_alone_says_what_to_install(path, tmp_path):
    """Run as it stands, where there is no gvlib: the last lines that a reader sees."""
    first = cells(path, "code")[0].splitlines()[0]
    code = (
        "import sys; sys.modules['gvlib'] = None\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        f"InteractiveShell.instance(colors='nocolor').run_cell({first!r})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path,
                          capture_output=True, text=True)  # fmt: skip
    assert "gvlib" in done.stdout.splitlines()[-1]
    assert "----> 1 import gvlib  # not found? In the folder of the book: pip" in (
        done.stdout
    )
