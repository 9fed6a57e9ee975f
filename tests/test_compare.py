"""A comparison on a reader's own pictures: what is planned, run, said and written."""

import contextlib
import json
import math
import re
import shutil
import signal
import subprocess
import sys
import time
from base64 import b64decode
from html.parser import HTMLParser
from importlib import resources
from io import BytesIO

import numpy as np
import pytest
import torch
from own_pictures import blobs, folder_of
from PIL import Image
from scipy import stats
from test_book_browser import browser, requested, visit  # noqa: F401
from test_command import answer, complaint
from texts import ROOT

import gvlib
from gvlib import data, metrics, zoo
from gvlib.compare import compare, run, verdict
from gvlib.compare import result as results
from gvlib.compare.page import page
from gvlib.compare.repeat import BOOK
from gvlib.data import own
from gvlib.data.own import pictures as pictures_
from gvlib.data.own import stored
from gvlib.experiments.own import (
    contestants,
    eyes,
    fitting,
    inception,
    plan,
    quality,
    runs,
    timing,
)
from gvlib.experiments.own.job import PlanError
from gvlib.train import fit, seed_everything

KEYS = list(contestants.CONTESTANTS)
FAST = {"minutes": 1, "seeds": 2, "jobs": 1, "progress": False}


@pytest.fixture(autouse=True)
def settings(monkeypatch, tmp_path):
    """Twenty steps a run, in a folder of this test, nothing set by the caller."""
    monkeypatch.setenv("GVLIB_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("GVLIB_DEVICE", "cpu")
    monkeypatch.setenv("GVLIB_BUDGET", "smoke")
    few(monkeypatch)


def few(monkeypatch):
    """240 pictures are enough, of which 40 are held out."""
    monkeypatch.setattr(pictures_, "LEAST", 240)
    monkeypatch.setattr(pictures_, "LEAST_HELD_OUT", 40)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """(the folder of pictures, what was said, the comparison), made once."""
    place, said = tmp_path_factory.mktemp("made"), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GVLIB_DEVICE", "cpu")
        patch.setenv("GVLIB_BUDGET", "smoke")
        few(patch)
        source = folder_of(place / "discs", blobs(240, 28, 3), ("large", "small"))
        (source / "large" / "broken.png").touch()
        made = compare(source, out=place / "out", say=said.append, **FAST)
    return source, said, made


def test_what_is_said_before_it_starts(done):
    source, said, made = done
    assert said[0] == (
        f"{source}: 241 pictures by their names, 240 read, 240 different"
    )
    assert said[1] == "all 28 x 28 pixels, fitted to 28 x 28; colour"
    assert said[2].startswith("unreadable: large/broken.png (")
    assert said[3] == "2 classes: large 120, small 120"
    text = "\n".join(said)
    assert "192 pictures to train on, 48 held out" in text
    assert re.search(r"8 runs, 1 at a time, \d CPU-seconds of training each", text)
    assert "with eyes and measurements about 1 minute where 1 core can be had" in text
    assert "fitted prior: 1 Gaussian; 10 need 220 codes, there are 192" in text
    assert "p(x|z) of the VAE: Gaussian, learned sigma, for the three channels" in text
    assert f"everything goes to {made.job.folder}" in text
    ends = [
        line for line in said if re.match(r"\S+ seed \d: fd \S+, \d+ CPU-sec", line)
    ]
    assert len(ends) == 8 and said[-8:] == ends


def test_the_object_behind_the_report(done):
    _, _, made = done
    assert list(made.rows) == [*KEYS, "real"]
    for key in KEYS:
        assert [row["seed"] for row in made.rows[key]] == [0, 1]
        assert made.rows[key][0]["steps"] == 20 + key.startswith("vae")
        assert len(made.values(key, "fd")) == 2
        assert made.shown[key].samples.shape == (48, 3, 28, 28)
        for near in made.shown[key].nearest.values():
            assert near.shape == (8, 3, 28, 28)
    assert made.pictures.found["classes"] == {"large": 120, "small": 120}
    for key in ("vae-fitted", "vae-critic"):
        assert made.shown[key].reconstructions[1].shape == (8, 3, 28, 28)
        assert made.values(key, "gaussians") == [1, 1]
    assert made.shown["mfa"].paths is None and made.shown["gan-r3"].paths.shape[0] == 24
    assert [e.name for e in made.eyes] == list(eyes.names(made.pictures))
    assert made.eyes[0].facts["accuracy"] > 0.6  # half would be chance
    real = np.mean(made.values("real", "fd"))
    assert real < min(np.mean(made.values(key, "fd")) for key in KEYS)


class Page(HTMLParser):
    """What a page asks for, its headings and pictures."""

    def __init__(self, text):
        super().__init__()
        self.asked, self.images, self.heads, self.alts = [], [], [], []
        self.tag = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tag, attrs = tag, dict(attrs)
        self.asked += [v for k, v in attrs.items() if k in {"src", "href", "srcset"}]
        if tag == "img":
            self.images.append(attrs["src"])
            self.alts.append(attrs["alt"])

    def handle_data(self, text):
        if self.tag in {"h1", "h2"} and text.strip():
            self.heads.append(text)


def test_the_page(done):
    """One file that asks nobody for anything, and holds all that was promised."""
    source, _, made = done
    text = made.report.read_text("utf-8")
    page = Page(text)
    assert all(a.startswith("data:image/png;base64,") for a in page.asked)
    assert "http" not in text and "url(" not in text and "<script" not in text
    assert page.heads == [
        "GAN or VAE? discs", "Verdict", "The numbers", "Samples",
        "Quality against compute", "Is it copying?", "Reconstructions",
        "Between two pictures", "Whose eyes?", "The pictures", "What was done",
        "What this evidence cannot tell", "To repeat it",
        "In the book “GANs and VAEs, measured”",
    ]  # fmt: skip
    assert len(page.images) == 5 + 4 + 2 + 3 and all(page.alts)
    first = Image.open(BytesIO(b64decode(page.images[0].partition(",")[2])))
    real = np.asarray(first)[:28, :28]
    assert (real == made.job.held[0].permute(1, 2, 0).numpy()).all()
    for said in made.verdicts:
        assert said.replace("'", "&#x27;") in text
    again = f"compare {source} --minutes 1.0 --seeds 2 --size 28 --jobs 1"
    assert again in text and "large/broken.png" in text
    words = re.sub(r"base64,[^\"]+", "", text)
    assert words.count("FID") == 1 and "The distances are no FID" in words
    assert text.count("<tr>") == 1 + 5 and text.count("0 of 2") == 5
    assert len(text) < 2_000_000


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_report_in_a_browser(done, browser, theme, width):  # noqa: F811
    """Nothing is asked of any server, nothing sticks out, axe finds nothing."""
    address = done[2].report.as_uri()
    visit(browser, address, theme, width)
    assert {a for a in requested(browser) if not a.startswith("data:")} == {address}
    assert browser.get_log("browser") == []
    wide = browser.execute_script("return document.documentElement.scrollWidth")
    assert wide <= width
    ground = "return getComputedStyle(document.body).backgroundColor"
    light = sum(map(int, re.findall(r"\d+", browser.execute_script(ground))[:3])) > 600
    assert light == (theme == "light")
    axe = resources.files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
    browser.execute_script(axe)
    found = browser.execute_async_script("axe.run(document).then(arguments[0])")
    assert [v["id"] for v in found["violations"]] == []


def test_the_book_has_the_headings_that_are_named():
    text = "\n".join(
        path.read_text("utf-8")
        for path in [*(ROOT / "book/chapters").glob("*.md"), ROOT / "book/protocol.md"]
    )
    heads = {re.sub(r"^#+ (\d+ )?", "", h) for h in re.findall(r"^#+ .*", text, re.M)}
    for _, where in BOOK:
        page, _, head = where.partition(", ")
        assert not head or head in heads, where
        assert re.fullmatch(r"chapter \d+b?|The protocol", page)


def test_a_second_call_trains_nothing(done, monkeypatch):
    """It makes the same page from what is stored, or says what is damaged."""
    source, _, made = done
    before = made.report.read_bytes()
    monkeypatch.setattr(runs, "train", None)
    monkeypatch.setattr(plan, "timed_plan", None)
    again = compare(source, out=made.job.folder.parent, say=lambda s: None, **FAST)
    assert again.report == made.report and made.report.read_bytes() == before
    for path, says in (
        (
            made.job.folder / "mfa" / "seed-1.json",
            "delete it to measure that seed again",
        ),
        (made.job.folder / "mfa" / "seed-0.safetensors", "cannot be used"),
        (made.job.folder / "eyes-labels" / "seed-0.safetensors", "to learn these eye"),
        (made.job.folder / "eyes-patches.safetensors", "to learn these eyes again"),
        (made.job.folder / "plan.json", "delete it to begin anew"),
    ):
        whole = path.read_bytes()
        path.write_bytes(whole[:10])
        with pytest.raises(gvlib.errors.GvlibError, match=says):
            compare(source, out=made.job.folder.parent, say=lambda s: None, **FAST)
        path.write_bytes(whole)
    path = made.job.folder / eyes.SEEN
    whole = path.read_bytes()
    path.write_bytes(whole[:10])
    with pytest.raises(gvlib.errors.GvlibError, match="and the eyes look again"):
        runs.against(made.job)
    path.write_bytes(whole)


def test_a_stopped_run_goes_on_to_the_same_end(done, monkeypatch, tmp_path):
    """Stopped with the decoder half trained again, and with the prior just fitted."""
    _, _, made = done
    folder = tmp_path / made.job.folder.name
    shutil.copytree(made.job.folder, folder)
    shutil.rmtree(folder / "vae-critic")
    stops = iter([17, 21])

    def teller(path, of, parent):
        stop = next(stops, None)

        def tell(t):
            if t == stop:
                raise KeyboardInterrupt

        return tell

    monkeypatch.setattr(runs, "teller", teller)
    work = ("vae-critic", 1)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            runs.run_one(folder, work, runs.os.getpid())
    row = runs.run_one(folder, work, runs.os.getpid())
    whole = made.rows["vae-critic"][1]
    assert row["metrics"] == whole["metrics"]
    left = [[(r["step"], r["fd"]) for r in rows["curve"]] for rows in (row, whole)]
    assert left[0] == left[1]


def test_the_call_in_the_report_repeats_it_to_the_bit(done, tmp_path, monkeypatch):
    """With the steps given nothing is timed; the numbers are the same."""
    source, _, made = done
    monkeypatch.setattr(plan, "timed_plan", None)
    steps, said = made.job.plan["steps"] | {"eyes": made.job.plan["eyes"]}, []
    again = compare(
        source, steps=steps, seeds=1, size=28, out=tmp_path, jobs=1, progress=False,
        say=said.append,
    )  # fmt: skip
    for key in [*KEYS, "real"]:
        assert again.rows[key][0]["metrics"] == made.rows[key][0]["metrics"]
    text, line = again.report.read_text(), f"steps={steps})"
    assert line.replace("'", "&#x27;") in text and "python -m gvlib compare" not in text
    assert line.replace("'", "&#x27;") in made.report.read_text()
    assert "4 runs, 1 at a time, of as many steps as was asked for" in said
    assert "One seed says nothing about the noise" in again.verdicts[1]


def test_weights_are_taken_by_sample(done, capsys, tmp_path):
    _, _, made = done
    for key in KEYS:
        path, png = made.job.folder / key / "seed-0.safetensors", tmp_path / "a.png"
        code, _, err = answer(capsys, "sample", path, "-n", 4, "-o", png)
        assert code == 0, err
        assert np.asarray(Image.open(png)).shape == (2 * 58, 2 * 58, 3)
    err = complaint(capsys, "sample", made.job.folder / "x" / "seed-0.safetensors")
    assert "not there, or not as compare has left it" in err
    torch.manual_seed(0)
    for key in ("vae-fitted", "vae-critic"):
        filled = results.restored(made.job, key, 0)
        assert bool(filled.parts["prior"].fitted)
        seed_everything(0)
        made_again = filled.sample(48)
        assert torch.equal(made_again, made.shown[key].samples)
        assert filled.draw(3).std() > filled.sample(3).std()


# The parts


def test_the_prior_is_fitted_last():
    """N(0, I) until then; afterwards the codes' own distribution, stored with it."""
    x = torch.randint(256, (240, 1, 28, 28), dtype=torch.uint8)
    made = own.Pictures(x, None, (), {})
    build, config, steps = contestants.fitted_vae(made, x, 3, [1, 10])
    seed_everything(0)
    run = fitting.counted(build(**config))
    prior = run.parts["prior"]
    for model in (run.state["model"], run.model):  # codes far from N(0, I)
        model.encoder[-1].bias.data[:32] += 3
    z = torch.randn(5, 32)
    normal = -0.5 * (z.square().sum(1) + 32 * math.log(2 * math.pi))
    torch.testing.assert_close(prior().log_prob(z), normal)
    history = fit(
        run.step, run.batches, steps, state=run.state, every=1, progress=False
    )
    assert steps == 4 and run.state["ema"].t == 3 and run.state["count"].t == 4
    assert history[-1]["gaussians"] == 1 and bool(prior.fitted)
    codes = fitting.codes_of(run.model, data.to_unit(x))
    mean = (prior().mixture_distribution.probs[:, None] * prior.means).sum(0)
    torch.testing.assert_close(mean, codes.mean(0), atol=0.3, rtol=0)
    assert prior().log_prob(codes).mean() > run.model.prior().log_prob(codes).mean()


def test_codes_left_out_choose_the_prior():
    """As many Gaussians as there are clusters, or one where there are none."""
    seed_everything(0)
    turn = torch.arange(10) * 2 * math.pi / 10
    centres = 20 * torch.stack([turn.cos(), turn.sin()], 1)
    codes = centres[torch.randint(10, (600,))] + torch.randn(600, 2)
    chosen = fitting.choose_prior(codes, (1, 10, 30, 100))
    assert fitting.gaussians_of(chosen) == 10
    assert fitting.gaussians_of(fitting.choose_prior(codes[:, :2], (1,))) == 1
    normal = fitting.choose_prior(torch.randn(600, 2), (1, 10, 30))
    assert fitting.gaussians_of(normal) == 1
    wide = fitting.empty_prior(30, 2)
    fitting.fill(wide, chosen)
    torch.testing.assert_close(wide().log_prob(codes), chosen().log_prob(codes))
    assert wide().sample((500,)).isfinite().all() and fitting.gaussians_of(wide) == 10


def test_too_few_codes_for_many_gaussians():
    """What `possible` offers is what `fit_mixture` takes, and no more."""
    assert [plan.possible(n) for n in (40, 240, 1_600, 9_000)] == [
        [1], [1, 10], [1, 10, 30], [1, 10, 30, 100],
    ]  # fmt: skip
    needed = fitting.codes_needed(10, 32)
    others = needed * (fitting.JUDGES - 1) // fitting.JUDGES
    fitting.vae.fit_mixture(torch.randn(others, 32), 10)
    with pytest.raises(ValueError, match="cannot fix"):
        fitting.vae.fit_mixture(torch.randn(others - 2, 32), 10)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", [28, 64])
@pytest.mark.parametrize("key", KEYS)
def test_every_contestant_takes_every_size(key, size, channels):
    x = torch.randint(256, (40, channels, size, size), dtype=torch.uint8)
    made = own.Pictures(x, None, (), {})
    build, config, _ = contestants.CONTESTANTS[key].make(made, x, 2, [1])
    how = {"batch_size": 2, "k": 2}
    run = build(**config | {k: v for k, v in how.items() if k in config})
    for _ in range(2 + key.startswith("vae")):
        run.step(run.batches)
    images = run.sample(3)
    assert images.shape == (3, channels, size, size)
    assert 0 <= images.min() and images.max() <= 1


@pytest.mark.parametrize(
    ("x", "kind", "likelihood"),
    [
        (torch.tensor([0, 255]), "binary", "Bernoulli"),
        (torch.tensor([0, 7]), "grey", "Gaussian, learned sigma"),
        (
            torch.tensor([0, 255]).expand(1, 3, 1, 2),
            "colour",
            "Gaussian, learned sigma",
        ),
    ],
)
def test_the_likelihood_follows_from_the_pixels(x, kind, likelihood):
    x = (
        x.byte().expand(40, *x.shape[1:])
        if x.ndim == 4
        else x.byte()[:, None, None, None]
    )
    made = own.Pictures(x, None, (), {})
    assert made.kind == kind and contestants.LIKELIHOODS[kind][0] == likelihood


def test_pictures_survive_storing(tmp_path):
    x = torch.randint(256, (9, 1, 4, 4), dtype=torch.uint8)
    for y, classes in ((None, ()), (torch.arange(9) % 2, ("a", "b"))):
        made = own.Pictures(x, y, classes, {"source": "a/b", "cut": 0.25})
        place = tmp_path / str(len(classes))
        place.mkdir()
        stored.store(made, place)
        got = stored.stored(place)
        assert torch.equal(got.x, x) and got[2:] == made[2:]
        assert (got.y is None) if y is None else torch.equal(got.y, y)
        assert stored.digest(got) == stored.digest(made)
    (place / "found.json").write_text("{")
    with pytest.raises(
        own.PicturesError, match="is damaged .* delete it to begin anew"
    ):
        stored.stored(place)
    other = made._replace(x=x + 1)
    assert stored.digest(other) != stored.digest(made)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("a/My cells (2)/", "My-cells-2"), ("torchvision:KMNIST", "KMNIST"),
        ("..", "pictures"), (r"C:\x\é", "pictures"),
    ],
)  # fmt: skip
def test_names_of_folders(source, name):
    assert stored.plain_name(source) == name


