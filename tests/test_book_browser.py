"""The built pages in a real browser: from a server and from a folder."""

import http.server
import json
import os
import shutil
import threading
from functools import partial
from importlib import resources
from pathlib import Path

import pydata_sphinx_theme
import pytest
from build_book import pages
from gv_pages import load_late, take_out
from gv_styles import parsed, selectors
from matplotlib.figure import Figure
from selenium import webdriver
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from texts import ROOT
from tinycss2 import serialize

from gvlib import widgets

EACH = pytest.mark.parametrize("page", pages(ROOT))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
THEME = {"label-content-name-mismatch", "region"}  # in the theme's buttons and logo
SCRIPT_TIME = 540  # seconds: on a busy machine a test is slower, not red
FIRST_VIEW = 1_000_000  # bytes
NODES = 6_500
STILL = """
document.head.insertAdjacentHTML(
  'beforeend', '<style>* { transition: none !important; }</style>');
document.fonts.ready.then(() => requestAnimationFrame(() => arguments[0]()));
"""
MATHS = '16px "STIX Two Math"'
FRAMES = """
const images = document.querySelectorAll(`.gv-frame${arguments[0]} img`);
return [...images].map(e => e.src);
"""
LOADED = """
const box = arguments[0].closest('.cell_output');
return [...box.querySelectorAll('img')].filter(e => e.getClientRects().length)
  .every(e => e.complete && e.naturalWidth);
"""
VISIBLE = """
const box = arguments[0].closest('.cell_output');
return [...box.querySelectorAll('img, svg, pre, table, p, figure')]
  .filter(e => e.getClientRects().length).map(e => e.outerHTML).join('|');
"""


def absent(what):
    """Skip, or fail where continuous integration should have installed it."""
    message = f"no {what} on this machine; see .ci/run for how to install it"
    pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium that keeps a log of requests and of its console."""
    binary = next(filter(None, map(shutil.which, BROWSERS)), None) or absent("Chromium")
    driver = shutil.which("chromedriver") or absent("chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "disable-gpu",
                 "disable-background-networking", "window-size=1280,900"):  # fmt: skip
        options.add_argument(f"--{flag}")
    options.set_capability(
        "goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"}
    )
    chrome = webdriver.Chrome(options, webdriver.ChromeService(driver))
    chrome.set_script_timeout(SCRIPT_TIME)
    chrome.set_page_load_timeout(SCRIPT_TIME)
    yield chrome
    chrome.quit()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that prints nothing."""

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def places(html):
    """The two ways to reach the book: http and file addresses of its folder."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(html))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {"http": f"http://127.0.0.1:{server.server_port}", "file": html.as_uri()}
    server.shutdown()


def visit(browser, address, theme="light", width=1280):
    """Open a page in a theme and a width, and wait until its fonts are there."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    media = [{"name": "prefers-color-scheme", "value": theme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
    for log in ("performance", "browser"):
        browser.get_log(log)  # reading empties it
    browser.get(address)
    browser.execute_async_script(STILL)


def until(browser, script, *arguments):
    """Wait for a script's true answer, and return it."""
    call = WebDriverWait(browser, SCRIPT_TIME, 0.1)
    return call.until(lambda b: b.execute_script(script, *arguments))


def messages(browser) -> list[dict]:
    """What the network has said since the last call or the start of the visit."""
    entries = browser.get_log("performance")
    return [json.loads(entry["message"])["message"] for entry in entries]


def requested(browser) -> list[str]:
    """Addresses asked for since the last visit began."""
    return [
        said["params"]["request"]["url"]
        for said in messages(browser)
        if said["method"] == "Network.requestWillBeSent"
    ]


