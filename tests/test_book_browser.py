"""The built pages in a real browser: from a server and from a folder."""

import http.server
import os
import re
import shutil
import threading
from functools import partial
from importlib import resources

import pytest
from build_book import pages
from selenium import webdriver
from selenium.webdriver.common.keys import Keys
from texts import ROOT

EACH = pytest.mark.parametrize("page", pages(ROOT))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
THEME = {"label-content-name-mismatch", "region"}  # in the theme's buttons and logo
READY = """
const done = arguments[0];
const wait = () => {
  const formulas = window.MathJax && MathJax.startup && MathJax.startup.promise;
  if (formulas || !document.querySelector('.math')) Promise.resolve(formulas).then(
    () => setTimeout(done, 50));
  else setTimeout(wait, 50);
};
document.head.insertAdjacentHTML(
  'beforeend', '<style>* { transition: none !important; }</style>');
wait();
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
    chrome.set_script_timeout(60)
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
    """Open a page in a theme and a width, and wait until its formulas stand."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    media = [{"name": "prefers-color-scheme", "value": theme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
    for log in ("performance", "browser"):
        browser.get_log(log)  # reading empties it
    browser.get(address)
    browser.execute_async_script(READY)


def requested(browser) -> list[str]:
    """Addresses asked for since the last visit began."""
    pattern = r'"Network\.requestWillBeSent".*?"request":\{.*?"url":"([^"]+)"'
    messages = (entry["message"] for entry in browser.get_log("performance"))
    return [found[1] for m in messages if (found := re.search(pattern, m))]


@EACH
@pytest.mark.parametrize("way", ["http", "file"])
def test_page_is_self_contained_and_quiet(browser, places, way, page):
    visit(browser, f"{places[way]}/{page}.html")
    allowed = (places[way], "data:", "blob:", "chrome:", "about:")
    assert [url for url in requested(browser) if not url.startswith(allowed)] == []
    console = [e for e in browser.get_log("browser") if e["level"] != "INFO"]
    assert [entry["message"] for entry in console] == []


@EACH
@pytest.mark.parametrize("way", ["http", "file"])
def test_mathematics_is_set(browser, places, way, page):
    visit(browser, f"{places[way]}/{page}.html")
    script = "return document.querySelectorAll(arguments[0]).length"
    formulas = browser.execute_script(script, "article .math")
    assert browser.execute_script(script, "article .math mjx-container") >= formulas
    assert browser.execute_script(script, "mjx-merror, mjx-mtext[color=red]") == 0
    if formulas:
        fonts = "return [...document.fonts].filter(f => f.status == 'error').length"
        assert browser.execute_script(fonts) == 0


@EACH
@pytest.mark.parametrize("way", ["http", "file"])
def test_controls_move_without_a_kernel(browser, places, way, page):
    visit(browser, f"{places[way]}/{page}.html")
    for slider in browser.find_elements("css selector", ".cell_output [type=range]"):
        before = browser.execute_script(VISIBLE, slider)
        slider.send_keys(Keys.ARROW_RIGHT)
        if slider.get_attribute("value") == slider.get_attribute("max"):
            slider.send_keys(Keys.HOME)
        assert browser.execute_script(VISIBLE, slider) != before


@EACH
def test_page_fits_a_telephone(browser, places, page):
    visit(browser, f"{places['http']}/{page}.html", width=390)
    width = browser.execute_script("return document.documentElement.scrollWidth")
    assert width <= 391, f"{page} is {width} pixels wide on a screen of 390"


@EACH
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page_is_accessible(browser, places, theme, page):
    visit(browser, f"{places['http']}/{page}.html", theme)
    script = "return document.documentElement.dataset.theme"
    assert browser.execute_script(script) == theme
    axe = resources.files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
    browser.execute_script(axe)
    result = browser.execute_async_script("axe.run(document).then(arguments[0])")
    found = {
        rule["id"]: [node["target"] for node in rule["nodes"]][:5]
        for rule in result["violations"]
        if rule["id"] not in THEME
    }
    assert found == {}