def test_minutes_become_seconds():
    """Twelve runs, two at a time, are six rounds."""
    assert plan.seconds_of(10, 3, 2) == 100
    assert plan.seconds_of(10, 3, 16) == 600


def test_the_minutes_are_those_of_everything(done, monkeypatch):
    """Eyes, rounds of training and measuring, real pictures a seed, the page."""
    _, _, made = done
    monkeypatch.setattr(timing, "of_run", lambda *_: 3.0)
    monkeypatch.setattr(timing, "seconds", lambda call: 2.0)
    job = made.job._replace(plan=made.job.plan | {"seeds": 3, "jobs": 2})
    timed = [plan.of_contestant(job, "gan-r3")]
    rest = timing.besides(job, timed, [1], 0.0, 54.0)
    assert rest == (54 + 3 * 2 + 192 / 48 * 2, {"gan-r3": 3.0})
    seconds = plan.seconds_of(10, 3, 2, rest)
    assert rest.once + 6 * (seconds + 3) == pytest.approx(600)
    assert plan.seconds_of(1, 3, 2, rest) == 0


def test_too_few_minutes_are_refused():
    made = {"minutes": 0.1, "seeds": 3, "jobs": 2}
    plan.check_steps(made, 2.0, "mfa", 1, 0.5, 0.1)
    with pytest.raises(PlanError) as caught:
        plan.check_steps(made, 2.0, "mfa", 0, 3.0, 0.5)
    # 3 + 50 x 0.5 = 28 seconds, 26 more, in six rounds: 2.7 minutes.
    assert str(caught.value) == (
        "0.1 minutes leave mfa 2 CPU-seconds a run, but it needs more than 3.5: take "
        "--minutes 3 or more, or fewer --seeds"
    )


