"""Programs that run in a page: only pages that hold one load its script."""

from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

from docutils import nodes


def serve(
    app, holds: Callable[[nodes.document], bool], *files: Path, folder: str = ""
) -> None:
    """Load the first file on pages that `holds` says yes of; copy all to _static."""

    def add_script(app, page, template, context, doctree):
        if doctree is not None and holds(doctree):
            name = Path(folder, files[0].name).as_posix()
            app.add_js_file(name, loading_method="defer")

    def copy(app, error):
        if error is None and app.builder.format == "html":
            target = Path(app.outdir) / "_static" / folder
            target.mkdir(parents=True, exist_ok=True)
            for path in files:
                copyfile(path, target / path.name)

    app.connect("html-page-context", add_script)
    # Before the pages' styles are cut down to what their scripts name.
    app.connect("build-finished", copy, priority=700)
