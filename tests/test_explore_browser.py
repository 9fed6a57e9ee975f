"""The latent explorer in a browser: it starts, moves, encodes, and minds bad input."""

import re
import shutil

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select
from test_book_browser import browser, requested, until, violations, visit  # noqa: F401

from gvlib.playground import explore, widget

PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Explorer</title>
<link rel="icon" href="data:,"><style>
@media (prefers-color-scheme: dark) {{ body {{ background: #14181e; color: #eee; }} }}
</style><script>{before}</script></head>
<body><main><h1>Explorer</h1>{body}</main><script src="{script}"></script>{after}
</body></html>"""
READY = "return [...document.querySelectorAll('.gv-explore')].every(e => {})"
PIXELS = "return arguments[0].toDataURL()"
ALL_AWAY = (Keys.CONTROL, "a", Keys.NULL, Keys.BACKSPACE)
# The root mean square of what two pictures differ by.
APART = """
const done = arguments[2];
const read = async (url) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const pen = new OffscreenCanvas(28, 28).getContext('2d');
  pen.drawImage(image, 0, 0);
  return pen.getImageData(0, 0, 28, 28).data;
};
Promise.all([read(arguments[0]), read(arguments[1])]).then(([a, b]) => done(
  Math.sqrt(a.reduce((sum, v, i) => sum + (v - b[i]) ** 2, 0) / 784 / 3)));
"""
# What anywidget has: values with listeners, and the module as a Blob.
KERNEL = """
const heard = {};
window.model = {
  values: {z: [], state: '', language: 'en', title: 'Yours', points: '',
           views: ['walk', 'encode']},
  get(name) { return this.values[name]; },
  set(name, value) { this.values[name] = value; },
  save_changes() {},
  on(event, act) { heard[event] = act; },
  off(event) { delete heard[event]; },
  tell(name) { heard[`change:${name}`](); },
};
"""
SHOW = """
const [module, weights, done] = arguments;
const el = document.createElement('div');
el.id = 'cell';
document.querySelector('main').append(el);
GVExplore.take = (spec, base64) => {
  const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  Object.assign(model.values, {spec, data: new DataView(bytes.buffer)});
};
(0, eval)(weights);
const blob = new Blob([module], {type: 'text/javascript'});
import(URL.createObjectURL(blob)).then(async (found) => {
  window.leave = await found.default.render({model, el});
  done();
});
"""
NO_WASM = "delete window.WebAssembly;"
# A weight of the encoder that is not a number.
SPOILED = """<script>
const take = GVExplore.take;
GVExplore.take = (spec, data) => {
  const scale = spec.parts['encoder.4.bias'];
  const bytes = atob(data).split('');
  for (let i = 0; i < 4; i++) bytes[scale.at + i] = '\\u00ff';
  return take(spec, btoa(bytes.join('')));
};
</script>"""


@pytest.fixture
def opened(browser, tmp_path):  # noqa: F811
    """Opens some views, by a file, and returns the browser when they have started."""

    def at(*views, language="en", theme="light", width=1280, before="", after="",
           script=explore.SCRIPT, start=True, state=""):  # fmt: skip
        body = "\n".join(explore.fragment(view, language) for view in views)
        path = tmp_path / f"{language}.html"
        path.write_text(PAGE.format(
            language=language, before=before, body=body, after=after,
            script=script.as_uri()), "utf-8")  # fmt: skip
        browser.get("about:blank")
        visit(browser, path.as_uri() + state, theme, width)
        if start:
            browser.find_element("css selector", ".gv-start button").click()
            until(browser, READY.format("e.dataset.ready"))
        return browser

    return at


def one(page, selector):
    """The first element of a selector."""
    return page.find_element("css selector", selector)


def press(page, text):
    """Press the button with these words."""
    page.find_element("xpath", f"//button[normalize-space()='{text}']").click()


def pictures(page, selector) -> list[str]:
    """The pixels of all pictures of a part, after what is drawn in the next frame."""
    page.execute_async_script(
        "requestAnimationFrame(() => requestAnimationFrame(arguments[0]))"
    )
    found = page.find_elements("css selector", f"{selector} canvas.gv-picture")
    return [page.execute_script(PIXELS, canvas) for canvas in found]


def complaints(page) -> list[str]:
    """What the console has said since the visit began."""
    return [entry["message"] for entry in page.get_log("browser")]


def test_nothing_is_loaded_before_start_and_nothing_from_outside(opened):
    page = opened("walk", "draws", start=False)
    early = requested(page)
    assert not any("weights" in url for url in early)
    assert "2.5 MB" in one(page, ".gv-start").text
    one(page, ".gv-start button").click()
    until(page, READY.format("e.dataset.backend == 'simd'"))
    later = requested(page)
    assert [url for url in later if "weights" in url] == [explore.WEIGHTS.as_uri()]
    assert all(url.startswith(("file:", "blob:", "data:")) for url in early + later)
    assert not page.find_elements("css selector", ".gv-start, .gv-explore img")
    assert complaints(page) == []


def test_sliders_move_both_images_by_the_keyboard(opened):
    page = opened("walk")
    press(page, "z = 0")
    before = pictures(page, ".gv-large")
    slider = one(page, "[name=direction-1]")
    slider.send_keys(Keys.END)
    after = pictures(page, ".gv-large")
    assert len(before) == 2 and all(a != b for a, b in zip(before, after, strict=True))
    assert "|z| = 4.0" in one(page, ".gv-row p").text
    label = slider.get_attribute("aria-label")
    assert re.search(r"GAN’s image by \d+\.\d and the VAE’s by \d+\.\d grey", label)
    Select(one(page, "[name=of]")).select_by_value("vae")
    assert one(page, "[name=direction-1]").get_attribute("aria-label") != label
    assert complaints(page) == []


def test_the_way_from_a_to_b_begins_and_ends_there(opened):
    page = opened("walk")
    press(page, "z = 0")
    zero = pictures(page, ".gv-large")
    press(page, "Keep this z as A")
    press(page, "New z")
    there = pictures(page, ".gv-large")
    press(page, "Keep this z as B")
    strips = pictures(page, ".gv-path")
    assert [strips[0], strips[7]] == zero and [strips[6], strips[13]] == there
    one(page, "[name=t]").send_keys(Keys.HOME, Keys.ARROW_RIGHT, Keys.HOME)
    assert pictures(page, ".gv-large") == zero


def test_rows_are_drawn_again(opened):
    page = opened("draws")
    before = pictures(page, ".gv-draws")
    press(page, "Draw again")
    after = pictures(page, ".gv-draws")
    assert len(set(before + after)) == 48
    canvases = page.find_elements("css selector", ".gv-draws canvas")
    labels = [canvas.get_attribute("aria-label") for canvas in canvases]
    assert all("nearest training image: " in label for label in labels)


def test_an_image_is_chosen_and_its_code_changed_by_the_keyboard(opened):
    page = opened("walk", "encode")
    back = pictures(page, ".gv-three")
    one(page, ".gv-picker input").send_keys(Keys.ARROW_RIGHT)
    chosen = pictures(page, ".gv-three")
    assert back[0] != chosen[0] and back[1] != chosen[1]
    press(page, "ε = 0")
    row = one(page, ".gv-code tbody tr").find_elements("css selector", "td")
    mu, sigma, z = (float(row[i].text.replace("−", "-")) for i in (0, 2, 4))
    assert z == mu
    box = one(page, ".gv-code tbody input")
    box.send_keys(*ALL_AWAY)
    assert "cannot be ε" in one(page, ".gv-error").text
    box.send_keys("3")
    assert one(page, ".gv-error").text == ""
    moved = float(row[4].text.replace("−", "-"))
    assert abs(moved - (mu + 3 * sigma)) < 0.04  # of three rounded numbers
    for wrong in ("nan", "1e9", "two"):
        box.send_keys(*ALL_AWAY, wrong)
        assert wrong in one(page, ".gv-error").text
    press(page, "Draw ε")
    assert one(page, ".gv-error").text == ""
    press(page, "ε = 0")
    decoded = pictures(page, ".gv-three")[1]
    press(page, "Take this z to the sliders above")
    assert pictures(page, ".gv-large.gv-of-vae")[0] == decoded
    assert complaints(page) == []


def test_a_drawing_is_encoded_and_bad_ones_are_told(opened):
    page = opened("encode")
    first = pictures(page, ".gv-three")[:2]
    press(page, "Clear")
    assert "empty" in one(page, ".gv-error").text
    press(page, "Fill")
    assert "same grey" in one(page, ".gv-error").text
    assert pictures(page, ".gv-three")[:2] == first
    press(page, "Clear")
    pad = one(page, ".gv-sketch canvas")
    pad.send_keys(*(3 * [Keys.ARROW_UP, Keys.SPACE]))
    drawn = pictures(page, ".gv-three")[:2]
    assert one(page, ".gv-error").text == "" and drawn[0] != first[0] != drawn[1]
    ActionChains(page).move_to_element_with_offset(pad, -60, 0).click_and_hold(
    ).move_by_offset(50, 40).release().perform()  # fmt: skip
    assert pictures(page, ".gv-three")[0] != drawn[0]
    press(page, "Begin with the chosen image")
    assert pictures(page, ".gv-three")[0] == first[0]
    assert complaints(page) == []


def test_the_search_tells_its_cost_and_hands_its_code_over(opened):
    page = opened("walk", "encode")
    press(page, "Search")
    press(page, "Stop")
    assert "Stopped" in one(page, ".gv-hunt [role=status]").text
    press(page, "Search")
    until(page, "return document.querySelector('.gv-hunt [role=status]')"
          ".innerText.includes('passes')")  # fmt: skip
    cost = one(page, ".gv-hunt [role=status]").text
    assert "300 steps from 4 starts: 1200 passes" in cost
    found = pictures(page, ".gv-three")[2]
    one(page, ".gv-hunt").find_elements("css selector", "button")[1].click()
    assert pictures(page, ".gv-large.gv-of-gan")[0] == found
    one(page, ".gv-picker input").send_keys(Keys.ARROW_RIGHT)
    assert one(page, ".gv-hunt [role=status]").text == ""
    assert complaints(page) == []


def test_a_link_brings_back_what_is_seen(opened):
    views = ("walk", "draws", "encode")
    page = opened(*views)
    Select(one(page, "[name=of]")).select_by_value("vae")
    one(page, "[name=direction-1]").send_keys(Keys.END)
    one(page, "[name=arc]").click()
    press(page, "Draw again")
    Select(one(page, "[name=class]")).select_by_value("5")
    press(page, "Clear")
    one(page, ".gv-sketch canvas").send_keys(Keys.SPACE, Keys.ARROW_UP, Keys.SPACE)
    for button in page.find_elements("css selector", ".gv-foot button"):
        button.click()
    assert "link" in one(page, ".gv-foot [role=status]").text.lower()
    state = "#" + page.current_url.partition("#")[2]
    parts = (".gv-draws", ".gv-three", ".gv-two")
    draws, three, two = (pictures(page, part) for part in parts)
    page = opened(*views, state=state)
    for name, value in (("of", "vae"), ("class", "5")):
        assert one(page, f"[name={name}]").get_attribute("value") == value
    assert one(page, "[name=arc]").is_selected()
    assert complaints(page) == []
    assert pictures(page, ".gv-draws") == draws
    again = pictures(page, ".gv-three")
    assert again[0] == three[0]  # the drawing
    # A code comes back to three digits, so an image may differ by a grey level.
    for now, then in ((again[1], three[1]), (pictures(page, ".gv-two")[0], two[0])):
        assert apart(page, now, then) < 1


def apart(page, a, b) -> float:
    """How far two pictures are apart, in grey levels, root mean square."""
    return page.execute_async_script(APART, a, b)


def test_a_link_with_nonsense_is_told(opened):
    page = opened("walk", state="#explore?of=me&z=12")
    told = one(page, ".gv-foot [role=status]").text
    assert "of=me" in told and "z=12" in told
    assert complaints(page) == []


def test_in_a_notebook_networks_and_z_come_from_the_kernel(opened):
    """anywidget's part is played by a page: a model, and the widget's own module."""
    page = opened("judge", start=False, after=f"<script>{KERNEL}</script>")
    weights = explore.WEIGHTS.read_text("ascii")
    page.execute_async_script(SHOW, widget.Explorer._esm, weights)
    cell = "#cell .gv-explore[data-view={}]"
    assert one(page, cell.format("walk")).get_attribute("data-ready") == "true"
    assert one(page, cell.format("encode")).get_attribute("data-ready") == "true"
    z = page.execute_script("return model.get('z')")
    assert len(z) == 32
    before = pictures(page, cell.format("walk"))
    press(page, "New z")
    chosen = page.execute_script("return model.get('z')")
    assert chosen != z and pictures(page, cell.format("walk")) != before
    page.execute_script("model.set('z', arguments[0]); model.tell('z')", z)
    assert pictures(page, cell.format("walk"))[0] == before[0]
    press(page, "Search")
    until(page, "return document.querySelector('.gv-hunt [role=status]')"
          ".innerText.includes('passes')")  # fmt: skip
    until(page, "return model.get('state').startsWith('#explore?z=')")
    assert "#" not in page.current_url  # the notebook's address is its own
    page.execute_script("leave()")
    assert one(page, "#cell").text == ""
    asked = requested(page)
    assert all(url.startswith(("file:", "blob:", "data:")) for url in asked), asked
    assert complaints(page) == []


def test_numbers_that_are_not_finite_are_told_and_the_page_goes_on(opened):
    page = opened("encode", "walk", after=SPOILED)
    assert "not finite" in one(page, ".gv-error").text
    press(page, "Draw ε")
    before = pictures(page, ".gv-large.gv-of-gan")
    press(page, "New z")
    assert pictures(page, ".gv-large.gv-of-gan") != before
    assert complaints(page) == []


def test_weights_that_are_missing_are_told_and_asked_for_again(opened, tmp_path):
    alone = tmp_path / "explore.js"
    shutil.copy(explore.SCRIPT, alone)
    page = opened("walk", script=alone, start=False)
    press(page, "Start")
    until(page, "return document.querySelector('.gv-start').innerText.includes('did')")
    assert "explore-weights.js" in one(page, ".gv-start").text
    shutil.copy(explore.WEIGHTS, tmp_path)
    press(page, "Start")
    until(page, READY.format("e.dataset.ready"))


def test_the_judge_learns_while_the_generator_moves(opened):
    page = opened("judge", start=False)
    until(page, READY.format("e.dataset.ready"))
    before = page.execute_script(PIXELS, one(page, ".gv-curves"))
    press(page, "Train D")
    steps = "/of (\\d+) steps/.exec(document.querySelector('.gv-explore').innerText)"
    until(page, f"const found = {steps}; return found && Number(found[1]) > 600")
    press(page, "Stop")
    assert "batches" in one(page, ".gv-explore [role=status]").text
    assert page.execute_script(PIXELS, one(page, ".gv-curves")) != before
    text = one(page, ".gv-explore").text
    best, seen = (float(v) for v in re.findall(r"log 4 = (\d\.\d+) nats", text))
    assert best - 0.05 < seen <= best
    one(page, "[name=mean]").send_keys(Keys.END)
    slope = "/minimax 0.0\\d, non-saturating 0.9\\d/.test"
    until(page, f"return {slope}(document.querySelector('.gv-explore').innerText)")
    assert complaints(page) == []
    assert [url for url in requested(page) if "weights" in url] == []


def test_without_webassembly_it_works(opened):
    page = opened("draws", before=NO_WASM)
    assert one(page, ".gv-explore").get_attribute("data-backend") == "plain"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_accessible_and_fits(opened, theme, width):
    language = "zh" if width == 390 else "en"
    page = opened(
        "walk", "draws", "encode", language=language, theme=theme, width=width
    )
    assert violations(page) == {}
    wide = page.execute_script("return document.documentElement.scrollWidth")
    assert wide <= width + 1