def test_no_room_for_checkpoints(done, monkeypatch):
    _, _, made = done
    full = shutil._ntuple_diskusage(10**9, 10**9, 1_000)
    monkeypatch.setattr(plan.shutil, "disk_usage", lambda folder: full)
    timed = [plan.of_contestant(made.job, KEYS[0])]
    with pytest.raises(PlanError, match="1e-06 GB are free, .* choose another folder"):
        plan.check_room(made.job, timed)


def test_measures_of_real_pictures_and_copies(done):
    """Training pictures are all copies of themselves; those left out are not."""
    _, _, made = done
    against = runs.against(made.job)
    found = quality.image_metrics(data.to_unit(made.job.train[:48]), against)
    assert found["copies"] == 1 and quality.measure_real(against, 0)["copies"] < 0.5
    real = data.to_unit(made.job.held)
    same = quality.image_metrics(real, against)
    distances = {key: value for key, value in same.items() if "fd" in key}
    assert distances == pytest.approx({"fd": 0, "fd@patches": 0}, abs=1e-6)
    grey = metrics.sharpness(real.mean(1, keepdim=True)).mean().item()
    assert same["sharpness"] == pytest.approx(grey)


def test_eyes_that_were_tried():
    """Of those without labels the patches order damages best: so they were chosen."""
    tried = zoo.eyes()["candidates"]
    right = {name: row["in_order"]["all"] for name, row in tried.items()}
    assert max(right, key=right.get) == eyes.BLIND and "eyes" not in zoo.names()


