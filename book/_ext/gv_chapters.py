"""Numbers that belong to a chapter: of its figures, its equations, its minutes."""

import json
import re
from pathlib import Path

import gv_source
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

CHAPTER = re.compile(r"book/chapters/0*(\d+[a-z]?|[A-Z][a-z]?)_")
NOT_READ = re.compile(
    r"^(:{3,})\{dropdown\}.*?^\1\s*$"  # folded parts
    r"|\$\$[^$]*\$\$|\$[^$\n]*\$"  # formulas
    r"|(?:\{[\w:]+\})?`[^`\n]*`|\{\.[^}\n]*\}"  # roles, code, attributes
    r"|^:[a-z-]+:.*?$|^[`:]{3,}.*?$",  # options and names of directives
    re.M | re.S,
)
TIMES = Path(__file__).with_name("notebook_times.json")
FACTS = {
    "en": "About {words:,} words, {minutes} minutes, without what is folded and "
    "without the exercises.",
    "zh_CN": "阅读约 {minutes} 分钟，不含折叠部分和练习。",
}
LIVE = {
    "en": " The notebook runs in about {seconds} seconds on {machine}.",
    "zh_CN": " 笔记本在 {machine} 上运行约 {seconds} 秒。",
}


def reading(path: Path) -> tuple[int, int]:
    """Words of the main text, and minutes at 100 words a minute.

    A code cell, a figure and a numbered equation take a quarter of a minute each.
    """
    text, stops = path.read_text("utf-8"), 0
    if path.parent == gv_source.CHAPTERS:
        cells = gv_source.parsed(text).cells
        prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
        text, stops = "\n\n".join(prose), len(cells) - len(prose)
    text = text.partition("\n## Exercises")[0]
    stops += text.count("{glue:figure}") + text.count(r"\tag{")
    words = len(re.findall(r"[A-Za-z][\w'’-]*", NOT_READ.sub(" ", text)))
    return round(words, -2) or words, max(1, round(words / 100 + stops / 4))


def facts(path: Path, language: str) -> str:
    """Words, minutes and running time of a page, as a sentence."""
    language = language if language in FACTS else "en"
    words, minutes = reading(path)
    line = FACTS[language].format(words=words, minutes=minutes)
    times = json.loads(TIMES.read_text("utf-8")) if TIMES.exists() else {}
    seconds = times.get("seconds", {}).get(path.stem)
    if seconds:
        line += LIVE[language].format(seconds=seconds, machine=times["machine"])
    return line


class ChapterFacts(SphinxDirective):
    """`{chapter-facts}`: words, minutes and running time of this page, generated."""

    def run(self):
        path = Path(self.env.doc2path(self.env.docname))
        line = facts(path, self.config.language)
        found = nodes.paragraph(line, line, classes=["chapter-facts"])
        found["translatable"] = False  # in two languages above, and its numbers change
        return [found]


def number_figures(app, env):
    """Figure 5.2 is chapter 5's second figure, whatever chapters come before."""
    changed = []
    for page, kinds in env.toc_fignumbers.items():
        chapter = CHAPTER.match(page)
        for ids in kinds.values():
            for count, name in enumerate(ids, start=1):
                ids[name] = (chapter[1], count) if chapter else (count,)
        changed.append(page)
    return changed


def name_equations(app, doctree):
    """A reference to `eq-5-1` reads (5.1), the number in the equation's tag."""
    domain, page = app.env.get_domain("std"), app.env.docname
    for label, (where, anchor) in list(domain.anonlabels.items()):
        if where == page and re.fullmatch(r"eq-\w+-\d+", label):
            chapter, number = label.split("-")[1:]
            chapter = chapter.capitalize()  # docutils has made A small
            title = f"({chapter}.{number})"
            domain.labels[label] = (where, anchor, title)


def setup(app):
    """Register the directive and the two numberings."""
    app.add_directive("chapter-facts", ChapterFacts)
    app.connect("doctree-read", name_equations)
    app.connect("env-get-updated", number_figures, priority=900)
