"""Where the roles, spans, formulas and directives of a text stand.

markdown-it tells the lines of a block, and nothing of the place inside a line; the
inline rules are wrapped to note it. So only what MyST adds is replaced, and all other
text stays as it was written, to the letter.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

CONFIG = Path(__file__).resolve().parents[3] / "_config.yml"
NOTED = ("math_inline", "myst_role", "link", "span")
Edit = tuple[int, int, str]  # from, to, what stands there instead


@dataclass(frozen=True)
class Directive:
    """A fenced directive: `{name} argument`, options, body."""

    name: str
    argument: str
    options: dict[str, str]
    body: str


@cache
def config() -> dict:
    """The settings of the book."""
    return yaml.safe_load(CONFIG.read_text("utf-8"))


@cache
def parser() -> MarkdownIt:
    """MyST's parser with the book's extensions, which notes places inside lines."""
    extensions = set(config()["parse"]["myst_enable_extensions"])
    found = create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)
    for rule in list(found.inline.ruler.__rules__):
        if rule.name in NOTED:
            found.inline.ruler.at(rule.name, noting(rule.fn, rule.name))
    return found


def noting(rule: Callable, name: str) -> Callable:
    """The same rule; its first token holds `at`: start, end of a label, end."""

    def noted(state, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent and len(state.tokens) > count:
            label = -1
            if name in ("link", "span"):
                label = state.md.helpers.parseLinkLabel(state, start)
            first = state.tokens[count]
            if first.type == "text":  # what stood before, pushed late
                first = state.tokens[count + 1]
            first.meta = {**first.meta, "at": (start, label, state.pos)}
        return found

    return noted


def inline_edits(token: Token, replace: Callable[[Token, str], list]) -> list[Edit]:
    """What `replace` says of each noted child, in places of the token's own text."""
    edits = []
    for child in token.children:
        if "at" in child.meta:
            edits += replace(child, token.content)
    return edits


def places(text: str, starts: list[int], token: Token, seen: dict) -> list[int]:
    """For each character of an inline token, its place in the whole text."""
    found: list[int] = []
    for line, content in enumerate(token.content.split("\n"), start=token.map[0]):
        begin = max(starts[line], seen.get(line, 0))
        place = text.index(content, begin, starts[line + 1])
        seen[line] = place + len(content)
        found += range(place, place + len(content) + 1)  # and the line's end
    return found


def line_starts(text: str) -> list[int]:
    """Where each line begins, and where the last one ends."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def apply(text: str, edits: list[Edit]) -> str:
    """The text with all edits made; they do not overlap."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def directive(token: Token) -> Directive | None:
    """The directive that a fence holds; None for a fence of code."""
    if token.type not in ("fence", "colon_fence") or not token.info.startswith("{"):
        return None
    name, _, argument = token.info[1:].partition("}")
    options, lines = {}, token.content.splitlines()
    while lines and lines[0].startswith(":") and not lines[0].startswith(":::"):
        key, _, value = lines.pop(0)[1:].partition(":")
        options[key] = value.strip()
    return Directive(name, argument.strip(), options, "\n".join(lines).strip("\n"))


def directives(text: str) -> Iterator[Directive]:
    """Every directive of a text, in order, those inside others too."""
    for token in parser().parse(text):
        if found := directive(token):
            yield found
            if found.name != "code-cell":
                yield from directives(found.body)