def test_inceptions_eyes(done, monkeypatch, tmp_path):
    """With torchvision's file there is a third column, and it alone is called FID."""
    source, _, made = done
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    with pytest.raises(gvlib.errors.GvlibError, match="no Inception weights in .*out$"):
        compare(source, inception=True)
    place = tmp_path / "hub" / "checkpoints" / inception.FILE
    place.parent.mkdir(parents=True)
    place.write_bytes(b"no weights")
    with pytest.raises(gvlib.errors.GvlibError, match="cannot be used"):
        inception.inception()
    net = inception.inception_v3(weights=None, init_weights=False)
    torch.save(net.state_dict(), place)
    features = inception.inception()(torch.rand(2, 1, 28, 28))
    assert features.shape == (2, 2048) and features.isfinite().all()
    assert eyes.names(made.pictures, True) == ("labels", "patches", "inception")
    third = quality.Eyes("inception", eyes.TITLES["inception"], None, {})
    rows = {
        key: [r | {"metrics": r["metrics"] | {"fd@inception": 1.0}} for r in seeds]
        for key, seeds in made.rows.items()
    }
    text = page(made._replace(eyes=[*made.eyes, third], rows=rows), [])
    assert '<th scope="col">FID</th>' in text
    assert "Only the distance in Inception&#x27;s" in text or "Only the dis" in text


