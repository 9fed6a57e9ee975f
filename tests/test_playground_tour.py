"""The guided tour in a browser: card by card, left, resumed, and by a link."""

import pytest
from selenium.webdriver.support.ui import Select
from test_book_browser import browser, until  # noqa: F401
from test_playground_browser import complaints, opened, press  # noqa: F401

TOUR = "return document.querySelector('.gv-tour').{}"
CARD = TOUR.format("dataset.card")
DONE = TOUR.format("hasAttribute('data-done')")
LIT = "return document.querySelectorAll('.gv-lit').length"
FORGET = "localStorage.clear();"
SPOILED = "localStorage.setItem('gv-lab-tour', '{nonsense');"
FORBIDDEN = """
Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }});
"""


def tick(name):
    """Tick a box."""
    return lambda page: page.find_element("name", name).click()


def choose(name, value):
    """Choose a value of a field."""
    return lambda page: Select(page.find_element("name", name)).select_by_value(value)


def story(name):
    """Press a story."""
    selector = f"[data-story={name}]"
    return lambda page: page.find_element("css selector", selector).click()


def pressing(text):
    """Press the button with these words."""
    return lambda page: press(page, text)


# What a reader does for each card, in order.
DEEDS = {
    "same": pressing("Play"),
    "field": tick("arrows"),
    "critic": choose("players", "d"),
    "answer": choose("players", "g"),
    "strong": story("reins"),
    "cure": pressing("Cure: R1, a penalty on its slope"),
    "threads": tick("pairs"),
    "hole": story("hole"),
    "repair": pressing("Repair: draw from a fitted prior"),
    "sheet": tick("mesh"),
}


def door(page) -> str:
    """What the button that opens the tour says."""
    return page.find_element("class name", "gv-door").text


def test_ten_cards_notice_what_was_done(opened):  # noqa: F811
    page = opened(before=FORGET)
    press(page, "Guided tour")
    for place, (name, deed) in enumerate(DEEDS.items(), start=1):
        assert page.execute_script(CARD) == name
        assert f"tour={place}" in page.current_url
        assert page.execute_script(LIT) >= 2
        assert not page.execute_script(DONE)
        press(page, "Show me where")
        deed(page)
        until(page, DONE)
        press(page, "Next card" if place < len(DEEDS) else "End the tour")
    assert door(page) == "Guided tour" and page.execute_script(LIT) == 0
    assert "tour=" not in page.current_url
    assert complaints(page) == []


def test_a_tour_that_was_left_goes_on(opened):  # noqa: F811
    page = opened(before=FORGET)
    press(page, "Guided tour")
    for _ in range(2):
        press(page, "Skip")
    press(page, "Leave the tour")
    told = "Go on with the tour, card 3 of 10"
    assert door(page) == told and page.execute_script(LIT) == 0
    assert page.execute_script("return document.activeElement.innerText") == told
    page = opened()
    press(page, told)
    assert page.execute_script(CARD) == "critic"
    press(page, "Back")
    assert page.execute_script(CARD) == "field"


def test_a_link_opens_its_card_in_its_settings(opened):  # noqa: F811
    page = opened(state="#lab?story=hole&tour=9&beta=0.03", before=FORBIDDEN)
    assert page.execute_script(CARD) == "repair"
    press(page, "Repair: draw from a fitted prior")
    assert "story=hole%21" in page.current_url and "tour=9" in page.current_url
    assert complaints(page) == []


def test_spoiled_memory_begins_at_the_start(opened):  # noqa: F811
    assert door(opened(before=SPOILED)) == "Guided tour"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_card_points_at_what_is_to_be_used(opened, width):  # noqa: F811
    page = opened(width=width, before=FORGET)
    press(page, "Guided tour")
    press(page, "Skip")
    press(page, "Show me where")
    focused = "return document.activeElement.name"
    assert page.execute_script(focused) == "arrows"
    inside = """
      const box = document.activeElement.getBoundingClientRect();
      const card = document.querySelector('.gv-tour').getBoundingClientRect();
      return box.top >= 0 && box.bottom <= card.top;
    """
    until(page, inside)
