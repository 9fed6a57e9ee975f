"""The lab in a browser: it trains, tells its stories, and takes bad input calmly."""

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait
from test_book_browser import browser, requested, until, violations, visit  # noqa: F401

from gvlib import playground

AT = "return Number(document.querySelector('.gv-lab').dataset.{}) {}"
BACKEND = "return document.querySelector('.gv-lab').dataset.backend"
# The table is written anew with every picture: one script finds and reads it.
VAE_STEPS = """
const row = [...document.querySelectorAll('.gv-numbers tr')].find(
  row => row.querySelector('th')?.innerText == 'Steps');
return Number(row.cells[2].innerText)"""
# The worker is made of a Blob: what stands before its text runs there first.
NO_WASM = """
delete window.WebAssembly;
window.Blob = class extends Blob {
  constructor(parts, how) { super(["delete self.WebAssembly;", ...parts], how); }
};
"""
# Frames of a GAN whose numbers are no longer finite.
SPOILED = """
window.Worker = class extends Worker {
  set onmessage(hear) {
    this.addEventListener("message", ({data}) => {
      if (data.frame?.progress.gan.steps > 3) {
        data.frame.gan = data.frame.row.gan.marks = null;
        data.frame.row.gan.d = data.frame.row.gan.g = NaN;
        data.frame.progress.gan.diverged = true;
      }
      hear({data});
    });
  }
};
"""


@pytest.fixture
def opened(browser, tmp_path):  # noqa: F811
    """Opens the lab alone, by its file, and returns the browser when it is drawn."""

    def at(language="en", theme="light", width=1280, state="", before=""):
        page, path = playground.page(language), tmp_path / f"{language}.html"
        first = f"<head><script>{before}</script>"
        path.write_text(page.replace("<head>", first, 1), "utf-8")
        browser.get("about:blank")  # or another end of the address would not load it
        visit(browser, path.as_uri() + state, theme, width)
        until(browser, AT.format("round", "== 1"))
        return browser

    return at


def press(page, text):
    """Press the button with these words."""
    page.find_element("xpath", f"//button[normalize-space()='{text}']").click()


def message(page) -> str:
    """What the lab says now."""
    return page.find_element("class name", "gv-message").text


def complaints(page) -> list[str]:
    """What the console has said since the visit began."""
    return [entry["message"] for entry in page.get_log("browser")]


def test_an_illness_its_cure_and_no_word_to_the_outside(opened):
    page = opened()
    press(page, "A critic without reins")
    until(page, AT.format("step", "> 800"))
    assert page.execute_script(AT.format("gan", "<= 4"))
    press(page, "Cure: R1, a penalty on its slope")
    until(page, AT.format("round", "== 3") + " && document.querySelector("
          "'.gv-lab').dataset.gan >= 7")  # fmt: skip
    press(page, "Pause")
    assert "of 8 modes" in message(page)
    assert "story=reins%21" in page.current_url and "r1=1" in page.current_url
    asked = requested(page)
    assert all(url.startswith(("file:", "blob:", "data:")) for url in asked), asked
    assert complaints(page) == []


def test_a_link_brings_the_settings_back(opened):
    page = opened(state="#lab?data=moons&rateG=0.003&mesh=true&batch=9")
    for name, value in {"data": "moons", "rateG": "0.003", "batch": "128"}.items():
        field = page.find_element("name", name)
        assert field.get_attribute("value") == value
    assert page.find_element("name", "mesh").is_selected()
    assert "batch=9" in message(page)


def test_a_training_that_diverges_is_told_and_the_other_goes_on(opened):
    page = opened(before=SPOILED)
    press(page, "Play")
    until(page, AT.format("step", "> 3"))
    until(
        page, "return document.querySelector('.gv-message').innerText.includes(' di')"
    )
    assert "The GAN diverged" in message(page) and "Restart" in message(page)
    until(page, VAE_STEPS + " > 3")
    assert complaints(page) == []


def test_points_of_ones_own_by_keyboard_and_bad_ones(opened):
    page = opened()
    Select(page.find_element("name", "data")).select_by_value("own")
    text = page.find_element("css selector", ".gv-own textarea")
    error = page.find_element("class name", "gv-error")
    for typed, said in {"two words": "two numbers", "1 1\n1 1\n1 1": "equal",
                        "1 2": "too few"}.items():  # fmt: skip
        text.clear()
        text.send_keys(typed)
        press(page, "Learn these")
        assert said in error.text
    pad = page.find_element("class name", "gv-pad")
    for keys in (" ", Keys.ARROW_LEFT + " ", Keys.ARROW_UP * 3 + " "):
        pad.send_keys(keys)
    press(page, "Learn the drawing")
    assert error.text == "" and "3 points" in message(page)
    assert "data=own" in page.current_url
    until(page, AT.format("round", "== 2"))
    press(page, "One step")
    until(page, AT.format("step", "== 1"))
    assert complaints(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_accessible_and_fits(opened, theme, width):
    page = opened("zh" if width == 390 else "en", theme, width, "#lab?tour=2")
    page.execute_script("document.querySelectorAll('details').forEach(d => d.open = 1)")
    assert violations(page) == {}
    wide = page.execute_script("return document.documentElement.scrollWidth")
    assert wide <= width + 1


def test_without_webassembly_it_works_and_says_so(opened):
    page = opened(state="#lab?batch=32", before=NO_WASM)
    assert page.execute_script(BACKEND) == "plain"
    assert "plain JavaScript" in message(page)
    press(page, "Play")
    until(page, AT.format("step", "> 5"))


def test_with_webassembly_it_uses_it(opened):
    assert opened().execute_script(BACKEND) == "simd"


def test_it_rests_when_it_is_out_of_sight(opened):
    page = opened()
    press(page, "Play")
    until(page, AT.format("step", "> 2"))
    page.execute_script("""
      document.body.style.paddingBottom = '9000px'; window.scrollTo(0, 1e6);
    """)
    still = """
      const step = () => document.querySelector('.gv-lab').dataset.step;
      const now = step(), done = arguments[0];
      setTimeout(() => done([now, step()]), 900);
    """
    # The observer answers in its own time: wait until two looks are alike.
    WebDriverWait(page, 60).until(
        lambda page: len(set(page.execute_async_script(still))) == 1
    )
