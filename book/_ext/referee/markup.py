"""The form of the ledger as HTML: a claim's five buttons, the score, the script."""

from html import escape
from string import Template

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
    return Template(part("score.html")).substitute(words)


def style() -> str:
    """The style, which goes with the page that needs it."""
    return f"<style>\n{part('style.css')}</style>"


def script() -> str:
    """The program, after everything that it touches."""
    return (
        f'<script>\n(function () {{\n"use strict";\n{part("main.js")}}})();\n</script>'
    )
