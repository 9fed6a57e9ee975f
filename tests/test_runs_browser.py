"""The picture and the table of all runs, in a browser."""

import re

import pytest
from all_runs.collect import REPRODUCE, TRAIN, collect
from all_runs.markup import controls, script, without_script
from all_runs.words import COSTS
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select
from test_book_browser import browser, requested, violations, visit  # noqa: F401

from gvlib import zoo

FOUND = collect()
RUNS = sum(len(rec["runs"]) for rec in FOUND["records"])
FAILED = sum("failed" in run for rec in FOUND["records"] for run in rec["runs"])
PAGE = """<!doctype html><html lang="en" data-theme="{theme}"><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Runs</title>
<style>html[data-theme=dark] {{ background: #121212; color: #eee; }}</style></head>
<body><main><h1>Runs</h1>{body}</main></body></html>"""
FIRST = "document.querySelector('.gv-plot [tabindex=\"0\"]').focus()"
PLACE = """
const marks = [...document.querySelectorAll('.gv-mark')];
return marks.indexOf(document.activeElement);
"""


@pytest.fixture(scope="module")
def body():
    """The page's own part."""
    return controls(FOUND) + without_script(FOUND) + script(FOUND)


@pytest.fixture
def opened(browser, tmp_path, body):  # noqa: F811
    """Opens the picture alone, as a file, and returns the browser."""

    def at(theme="light", width=1280, view=""):
        path = tmp_path / f"{theme}.html"
        path.write_text(PAGE.format(theme=theme, body=body), "utf-8")
        visit(browser, "about:blank")
        visit(browser, path.as_uri() + view, theme, width)
        return browser

    return at


def field(page, name):
    """A field of the form."""
    return page.find_element("css selector", f".gv-runs [name={name}]")


def options(page, name) -> list[str]:
    """What a field offers."""
    return [option.text for option in Select(field(page, name)).options]


def points(page) -> list:
    """The points of the picture, strips included."""
    return page.find_elements("css selector", ".gv-plot [role=option]")


def said(page) -> str:
    """What the live region says."""
    return page.find_element("class name", "gv-said").text


def rows(page) -> list[list[str]]:
    """The table's page."""
    script = "return [...document.querySelectorAll('.gv-runs tbody tr')]"
    return page.execute_script(f"{script}.map(r => [...r.cells].map(c => c.innerText))")


def test_it_opens_with_every_run_and_costs_only(opened):
    page = opened()
    assert len(points(page)) == RUNS
    assert len(page.find_elements("css selector", ".gv-mark.is-failed")) == FAILED
    assert options(page, "x") == options(page, "y") == list(COSTS.values())
    assert f"{RUNS} runs are chosen" in page.find_element("class name", "gv-count").text
    assert page.find_elements("tag name", "noscript")[0].is_displayed() is False
    assert requested(page)[1:] == []
    assert [e for e in page.get_log("browser") if e["level"] != "INFO"] == []


def test_axes_change_by_the_keyboard(opened):
    page = opened()
    field(page, "study").send_keys("Fashion-MNIST: the comp")
    assert Select(field(page, "study")).first_selected_option.text.startswith(
        "Fashion-MNIST: the comparison"
    )
    assert "Fréchet distance, main features" in options(page, "y")
    drawn = page.find_element("css selector", ".gv-plot [aria-hidden]")
    assert "↑ Fréchet distance, main features" in drawn.text
    field(page, "y").send_keys(Keys.ARROW_DOWN)
    drawn = page.find_element("css selector", ".gv-plot [aria-hidden]")
    assert "↑ Fréchet distance, other features" in drawn.text
    before = [p.get_attribute("transform") for p in points(page)]
    field(page, "logy").send_keys(Keys.SPACE)
    assert before != [p.get_attribute("transform") for p in points(page)]
    assert len(before) == len(points(page))


@pytest.mark.parametrize("study", sorted({r["study"] for r in FOUND["records"]}))
def test_no_study_offers_a_number_of_another(opened, study):
    page = opened()
    Select(field(page, "study")).select_by_value(study)
    for name in ("x", "y"):
        for option in Select(field(page, name)).options:
            axis = FOUND["axes"][int(option.get_attribute("value"))]
            assert axis.get("study", study) == study
    assert len(set(options(page, "x"))) > 1


@pytest.mark.parametrize(
    ("back", "on"),
    [(Keys.ARROW_LEFT, Keys.ARROW_RIGHT), (Keys.ARROW_DOWN, Keys.ARROW_UP)],
    ids=["across", "up"],
)
def test_arrow_keys_reach_every_point(opened, back, on):
    page = opened(view="#study=ring-demo%2F*&x=cpu_seconds&y=mode_kl")
    count = len(points(page))
    page.execute_script(FIRST)
    for _ in range(count):
        page.switch_to.active_element.send_keys(back)
    seen = [page.execute_script(PLACE)]
    for _ in range(count - 1):
        page.switch_to.active_element.send_keys(on)
        seen.append(page.execute_script(PLACE))
    assert sorted(seen) == list(range(count))


