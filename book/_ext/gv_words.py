"""Words of a control that a cell prints as HTML, where gettext reaches them.

A control asks for it by `translate="yes"`. Its words are what stands between two of
its tags, and its aria-labels; not what its script holds. So the script may compute
and fill in numbers, and must take every word from the markup.
"""

import re
from html import escape, unescape

from docutils import nodes
from sphinx.addnodes import translatable
from sphinx.transforms import SphinxTransform

PIECE = re.compile(
    r"<(?P<skip>script|style)\b.*?</(?P=skip)>"
    r"|(?<=>)[^<>]+(?=<)|(?<=\baria-label=\")[^\"]+",
    re.DOTALL,
)


def message(piece: re.Match) -> str:
    """The words of one piece, or an empty string where there are none."""
    text = "" if piece["skip"] else unescape(piece[0].strip())
    return text if any(map(str.isalpha, text)) else ""


def words(html: str) -> list[str]:
    """What there is to translate, in order, each once."""
    return list(dict.fromkeys(filter(None, map(message, PIECE.finditer(html)))))


def put(html: str, old: str, new: str) -> str:
    """The same HTML, with these words in place of those."""

    def one(piece: re.Match) -> str:
        found = message(piece) == old
        return piece[0].replace(piece[0].strip(), escape(new)) if found else piece[0]

    return PIECE.sub(one, html)


class Control(nodes.raw, translatable):
    """Raw HTML with words in it; Sphinx asks for them and brings the translations."""

    def preserve_original_messages(self):
        self["words"] = words(self.astext())

    def extract_original_messages(self):
        return self["words"]

    def apply_translated_message(self, original_message, translated_message):
        html = put(self.astext(), original_message, translated_message)
        self.children = []
        self += nodes.Text(html)


class FindControls(SphinxTransform):
    """Put a Control in the place of each output that asks for it."""

    default_priority = 5  # before Sphinx keeps the original messages, at 10

    def apply(self, **kwargs):
        for output in list(self.document.findall(nodes.container)):
            if output.get("nb_element") != "mime_bundle":
                continue
            for old in output.findall(nodes.raw):
                if 'translate="yes"' in old.astext():
                    new = Control("", old.astext(), **old.attributes)
                    new.source = old.source or self.document["source"]
                    new.line = old.line
                    # Of a bundle myst-nb would hand gettext the plain text only.
                    output.replace_self(new)
                    break


def setup(app):
    """Register the transform; the node is drawn as raw HTML is."""
    app.add_transform(FindControls)
