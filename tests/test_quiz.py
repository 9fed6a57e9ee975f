"""The closing quiz of a page: its form, and its key, computed from what is right.

A question is **N.M**, its options are (a), (b), ... and each is a glued number. The
answer, folded, begins with the bold letter. What is right stands in tests/answers.
"""

import re

import gv_source
import pytest
from texts import LABEL, glued, label, of_chapter, prose

GLUE = r"\{glue:text\}`(\w+)\.md::([^`:]+):[^`]*`"
QUESTION = re.compile(rf"^\*\*((?:{LABEL})\.\d+)\*\* (.+)$", re.M)
OPTION = re.compile(rf"\(([a-d])\) {GLUE}")
ANSWER = re.compile(
    r"^:::\{dropdown\} Answer (\S+)\n\*\*\(([a-d])\)\*\* .+\n:::$", re.M
)


def quiz(path) -> str:
    """The text of a page's quiz, "" without one."""
    _, _, rest = prose(path).partition("\n## Quiz\n")
    return rest.partition("\n## ")[0]


PAGES = [path for path in gv_source.chapters() if quiz(path)]
EACH = pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)


def right(path) -> dict:
    """{question: what is true of its right option}."""
    return of_chapter(path, "answers").QUIZ


@EACH
def test_a_quiz_has_eight_questions_in_order(path):
    chapter, text = label(path), quiz(path)
    numbers = [number for number, _ in QUESTION.findall(text)]
    assert numbers == [f"{chapter}.{i + 1}" for i in range(8)]
    assert [number for number, _ in ANSWER.findall(text)] == numbers
    assert list(right(path)) == numbers


@EACH
def test_the_key_is_what_the_run_makes_it(path):
    keys = dict(ANSWER.findall(quiz(path)))
    for number, question in QUESTION.findall(quiz(path)):
        options = OPTION.findall(question)
        letters = [letter for letter, _, _ in options]
        assert letters == list("abcd")[: len(options)] and len(options) > 2, number
        true = [letter for letter, page, key in options
                if right(path)[number](glued(page, key))]  # fmt: skip
        assert true == [keys[number]], number
