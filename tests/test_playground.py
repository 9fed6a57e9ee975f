"""The lab: built from its sources, all words in both languages, stories that hold."""

import gzip
import hashlib
import math
import re
import shutil
import subprocess
from functools import cache

import numpy as np
import pytest
from node import PATIENCE, ask
from scipy.stats import wasserstein_distance

from gvlib import playground
from gvlib.playground import explore

FOLDER = playground.FOLDER
SOURCES = sorted((FOLDER / "src").rglob("*.*"))
TYPESCRIPT = [path for path in SOURCES if path.suffix == ".ts"]
LIMIT = 40 * 1024  # bytes, gzipped
INPUTS = ("kernel/kernel.wasm", "build.mjs", "package-lock.json")
OURS = pytest.mark.skipif(
    not (FOLDER / "node_modules").is_dir(),
    reason="its tools are not installed: npm ci in gvlib/playground",
)
LOWER, ENOUGH = 4, 7  # modes of a collapse at most, of a cure at least


@cache
def lab(*question) -> object:
    """The answer of the lab's script to one question."""
    return ask("lab.mjs", [list(question)])[0]


# How it is built


def test_the_built_script_is_of_these_sources():
    names = [path.relative_to(FOLDER).as_posix() for path in SOURCES]
    digest = hashlib.sha256()
    for name in sorted([*names, *INPUTS]):
        digest.update(f"{name}\0".encode())
        digest.update((FOLDER / name).read_bytes())
    stamp = (playground.SCRIPT.parent / "stamp.txt").read_text().strip()
    assert stamp == digest.hexdigest(), "npm run build in gvlib/playground"


def test_the_pictures_are_drawn_by_this_script():
    stamp = (playground.DIST / "stills.txt").read_text().strip()
    digest = hashlib.sha256((FOLDER / "still.mjs").read_bytes())
    digest.update(playground.SCRIPT.read_bytes())
    assert stamp == digest.hexdigest(), "npm run build in gvlib/playground"


def test_the_kernel_is_of_its_source():
    stamp = (FOLDER / "kernel" / "stamp.txt").read_text().strip()
    source = (FOLDER / "kernel" / "kernel.ts").read_bytes()
    advice = "npm ci && npm run build in gvlib/playground/kernel"
    assert stamp == hashlib.sha256(source).hexdigest(), advice


@OURS
def test_to_build_it_again_gives_the_same(tmp_path):
    command = ["node", FOLDER / "build.mjs", tmp_path]
    subprocess.run(command, check=True, timeout=PATIENCE, capture_output=True)
    for name in ("playground.js", "stamp.txt"):
        built = (playground.SCRIPT.parent / name).read_bytes()
        assert (tmp_path / name).read_bytes() == built, name


