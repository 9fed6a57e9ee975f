"""The article's claims: what each says, what became of it, where that was decided."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent
PATH = FOLDER / "claims.yml"
VERDICTS = ("holds", "conditions", "imprecise", "contradicts", "wrong")
WIDE = "[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]"
BREAK = re.compile(rf"(?<={WIDE}) (?={WIDE})")
"""A line of Chinese ends without a blank."""
OPEN = "open"
"""The state of a claim that this book has not measured yet; it takes no mark."""


@dataclass(frozen=True)
class Claim:
    """One claim: texts are by language, `where` names pages and labels of the book."""

    id: str
    part: str
    claim: dict[str, str]
    verdict: str
    answer: dict[str, str]
    where: list[str]
    checks: list[str]


def claims(path: Path = PATH) -> list[Claim]:
    """All of them, in the article's order."""
    rows = yaml.safe_load(path.read_text("utf-8"))
    for row in rows:
        for texts in (row["claim"], row["answer"]):
            texts["zh"] = BREAK.sub("", texts["zh"])
    return [Claim(**row) for row in rows]


def parts(found: list[Claim]) -> dict[str, list[Claim]]:
    """The same by the article's section."""
    return {p: [c for c in found if c.part == p]
            for p in dict.fromkeys(c.part for c in found)}  # fmt: skip


def link(target: str, language: str = "en") -> str:
    """A page or a label as a role that leads there."""
    number = target.split("_")[0].lstrip("0")
    if target.startswith("fig-"):
        return f"{{numref}}`{target}`"
    if number[:1].isdigit():
        kind = "chapter" if number.isdigit() else "page"
        name = f"第 {number} 章" if language == "zh" else f"{kind} {number}"
        return f"{{doc}}`{name} <{target}>`"
    return f"{{ref}}`{target}`"


def links(claim: Claim, language: str = "en") -> str:
    """Where a claim was decided, as text with roles."""
    return ", ".join(link(target, language) for target in claim.where)


def counts(found: list[Claim]) -> dict[str, int]:
    """How many claims have each verdict."""
    return {key: sum(c.verdict == key for c in found) for key in (*VERDICTS, OPEN)}
