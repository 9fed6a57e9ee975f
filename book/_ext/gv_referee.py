"""`{referee}`: the article's claims as cards that the reader marks before the verdict.

Claims and answers are nodes of the page, so numbers, citations and links are the book's
own. Only the buttons and the score are a form with a script (`referee`); without script
every verdict stands open.
"""

from docutils import nodes
from gv_words import Control
from referee.ledger import PATH, Claim, claims, counts, links, parts
from referee.markup import choices, hint, score, script, style
from referee.words import PARTS, SAID, WORDS, of
from sphinx.util.docutils import SphinxDirective

CHINESE = ('<div class="gv-zh" lang="zh-CN">', "</div>")


def verdict(claim: Claim, language: str) -> str:
    """The verdict and the answer, and where it was decided, as text with roles."""
    said = of(SAID, language)[claim.verdict]
    text = f"**{said[0].upper()}{said[1:]}.** {claim.answer[language[:2]].strip()}"
    if not claim.where:
        return text
    return f"{text}\n\n{of(WORDS, language)['decided']}{links(claim, language)}"


def plain(markdown, language: str = "en") -> str:
    """The ledger as plain Markdown, a folded part for each claim."""
    found = []
    for name, held in parts(claims()).items():
        found.append(f"**{of(PARTS, language)[name]}**")
        for claim in held:
            head = f"{claim.id}. {claim.claim[language].strip()}"
            text = f"{claim.claim['zh']}\n\n{verdict(claim, language)}"
            found.append(f":::{{dropdown}} {head}\n{text}\n\n{claim.answer['zh']}\n:::")
    return markdown("\n\n".join([*found, summary(language)]))


def summary(language: str) -> str:
    """How many claims have each verdict, as a sentence."""
    said, found = of(SAID, language), claims()
    numbers = [f"{said[key]} {n}" for key, n in counts(found).items() if n]
    head = of(WORDS, language)["counts"].format(n=len(found))
    return f"{head}{', '.join(numbers)}."


class Referee(SphinxDirective):
    """The ledger, in the article's order."""

    def run(self):
        self.env.note_dependency(str(PATH))
        language = "zh" if (self.config.language or "en").startswith("zh") else "en"
        found = [raw(style()), self.control(hint(language))]
        for name, held in parts(claims()).items():
            found.append(raw(f'<h3 class="gv-part">{of(PARTS, language)[name]}</h3>'))
            found += [self.card(claim, language) for claim in held]
        found += [self.control(score(language)), *self.text(summary(language))]
        return [*found, raw(script())]

    def card(self, claim: Claim, language: str) -> nodes.container:
        """A claim, its buttons, its answer; both languages on an English page."""
        said = f"**{claim.id}.** {claim.claim[language].strip()}"
        card = nodes.container(ids=[f"claim-{claim.id.lower()}"], classes=["gv-card"])
        card += self.text(said)
        answer = nodes.container(classes=["gv-answer"])
        answer += self.text(verdict(claim, language))
        if language == "en":
            card += self.chinese(claim.claim["zh"])
            answer += self.chinese(claim.answer["zh"])
        if buttons := choices(claim, language):
            card += self.control(buttons)
        card += answer
        return card

    def text(self, markdown: str) -> list[nodes.Node]:
        """Markdown as nodes; both languages are in the ledger, so nobody translates."""
        found = self.parse_text_to_nodes(markdown)
        for node in found:
            node["translatable"] = False
        return found

    def chinese(self, markdown: str) -> list[nodes.Node]:
        """The same, marked as Chinese."""
        return [raw(CHINESE[0]), *self.text(markdown), raw(CHINESE[1])]

    def control(self, html: str) -> Control:
        """A part of the form, whose words translators are asked for."""
        form = Control("", html, format="html")
        form.source, form.line = self.get_source_info()
        return form


def raw(html: str) -> nodes.raw:
    """HTML as it stands."""
    return nodes.raw("", html, format="html")


def setup(app):
    """Register the directive."""
    app.add_directive("referee", Referee)