@OURS
def test_types_and_layout_are_right():
    npm = shutil.which("npm")
    done = subprocess.run(
        [npm, "run", "-s", "check"], cwd=FOLDER, timeout=PATIENCE,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", TYPESCRIPT, ids=lambda p: p.stem)
def test_a_source_file_fits_and_knows_its_types(path):
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= 200
    code = "\n".join(re.sub(r"//.*|^ ?\*.*|/\*\*.*", "", line) for line in lines)
    assert not re.search(r"\bany\b|@ts-", code.replace(": any ", ": any "))


def test_it_is_small():
    assert len(gzip.compress(playground.SCRIPT.read_bytes(), 9)) <= LIMIT


# The page


@pytest.mark.parametrize("language", ["en", "zh", "zh_CN"])
def test_the_page_needs_no_other_file(language):
    page = playground.page(language)
    assert not re.search(r"""(src|href)=["'](?!data:)""", page.partition("<script>")[0])
    assert "import(" not in page and "fetch(" not in page
    addresses = set(re.findall(r"https?://[^\"' )]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert '<svg role="img"' in page and "JavaScript" in page


def test_it_speaks_english_where_it_has_no_other_words():
    assert playground.page("fr") == playground.page("en")
    assert explore.fragment("walk", "fr") == explore.fragment("walk", "en")


# Words


def test_every_sentence_has_the_same_values_in_both_languages():
    catalogues = lab("words")
    assert set(catalogues["en"]) == set(catalogues["zh"])
    for key, english in catalogues["en"].items():
        values = re.findall(r"\{\w+\}", english)
        assert sorted(values) == sorted(re.findall(r"\{\w+\}", catalogues["zh"][key]))


def test_every_setting_has_a_word():
    english = lab("words")["en"]
    for name, choice in lab("choices").items():
        assert name in english
        for value in choice["values"]:
            assert not isinstance(value, str) or f"{name}.{value}" in english
    for preset in lab("presets"):
        parts = ["", ".text"] + [".cure", ".cured"] * ("cure" in preset)
        assert all(f"story.{preset['id']}{part}" in english for part in parts)


def test_the_page_without_javascript_is_titled_as_the_lab():
    for language, title in playground.TITLES.items():
        assert lab("words")[language]["lab"] == title


def test_every_card_has_its_words_and_asks_for_what_there_is():
    english = lab("words")["en"]
    cards = lab("cards")
    assert len(cards) == 10
    for card in cards:
        parts = ["", ".text", ".task", ".done"]
        assert all(f"tour.{card['id']}{part}" in english for part in parts)
    for catalogue in lab("words").values():
        for card in cards:
            # The task quotes the label of what is to be used, word for word.
            quoted = re.findall("[“”](.+?)”", catalogue[f"tour.{card['id']}.task"])
            labels = set(catalogue.values())
            assert set(quoted) <= labels, (card["id"], quoted)


# Settings in the address


def test_an_address_brings_everything_back():
    changes = {"data": "own", "rateG": 3e-3, "learnSigma": False, "loss": "hinge"}
    points = [[0.5, -1.25], [2.9, 3.0], [-3.0, 0.0]]
    hash_ = lab_once("hash", changes, points, "fast", True, 3)
    linked = lab_once("linked", hash_)
    assert {k: linked["settings"][k] for k in changes} == changes
    assert linked["preset"] == "fast" and linked["cured"] and not linked["refused"]
    assert linked["tour"] == 3
    np.testing.assert_allclose(linked["points"], points, atol=6 / 4095)
    assert lab_once("hash", {}, [], "", False, 0) == "#lab?"


def lab_once(*question) -> object:
    """As `lab`, for questions that hold lists."""
    return ask("lab.mjs", [question])[0]


def test_an_address_with_nonsense_does_no_harm():
    linked = lab_once("linked", "#lab?batch=7&seed=x&loss=hinge&tour=11&data=own&xy=zz")
    assert linked["settings"]["loss"] == "hinge"
    assert linked["settings"]["batch"] == 128 and linked["settings"]["data"] == "ring"
    assert linked["refused"] == ["batch=7", "seed=x", "tour=11", "data=own"]
    assert lab_once("linked", "#eq-3-4") is None


# Points of a reader


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("x,y\n1,2\n3,4", {"why": "words", "line": 1, "text": "x,y"}),
        ("1 2\n\n3 four\n5 6", {"why": "words", "line": 3, "text": "3 four"}),
        ("1,2,3\n4,5,6", {"why": "words", "line": 1, "text": "1,2,3"}),
        ("1 2\nnan 3", {"why": "words", "line": 2, "text": "nan 3"}),
        ("1 2\n3 1e999", {"why": "words", "line": 2, "text": "3 1e999"}),
        ("", {"why": "few", "found": 0}),
        ("1 2\n3 4", {"why": "few", "found": 2}),
        ("1 2\n" * 501, {"why": "many", "found": 501}),
        ("1 2\n" * 9, {"why": "equal"}),
    ],
)
def test_points_that_cannot_be_learned_are_refused(text, refusal):
    assert lab("parse", text) == {"refusal": refusal}


def test_points_are_put_into_the_frame():
    found = np.array(lab("parse", "0,1000\r\n10;1000\n\n5\t1020 \n 0 1010")["points"])
    expected = [[-1.1, -2.2], [1.1, -2.2], [0, 2.2], [-1.1, 0]]
    np.testing.assert_allclose(found, expected)


# Measures


def test_measures_are_what_they_are_called():
    rng = np.random.default_rng(0)
    angles = np.arange(8) * math.pi / 4
    ring = 2 * np.stack([np.cos(angles), np.sin(angles)], 1)
    x = ring[rng.integers(3, size=1000)] + 0.05 * rng.standard_normal((1000, 2))
    y = ring[rng.integers(8, size=1000)] + 0.1 * rng.standard_normal((1000, 2))
    x[:100] = 0  # on no mode
    found = lab_once("measured", x.ravel().tolist(), y.ravel().tolist())
    modes = found["modes"]
    assert (modes["reached"], modes["of"], modes["share"]) == (3, 8, 0.9)
    counts = np.bincount(np.linalg.norm(x[100:, None] - ring, axis=2).argmin(1))
    p = counts / counts.sum()
    assert modes["kl"] == pytest.approx((p * np.log(8 * p)).sum())
    along = np.arange(12) * math.pi / 12
    directions = np.stack([np.cos(along), np.sin(along)])
    each = [wasserstein_distance(a, b) for a, b in zip((x @ directions).T,
            (y @ directions).T, strict=True)]  # fmt: skip
    assert found["distance"] == pytest.approx(np.mean(each), rel=1e-4)


def test_the_fitted_prior_fits():
    found = lab("mixture", 40)
    points, drawn = (np.reshape(found[k], (-1, 2)) for k in ("points", "drawn"))
    np.testing.assert_allclose(drawn.mean(0), points.mean(0), atol=0.08)
    np.testing.assert_allclose(np.cov(drawn.T), np.cov(points.T), atol=0.06)
    each = [wasserstein_distance(a, b) for a, b in zip(drawn.T, points.T, strict=True)]
    assert max(each) < 0.06


# A training that diverges


def test_who_diverged_rests_and_the_other_goes_on():
    found = lab("spoiled", 4)
    after = found["after"]
    assert (after["gan"], after["vae"]) == (True, False)
    progress = after["progress"]
    assert progress["gan"]["diverged"] and not progress["vae"]["diverged"]
    assert (progress["gan"]["steps"], progress["vae"]["steps"]) == (1, 4)
    assert not found["again"]["gan"]["diverged"]


# The tour: nothing is done before the reader does it, and then it comes to be done

DEEDS = {
    "same": None, "field": {"arrows": True}, "critic": {"players": "d"},
    "answer": {"players": "g"}, "strong": {"id": "reins"},
    "cure": {"id": "reins", "cured": True}, "threads": {"pairs": True},
    "hole": {"id": "hole"}, "repair": {"id": "hole", "cured": True, "on": True},
    "sheet": {"mesh": True},
}  # fmt: skip


@pytest.mark.parametrize("name", DEEDS)
def test_a_card_is_done_when_it_was_done(name):
    place = list(DEEDS).index(name)
    assert lab("cards")[place]["id"] == name
    found = lab_once("card", place, DEEDS[name])
    if DEEDS[name] is None:
        assert found["idle"] == 200
    else:
        assert found["idle"] is None and found["done"] is not None


# Stories


@pytest.mark.parametrize("story", ["fast", "reins"])
def test_an_illness_and_its_cure(story):
    ill = [s["row"]["gan"]["marks"]["modes"] for s in lab_steps(story, False)]
    assert all(modes["reached"] <= LOWER for modes in ill)
    cured = lab_steps(story, True)[-1]["row"]["gan"]["marks"]["modes"]
    assert cured["reached"] >= ENOUGH


def lab_steps(story: str, cured: bool) -> list[dict]:
    """The story of seed 1 at three of its steps."""
    return lab_once("story", story, cured, 1, [500, 1000, 1500])


def test_posteriors_collapse_and_separate():
    kl = [
        lab_once("story", "collapse", cured, 1, [400, 500])[-1]["row"]["vae"]["kl"]
        for cured in (False, True)
    ]
    assert kl[0] < 0.05 and kl[1] > 2


def test_a_fitted_prior_closes_the_hole():
    hole, repaired = (
        lab_once("story", "hole", cured, 1, [*range(460, 501, 2)])[-1]["row"]["vae"]
        for cured in (False, True)
    )
    assert hole["marks"]["modes"]["share"] < 0.2
    assert repaired["marks"]["modes"]["share"] > 0.5
    assert hole["reconstruction"] == repaired["reconstruction"]  # the same networks


def test_on_the_grid_few_clusters_are_no_collapse():
    """Few are reached, yet samples lie all over: nothing was lost, little was found."""
    [seen] = lab_once("story", "calm", False, 1, [1500], {"data": "grid"})
    chance = 25 * math.pi * 0.15**2 / 25  # of a square of 5 x 5
    for who in ("gan", "vae"):
        marks = seen["row"][who]["marks"]
        assert marks["modes"]["reached"] <= 15
        assert marks["modes"]["share"] < 2 * chance
        assert marks["distance"] < 0.4  # a collapse is more than twice that


def test_a_random_pairing_blurs_to_the_mean():
    apart = [
        lab_once("story", "pairing", cured, 1, [600])[-1]["row"]["vae"]["marks"]
        for cured in (False, True)
    ]
    assert apart[1]["distance"] < apart[0]["distance"] / 2
