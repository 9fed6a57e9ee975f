"""What the directives and roles of a page say in plain Markdown."""

import re
from ast import literal_eval
from dataclasses import dataclass, field
from pathlib import Path

import gv_changes
import gv_explore
import gv_lab
import gv_referee
import gv_runs
import gv_source
from markdown_it import MarkdownIt

from plain import citations, labels
from plain.parse import Directive
from plain.rewrite import Rules, rewrite


@dataclass
class Page:
    """A page while it is made plain: its text, what it has glued, what it cites."""

    path: Path
    glued: dict = field(default_factory=dict)
    cited: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.path.stem

    def markdown(self, text: str) -> str:
        """A piece of its text, plain."""
        return rewrite(text, Rules(self.role, self.address, self.directive))

    def address(self, href: str) -> str:
        """Where one of its links leads."""
        return labels.address(href, self.path.parent)

    def role(self, name: str, content: str) -> str:
        """What stands for a role."""
        if name == "glue:text":
            return self.number(content)
        if name in ("ref", "numref"):
            return labels.refer(content, self.name)
        if name == "doc":
            return labels.document(content, self.path.parent)
        if name == "lab":  # a link into the built page: here there is none to open
            return re.sub(r"\s*<[^>]*>$", "", content)
        if name == "term":
            return labels.term(content, self.name)
        if name in ("cite:p", "cite:t"):
            self.cited |= {key.strip() for key in content.split(",")}
            return citations.cited(content, name[-1])
        raise ValueError(f"{self.name}: there is no plain form for {{{name}}}")

    def number(self, content: str) -> str:
        """A glued number, `07_x.md::key:.1f`, in its format."""
        place, _, key = content.rpartition("::")
        key, _, form = key.partition(":")
        name = Path(place).stem or self.name
        glued = self.glued if name == self.name else gv_source.stored_glue(name)
        if key not in glued:
            raise ValueError(f"{self.name}: {name} glues no {key!r}")
        text = next(v for k, v in glued[key].items() if k.endswith("text/plain"))
        return format(literal_eval(text), form)

    def directive(self, found: Directive) -> str:
        """What stands for a directive."""
        if found.name == "glossary":
            return glossary(self.markdown(found.body))
        if found.name == "bibliography":
            return citations.reference_list(set(citations.entries()))
        if found.name == "changed-numbers":
            return gv_changes.markdown()
        if found.name == "all-runs":
            return gv_runs.PLAIN
        if found.name == "referee":
            return gv_referee.plain(self.markdown)
        if found.name == "playground":
            return gv_lab.PLAIN
        if found.name == "explore":
            html = labels.inside(self.path.with_suffix(".html"))
            return gv_explore.plain(found.argument, html)
        body = self.markdown(found.body)
        if found.name == "figure":
            source = self.address(found.argument)
            return f"![{found.options['alt']}]({source})\n\n*{body.strip()}*"
        if found.name == "dropdown":
            return details(self.markdown(found.argument), body)
        if found.name == "admonition":
            return quote(f"**{self.markdown(found.argument)}**\n\n{body}")
        raise ValueError(f"{self.name}: there is no plain form for {{{found.name}}}")

    def references(self) -> str:
        """The list of what it cites, as its last section."""
        if not self.cited:
            return ""
        return "## References\n\n" + citations.reference_list(self.cited)


def details(title: str, body: str) -> str:
    """A folded part; blank lines around the body let its Markdown count."""
    words = MarkdownIt().renderInline(title)
    return f"<details>\n<summary>{words}</summary>\n\n{body}\n\n</details>"


def quote(text: str) -> str:
    """A text as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def glossary(text: str) -> str:
    """Terms, each name on a line, and their meanings, indented, as a list."""
    found = []
    for entry in re.split(r"\n\n(?=\S)", text):
        names, meaning = re.fullmatch(r"((?:\S.*\n)+)(\s[\s\S]*)", entry).groups()
        first, *others = names.splitlines()
        known = f"**{first}**" + "".join(f", {name}" for name in others)
        found.append(f"- {known}: {' '.join(meaning.split())}")
    return "\n".join(found)


def plain_page(path: Path) -> str:
    """A page of prose, plain; the comment is for who looks for the place to edit."""
    page = Page(path)
    parts = [f"<!-- Made of {labels.inside(path)} by `make prose`. -->",
             page.markdown(path.read_text("utf-8")), page.references()]  # fmt: skip
    return "\n\n".join(filter(None, parts)) + "\n"
