"""What a page makes a browser load: only what it uses, and nothing that it needs."""

import base64
import io
import re
from pathlib import Path

import pytest
from build_book import pages
from fontTools.ttLib import TTFont
from gv_pages import load_late, plain_tokens, take_out, unwrap
from gv_styles import Names, parsed, used
from PIL import Image
from test_book_html import parse
from texts import ROOT

EACH = pytest.mark.parametrize("page", pages(ROOT))


def png(size=(30, 20), colour=9) -> bytes:
    raw = io.BytesIO()
    Image.new("L", size, colour).save(raw, "PNG")
    return raw.getvalue()


# The functions


def test_images_in_the_text_become_files_once(tmp_path):
    text = base64.b64encode(png()).decode()
    html = f'<img alt="a" src="data:image/png;base64,{text}"><p>{text}</p>'
    page = tmp_path / "book" / "x.html"
    out = take_out(html + html, page, tmp_path / "_images")
    (file,) = (tmp_path / "_images").iterdir()
    assert file.read_bytes() == png()
    assert out.count(f'src="../_images/{file.name}"') == 2 and "data:" not in out
    assert f"<p>{text}</p>" in out


def test_images_load_late_in_a_place_of_their_size(tmp_path):
    (tmp_path / "a.png").write_bytes(png())
    both = '<img alt="a" src="a.png" /><img src="b.svg">'
    done = load_late(both, tmp_path / "x.html")
    assert '<img loading="lazy" width="30" height="20" alt="a" src="a.png" />' in done
    assert '<img loading="lazy" src="b.svg">' in done
    assert load_late(done, tmp_path / "x.html") == done
    own = '<img width="3" height="2" src="a.png">'
    assert 'width="30"' not in load_late(own, tmp_path / "x.html")


def test_tokens_drawn_as_plain_text_need_no_element():
    css = """
    html[data-theme="light"] .highlight { background: #fefefe; color: #080808 }
    html[data-theme="light"] .highlight .n { color: #080808 } /* Name */
    html[data-theme="light"] .highlight .k { color: #080808; font-weight: bold }
    html[data-theme="light"] .highlight .o { color: #080808 }
    html[data-theme="dark"] .highlight { background: #2b2b2b; color: #F8F8F2 }
    html[data-theme="dark"] .highlight .n { color: #F8F8F2 }
    html[data-theme="dark"] .highlight .k { color: #F8F8F2; font-weight: bold }
    html[data-theme="dark"] .highlight .o { color: #ABE338 }
    """
    assert plain_tokens(css) == {"n"}
    less = '<span class="o">&lt;</span>'
    listing = f'<span class="n">a</span>{less}<span class="n">b</span>'
    box = '<p>{}</p><div class="highlight"><pre><span></span>{}</pre></div>'
    bare = box.format(listing, f"a{less}b")
    assert unwrap(box.format(listing, listing), {"n"}) == bare


NAMES = Names(
    ['<p class="a b" id="i" onclick="become(\'hot\')">', '<script>"late"</script>'],
    ["x.classList.add('open', 'tip-' + side)"],
)


@pytest.mark.parametrize(
    "rule, kept",
    [
        (".a{x:1}", ".a{x:1}"),
        (".a,.gone,#i{x:1}", ".a,#i{x:1}"),
        (".a .gone>p{x:1}", ""),
        (".open,.tip-left,.hot,.late{x:1}", ".open,.tip-left,.hot,.late{x:1}"),
        ("p:not(.gone):hover{x:1}", "p:not(.gone):hover{x:1}"),
        (":is(.gone,.a)[data-x='.gone']{x:1}", ":is(.gone,.a)[data-x='.gone']{x:1}"),
        ("@media print{.gone{x:1}.a{x:1}}", "@media print{.a{x:1}}"),
        ("@media print{.gone{x:1}}", ""),
        ("@supports (x:1){@media print{.a{x:1}}}", None),
        ("@keyframes gone{from{x:1}to{x:2}}", None),
        ("@font-face{src:url(a.woff)}", None),
        ('@import "basic.css";', None),
        ("/* c */.a:after{content:'.gone{'}", ".a:after{content:'.gone{'}"),
        ("html[data-theme=dark] .a{--x:#fff;color:var(--x)}", None),
    ],
)
def test_a_rule_goes_only_if_it_can_match_nothing(rule, kept):
    text = used(parsed(rule), NAMES).replace('"', "'")
    assert text == (rule if kept is None else kept).replace('"', "'")


# The built pages


@EACH
def test_images_are_files_and_wait_until_seen(html, page):
    path = html / f"{page}.html"
    assert "data:image" not in path.read_text("utf-8")
    for image in parse(path).select("article img"):
        assert image["loading"] == "lazy"
        file = (path.parent / image["src"]).resolve()
        assert file.exists()
        if file.suffix == ".png":
            size = int(image["width"]), int(image["height"])
            with Image.open(file) as stored:
                ratio = stored.width / stored.height
            # a pixel of rounding on the shorter side, and none of these floats
            pixel = ratio / min(size) * (1 + 1e-9)
            assert abs(size[0] / size[1] - ratio) <= pixel, image["src"]


@EACH
def test_scripts_without_a_use_are_gone(html, page):
    text = (html / f"{page}.html").read_text("utf-8")
    for name in ("fontawesome.js", "mathjax", "searchindex", "searchtools", "thebe"):
        assert not re.search(rf'<script[^>]*src="[^"]*{name}', text), name
    search = (html / "search.html").read_text("utf-8")
    assert re.search(r'<script[^>]*src="searchindex', search)
    for gone in ("_static/mathjax", "_static/scripts/fontawesome.js"):
        assert not (html / gone).exists()


def test_the_icons_that_pages_use_are_in_the_font(html):
    style = (html / "_static/styles/pydata-sphinx-theme.css").read_text("utf-8")
    folder = html / "_static/vendor/fontawesome/webfonts"
    glyphs = set(TTFont(folder / "fa-solid-900.woff").getBestCmap())
    assert {p.suffix for p in folder.iterdir()} == {".woff"}
    pieces = [p.read_text("utf-8") for p in Path(html).rglob("*.html")]
    classes = re.findall(r'class="([^"]*\bfa[srb]?[ -][^"]*)"', "".join(pieces))
    ways = {"fa-solid", "fa-lg", "fa-fw", "fas"}
    icons = {n for c in classes for n in c.split() if n.startswith("fa-")} - ways
    assert len(icons) > 10
    for icon in icons:
        found = re.search(rf"\.{icon}\b[^{{}}]*\{{[^}}]*content:\"(.)\"", style)
        assert found and ord(found[1]) in glyphs, icon
