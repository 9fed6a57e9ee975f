"""Players in a browser: each knows how long it is, has a label, and plays."""

import pytest
import torch
from test_book_browser import browser, until, violations, visit  # noqa: F401

from gvlib.data import tones
from gvlib.widgets import player

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Sounds</title></head>
<body><main><h1>Sounds</h1>{html}</main></body></html>"""
LENGTHS = """
const all = [...document.querySelectorAll('audio')];
return all.length && all.every(a => a.readyState > 0) ? all.map(a => a.duration) : null;
"""
MOVED = "const a = document.querySelector('audio'); return a.currentTime || null;"
# As if a reader had pressed the button: without a gesture a browser keeps silent.
PLAY = {
    "expression": "document.querySelector('audio').play()",
    "userGesture": True, "awaitPromise": True,
}  # fmt: skip


def plays(page) -> list[float]:
    """Play the first sound until it has moved; the lengths of all, in seconds."""
    lengths = until(page, LENGTHS)
    page.execute_cdp_cmd("Runtime.evaluate", PLAY)
    assert until(page, MOVED) > 0
    return lengths


def test_a_player_plays(browser, tmp_path):  # noqa: F811
    x, _ = tones.tones(2, seed=1)
    shown = player({"a tone": x[0], "silence": torch.zeros(400)})
    path = tmp_path / "sounds.html"
    path.write_text(PAGE.format(html=shown._repr_html_()), "utf-8")
    visit(browser, path.as_uri())
    assert plays(browser) == pytest.approx([tones.LENGTH / tones.RATE, 0.05], abs=0.01)
    assert violations(browser) == {}


def test_the_sounds_of_the_page_play(browser, html):  # noqa: F811
    visit(browser, (html / "book/chapters/08_beyond_images.html").as_uri())
    lengths = plays(browser)
    assert len(lengths) >= 9 and min(lengths) > 0.2
    captions = "return [...document.querySelectorAll('audio')].map(a => a.ariaLabel)"
    assert len(set(browser.execute_script(captions))) == len(lengths)
