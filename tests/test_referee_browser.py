"""Refereeing in a browser: marks, verdicts, score, link, and no trace elsewhere."""

import re

import pytest
from referee.ledger import OPEN, claims
from referee.words import SAID, of
from selenium.webdriver.common.keys import Keys
from test_book_browser import (  # noqa: F401
    THEME,
    browser,
    requested,
    violations,
    visit,
)

CLAIMS = [claim for claim in claims() if claim.verdict != OPEN]
WAITING = [claim for claim in claims() if claim.verdict == OPEN]
LETTERS = dict(holds="h", conditions="c", imprecise="i", contradicts="x", wrong="w")


@pytest.fixture
def opened(browser, html):  # noqa: F811
    """Opens the page as a file, with marks in its address, and returns the browser."""
    page = html / "book" / "chapters" / "12_conclusion.html"

    def at(marks="", theme="light", width=1280):
        visit(browser, "about:blank")
        visit(browser, page.as_uri() + (marks and f"#marks={marks}"), theme, width)
        return browser

    return at


def card(page, claim):
    """The card of a claim."""
    return page.find_element("id", f"claim-{claim.id.lower()}")


def radio(page, claim, verdict):
    """One of its five buttons."""
    return card(page, claim).find_element("css selector", f"[value={verdict}]")


def answer(page, claim):
    """The part that unfolds."""
    return card(page, claim).find_element("class name", "gv-answer")


def other(claim) -> str:
    """A verdict that is not the claim's."""
    return "wrong" if claim.verdict != "wrong" else "holds"


def count(page) -> list[int]:
    """The numbers of the score."""
    text = page.find_element("class name", "gv-count").text
    return [int(n) for n in re.findall(r"\d+", text)]


def test_nothing_is_told_before_a_mark(opened):
    page = opened()
    assert not any(answer(page, claim).is_displayed() for claim in CLAIMS)
    assert all(answer(page, claim).is_displayed() for claim in WAITING)
    assert count(page) == [0, 0, len(CLAIMS)]
    assert all(address.startswith("file:") for address in requested(page)[1:])


def test_a_mark_unfolds_verdict_and_answer(opened):
    page, claim = opened(), CLAIMS[0]
    radio(page, claim, claim.verdict).click()
    text = answer(page, claim).text
    assert text.lower().startswith(of(SAID, "en")[claim.verdict])
    assert "You agree" in card(page, claim).text
    radio(page, CLAIMS[1], other(CLAIMS[1])).click()
    assert "You said" in card(page, CLAIMS[1]).text
    assert count(page) == [1, 2, len(CLAIMS)]
    missed = page.find_elements("css selector", ".gv-missed li a")
    assert [link.text.split(".")[0] for link in missed] == [CLAIMS[1].id]


def test_the_first_mark_counts(opened):
    page, claim = opened(), CLAIMS[0]
    radio(page, claim, other(claim)).click()
    assert not radio(page, claim, claim.verdict).is_enabled()
    assert count(page)[:2] == [0, 1]


def test_arrows_move_and_enter_decides(opened):
    page, claim = opened(), CLAIMS[2]
    first = radio(page, claim, "holds")
    first.send_keys(Keys.ARROW_DOWN)
    assert not answer(page, claim).is_displayed()
    page.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
    assert not answer(page, claim).is_displayed()
    page.switch_to.active_element.send_keys(Keys.ENTER)
    assert answer(page, claim).is_displayed()
    assert page.current_url.endswith(f"#marks={claim.id}-i")


def test_space_decides(opened):
    page, claim = opened(), CLAIMS[2]
    radio(page, claim, "holds").send_keys(Keys.SPACE)
    assert page.current_url.endswith(f"#marks={claim.id}-h")


def test_looking_is_no_mark(opened):
    page, claim = opened(), CLAIMS[3]
    card(page, claim).find_element("tag name", "button").click()
    assert answer(page, claim).is_displayed() and count(page)[:2] == [0, 0]
    assert page.current_url.endswith(f"#marks={claim.id}-s")


def test_the_address_holds_all_marks_and_nothing_else_does(opened):
    marks = "_".join(f"{c.id}-{LETTERS[c.verdict]}" for c in CLAIMS)
    page = opened(marks)
    assert count(page) == [len(CLAIMS)] * 3
    assert all(answer(page, claim).is_displayed() for claim in CLAIMS)
    field = page.find_element("css selector", ".gv-score [name=link]")
    assert field.get_attribute("value") == page.current_url
    page.find_element("css selector", ".gv-score [name=copy]").click()
    assert page.find_element("class name", "gv-copied").text
    kept = "return [document.cookie, Object.keys(localStorage).concat("
    kept += "Object.keys(sessionStorage)).filter(k => /mark|claim|referee/.test(k))]"
    assert page.execute_script(kept) == ["", []]
    page.find_element("css selector", ".gv-score [name=reset]").click()
    assert count(page) == [0, 0, len(CLAIMS)] and "#" not in page.current_url


def test_a_link_to_a_missed_claim_keeps_the_marks(opened):
    claim = CLAIMS[4]
    page = opened(f"{claim.id}-{LETTERS[other(claim)]}")
    address = page.current_url
    page.find_element("css selector", ".gv-missed li a").click()
    assert page.switch_to.active_element == card(page, claim)
    assert page.current_url == address


def test_an_address_with_nonsense_in_it_does_no_harm(opened):
    page = opened(f"ZZ-h_{CLAIMS[0].id}-q_{WAITING[0].id}-w_{CLAIMS[1].id}-s<b>")
    assert count(page) == [0, 0, len(CLAIMS)]
    assert [e for e in page.get_log("browser") if e["level"] == "SEVERE"] == []


def test_a_class_sees_what_was_missed_most(opened):
    page, (a, b) = opened(), CLAIMS[:2]
    links = [f"x#marks={a.id}-{LETTERS[other(a)]}_{b.id}-{LETTERS[b.verdict]}",
             f"y#marks={a.id}-{LETTERS[other(a)]}_{b.id}-{LETTERS[other(b)]}",
             f"z#marks={a.id}-s"]  # fmt: skip
    page.find_element("css selector", ".gv-score summary").click()
    page.find_element("css selector", "[name=links]").send_keys("\n".join(links))
    rows = [li.text for li in page.find_elements("css selector", ".gv-often li")]
    assert rows == [f"{a.id}: missed 2 of 2 times", f"{b.id}: missed 1 of 2 times"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_accessible_and_fits(opened, theme, width):
    claim = CLAIMS[0]
    page = opened(f"{claim.id}-{LETTERS[other(claim)]}", theme, width)
    assert set(violations(page)) <= THEME
    wide = page.execute_script("return document.documentElement.scrollWidth")
    assert wide <= width + 1


def test_without_script_all_verdicts_stand_open(opened):
    page = opened()
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.refresh()
        assert all(answer(page, claim).is_displayed() for claim in claims())
        assert not any(
            e.is_displayed() for e in page.find_elements("class name", "gv-marks")
        )
    finally:
        page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_nothing_moves(opened):
    page = opened()
    moving = "return [...document.querySelectorAll('.gv-card *, .gv-score *')].filter("
    moving += "e => parseFloat(getComputedStyle(e).animationDuration) > 0).length"
    assert page.execute_script(moving) == 0
