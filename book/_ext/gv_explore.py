"""`{explore} VIEW`: a view of the latent explorer, live in the page.

Only pages that hold one load its script, and the script loads the weights when the
reader presses Start. Without script, and in other formats, there is the still picture.
"""

from pathlib import Path

import gv_live
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from gvlib.playground import explore

PLAIN = "*{words} To try it, open the page: `make book`, then `_build/html/{page}`.*"


def plain(view: str, page: str) -> str:
    """What stands for a view in the plain Markdown of a page."""
    return PLAIN.format(words=explore.STILLS[view]["en"], page=page)


class Explore(SphinxDirective):
    """One view: walk, draws, encode or judge."""

    required_arguments = 1

    def run(self):
        view = directives.choice(self.arguments[0], tuple(explore.TITLES))
        for path in (explore.SCRIPT, explore.WEIGHTS, Path(explore.__file__)):
            self.env.note_dependency(str(path))
        html = explore.fragment(view, self.config.language or "en")
        # Other formats than HTML have the words of the still picture.
        words = nodes.paragraph(text=explore.STILLS[view]["en"])
        live = nodes.raw("", html, format="html", classes=["gv-live"])
        return [live, addnodes.only("", words, expr="not html")]


def held(doctree) -> bool:
    """Whether a page holds a view."""
    return any("gv-live" in n["classes"] for n in doctree.findall(nodes.raw))


def setup(app):
    """Register the directive and what belongs to it."""
    app.add_directive("explore", Explore)
    gv_live.serve(app, held, explore.SCRIPT, explore.WEIGHTS)
