"""Closing quizzes: eight questions, options from a run, keys that it computed."""

import re
from pathlib import Path

import gv_source
import pytest
from texts import cells, glued

HEAD = re.compile(r"^### Question ((?:\d+|[A-Z])\.\d+)$", re.MULTILINE)
OPTION = re.compile(r"^\((\d)\) \S", re.MULTILINE)
ANSWER = re.compile(r":::\{dropdown\} Answer\n(.+?)\n:::", re.DOTALL)
KEY = re.compile(r"Option \{glue:text\}`([\w.]+)\.md::(quiz-\d):d`")
PAGES = [
    path for path in gv_source.chapters()
    if any(HEAD.search(text) for text in cells(path, "markdown"))
]  # fmt: skip


def questions(path: Path) -> dict[str, str]:
    """The text of each question of a page, up to the next one or the next section."""
    text = "\n\n".join(cells(path, "markdown"))
    parts = re.split(r"^(?=###? )", text, flags=re.MULTILINE)
    return {HEAD.match(p)[1]: p for p in parts if HEAD.match(p)}


def keys(path: Path) -> list[int]:
    """The right option of each question, as the stored run has glued it."""
    found = []
    for text in questions(path).values():
        (answer,) = ANSWER.findall(text)
        (chapter, key) = KEY.search(answer).groups()
        assert chapter == path.stem
        found.append(int(glued(chapter, key)))
    return found


each = pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)


@each
def test_there_are_eight_in_order(path):
    chapter = path.name.split("_")[0].lstrip("0")
    assert list(questions(path)) == [f"{chapter}.{i}" for i in range(1, 9)]


@each
def test_every_question_has_options_and_one_answer(path):
    for number, text in questions(path).items():
        options = [int(n) for n in OPTION.findall(text)]
        assert options == list(range(1, len(options) + 1)) and 3 <= len(options) <= 5
        assert len(ANSWER.findall(text)) == 1, number
        assert KEY.search(text), f"{number}: begin the answer with the glued option"


@each
def test_every_key_is_an_option_and_no_place_is_preferred(path):
    found = keys(path)
    for key, text in zip(found, questions(path).values(), strict=True):
        assert 1 <= key <= len(OPTION.findall(text))
    most = max(found.count(key) for key in set(found))
    assert most <= 4, "whoever always picks one place should not pass"


@each
def test_every_key_is_computed_by_the_page(path):
    """`quiz-n` is glued by a cell that takes it from values, not typed."""
    code = "\n".join(cells(path, "code"))
    for i in range(1, 9):
        (call,) = re.findall(rf'glue\("quiz-{i}", (.+)\)', code)
        assert not call.strip().isdigit(), f"quiz-{i} is typed: {call}"