def loaded(browser) -> dict[str, int]:
    """Bytes of each address since the visit began, when no answer is outstanding.

    Counted unpacked, as a plain file server sends them. A worker's script that the page
    has made itself, blob:, is no transfer, and of its end nobody is told.
    """
    heard, sizes = [], {}
    over = {"Network.loadingFinished", "Network.loadingFailed"}

    def quiet(_) -> bool:
        heard.extend(messages(browser))
        asked, done = set(), set()
        for said in heard:
            name = said["params"].get("requestId")
            if said["method"] == "Network.requestWillBeSent":
                if not said["params"]["request"]["url"].startswith("blob:"):
                    asked.add(name)
            elif said["method"] in over:
                done.add(name)
        return asked <= done

    WebDriverWait(browser, SCRIPT_TIME, 0.2).until(quiet)
    names = {}
    for said in heard:
        given = said["params"]
        if said["method"] == "Network.requestWillBeSent":
            names[given["requestId"]] = given["request"]["url"]
        elif said["method"] == "Network.dataReceived":
            name = names.get(given["requestId"], "?")
            sizes[name] = sizes.get(name, 0) + given["dataLength"]
    return sizes


@EACH
@pytest.mark.parametrize("way", ["http", "file"])
def test_page_is_self_contained_and_quiet(browser, places, way, page):
    visit(browser, f"{places[way]}/{page}.html")
    allowed = (places[way], "data:", "blob:", "chrome:", "about:")
    assert [url for url in requested(browser) if not url.startswith(allowed)] == []
    console = [e for e in browser.get_log("browser") if e["level"] != "INFO"]
    assert [entry["message"] for entry in console] == []
    script = "return [...document.fonts].filter(f => f.status == 'error').length"
    assert browser.execute_script(script) == 0
    drawn = (
        "return [...document.querySelectorAll('article math')].map(m => m.offsetParent"
    )
    drawn += " ? m.getBoundingClientRect().width : 1)"
    assert all(width > 0 for width in browser.execute_script(drawn))
    if browser.find_elements("css selector", "article math"):
        assert browser.execute_script(
            "return document.fonts.check(arguments[0])", MATHS
        )


@EACH
def test_first_view_is_light(browser, places, page):
    browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    visit(browser, f"{places['http']}/{page}.html")
    sizes = loaded(browser)
    browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": False})
    assert f"{places['http']}/{page}.html" in sizes
    largest = sorted(sizes.items(), key=lambda item: -item[1])[:5]
    assert sum(sizes.values()) <= FIRST_VIEW, largest
    count = browser.execute_script("return document.querySelectorAll('*').length")
    assert count <= NODES


@EACH
@pytest.mark.parametrize("way", ["http", "file"])
def test_controls_move_without_a_kernel(browser, places, way, page):
    visit(browser, f"{places[way]}/{page}.html")
    hidden = browser.execute_script(FRAMES, "[hidden]")
    assert not set(hidden) & set(requested(browser)), "fetched before they are needed"
    for slider in browser.find_elements("css selector", ".cell_output [type=range]"):
        before = browser.execute_script(VISIBLE, slider)
        slider.send_keys(Keys.ARROW_RIGHT)
        if slider.get_attribute("value") == slider.get_attribute("max"):
            slider.send_keys(Keys.HOME)
        assert browser.execute_script(VISIBLE, slider) != before
        until(browser, LOADED, slider)


def test_frames_kept_in_files_load_on_focus(browser, tmp_path, monkeypatch):
    monkeypatch.setenv("GVLIB_STATIC", "1")
    shades = {v: Figure((1, 1), facecolor=str(v)) for v in (0.1, 0.5, 0.9)}
    control = widgets.slider(shades.get, list(shades), "shade", "A square")
    page = tmp_path / "page.html"
    head = '<!doctype html><meta charset="utf-8"><p>Before</p>'
    html = take_out(head + control.html, page, tmp_path / "_images")
    page.write_text(load_late(html, page), "utf-8")
    visit(browser, page.as_uri())
    images = browser.find_elements("css selector", ".gv-frame img")
    until(
        browser, "return arguments[0].complete && arguments[0].naturalWidth", images[0]
    )
    assert len([url for url in requested(browser) if url.endswith(".png")]) == 1
    browser.find_element("css selector", "[type=range]").send_keys(Keys.ARROW_RIGHT)
    for image in images:
        until(
            browser, "return arguments[0].complete && arguments[0].naturalWidth", image
        )
    assert [i.is_displayed() for i in images] == [False, True, False]