def test_a_process_ends_with_who_started_it(tmp_path, monkeypatch):
    """Else one that was left over would write beside the next call's."""
    ended = []
    monkeypatch.setattr(runs.os, "_exit", ended.append)
    monkeypatch.setattr(runs, "TELL", -1)
    path = tmp_path / "a" / "seed-0.progress"
    for parent in (runs.os.getpid(), runs.os.getppid()):
        runs.teller(path, 9, parent)(1)
    assert ended == [] and json.loads(path.read_text()) == [1, 9]
    runs.teller(path, 9, 10**9)(2)
    assert ended == [1]


# What is said


def seeds_of(fd, other=None, copies=0.0, seconds=100.0):
    """Rows of a contestant with these distances."""
    rows = []
    for i, value in enumerate(fd):
        found = {"fd": value, "copies": copies}
        found |= {"fd@b": other[i]} if other else {}
        rows.append({"seed": i, "metrics": found, "cpu_seconds": seconds})
    return rows


def said(a, b, real=(1.0, 1.2), eyes=("a",)):
    """The sentences, the other contestants being far away and steady."""
    far = seeds_of((900.0, 901.0, 902.0), (900.0, 901.0, 902.0))
    rows = dict(zip(KEYS, (a, b, far, far), strict=True)) | {"real": seeds_of(real)}
    first, *others = verdict.verdicts(rows, eyes)
    assert first == verdict.nearest(rows, eyes)
    return others


