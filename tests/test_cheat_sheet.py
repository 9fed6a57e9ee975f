"""The cheat sheet: its code names what the package has, and it prints on one sheet."""

import base64
import re

from selenium.webdriver.common.print_page_options import PrintOptions
from test_book_browser import browser, visit  # noqa: F401
from texts import ROOT, prose

import gvlib.gan
import gvlib.train
import gvlib.vae.model
from gvlib.gan.losses import GANLoss

PAGE = ROOT / "book" / "cheat-sheet.md"
SHEET = re.compile(rb"/Type\s*/Page\b(?!s)")
A4 = (21.0, 29.7)  # cm


def printed(driver) -> bytes:
    """The page as a PDF, as a browser prints it on A4."""
    options = PrintOptions()
    options.page_width, options.page_height = A4
    return base64.b64decode(driver.print_page(options))


def test_the_steps_name_what_the_package_has():
    code = re.search(r"```python\n(.*?)```", prose(PAGE), re.S)[1]
    for name in ("gan_step", "relativistic", "r1", "r2"):
        assert name in code and hasattr(gvlib.gan, name)
    assert "vae_step" in code and hasattr(gvlib.vae, "vae_step")
    assert "kl_to_prior(" in code and hasattr(gvlib.vae.model, "kl_to_prior")
    for name in ("posterior", "conditional"):
        assert f"model.{name}(" in code and hasattr(gvlib.vae.VAE, name)
    assert "update(" in code and hasattr(gvlib.train, "update")
    assert {f"loss.{part}(" in code for part in GANLoss._fields} == {True}
    halves = [half.splitlines() for half in code.strip().split("\n\n")]
    assert [len(half) for half in halves] == [6, 6]


def test_it_prints_on_one_sheet(html, browser):  # noqa: F811
    visit(browser, (html / "book" / "cheat-sheet.html").as_uri())
    assert len(SHEET.findall(printed(browser))) == 1


def test_nothing_is_cut_off_in_print(html, browser):  # noqa: F811
    """In the print style no table or listing is wider than its column."""
    visit(browser, (html / "book" / "cheat-sheet.html").as_uri(), width=720)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    wide = browser.execute_script(
        "return [...document.querySelectorAll('article pre, article table')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert wide == []