def test_a_point_tells_its_run_and_its_command(opened):
    page = opened(view="#study=fashion%2F*&x=cpu_seconds&y=fd")
    page.execute_script(FIRST)
    page.switch_to.active_element.send_keys(Keys.END)
    label = page.switch_to.active_element.get_attribute("aria-label")
    name, seed = re.fullmatch(r"(\S+), seed (\d+)", label).groups()
    run = next(r for r in zoo.record(name)["runs"] if r["seed"] == int(seed))
    text = said(page)
    assert label in text
    assert TRAIN.format(name=name, seed=seed) in text
    assert REPRODUCE.format(name=name) in text
    assert f"Fréchet distance, main features: {run['metrics']['fd']:g}" in text
    more = page.find_element("class name", "gv-more").text
    for key, value in zoo.record(name)["config"].items():
        assert key in more and (not isinstance(value, str) or value in more)
    region = page.find_element("class name", "gv-said")
    assert region.get_attribute("aria-live") == "polite"
    ring = page.find_element("class name", "gv-ring")
    assert ring.value_of_css_property("stroke-width") == "3px"  # the focus is seen


def test_a_click_near_a_point_chooses_it(opened):
    page = opened(view="#study=ring%2F*&x=cpu_seconds&y=mode_kl")
    point = points(page)[-1]
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", point)
    point.click()
    assert point.get_attribute("aria-selected") == "true"
    assert "python -m gvlib train ring/" in said(page)


def test_a_failed_run_says_why(opened):
    page = opened(view="#study=fashion-parts%2F*&x=cpu_seconds&y=fd")
    failed = page.find_elements("css selector", ".gv-mark.is-failed")
    stored = zoo.record("fashion-parts/pixel")["runs"]
    assert len(failed) == sum("failed" in run for run in stored)
    page.execute_script("arguments[0].focus()", failed[0])
    assert f"Failed: {stored[0]['failed']}" in said(page)
    Select(field(page, "example")).select_by_index(0)
    for _ in range(20):
        if any("Failed: step" in row[0] for row in rows(page)):
            break
        field(page, "on").click()
    assert any(f"Failed: {stored[0]['failed']}" in row[0] for row in rows(page))


def test_filters_keep_what_they_say(opened):
    page = opened()
    Select(field(page, "family")).select_by_value("gan")
    gans = sum(len(r["runs"]) for r in FOUND["records"] if r["family"] == "gan")
    assert len(points(page)) == gans
    assert {row[1] for row in rows(page)} == {"GAN"}
    Select(field(page, "study")).select_by_value("fashion/*")
    names = [p.get_attribute("aria-label") for p in points(page)]
    assert {name.partition(",")[0] for name in names} == {
        "fashion/gan-ns", "fashion/gan-r3",
    }  # fmt: skip


def test_the_table_sorts_and_the_failed_come_last(opened):
    page = opened(view="#study=fashion-parts%2F*&x=cpu_seconds&y=fd")

    def by_distance():
        head = "//button[contains(., 'Fréchet distance')]"
        page.find_element("xpath", f"//thead{head}").send_keys(Keys.ENTER)
        shown = [float(row[3]) for row in rows(page)]
        sort = page.switch_to.active_element.find_element("xpath", "..")
        return shown, sort.get_attribute("aria-sort")

    up, down = by_distance(), by_distance()
    assert up == (sorted(up[0]), "ascending")
    assert down == (sorted(down[0], reverse=True), "descending")
    assert up[0][0] < down[0][0]
    all_rows = rows(page)
    while field(page, "on").is_enabled():
        field(page, "on").click()
        all_rows += rows(page)
    numbers = [row[3].replace(".", "").isdigit() for row in all_rows]
    assert numbers == sorted(numbers, reverse=True)  # then those without one
    failed = [n for n, row in enumerate(all_rows) if "Failed: step" in row[0]]
    assert len(failed) == 5 and min(failed) >= sum(numbers)


def test_the_address_names_the_view(opened):
    page = opened()
    Select(field(page, "study")).select_by_value("fashion/*")
    page.execute_script("arguments[0].focus()", points(page)[0])
    address, told = page.current_url, said(page)
    assert "study=" in address and "run=" in address
    visit(page, "about:blank")
    visit(page, address)
    assert said(page) == told


def test_every_example_leads_somewhere(opened):
    page = opened()
    for i in range(1, len(options(page, "example"))):
        Select(field(page, "example")).select_by_index(i)
        wanted = Select(field(page, "example")).options[i].get_attribute("value")
        drawn = page.find_elements("css selector", ".gv-plot .gv-line")
        assert drawn, wanted
        for name in ("x", "y"):
            key = re.search(rf"&{name}=([^&~]+)", wanted)[1]
            chosen = Select(field(page, name)).first_selected_option
            axis = FOUND["axes"][int(chosen.get_attribute("value"))]
            assert axis["key"] == key


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_accessible_and_fits(opened, theme, width):
    view = "#study=fashion-parts%2F*&x=fd&y=fd_mixture10&run=fashion-parts%2Fpixel%3A1"
    page = opened(theme, width, view)
    assert "Failed" in said(page)
    assert violations(page) == {}
    wide = page.execute_script("return document.documentElement.scrollWidth")
    assert wide <= width + 1
    nodes = page.execute_script("return document.querySelectorAll('*').length")
    assert nodes < 3_000
