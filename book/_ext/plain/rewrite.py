"""A text in MyST as plain Markdown: each thing that MyST adds is replaced."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown_it.token import Token

from plain import parse
from plain.parse import Directive, Edit, directive

REMOVED = {"myst_target", "myst_line_comment", "myst_block_break"}


@dataclass(frozen=True)
class Rules:
    """What stands for a role (name, content), a link's address and a directive."""

    role: Callable[[str, str], str]
    address: Callable[[str], str]
    directive: Callable[[Directive], str]


def rewrite(text: str, rules: Rules) -> str:
    """The same text in plain Markdown. Raises ValueError for what has no rule."""
    starts, seen, edits = parse.line_starts(text), {}, []
    for token in parse.parser().parse(text):
        if token.type == "inline":
            where = parse.places(text, starts, token, seen)
            for start, end, new in parse.inline_edits(token, replacing(rules)):
                edits.append((where[start], where[end], new))
        elif token.map:
            start, end = (starts[line] for line in token.map)
            if token.type == "math_block":
                edits.append((start, end, expand(text[start:end])))
            elif (new := block(token, text[start:end], rules)) is not None:
                edits.append(spaced(text, start, end, new))
    return parse.apply(text, edits).strip("\n")


def spaced(text: str, start: int, end: int, new: str) -> Edit:
    """An edit of whole lines: a blank line after what stands there, or none left."""
    rest = text[end:]
    if not new:
        return start, len(text) - len(rest.lstrip("\n")), ""
    return start, end, new if rest.startswith("\n") else new + "\n"


def block(token: Token, lines: str, rules: Rules) -> str | None:
    """The lines that stand for those of a block; None if it stays as it is."""
    if token.type in REMOVED:
        return ""
    found = directive(token)
    if found is None:
        return None
    new = rules.directive(found)
    fence = re.match(r"[ >]*", lines)[0]  # inside a list or a quote
    return "".join(f"{fence}{line}".rstrip() + "\n" for line in new.splitlines())


def replacing(rules: Rules) -> Callable[[Token, str], list[Edit]]:
    """What stands for a role, a span, a formula or a link inside a line."""

    def replace(token: Token, text: str) -> list[Edit]:
        start, label, end = token.meta["at"]
        if token.type == "myst_role":
            return [(start, end, rules.role(token.meta["name"], token.content))]
        if token.type == "span_open":
            return [(start, start + 1, ""), (label, end, "")]
        if token.type == "link_open":
            return [(label, end, f"]({rules.address(token.attrGet('href'))})")]
        return [(start, end, expand(text[start:end]))]

    return replace


def expand(formula: str) -> str:
    """A formula without the book's own macros, which only its pages define."""
    macros = parse.config()["sphinx"]["config"]["math_macros"]
    for name, meaning in macros.items():
        count = len(set(re.findall(r"#\d", meaning)))
        pattern = rf"\\{name}(?![A-Za-z])" + r"\{((?:[^{}]|\{[^{}]*\})*)\}" * count
        form = re.sub(r"#(\d)", r"\\g<\1>", meaning.replace("\\", r"\\"))
        formula = re.sub(pattern, form, formula)
        if re.search(rf"\\{name}(?![A-Za-z])", formula):
            raise ValueError(f"braces around the arguments of \\{name}: {formula!r}")
    return formula
