"""The lab in the pages: a GAN and a VAE that learn in the reader's browser.

`src/` is built into one script (npm run build) that needs nothing else: no kernel, no
network, no other file. It takes the place of the still figure that `fragment` writes.
"""

from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent
DIST = FOLDER / "dist"
SCRIPT = DIST / "playground.js"
STILL = DIST / "still.svg"
TITLES = {
    "en": "Training lab: a GAN and a VAE learn the same points",
    "zh": "训练实验室：GAN 与 VAE 学习同一批点",
}
STILLS = {
    "en": "A GAN (left) and a VAE (right) after the same number of steps on eight "
    "clusters. In a browser with JavaScript both learn here, live.",
    "zh": "在八个簇上走过同样多的步数之后的 GAN（左）与 VAE（右）。"
    "在启用 JavaScript 的浏览器中，两者在这里实时学习。",
}
LINKS = {"en": "Open the lab", "zh": "打开实验室"}
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
body {{ margin: 0; font: 16px/1.5 system-ui, sans-serif; background: #fff; }}
main {{ max-width: 60rem; margin: auto; padding: 1rem; }}
h1 {{ font-size: 1.4rem; }}
html[data-theme="dark"] body {{ background: #14181e; color: #ececec; }}
@media (prefers-color-scheme: dark) {{
html:not([data-theme="light"]) body {{ background: #14181e; color: #ececec; }} }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{fragment}
</main>
<script>{script}</script>
</body>
</html>
"""


def script() -> str:
    """The whole program, as a classic script."""
    return SCRIPT.read_text("utf-8")


def fragment(language: str = "en", link: str = "") -> str:
    """The place of the lab in a page, with what is seen there without JavaScript.

    With a link, which leads to the whole lab, it is the lab in small.
    """
    language = spoken(language)
    words, small = escape(STILLS[language]), ' data-gv="small"' if link else ""
    still = STILL.read_text("utf-8").replace(
        "<svg", f'<svg role="img" aria-label="{words}"'
    )
    more = f'<p><a href="{escape(link)}">{LINKS[language]}</a></p>\n' if link else ""
    return (
        f'<div class="gv-lab"{small} lang="{language}" role="region" '
        f'aria-label="{escape(TITLES[language])}">\n'
        f"<figure>{still.strip()}<figcaption>{words}</figcaption></figure>\n"
        f"{more}</div>"
    )


def page(language: str = "en") -> str:
    """A page that holds the lab and nothing else; it needs no other file."""
    language = spoken(language)
    return PAGE.format(
        language=language, title=escape(TITLES[language]), fragment=fragment(language),
        script=script().replace("</script", "<\\/script"),
    )  # fmt: skip


def spoken(language: str) -> str:
    """The catalogue's name of a language such as "zh_CN"; English where it has none."""
    name = language[:2].lower()
    return name if name in TITLES else "en"
