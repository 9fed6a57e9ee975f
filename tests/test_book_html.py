"""The built pages, read as files: whole, resolved, and from nowhere else."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from build_book import pages
from texts import ROOT

EACH = pytest.mark.parametrize("page", pages(ROOT))
OUTSIDE = re.compile(r"^(https?:)?//")
LEFT_OVER = re.compile(r"\{(glue|cite|ref|numref|doc|eq)[:}]|\]\{\.claim|:::|\(eq-\d")


@cache
def parse(path: Path) -> BeautifulSoup:
    """One page, parsed once."""
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@EACH
def test_page_has_a_title_and_text(html, page):
    soup = parse(html / f"{page}.html")
    assert soup.html["lang"] == "en"
    assert soup.article.h1 and soup.article.h2, "each page needs a # and a ##"


@EACH
def test_nothing_is_loaded_from_elsewhere(html, page):
    soup = parse(html / f"{page}.html")
    tags = soup.select("[src], link[href], [srcset], [poster], object[data]")
    for tag in tags:
        if set(tag.get("rel", [])) & {"canonical", "alternate", "license"}:
            continue
        for name in ("src", "href", "srcset", "poster", "data"):
            assert not OUTSIDE.match(tag.get(name) or ""), tag
    styles = " ".join(str(tag) for tag in soup.select("style, [style]"))
    assert not re.search(r"url\(['\"]?(https?:)?//|@import", styles)


@EACH
def test_every_image_has_an_alt_text(html, page):
    for image in parse(html / f"{page}.html").select("article img"):
        alt = image.get("alt", "")
        assert len(alt) > 3 and "_images/" not in alt, str(image)[:200]


@EACH
def test_no_markup_is_left_over(html, page):
    soup = BeautifulSoup(str(parse(html / f"{page}.html").article), "html.parser")
    for tag in soup.select("pre, code, script, style, .math"):
        tag.decompose()
    match = LEFT_OVER.search(soup.get_text())
    assert not match, soup.get_text()[match.start() - 60 : match.end() + 60]
    for link in soup.select("a:not(.headerlink)"):
        assert not link.get_text().startswith("#"), f"no text in {link}"


@EACH
def test_internal_links_resolve(html, page):
    here = html / f"{page}.html"
    for link in parse(here).select("a[href]"):
        parts = urlsplit(link["href"])
        if parts.scheme or parts.netloc:
            continue
        target = (here.parent / unquote(parts.path)).resolve() if parts.path else here
        assert target.exists(), link
        state = parts.fragment.startswith("lab?")  # test_class.py opens these
        if parts.fragment and not state and target.suffix == ".html":
            ids = {tag["id"] for tag in parse(target).select("[id]")}
            assert unquote(parts.fragment) in ids, link


@EACH
def test_no_figure_stands_twice(html, page):
    """Neither as the output of its cell nor in two places of one page."""
    images = parse(html / f"{page}.html").select("article img")
    files = [image["src"] for image in images if "_images/" in image["src"]]
    assert sorted(set(files)) == sorted(files)


def test_no_kernel_was_started(html):
    assert not (html / "reports").exists()
    assert not (html.parent / ".jupyter_cache").exists()
