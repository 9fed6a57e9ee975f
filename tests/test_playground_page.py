"""The lab in the built book: on its page and, small, on the front page."""

import pytest
from bs4 import BeautifulSoup
from build_book import pages
from gv_lab import PAGE, SCRIPT
from test_book_browser import browser, places, requested, until, visit  # noqa: F401
from test_playground_browser import AT, complaints, press
from texts import ROOT

FRONT = "index"
WORKERS = """
window.workers = 0;
window.Worker = class extends Worker {
  constructor(...given) { super(...given); window.workers++; }
};
"""
TWO_LOOKS = """
const step = () => document.querySelector('.gv-lab').dataset.step;
const now = step(), done = arguments[0];
setTimeout(() => done(now == step()), 900);
"""


def soup(html, page) -> BeautifulSoup:
    """A built page."""
    return BeautifulSoup((html / f"{page}.html").read_text("utf-8"), "html.parser")


def test_only_pages_with_the_lab_load_its_script(html):
    assert (html / "_static" / SCRIPT).exists()
    loading = [
        page for page in pages(ROOT)
        if soup(html, page).select(f"script[defer][src*='{SCRIPT}']")
    ]  # fmt: skip
    assert loading == [FRONT, PAGE]


@pytest.mark.parametrize("page", [FRONT, PAGE])
def test_without_javascript_there_is_a_figure_and_its_text(html, page):
    (lab,) = soup(html, page).select("article .gv-lab")
    words = lab.figcaption.get_text()
    assert "JavaScript" in words
    assert lab.select_one("figure svg[role=img]")["aria-label"] == words
    assert lab.get("data-gv") == ("small" if page == FRONT else None)


def test_the_small_lab_leads_to_the_whole_one(html):
    link = soup(html, FRONT).select_one(".gv-lab a")
    assert link["href"] == f"{PAGE}.html" and link.get_text()


@pytest.mark.parametrize("way", ["http", "file"])
def test_it_trains_in_its_page_and_asks_nobody(browser, places, way):  # noqa: F811
    visit(browser, f"{places[way]}/{PAGE}.html#lab?data=moons")
    until(browser, AT.format("round", "== 1"))
    press(browser, "Play")
    until(browser, AT.format("step", "> 5"))
    assert "data=moons" in browser.current_url
    asked = [url for url in requested(browser) if not url.startswith(places[way])]
    assert all(url.startswith(("data:", "blob:")) for url in asked), asked
    said = [e for e in complaints(browser) if "[PST]" not in e]
    assert [e for e in said if "togglebutton" not in e] == []


def test_the_small_lab_works_only_when_asked_and_seen(browser, places):  # noqa: F811
    added = browser.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument", {"source": WORKERS}
    )
    visit(browser, f"{places['http']}/{FRONT}.html")
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)
    until(browser, "return document.querySelector('.gv-lab .gv-play')")
    assert browser.execute_script("return window.workers") == 0
    top = browser.execute_script(
        "return document.querySelector('.gv-lab .gv-plane, .gv-lab svg')"
        ".getBoundingClientRect().top"
    )
    assert top < 500  # above the fold
    press(browser, "Play")
    until(browser, AT.format("step", "> 5"))
    assert browser.execute_script("return window.workers") == 1
    browser.execute_script("window.scrollTo(0, document.body.scrollHeight)")
    seen = "return document.querySelector('.gv-lab').getBoundingClientRect().bottom < 0"
    until(browser, seen)
    until_still(browser)


def until_still(browser):  # noqa: F811
    """Wait until no step follows: the observer answers in its own time."""
    for _ in range(60):
        if browser.execute_async_script(TWO_LOOKS):
            return
    pytest.fail("it goes on out of view")
