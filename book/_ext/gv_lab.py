"""`{playground}`: the lab in a page; with `:small:` the small one, with a link to it.

`{lab}` is a link that opens the lab in a state: {lab}`words <story=reins&r1=1>`.

Only pages that hold it load its script. Without script they show its still figure.
"""

import gv_live
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import ReferenceRole, SphinxDirective

from gvlib import playground

PAGE = "book/playground"
FOLDER = "gv"
SCRIPT = f"{FOLDER}/{playground.SCRIPT.name}"
PLAIN = (
    "*The lab is on the page: `make book`, then open "
    "`_build/html/book/playground.html`. It needs no kernel and no network.*"
)


class Lab(nodes.raw):
    """The lab's place, by which its pages are known."""


class Playground(SphinxDirective):
    """The whole lab, or the small one."""

    option_spec = {"small": directives.flag}

    def run(self):
        self.env.note_dependency(str(playground.STILL))
        found = Lab(format="html", small="small" in self.options)
        self.set_source_info(found)
        return [found]


class Open(ReferenceRole):
    """A link to the lab in a state."""

    def run(self):
        page = self.env.app.builder.get_relative_uri(self.env.docname, PAGE)
        link = nodes.reference("", self.title, refuri=f"{page}#lab?{self.target}")
        return [link], []


def draw(translator, node):
    """Write the lab's place; links depend on where the page lies."""
    builder = translator.builder
    link = ""
    if node["small"]:
        link = builder.get_relative_uri(builder.current_docname, PAGE)
    language = builder.app.config.language or "en"
    translator.body.append(playground.fragment(language, link))
    raise nodes.SkipNode


def leave_out(translator, node):
    """Other formats have no lab."""
    raise nodes.SkipNode


def setup(app):
    """Register the directive."""
    drawn = {"html": (draw, None), "singlehtml": (draw, None)}
    others = dict.fromkeys(("latex", "text", "man", "texinfo"), (leave_out, None))
    app.add_node(Lab, **drawn, **others)
    app.add_directive("playground", Playground)
    app.add_role("lab", Open())
    held = lambda doctree: next(doctree.findall(Lab), None) is not None  # noqa: E731
    gv_live.serve(app, held, playground.SCRIPT, folder=FOLDER)
