"""`{all-runs}`: every stored run as a point to look at, from the records, at build.

The picture is a form with a script (`all_runs`). Its words are translatable; without
script, and in other formats than HTML, there is a short table.
"""

from all_runs.collect import collect
from all_runs.markup import controls, script, without_script
from docutils import nodes
from gv_words import Control
from sphinx.util.docutils import SphinxDirective

from gvlib import records

PLAIN = (
    "*The picture and the table are on the page: `make book`, then open "
    "`_build/html/book/runs.html`. `python -m gvlib list` prints the same records.*"
)


class AllRuns(SphinxDirective):
    """The controls, the picture and the table of all runs."""

    def run(self):
        for name in records.names():
            self.env.note_dependency(str(records.FOLDER / f"{name}.json"))
        self.env.note_dependency(str(records.FOLDER / "trials.json"))
        found = collect()
        form = Control("", controls(found), format="html")
        form.source, form.line = self.get_source_info()
        rest = without_script(found) + script(found)
        return [form, nodes.raw("", rest, format="html")]


def setup(app):
    """Register the directive."""
    app.add_directive("all-runs", AllRuns)
