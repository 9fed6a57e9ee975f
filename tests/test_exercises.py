"""Every exercise: its form, its empty place, its solution, and wrong answers to it."""

import contextlib
import io
import re
from pathlib import Path

import gv_source
import pytest
from texts import LABEL, cells, label, of_chapter

from gvlib.exercises import ask, check

HEAD = re.compile(rf"^### Exercise ((?:{LABEL})\.\d+): .+$", re.MULTILINE)
LEVEL = re.compile(r"^\*Difficulty [1-5] of 5, \d+ minutes\.\*$", re.MULTILINE)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
PAGES = [
    path for path in gv_source.chapters()
    if any(HEAD.search(text) for text in cells(path, "markdown"))
]  # fmt: skip


def exercises(path: Path) -> dict[str, str]:
    """The text of each exercise of a page, up to the next one or the next section."""
    text = "\n\n".join(cells(path, "markdown"))
    parts = re.split(r"^(?=###? )", text, flags=re.MULTILINE)
    return {HEAD.match(p)[1]: p for p in parts if HEAD.match(p)}


def places(path: Path) -> dict[str, str]:
    """The code cell of each exercise; its first line says which."""
    found = {}
    for source in cells(path, "code"):
        if first := re.match(rf"# Exercise ((?:{LABEL})\.\d+)\b", source):
            found[first[1]] = source
    return found


def wrong(path: Path) -> dict[str, list[str]]:
    """What learners may well answer, and should not."""
    return of_chapter(path, "answers").WRONG


def said(path: Path, place: str, answer: str) -> str:
    """What the cell prints with the answer put before its last line, the check."""
    empty, _, last = place.rstrip().rpartition("\n")
    assert last.startswith("check("), "the last line of the cell is the check"
    room: dict = {}
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(cells(path, "code")[0], room)  # the imports of the page
        out.truncate(0)
        exec("\n".join([empty, answer, last]), room)
    return out.getvalue()


ALL = [(path, n) for path in PAGES for n in exercises(path)]
per_exercise = pytest.mark.parametrize(
    ("path", "number"), ALL, ids=[f"{path.stem}-{n}" for path, n in ALL]
)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_chapter_has_four_to_six_numbered_in_order(path):
    chapter = label(path)
    numbers = list(exercises(path))
    assert 4 <= len(numbers) <= 6
    assert numbers == [f"{chapter}.{i + 1}" for i in range(len(numbers))]
    assert list(places(path)) == numbers, "each has one cell, `# Exercise N.M: ...`"


@per_exercise
def test_an_exercise_has_difficulty_minutes_hint_and_solution(path, number):
    text = exercises(path)[number]
    assert LEVEL.search(text), "*Difficulty 2 of 5, 10 minutes.*"
    assert ":::{dropdown} Hint" in text and ":::{dropdown} Solution" in text
    assert PYTHON.search(text), "the solution holds the code that answers"


@per_exercise
def test_the_empty_place_is_no_answer(path, number):
    assert "no answer yet" in said(path, places(path)[number], "")


@per_exercise
def test_the_solution_passes_its_check(path, number):
    solution = "\n".join(PYTHON.findall(exercises(path)[number]))
    assert "right." in said(path, places(path)[number], solution)


@per_exercise
def test_wrong_answers_do_not_pass(path, number):
    assert len(wrong(path)[number]) >= 2, "name at least two wrong answers"
    for answer in wrong(path)[number]:
        text = said(path, places(path)[number], answer)
        assert ": not yet. " in text, f"{answer!r} got {text!r}"
        assert len(text.split("not yet. ")[1]) > 10, "say what is wrong"


def two(answer) -> str:
    """A rule to try `check` on."""
    assert ask(answer, 1) == 2, "add one"
    return "Well."


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (None, "two: no answer yet.\n"),
        (lambda x: None, "two: no answer yet.\n"),
        (lambda x: x + 1, "two: right. Well.\n"),
        (lambda x: x, "two: not yet. add one\n"),
        (lambda x: x / 0, "two: your answer raised ZeroDivisionError: "
                          "division by zero\n"),
    ],
)  # fmt: skip
def test_check_prints_and_never_raises(answer, text, capsys):
    check(two, answer)
    assert capsys.readouterr().out.startswith(text)
