"""The ledger of claims: whole, in words of its own, and at one with the chapters."""

import re

import gv_source
import pytest
from claims import CHECKS
from gv_referee import plain, verdict
from plain.page import Page
from referee.ledger import FOLDER, OPEN, VERDICTS, claims, links, parts
from referee.markup import choices, hint, score, script, style
from referee.words import PARTS, SAID, WORDS, of
from test_citations import BIB, ROLE
from texts import ROOT, prose, sources

LEDGER = {claim.id: claim for claim in claims()}
EACH = pytest.mark.parametrize("claim", LEDGER.values(), ids=LEDGER)
ID = r"(?:H[1-4]|A[12]|C1b?|C[23]|G[012]|G3[ab]|V[124]|V3[ab]|Q1b?|Q[23]|Q4[ab]" + (
    r"|L[1-4]|M[12]|B[12]|F1|Z1)"
)
HEAD = re.compile(
    r"\*\*The article's claims? answered here\.\*\*(.*?)\*\*You will", re.S
)
ROW = re.compile(rf"^\| ({ID}(?:, {ID})*) \| ([a-z ]+) \|", re.M)
SENTENCE = re.compile(
    rf"\b({ID}) \*?(holds under conditions|holds|is imprecise|is wrong|"
    r"contradicts)"
)
IN_OTHER_WORDS = {"is imprecise": "imprecise", "is wrong": "wrong",
                  "contradicts": "contradicts itself"}  # fmt: skip
ELSEWHERE = {("03_gan_principles", "C1b", "holds")}  # "in that world"
CHAPTERS = gv_source.chapters()
LABELS = {
    name
    for path in sources()
    for name in re.findall(r"^\(([\w-]+)\)=|^:name: ([\w-]+)$", prose(path), re.M)
    for name in name
    if name
}
NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(\.\d+)?(?![\w-])")
DATES = {"1894", "1977", "1986", "2002", "2013", "2014", "12", "6"}
OF_THE_ARTICLE = {"H3", "L4"}  # a date, a learning rate: the claim itself is a number
SPOKEN = {"1.5", "100", "0", "1", "2", "4", "½"}  # sections, chapters, ends of ranges


def test_every_id_stands_once():
    ids = [claim.id for claim in claims()]
    assert len(set(ids)) == len(ids) == 36
    assert all(re.fullmatch(ID, name) for name in ids)


def test_claims_stand_by_the_articles_sections():
    assert list(parts(claims())) == list(PARTS)
    assert [c.id for held in parts(claims()).values() for c in held] == list(LEDGER)


@EACH
def test_a_claim_is_whole(claim):
    assert claim.verdict in (*VERDICTS, OPEN)
    for text in (claim.claim, claim.answer):
        assert set(text) == {"en", "zh"}
        assert re.search(r"[一-鿿]{2}", text["zh"])
        assert not re.search(r"[一-鿿]", text["en"])
    assert claim.where or "{cite:" in claim.answer["en"]


@EACH
def test_every_link_leads_somewhere(claim):
    stems = {path.stem for path in CHAPTERS}
    text = " ".join([links(claim), *claim.answer.values(), *claim.claim.values()])
    for role, target in re.findall(r"\{(doc|ref|numref)\}`(?:[^`<]*<)?([^`>]+)", text):
        assert target in (stems if role == "doc" else LABELS), target
    assert set(claim.where) <= stems | LABELS


@EACH
def test_every_check_exists(claim):
    assert [name for name in claim.checks if name not in CHECKS] == []


@EACH
def test_every_citation_is_in_the_bibliography_in_both_languages(claim):
    cited = [{key for group in ROLE.findall(claim.answer[language])
              for key in group.split(",")} for language in ("en", "zh")]  # fmt: skip
    assert cited[0] == cited[1] and cited[0] <= set(BIB.entries)


@EACH
def test_both_languages_fill_in_the_same_numbers(claim):
    found = [set(re.findall(r"\{glue:text\}`[^`]*`", claim.answer[language]))
             for language in ("en", "zh")]  # fmt: skip
    assert found[0] == found[1]


