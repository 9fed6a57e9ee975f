"""Figures that a notebook has glued, on its own page or on any other.

```{glue:figure} fig-name                       (the page's own notebook)
```{glue:figure} 07_x.md::fig-name     (another one)
:alt: What the figure shows, for who cannot see it.
:name: fig-name

The caption. Caption and alt text both reach gettext.
```
"""

import base64
import hashlib
import json
from pathlib import Path

import gv_source
from sphinx.directives.patches import Figure

SUFFIX = {"image/svg+xml": ".svg", "image/png": ".png"}


def glued_image(notebook: Path, key: str) -> tuple[bytes, str] | None:
    """The image stored in a notebook under a glue key, and its file suffix."""
    if not notebook.exists():
        return None
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            scrap = output.get("metadata", {}).get("scrapbook", {})
            if scrap.get("name") != key:
                continue
            for mime, content in output["data"].items():
                suffix = SUFFIX.get(mime.removeprefix(scrap.get("mime_prefix", "")))
                if suffix:
                    text = "".join(content)
                    raw = base64.b64decode(text) if suffix == ".png" else text.encode()
                    return raw, suffix
    return None


class GluedFigure(Figure):
    """`{glue:figure}` as an ordinary figure: numbered, translatable, any page."""

    def run(self):
        if not self.options.get("alt"):
            raise self.error(f"Figure {self.arguments[0]!r} needs an :alt: text.")
        env = self.state.document.settings.env
        place, _, key = self.arguments[0].rpartition("::")
        root = Path(env.srcdir)
        source = env.relfn2path(place)[1] if place else env.doc2path(env.docname)
        env.note_dependency(str(source))
        found = glued_image(gv_source.notebook(Path(source).stem), key)
        if found is None:
            raise self.error(f"{source} has no stored figure {key!r}: glue it there.")
        raw, suffix = found
        name = f"_build/figures/{hashlib.sha256(raw).hexdigest()[:16]}{suffix}"
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(raw)
        self.arguments[0] = "/" + name
        return super().run()


def setup(app):
    """Take the place of myst-nb's directive, which serves its own page only."""
    app.setup_extension("myst_nb")
    app.add_directive_to_domain("glue", "figure", GluedFigure, override=True)
