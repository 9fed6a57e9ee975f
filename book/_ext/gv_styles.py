"""Light styles and fonts: the theme's rules and glyphs that some page can use.

A rule is dropped only if it asks for a class or id that stands in no page and in no
script, so it can match nothing. Arguments of :not() and :is() are not looked at.
"""

import logging
import re
from importlib.util import find_spec
from pathlib import Path

import tinycss2
from fontTools import subset
from gv_math import characters

# The package is wanted for this file alone, under the SIL Open Font License.
MATHS = Path(find_spec("ziamath").origin).with_name("fonts") / "STIXTwoMath-Regular.ttf"
WORD = re.compile(r"[\w-]+")
NAMED = re.compile(
    r'\b(?:class|id|on\w+)="([^"]*)"|<script\b[^>]*>(.*?)</script>', re.S
)
ICON = re.compile(r"[\ue000-\uf8ff]")  # the parser has read "\\f0c9" as one character
ICONS = re.compile(r"src:[^;}]*?(?<=url\()([^)]*/fontawesome/[^)]*?)\.woff2\)[^;}]*")
logging.getLogger("fontTools").setLevel(logging.WARNING)
GROUPS = {"media", "supports", "layer", "container"}


class Names:
    """Every class and id of the pages, and every word of the scripts."""

    def __init__(self, pages: list[str], scripts: list[str]):
        parts = [a or b for page in pages for a, b in NAMED.findall(page)]
        self.words = set(WORD.findall(" ".join(parts + scripts)))
        written = set(WORD.findall(" ".join(scripts)))
        # A script may add to "bs-tooltip-" the side on which it shows.
        self.stems = tuple(w for w in written if w.endswith("-") and len(w) > 2)

    def hold(self, asked: set[str]) -> bool:
        """True if all that a selector asks for may stand in a page."""
        return all(n in self.words or n.startswith(self.stems) for n in asked)


def asked(selector: list) -> set[str]:
    """The classes and ids that an element, or one around it, must have."""
    found, before = set(), None
    for token in selector:
        dotted = before is not None and before == "."
        if token.type == "hash" or (token.type == "ident" and dotted):
            found.add(token.value)
        before = token.value if token.type == "literal" else None
    return found


def selectors(prelude: list) -> list[list]:
    """A rule's selectors: what stands between its commas."""
    found = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            found.append([])
        else:
            found[-1].append(token)
    return found


def used(rules: list, names: Names) -> str:
    """The rules that may match, as text without blanks between them."""
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            if left := [s for s in selectors(rule.prelude) if names.hold(asked(s))]:
                head = ",".join(tinycss2.serialize(s).strip() for s in left)
                kept.append(f"{head}{{{tinycss2.serialize(rule.content).strip()}}}")
        elif rule.type == "at-rule" and rule.at_keyword in GROUPS and rule.content:
            if inner := used(parsed(rule.content), names):
                head = tinycss2.serialize(rule.prelude)
                kept.append(f"@{rule.at_keyword}{head}{{{inner}}}")
        else:
            kept.append(rule.serialize())
    return "".join(kept)


def parsed(css) -> list:
    """Rules without comments and blanks between them."""
    return tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)


def draw_only(font: Path, characters: set[str], target: Path) -> None:
    """Write a web font with these characters of a font, its licence included."""
    options = subset.Options(
        flavor="woff", hinting=False, layout_features=[], name_IDs=["*"]
    )
    loaded = subset.load_font(str(font), options)
    worker = subset.Subsetter(options)
    worker.populate(text="".join(sorted(characters)))
    worker.subset(loaded)
    subset.save_font(loaded, str(target), options)


def icons(css: str, sheet: Path, characters: set[str]) -> str:
    """The theme's icon fonts, cut down to the icons that its style still names."""

    def smaller(found: re.Match) -> str:
        font = sheet.parent / f"{found[1]}.ttf"
        draw_only(font, characters, font.with_suffix(".woff"))
        return f'src:url({found[1]}.woff) format("woff")'

    return ICONS.sub(smaller, css)


def lighten(app, error):
    """Rewrite the styles of an HTML edition, and the fonts that they name."""
    if error or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    pages = [
        p.read_text("utf-8") for p in Path(app.outdir).rglob("*.html")
        if "_static" not in p.parts
    ]  # fmt: skip
    for name in ("fontawesome.js", "fontawesome.js.map", "fontawesome.js.LICENSE.txt"):
        (static / "scripts" / name).unlink(missing_ok=True)
    scripts = [p.read_text("utf-8") for p in static.rglob("*.js")]
    names = Names(pages, scripts)
    sheets = {
        p: used(parsed(p.read_text("utf-8")), names) for p in static.rglob("*.css")
    }
    drawn = {icon for css in sheets.values() for icon in ICON.findall(css)}
    for path, css in sheets.items():
        path.write_text('@charset "utf-8";' + icons(css, path, drawn), "utf-8")
    for font in (static / "vendor" / "fontawesome" / "webfonts").glob("*"):
        if font.suffix != ".woff":
            font.unlink()
    formulas = set().union(*map(characters, pages))
    draw_only(MATHS, formulas, static / "stix-two-math.woff")