def test_a_difference_beyond_the_noise():
    a, b = (10.0, 11.0, 12.0), (20.0, 21.5, 23.0)
    (first, *_) = said(seeds_of(a), seeds_of(b))
    low, high = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    assert first == (
        "gan-r3 is nearer to the real pictures than vae-fitted: gan-r3 - vae-fitted is "
        f"-10.5 ± {(high - low) / 2:.2g} (95 %, Welch)."
    )
    both = said(seeds_of(a, a), seeds_of(b, b), eyes=("a", "b"))
    assert both[0].endswith("(95 %, Welch), and both pairs of eyes agree.")
    torn = said(seeds_of(a, b), seeds_of(b, a), eyes=("a", "b"))
    assert torn[0].startswith("Undecided: gan-r3 is nearer") and "but +10.5" in torn[0]
    blind = said(seeds_of(a, a), seeds_of(b, a), eyes=("a", "b"))
    assert blind[0].startswith("Undecided: ")


def test_a_difference_within_the_noise():
    near = said(seeds_of((10.0, 14.0, 18.0)), seeds_of((12.0, 15.0, 19.0)))
    assert near[0].startswith("Three seeds cannot separate gan-r3 and vae-fitted: ")
    one = said(seeds_of((10.0,)), seeds_of((12.0,)))
    assert "One seed says nothing about the noise: gan-r3 is at 10, vae-" in one[0]
    assert near[-1].endswith("Undecided does not mean equal.") and "at 1.1:" in near[-1]


