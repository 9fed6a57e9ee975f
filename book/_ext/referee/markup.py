"""The form of the ledger as HTML: a claim's five buttons, the score, the script."""

from html import escape

from referee.ledger import FOLDER, OPEN, VERDICTS, Claim
from referee.words import SAID, WORDS, of


def part(name: str) -> str:
    """One of the files beside this one."""
    return (FOLDER / name).read_text("utf-8")


def choices(claim: Claim, language: str) -> str:
    """The buttons of a claim, hidden until there is a script to answer them."""
    if claim.verdict == OPEN:
        return ""
    said, words = of(SAID, language), of(WORDS, language)
    legend = words["claim"].format(id=claim.id)
    radios = "\n".join(
        f'<label><input type="radio" name="gv-{claim.id}" value="{key}" '
        f'autocomplete="off"> <span>{escape(said[key])}</span></label>'
        for key in VERDICTS
    )
    return (
        f'<fieldset class="gv-marks" translate="yes" data-id="{claim.id}" '
        f'data-key="{claim.verdict}" hidden>\n<legend>{escape(legend)}</legend>\n'
        f'{radios}\n<button type="button">{escape(words["show"])}</button>\n'
        '<p class="gv-said"></p>\n</fieldset>'
    )


def hint(language: str) -> str:
    """What to do, above the first claim."""
    text = escape(of(WORDS, language)["hint"])
    return f'<p class="gv-hint" translate="yes" hidden>{text}</p>'


def score(language: str) -> str:
    """The score, what was missed, the link, and a class's links."""
    words = {key: escape(text) for key, text in of(WORDS, language).items()}
    kept = "\n".join(
        f'<p data-say="{key}">{words[key]}</p>'
        for key in ("score", "agree", "differ", "copied", "often")
    )
    return f"""<section class="gv-score" translate="yes" aria-label="{words["title"]}" hidden>
<p class="gv-count" role="status"></p>
<div class="gv-missed" hidden><p>{words["missed"]}</p>
<ul></ul></div>
<label>{words["link"]} <input type="text" name="link" readonly></label>
<p><button type="button" name="copy">{words["copy"]}</button>
<button type="button" name="reset">{words["reset"]}</button>
<span class="gv-copied" role="status"></span></p>
<details><summary>{words["class"]}</summary>
<label>{words["paste"]} <textarea name="links" rows="4"></textarea></label>
<ol class="gv-often" role="status"></ol></details>
<div hidden>
{kept}
</div>
</section>"""


def style() -> str:
    """The style, which goes with the page that needs it."""
    return f"<style>\n{part('style.css')}</style>"


def script() -> str:
    """The program, after everything that it touches."""
    return f'<script>\n(function () {{\n"use strict";\n{part("main.js")}}})();\n</script>'
