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
from pathlib import Path

import gv_source
from sphinx.directives.patches import Figure


def glued_image(chapter: str, key: str) -> bytes | None:
    """The PNG that a chapter's stored run has glued under a key."""
    if not gv_source.notebook(chapter).exists():
        return None
    content = gv_source.stored_glue(chapter).get(key, {}).get("image/png")
    return base64.b64decode(content) if content else None


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
        raw = glued_image(Path(source).stem, key)
        if raw is None:
            raise self.error(f"{source} has no stored figure {key!r}: glue it there.")
        name = f"_build/figures/{hashlib.sha256(raw).hexdigest()[:16]}.png"
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(raw)
        self.arguments[0] = "/" + name
        return super().run()


def setup(app):
    """Take the place of myst-nb's directive, which serves its own page only."""
    app.setup_extension("myst_nb")
    app.add_directive_to_domain("glue", "figure", GluedFigure, override=True)