def test_who_is_ahead_of_all():
    """In every pair of eyes, of each of the others, and not by copies."""
    low, high = (1.0, 2.0, 3.0), (20.0, 21.5, 23.0)
    far = seeds_of((900.0, 901.0, 902.0), high)
    nobody = "Nobody is ahead of all the others beyond the noise of the seeds."

    def first(a, b, eyes):
        rows = dict(zip(KEYS, (a, b, far, far), strict=True))
        return verdict.nearest(rows | {"real": seeds_of(low, low)}, eyes)

    winner = "gan-r3 is nearest to the real pictures, ahead of each of the others."
    assert first(seeds_of(low, low), seeds_of(high, high), ("a", "b")) == winner
    assert first(seeds_of(low, high), seeds_of(high, high), ("a", "b")) == nobody
    assert first(seeds_of(low, high), seeds_of(high, high), ("a",)) == winner
    assert first(seeds_of(low, low, 0.4), seeds_of(high, high), ("a", "b")) == nobody
    assert first(seeds_of(low[:1]), seeds_of(high), ("a",)) == nobody


def test_what_takes_a_merit_away():
    a, b = seeds_of((10.0, 11.0, 12.0), copies=0.4), seeds_of((20.0, 21.0, 22.0))
    assert said(a, b)[0].startswith("40% of gan-r3's samples lie as near to one train")
    a = seeds_of((10.0, 11.0))
    a.append({"seed": 2, "failed": "step 9: nan", "cpu_seconds": 3.0})
    text = said(a, b)
    assert text[0] == (
        "1 of three seeds of gan-r3 failed (step 9: nan): its numbers are those of the "
        "others."
    )
    text = said([a[2]], b)
    assert "Every seed of gan-r3 failed: gan-r3 and vae-fitted cannot be compare" in (
        "\n".join(text)
    )
    text = said(seeds_of((1.0, 2.0), seconds=130.0), b)
    assert text[-1].startswith(
        "The CPU-seconds were planned equal and came out unequal"
    )


# The command


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["compare"], "required: source"),
        (["compare", "none"], "none does not exist: name a folder of pictures"),
        (["compare", "."], "holds no pictures"),
        (["compare", "torchvision:KMIST"], "did you mean torchvision:KMNIST?"),
        (["compare", ".", "--minutes", "0"], "'0' must be a number of minutes above 0"),
        (["compare", ".", "--minutes", "nan"], "'nan' must be a number of minutes"),
        (["compare", ".", "--seeds", "0"], "'0' must be a whole number from 1 to 100"),
        (
            ["compare", ".", "--size", "30"],
            "invalid choice: 30 (choose from 28, 32, 64",
        ),
    ],
)
def test_wrong_words(capsys, argv, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert says in complaint(capsys, *argv)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"minutes": 0}, "minutes = 0.0 must be a number above 0"),
        ({"minutes": math.nan}, "minutes = nan must be"),
        ({"minutes": math.inf}, "minutes = inf must be"),
        ({"seeds": 0}, "seeds = 0 must be a whole number of 1 or more"),
        ({"seeds": 1.5}, "seeds = 1.5 must be a whole number"),
        ({"jobs": 0}, "jobs = 0 must be a whole number"),
        ({"size": 30}, "size = 30 must be one of 28, 32, 64"),
        ({"steps": {"gan-r3": 5}}, "must give 1 or more for each of gan-r3, vae-"),
    ],
)
def test_wrong_wishes(done, how, says, tmp_path):
    with pytest.raises(PlanError, match=re.escape(says)):
        compare(done[0], out=tmp_path, say=lambda line: None, **how)


def test_a_place_that_cannot_be_written(capsys, done, tmp_path):
    (tmp_path / "file").touch()
    err = complaint(capsys, "compare", done[0], "--out", tmp_path / "file" / "out")
    assert "cannot write" in err


def test_failed_seeds_are_an_exit_code(capsys, done, monkeypatch):
    """Everything is printed and written all the same."""
    source, _, made = done
    rows = {k: list(v) for k, v in made.rows.items()}
    failed = {k: v for k, v in rows["mfa"][0].items() if k not in ("metrics", "curve")}
    rows["mfa"][0] = failed | {"failed": "step 3: nan"}
    monkeypatch.setattr(run, "trained", lambda *_: rows)
    words = "--minutes", 1, "--seeds", 2, "--out", made.job.folder.parent
    code, out, _ = answer(capsys, "compare", source, *words)
    assert code == 1 and "1 of two seeds of mfa failed (step 3: nan)" in out
    assert out.splitlines()[-1] == str(made.report)
    assert "1 of 2" in made.report.read_text()


