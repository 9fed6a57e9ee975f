"""A notebook as a runner sees it: in JupyterLab, in a browser, with a kernel."""

import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from functools import partial

import gv_source
import lab
import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from test_book_browser import browser  # noqa: F401
from test_notebooks import MYST
from texts import ROOT, cells

NAME = "02_core_ideas"
TOKEN = "reader"
# What comes with ipywidgets, anywidget, nbconvert and jupytext; none knows MyST.
EXTENSIONS = {"@jupyter-widgets/jupyterlab-manager", "anywidget",
              "jupyterlab_pygments", "jupyterlab-jupytext"}  # fmt: skip
WATCH_BARS = """
window.widest = 0;
new MutationObserver(() => document.querySelectorAll('.progress-bar').forEach(
  bar => window.widest = Math.max(window.widest, parseFloat(bar.style.width) || 0)
)).observe(document.body, {subtree: true, childList: true, attributes: true});
"""
CELL = "[...document.querySelectorAll('.jp-Notebook .jp-Cell')][arguments[0]]"
AT = f"return {CELL}?.classList.contains('jp-mod-active')"
PROMPT = f"return {CELL}?.querySelector('.jp-InputArea-prompt')"
OUTPUT = f"return {CELL}?.querySelector('.jp-OutputArea-output')?.innerText"
DRAWN = f"return {CELL}?.querySelector('.jp-OutputArea img')?.src"
BUTTON = """
return [...document.querySelectorAll('.jp-OutputArea button')].find(
  b => b.innerText.trim() == arguments[0] && !b.disabled);
"""
STEPS = "Number(/([\\d,]+) of [\\d,]+/.exec(document.body.innerText)?.[1]) || 0"
IDLE = "[data-status=idle].jp-Notebook-ExecutionIndicator"
ERROR = "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type$=stderr]"
PICTURE = "return arguments[0].closest('.jp-Cell').querySelector('img')?.src"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """JupyterLab over a book of notebooks only; the address of the copies."""
    root = tmp_path_factory.mktemp("book")
    shutil.copytree(gv_source.NOTEBOOKS, root / "notebooks")
    lab.make_copies(root)
    env = {k: v for k, v in os.environ.items() if not k.startswith("GVLIB_")}
    env |= {f"JUPYTER_{what}_DIR": str(root / f".{what}")
            for what in ("CONFIG", "DATA", "RUNTIME")}  # fmt: skip
    env |= {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(root / ".ipython"),
            "OMP_NUM_THREADS": "1"}  # fmt: skip
    options = ["--no-browser", "--allow-root", "--ServerApp.port=0",
               f"--IdentityProvider.token={TOKEN}"]  # fmt: skip
    with (root / "log").open("w") as log:
        running = subprocess.Popen(lab.command(root, *options), env=env,
                                   stdout=log, stderr=log)  # fmt: skip
    try:
        where = partial(address_of, root / ".RUNTIME")
        address = WebDriverWait(running, 120).until(where)
        yield f"{address}lab/tree/work/{{}}.ipynb?token={TOKEN}"
    finally:
        running.terminate()
        running.wait(60)


def address_of(folder, running) -> str | None:
    """Where the server answers, as soon as it does."""
    assert running.poll() is None, (folder.parent / "log").read_text()
    for path in folder.glob("jpserver-*.json"):
        try:
            address = json.loads(path.read_text())["url"]
            urllib.request.urlopen(f"{address}api?token={TOKEN}").close()
            return address
        except (urllib.error.URLError, json.JSONDecodeError):
            return None
    return None