@EACH
def test_page_fits_a_telephone(browser, places, page):
    visit(browser, f"{places['http']}/{page}.html", width=390)
    width = browser.execute_script("return document.documentElement.scrollWidth")
    assert width <= 391, f"{page} is {width} pixels wide on a screen of 390"


def heads(rules) -> set[str]:
    """Every selector of a style, those inside @media too."""
    found = set()
    for rule in rules:
        if rule.type == "qualified-rule":
            found |= {serialize(s).strip() for s in selectors(rule.prelude)}
        elif rule.type == "at-rule" and rule.at_keyword == "media":
            found |= heads(parsed(rule.content))
    return found


DROPPED = """
const state = new RegExp(
  '::?(before|after|hover|focus[a-z-]*|active|visited|target|disabled|checked)', 'g');
return arguments[0].filter(selector => {
  try { return document.querySelector(selector.replace(state, '') || '*'); }
  catch (e) { return false; }});
"""


@pytest.fixture(scope="module")
def dropped(html) -> list[str]:
    """Selectors of the theme's own style that the built one lacks."""
    sheet = "styles/pydata-sphinx-theme.css"
    folder = Path(pydata_sphinx_theme.__file__).parent
    theme = folder / "theme" / "pydata_sphinx_theme" / "static" / sheet
    full, kept = (
        heads(parsed(path.read_text("utf-8")))
        for path in (theme, html / "_static" / sheet)
    )
    assert kept < full and len(full - kept) > 1000
    return sorted(full - kept)


@EACH
def test_rules_that_the_build_dropped_match_nothing(browser, places, dropped, page):
    visit(browser, f"{places['http']}/{page}.html")
    assert browser.execute_script(DROPPED, dropped) == []


def test_buttons_of_a_page_work(browser, places):
    def click(selector):
        browser.find_element("css selector", selector).click()

    visit(browser, f"{places['http']}/book/chapters/04_vae_principles.html")
    click(".dropdown-download-buttons button")
    until(
        browser, "return document.querySelector('.dropdown-menu.show .dropdown-item')"
    )
    modes = []
    for _ in range(3):
        click(".theme-switch-button")
        modes.append(
            browser.execute_script("return document.documentElement.dataset.mode")
        )
    assert set(modes) == {"light", "dark", "auto"}
    browser.find_element("tag name", "body").send_keys(Keys.CONTROL, "k")
    until(browser, "return document.querySelector('#pst-search-dialog').open")
    browser.find_element("css selector", "dialog [name=q]").send_keys("collapse\n")
    until(browser, "return document.querySelectorAll('#search-results li a').length")
    visit(browser, f"{places['http']}/book/chapters/04_vae_principles.html", width=390)
    click(".primary-toggle")
    until(browser, "return document.querySelector('#pst-primary-sidebar-modal').open")


AXE = "axe.run(document, {resultTypes: ['violations']}).then(arguments[0])"


def violations(browser) -> dict[str, list]:
    """The rules of axe that the page breaks, with the first places of each."""
    axe = resources.files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
    browser.execute_script(axe)
    broken = browser.execute_async_script(AXE)["violations"]
    return {rule["id"]: [n["target"] for n in rule["nodes"]][:5] for rule in broken}


@EACH
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page_is_accessible(browser, places, theme, page):
    visit(browser, f"{places['http']}/{page}.html", theme)
    script = "return document.documentElement.dataset.theme"
    assert browser.execute_script(script) == theme
    found = {k: v for k, v in violations(browser).items() if k not in THEME}
    assert found == {}