def test_an_interrupt_is_gone_on_from(capsys, tmp_path):
    """Stopped by Ctrl-C, as processes of their own: one line, nothing lost."""
    source = folder_of(tmp_path / "discs", blobs(520))
    words = ["compare", str(source), "--seeds", "1", "--jobs"]
    # What is deaf to Ctrl-C, as a job in the background is, has deaf children.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    first = subprocess.Popen(
        [sys.executable, "-m", "gvlib", *words, "2"],
        env=runs.os.environ | {"PYTHONPATH": str(ROOT)}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    signal.signal(signal.SIGINT, before)
    for line in first.stdout:
        if "seed 0: fd" in line:
            break
    runs.os.killpg(first.pid, signal.SIGINT)
    out, err = first.communicate(timeout=300)
    assert first.returncode == 130, err
    assert err == "gvlib: stopped; the same command goes on from there\n"
    (folder,) = (tmp_path / "runs" / "compare").iterdir()
    assert not (folder / "report.html").exists()
    kept = {p: p.read_bytes() for p in folder.glob("*/seed-0.json")}
    assert kept and json.loads((folder / "plan.json").read_text())["smoke"] is True
    code, out, err = answer(capsys, *words, 1)  # goes on by the plan as it was
    assert (code, err) == (0, "") and out.endswith(f"{folder / 'report.html'}\n")
    assert re.search(r"^already done: [1-3] of these runs$", out, re.M)
    assert (folder / "report.html").exists()
    assert all(path.read_bytes() == raw for path, raw in kept.items())
    deadline = time.monotonic() + 60
    while list(folder.rglob("*.progress")) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert list(folder.rglob("*.progress")) == []


CHILD = """
import sys
from gvlib.compare import compare
steps = {"gan-r3": 40, "vae-fitted": 100, "vae-critic": 80, "mfa": 6, "eyes": 40}
source, out, jobs = sys.argv[1:]
compare(source, steps=steps, seeds=1, jobs=int(jobs), out=out, progress=False)
"""


@pytest.mark.soak
def test_killed_twice_it_ends_as_if_nothing_had_been(tmp_path):
    """Once its parent alone, once all processes: numbers, weights and page are equal.

    What it took is not: seconds differ from run to run.
    """
    source = folder_of(tmp_path / "discs", blobs(520, 28, 3), ("large", "small"))
    env = runs.os.environ | {"PYTHONPATH": str(ROOT), "GVLIB_BUDGET": "laptop"}
    kills = (("vae-fitted", runs.os.kill), ("vae-critic", runs.os.killpg))

    def start(out, jobs):
        words = [sys.executable, "-c", CHILD, str(source), str(out), str(jobs)]
        return subprocess.Popen(words, env=env, start_new_session=True)

    def halfway(child, out, key):
        """Wait until a run has done half of its steps."""
        while child.poll() is None:
            for path in out.glob(f"*/{key}/seed-0.progress"):
                with contextlib.suppress(OSError, ValueError):  # being written
                    done, of = json.loads(path.read_text())
                    if 2 * done > of:
                        return
            time.sleep(0.05)
        pytest.fail(f"{key} was over before it could be killed")

    for key, kill in kills:
        child = start(tmp_path / "killed", 2)
        halfway(child, tmp_path / "killed", key)
        kill(child.pid, signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    assert not list((tmp_path / "killed").glob("*/report.html"))
    for out in ("killed", "undisturbed"):
        assert start(tmp_path / out, 1).wait() == 0
    (killed,), (whole,) = ((tmp_path / o).iterdir() for o in ("killed", "undisturbed"))
    assert killed.name == whole.name
    for key in (*KEYS, "real"):
        rows = [json.loads((f / key / "seed-0.json").read_text())
                for f in (killed, whole)]  # fmt: skip
        assert rows[0]["metrics"] == rows[1]["metrics"]
    for path in whole.rglob("*.safetensors"):
        assert (killed / path.relative_to(whole)).read_bytes() == path.read_bytes()
    pages = [timeless((f / "report.html").read_text()) for f in (killed, whole)]
    assert (
        pages[0].replace(str(tmp_path / "killed"), str(tmp_path / "undisturbed"))
        == (pages[1])
    )


def timeless(page):
    """A report without what it took: the curves' seconds, and those in words."""
    page = re.sub(r"<svg.*?</svg>", "", page, flags=re.S)
    page = re.sub(r"after \d+ CPU-seconds", "", page)
    return re.sub(r"<td>\d+</td>(?=<td>\d of \d)", "", page)