@pytest.fixture(scope="module")
def opened(browser, server):  # noqa: F811
    """The notebook in a tall window, its formulas set and its kernel idle."""
    size = {"width": 1280, "height": 6000, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(server.format(NAME))
    until(browser, "return document.querySelector('.jp-Notebook mjx-container')")
    until(browser, f"return document.querySelector('{IDLE}')")
    return browser


def until(page, script, *arguments, seconds=300):
    """Wait for what a script returns, and return it."""
    return WebDriverWait(page, seconds).until(
        lambda page: page.execute_script(script, *arguments)
    )


def press_run(page):
    """Shift and Enter: the active cell runs, the next one becomes active."""
    ActionChains(page).key_down(Keys.SHIFT).send_keys(Keys.ENTER).key_up(
        Keys.SHIFT
    ).perform()


def run_until(page, last):
    """Run the first cells of a notebook, one after the other, by the keyboard."""
    first = page.find_element("css selector", ".jp-MarkdownCell h1")
    ActionChains(page).click(first).send_keys(Keys.ESCAPE).perform()
    for count in range(last + 1):
        until(page, AT, count)
        press_run(page)


def run_one(page, index):
    """Run the cell with this number."""
    prompt = until(page, PROMPT, index)
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", prompt)
    ActionChains(page).click(prompt).send_keys(Keys.ESCAPE).perform()
    until(page, AT, index)
    press_run(page)


def test_no_extension_helps_it(opened):
    config = "return document.getElementById('jupyter-config-data').textContent"
    found = json.loads(opened.execute_script(config))["federated_extensions"]
    assert {extension["name"] for extension in found} <= EXTENSIONS


def test_the_words_read_well(opened):
    until(opened, "return document.querySelectorAll('.jp-Cell').length > 20")
    words = "\n".join(
        cell.text for cell in opened.find_elements("css selector", ".jp-MarkdownCell")
    )
    assert "2 One network, two teachers" in words and "Figure 2.1." in words
    for what, pattern in MYST.items():
        match = re.search(pattern, words, re.M)
        assert not match, f"{what}: {words[match.start() :][:80]}"
    assert opened.find_elements("css selector", ".jp-RenderedMarkdown details")


def test_cells_run_a_bar_moves_and_the_slider_answers(opened):
    opened.execute_script(WATCH_BARS)
    book = gv_source.ran(NAME).cells
    (last,) = (i for i, cell in enumerate(book) if "\nslider(" in cell.source)
    run_until(opened, last)
    handle = until(opened, "return document.querySelector('.jp-Cell .noUi-handle')")
    before = until(opened, PICTURE, handle)
    handle.send_keys(Keys.ARROW_RIGHT)
    until(opened, PICTURE + " != arguments[1]", handle, before)
    assert 0 < opened.execute_script("return window.widest") <= 100
    assert [e.text for e in opened.find_elements("css selector", ERROR)] == []


def test_a_training_is_stopped_and_the_explorer_is_heard(opened, server):
    """The notebook with the buttons: what a hand does, the next cells know."""
    # In a workspace of its own: else the first notebook stays open, out of sight.
    alone = server.replace("lab/tree", "lab/workspaces/alone/tree")
    opened.get(alone.format("G_in_a_notebook"))
    until(opened, f"return document.querySelector('{IDLE}')")
    until(opened, "return document.querySelectorAll('.jp-Cell').length > 8")
    book = gv_source.ran("G_in_a_notebook").cells
    at = {
        start: next(i for i, cell in enumerate(book) if cell.source.startswith(start))
        for start in ("plan =", "print(", "seen =", "generator =")
    }
    run_until(opened, at["plan ="])
    until(opened, BUTTON, "Start").click()
    until(opened, f"return ({STEPS}) >= 40")
    until(opened, BUTTON, "Stop").click()
    until(opened, "return document.body.innerText.includes('keep what they have')")
    done = opened.execute_script(f"return {STEPS}")
    run_one(opened, at["print("])
    logged = until(opened, OUTPUT, at["print("])
    assert re.search(rf"'step': {done}\b", logged), logged
    run_one(opened, at["seen ="])
    view = "return document.querySelector('.gv-explore[data-view=walk][data-ready]')"
    until(opened, view)
    run_one(opened, at["generator ="])
    before = until(opened, DRAWN, at["generator ="])
    until(opened, BUTTON, "New z").click()
    run_one(opened, at["generator ="])
    until(opened, DRAWN + " != arguments[1]", at["generator ="], before)
    assert [e.text for e in opened.find_elements("css selector", ERROR)] == []


def test_a_link_to_a_chapter_opens_the_readers_copy(opened, server):
    name = "07_comparison"
    words = "\n".join(cells(gv_source.notebook(name), "markdown"))
    text, target = re.search(r"\[([^\]]+)\]\((\w+\.ipynb)\)", words).groups()
    opened.get(server.format(name))
    link = "return [...document.querySelectorAll('.jp-RenderedMarkdown a')].find("
    until(opened, f"{link}a => a.textContent == arguments[0])", text).click()
    until(opened, f"return location.pathname.endsWith('/lab/tree/work/{target}')")
