"""The set-up scripts: clear words, and no rebuild or silence where none is due."""

import shutil

import build_book
import environment
import pytest
from texts import ROOT

TOY = "# Toy\n\n## Part\n\n{body}\n"


def toy(folder, body):
    """A book of one page with this book's own settings."""
    shutil.copytree(ROOT / "book" / "_ext", folder / "book" / "_ext")
    shutil.copytree(ROOT / "book" / "_static", folder / "book" / "_static")
    shutil.copy(ROOT / "_config.yml", folder)
    (folder / "book" / "references.bib").write_text("")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    (folder / "index.md").write_text(TOY.format(body=body))
    return folder


def test_an_old_python_is_refused_in_one_line():
    message = environment.complaint((3, 10, 2))
    assert "3.10" in message and "3.11 or newer" in message and "\n" not in message
    assert environment.complaint((3, 11)) is None


def test_a_full_disk_is_announced_before_the_download():
    message = environment.shortage(2_500_000_000)
    assert "2.5 GB are free" in message and "7 GB" in message and "CPU-only" in message
    assert environment.shortage(8e9) is None


def test_environment_follows_its_inputs(tmp_path):
    for name in environment.INPUTS:
        (tmp_path / name).write_text("a")
    before = environment.fingerprint(tmp_path)
    assert before == environment.fingerprint(tmp_path)
    (tmp_path / "constraints.txt").write_text("b")
    assert before != environment.fingerprint(tmp_path)


def test_book_is_built_once_per_change(tmp_path):
    folder = toy(tmp_path / "a b", "All is well.")
    build_book.build(folder)
    assert build_book.is_current(folder)
    (folder / "index.md").write_text(TOY.format(body="Changed."))
    assert not build_book.is_current(folder)


@pytest.mark.parametrize(
    "body", ["See {ref}`nowhere`.", "```{glue:figure} fig-none\n:alt: None\n```"]
)
def test_a_warning_stops_the_build(tmp_path, body):
    folder = toy(tmp_path, body)
    with pytest.raises(SystemExit, match="not built"):
        build_book.build(folder)
    assert not build_book.is_current(folder)
