"""The converter of page E, in a browser: it computes what the package computes."""

import itertools
import re

import gv_source
import pytest
from gv_words import put, words
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select
from test_book_browser import browser, requested, violations, visit  # noqa: F401
from texts import ROOT

from gvlib.theory import loss_units as units

FRAGMENT = ROOT / "book" / "_static" / "loss_converter.html"
PAGE = """<!doctype html><html lang="en" data-theme="{theme}"><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Converter</title>
<style>html[data-theme=dark] {{ background: #121212; color: #eee; }}</style></head>
<body><main><h1>Converter</h1>{fragment}</main></body></html>"""
NUMBERS = [  # loss, weight, n_dims, z_dim, size
    (237.6, 1.0, 784, 32, 64), (0.03, 0.00025, 12_288, 128, 64), (0.0, 3.5, 1, 1, 1),
    (1e-7, 1e-6, 3, 20, 7), (19_600.0, 0.25, 784, 20, 128), (-2100.0, 1.0, 784, 32, 2),
]  # fmt: skip
CASES = [
    {"kind": kind, "pixels": pixels, "latents": latents, "batch": batch,
     **dict(zip(("loss", "weight", "n_dims", "z_dim", "size"), numbers, strict=True))}
    for kind, pixels, latents, batch, numbers in itertools.product(
        units.KINDS, units.EITHER, units.EITHER, units.BATCH, NUMBERS)
    if kind == "density" or numbers[0] >= 0
]  # fmt: skip
BAD = [{"weight": 0.0}, {"weight": -1.0}, {"n_dims": 0}, {"n_dims": 2.5}, {"z_dim": 0},
       {"size": 0.5}, {"loss": -1.0}, {"kind": "mse"}, {"pixels": "x"},
       {"latents": "x"}, {"batch": "x"}]  # fmt: skip
CALL = """
const form = document.querySelector("form.gv-units");
return arguments[0].map(a => {
  try { return form.convert(a); } catch (e) { return [e.field, e.message]; }});
"""
SHOWN = """
const form = document.querySelector("form.gv-units");
return arguments[0].map(a => {
  for (const name in a) form.elements[name].value = a[name];
  form.dispatchEvent(new Event("input"));
  return form.innerText; });
"""


@pytest.fixture
def opened(browser, tmp_path):  # noqa: F811
    """Opens the converter alone, as a file, and returns the browser."""

    def at(theme="light", width=1280, text=""):
        text = text or FRAGMENT.read_text("utf-8")
        path = tmp_path / f"{theme}.html"
        path.write_text(PAGE.format(theme=theme, fragment=text), "utf-8")
        visit(browser, path.as_uri(), theme, width)
        return browser

    return at


def answer(page) -> str:
    """What the converter says now."""
    return page.find_element("class name", "gv-answer").text


def field(page, name):
    """One field of the form."""
    return page.find_element("css selector", f".gv-units [name={name}]")


def retype(page, name, text):
    """Replace a field's text by the keyboard."""
    box = field(page, name)
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys(text)


def python(case) -> units.Meaning:
    """The same call of the package."""
    given = dict(case)
    first = [given.pop(k) for k in ("kind", "loss", "weight", "n_dims", "z_dim")]
    return units.convert(*first, **given)


def test_the_page_computes_what_the_package_computes(opened):
    """1e-12: both round the same few operations in double precision."""
    found = opened().execute_script(CALL, CASES)
    for case, there in zip(CASES, found, strict=True):
        here = python(case)._asdict()
        assert set(there) == set(here)
        for name, value in here.items():
            assert (there[name] is None) == (value is None), case
            assert value is None or there[name] == pytest.approx(value, rel=1e-12), case


def test_both_refuse_the_same(opened):
    good = CASES[0]
    assert good["kind"] == "squared error"
    found = opened().execute_script(CALL, [good | bad for bad in BAD])
    for bad, there in zip(BAD, found, strict=True):
        [(name, _)] = bad.items()
        assert there[0] == name and "must be" in there[1], bad
        with pytest.raises(ValueError, match=name):
            python(good | bad)


def test_it_answers_the_keyboard(opened):
    page = opened()
    Select(field(page, "pixels")).select_by_value("mean")
    for name, text in (("n_dims", "12288"), ("weight", "0.00025"), ("loss", "0.03")):
        retype(page, name, text)
    said = answer(page)
    assert "3.072" in said and "1.2394" in said  # beta, and the root of 1.536
    assert "worse than calling all 256 grey levels" in said
    assert requested(page)[1:] == []


def test_an_example_fills_the_form(opened):
    page = opened()
    texts = set()
    for i in range(1, len(Select(field(page, "example")).options)):
        Select(field(page, "example")).select_by_index(i)
        texts.add(answer(page))
        assert page.find_elements("css selector", "[aria-invalid]") == []
    assert len(texts) == 5


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [("weight", "0", "above 0"), ("weight", "0,5", "number above 0"),
     ("loss", "nan", "finite"), ("loss", "", "finite"), ("loss", "-3", "at least 0"),
     ("n_dims", "28x28", "whole number"), ("size", "1e-3", "whole number")],
)  # fmt: skip
def test_wrong_input_gets_one_clear_line(opened, name, text, rule):
    page = opened()
    retype(page, name, text or Keys.BACKSPACE)
    assert rule in answer(page) and f"“{text}”" in answer(page)
    assert "\n" not in answer(page)
    assert field(page, name).get_attribute("aria-invalid") == "true"


def test_every_field_has_a_label_and_the_answer_is_announced(opened):
    page = opened()
    fields = page.find_elements("css selector", ".gv-units :is(input, select)")
    assert len(fields) == 10 and all(f.accessible_name for f in fields)
    box = page.find_element("class name", "gv-answer")
    assert box.get_attribute("aria-live") == "polite"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_accessible_and_fits(opened, theme, width):
    page = opened(theme, width)
    assert violations(page) == {}
    wide = page.execute_script("return document.documentElement.scrollWidth")
    assert wide <= width + 1


def test_no_word_is_out_of_a_translators_reach(opened):
    """Put every word into brackets, as a translation: nothing else holds a letter."""
    text = FRAGMENT.read_text("utf-8")
    for word in words(text):
        text = put(text, word, f"[{word}]")
    page, typed = opened(text=text), {"loss": "", "weight": "-1", "size": "0"}
    wrong = [CASES[0] | {name: value} for name, value in typed.items()]
    wrong += [CASES[0] | {"loss": "-1"}, CASES[0] | {"n_dims": "1,5"}]
    for shown in page.execute_script(SHOWN, CASES + wrong):
        assert "[Effective β]" in shown or "[“" in shown
        left, brackets = shown, 1
        while brackets:
            left, brackets = re.subn(r"\[[^][]*\]", "", left)
        left = re.sub(r"\d[\d.,]*e[+−]\d+", "", left)  # of large and small numbers
        assert not any(map(str.isalpha, left)) and "{" not in left, left
    label = page.find_element("class name", "gv-units").get_attribute("aria-label")
    assert label == "[Converter of VAE losses]"


def test_the_notebook_holds_this_converter():
    book = gv_source.ran("E_loss_units")
    outputs = [
        output.get("data", {}).get("text/html", "")
        for cell in book.cells
        for output in cell.get("outputs", [])
    ]
    advice = "the converter was edited: run the notebook again"
    assert FRAGMENT.read_text("utf-8") in outputs, advice
