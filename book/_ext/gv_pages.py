"""Light pages: images as files that load when seen, and no script without a use.

After the build each page is read once more, as text.
"""

import base64
import hashlib
import os
import re
from pathlib import Path

from PIL import Image

# The icon script: style and font draw the same icons (gv_styles). The search's own
# scripts serve its page only, since the theme's search as you type is off.
UNUSED = re.compile(r"\s*<script\b[^>]*\bsrc=\"[^\"]*/fontawesome\.js\b[^>]*></script>")
SEARCH = re.compile(
    r"\s*<script\b[^>]*\bsrc=\"[^\"]*\b(?:searchtools|language_data|searchindex)\.js"
    r"[^>]*></script>"
)
IMAGE = re.compile(r"<img\b[^>]*>")
INSIDE = re.compile(r'(?<=src=")data:image/(\w+);base64,([^"]+)')
TOKEN = re.compile(r'<span class="(\w+)">([^<]*)</span>')
LISTING = re.compile(r'(?<=<div class="highlight"><pre>).*?(?=</pre>)', re.S)
RULE = re.compile(r"(\S+) \.highlight( \.(\w+))? \{ ([^}]*?);? *\}")
COLOUR = re.compile(r"(?<!-)color: (#\w+)")


def address(target: Path, page: Path) -> str:
    """A file as a page names it."""
    return Path(os.path.relpath(target, page.parent)).as_posix()


def take_out(html: str, page: Path, folder: Path) -> str:
    """Images written into the page become files: they load when they are shown."""

    def file(found: re.Match) -> str:
        raw = base64.b64decode(found[2])
        path = folder / f"{hashlib.sha256(raw).hexdigest()[:16]}.{found[1]}"
        folder.mkdir(exist_ok=True)
        path.write_bytes(raw)
        return address(path, page)

    return INSIDE.sub(file, html)


def load_late(html: str, page: Path) -> str:
    """Images load near the view, in a place of the right size; hidden ones never."""

    def late(found: re.Match) -> str:
        tag = found[0]
        if "loading=" in tag:
            return tag
        size, source = "", re.search(r'src="([^"]+)"', tag)
        path = page.parent / source[1] if source else page
        if " width=" not in tag and path.suffix in {".png", ".jpg", ".webp"}:
            size = ' width="{}" height="{}"'.format(*Image.open(path).size)
        return f'<img loading="lazy"{size}{tag[4:]}'

    return IMAGE.sub(late, html)


def plain_tokens(css: str) -> set[str]:
    """Kinds of token in a listing that no theme draws otherwise than plain text."""
    bare, kinds = {}, {}
    for theme, _, kind, style in RULE.findall(css):
        if kind:
            kinds.setdefault(kind, {})[theme] = style
        elif colour := COLOUR.search(style):
            bare[theme] = f"color: {colour[1]}"
    return {kind for kind, styles in kinds.items() if styles == bare}


def unwrap(html: str, plain: set[str]) -> str:
    """Listings without an element around each plain token: half of a page's."""

    def bare(found: re.Match) -> str:
        return found[2] if found[1] in plain else found[0]

    return LISTING.sub(lambda listing: TOKEN.sub(bare, listing[0]), html)


def lighten(app, error):
    """Rewrite every page of an HTML edition."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    plain = plain_tokens((out / "_static" / "pygments.css").read_text("utf-8"))
    for page in out.rglob("*.html"):
        if "_static" in page.parts:
            continue
        html = UNUSED.sub("", page.read_text("utf-8"))
        if page.name != "search.html":
            html = SEARCH.sub("", html)
        html = take_out(html, page, out / "_images")
        html = load_late(html, page)
        page.write_text(unwrap(html, plain), "utf-8")