@EACH
def test_numbers_are_glued(claim):
    for text in claim.answer.values():
        bare = re.sub(r"\{[\w:]+\}`[^`]*`|\$[^$]*\$", " ", text)
        typed = {found[0] for found in NUMBER.finditer(bare)}
        assert typed <= DATES | SPOKEN, typed


@EACH
def test_every_number_was_glued_by_a_run(claim):
    page = Page(gv_source.path("12_conclusion"))
    for text in claim.answer.values():
        assert "glue:text" not in page.markdown(text)


# What the chapters say


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_claims_at_a_chapters_head_are_in_the_ledger(path):
    head = HEAD.search(prose(path))
    assert head, "say which claims of the article the chapter answers, or None"
    assert set(re.findall(rf"\b{ID}\b", head[1])) <= set(LEDGER)


def said_in_chapters() -> list[tuple[str, str, str]]:
    """(chapter, claim, verdict) of every table and sentence that gives one."""
    found = []
    for path in CHAPTERS:
        for ids, words in ROW.findall(prose(path)):
            found += [(path.stem, name, words) for name in ids.split(", ")]
        for name, words in SENTENCE.findall(prose(path)):
            found.append((path.stem, name, IN_OTHER_WORDS.get(words, words)))
    return [row for row in found if row not in ELSEWHERE]


def test_the_verdicts_of_chapters_are_found():
    found = said_in_chapters()
    assert {chapter for chapter, _, _ in found} >= {
        "01_background", "02_core_ideas", "03_gan_principles", "04_vae_principles",
        "05_gan_code", "06_vae_code", "07_comparison", "10b_vae_remedies",
    }  # fmt: skip
    assert len(found) > 20


@pytest.mark.parametrize(("chapter", "name", "words"), said_in_chapters())
def test_the_ledger_says_what_the_chapters_say(chapter, name, words):
    assert of(SAID, "en")[LEDGER[name].verdict] == words


# The form


def test_words_are_there_in_both_languages():
    for words in (PARTS, SAID, WORDS):
        for key, (english, chinese) in words.items():
            assert set(re.findall(r"\{\w+\}", english)) == set(
                re.findall(r"\{\w+\}", chinese)
            ), key
    assert set(SAID) == {*VERDICTS, OPEN}


@EACH
def test_a_claim_that_is_open_takes_no_mark(claim):
    form = choices(claim, "en")
    assert (form == "") == (claim.verdict == OPEN)
    assert form.count('type="radio"') == (0 if claim.verdict == OPEN else 5)


def test_the_scripts_words_stand_in_the_markup():
    program = (FOLDER / "main.js").read_text("utf-8")
    kept = set(re.findall(r'data-say="(\w+)"', score("en")))
    assert set(re.findall(r'say\("(\w+)"', program)) == kept
    letters = re.search(r"LETTERS = \{(.*?)\}", program)[1]
    assert set(re.findall(r"(\w+):", letters)) == {*VERDICTS, "shown"}


def test_the_script_is_small_and_keeps_nothing():
    program = (FOLDER / "main.js").read_text("utf-8")
    assert len(program.encode()) < 6_000
    assert not re.search(r"cookie|Storage|fetch\(|XMLHttp|indexedDB|https?:", program)


def test_files_fit_a_page():
    for path in FOLDER.glob("*.*"):
        if path.suffix != ".yml":
            assert len(path.read_text("utf-8").splitlines()) <= 200, path.name


def test_a_notebook_has_every_claim_folded():
    text = plain(lambda markdown: markdown)
    for claim in LEDGER.values():
        assert f":::{{dropdown}} {claim.id}. " in text
        assert verdict(claim, "en") in text and claim.claim["zh"] in text
    assert text.count(":::{dropdown}") == len(LEDGER)


def test_without_a_script_nothing_is_asked_for():
    parts_of_form = [hint("en"), score("en"), choices(LEDGER["A1"], "en")]
    for html in parts_of_form:
        assert re.match(r"<\w+[^>]* hidden>", html)
    assert style().startswith("<style>") and script().startswith("<script>")


def test_the_page_is_made_and_the_errata_are_linked():
    text = prose(gv_source.path("12_conclusion"))
    assert "```{referee}" in text and "{doc}`errata <../errata>`" in text
    assert "book/chapters/12_conclusion" in (ROOT / "_toc.yml").read_text("utf-8")
