"""What a page shows: figures in one look, controls without a kernel, its own code."""

import inspect
import io
from itertools import combinations

import IPython
import matplotlib
import numpy as np
import pytest
import torch
from bs4 import BeautifulSoup
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from gvlib import data, gan, plot, source, train, vae, widgets

matplotlib.use("Agg")
STYLES = plot.STYLE.values()


@pytest.fixture(autouse=True)
def book_style():
    with matplotlib.rc_context():
        plot.use_style()
        yield


def picture(raw: bytes) -> np.ndarray:
    """A PNG as grey levels."""
    return np.asarray(Image.open(io.BytesIO(raw)).convert("L"))


def ring_figure(noise: float = 0.1) -> Figure:
    x = data.ring(500, radius=2.0, sigma=0.05)
    rng = torch.Generator().manual_seed(0)
    fake = x + noise * torch.randn(500, 2, generator=rng)
    return plot.panels({"data": x, "GAN": fake})


# The look


@pytest.mark.parametrize("a, b", [*combinations(STYLES, 2)])
def test_styles_differ_without_colour(a, b):
    def grey(s):
        return np.dot(to_rgb(s["color"]), (0.299, 0.587, 0.114))

    assert a["marker"] != b["marker"]
    assert a["linestyle"] != b["linestyle"] or abs(grey(a) - grey(b)) > 0.2


def test_names_find_their_style():
    assert plot.style("fashion/gan-r3") == plot.style("gan-r3") == plot.STYLE["gan-r3"]
    assert plot.style("GAN, step 500")["color"] == plot.GAN
    assert plot.style("vae-new", marker="x") == plot.STYLE["vae"] | {"marker": "x"}
    with pytest.raises(ValueError, match="data, gan or vae"):
        plot.style("rbm")


def test_every_text_can_be_read_from_the_last_row():
    fig, (a, b) = plot.canvas(1, 2)
    history = [{"step": t, "loss": 1 / t} for t in range(1, 50)]
    plot.log_curve(a, history, "loss", plot.style("gan"), "GAN")
    plot.curve_with_band(b, [1, 10], [[3, 2], [4, 1]], plot.style("vae"), "VAE")
    plot.log_scale(b.xaxis)
    a.legend()
    fig.draw_without_rendering()
    texts = [t for t in fig.findobj(matplotlib.text.Text) if t.get_text()]
    assert min(t.get_fontsize() for t in texts) >= 11


def test_a_figure_is_the_same_small_bytes_each_time():
    raw = plot.png(ring_figure())
    assert raw == plot.png(ring_figure())
    assert len(raw) < 60_000
    image = Image.open(io.BytesIO(raw))
    assert image.info == {} and image.convert("RGB").getpixel((0, 0)) == (255,) * 3


def test_images_are_laid_out_row_by_row():
    x = torch.rand(5, 1, 4, 3)
    sheet = plot.tiled(x, columns=3, gap=1)
    assert sheet.shape == (9, 11)
    assert (sheet[5:, 4:7] == x[4, 0].numpy()).all()
    assert (sheet[5:, 8:] == 1).all() and (sheet[4] == 1).all()
    with pytest.raises(ValueError, match="to_unit"):
        plot.image_grid(torch.zeros(2, 1, 4, 4, dtype=torch.uint8))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_grid_that_is_none_says_why(bad):
    x = torch.rand(5, 1, 4, 3)
    for columns in (0, -2):
        with pytest.raises(ValueError, match=f"5 images in {columns} columns: both"):
            plot.image_grid(x, columns)
    with pytest.raises(ValueError, match="0 images in 8 columns: both must be"):
        plot.image_grid(x[:0])
    x[3, 0, 1, 1] = bad
    with pytest.raises(ValueError, match="1 of the 5 images .* not finite.* failed"):
        plot.image_grid(x)
    for picture in (plot.image_rows, plot.panels):
        with pytest.raises(ValueError, match="is empty: a picture needs at least one"):
            picture({})


def test_every_picture_can_be_drawn():
    x = torch.rand(6, 1, 8, 8)
    figures = [
        plot.image_grid(x, 3),
        plot.image_rows({"data": x, "mean of p(x|z)": x}),
        plot.panels({"data": x, "epoch 3": x}, columns=2),
    ]
    fig, ax = plot.canvas()
    values = {"gan-ns": [1.0, 2.0], "fashion/vae-cb": [3.0]}
    plot.dots_with_interval(ax, values, "Fréchet distance")
    for f in [*figures, fig]:
        assert picture(plot.png(f)).min() < 200


def test_heat_puts_x1_to_the_right_and_x2_upwards():
    fig, ax = plot.canvas()
    plot.heat(ax, lambda p: (p[:, 0] > 0) * 0.6 + (p[:, 1] > 0) * 0.3, limit=1.0)
    values = ax.collections[0].get_array().reshape(150, 150)
    assert values[0, -1] == pytest.approx(0.6) and values[-1, 0] == pytest.approx(0.3)


def test_bands_run_from_the_lowest_seed_to_the_highest():
    _, ax = plot.canvas()
    plot.curve_with_band(ax, [1, 2], [[1, 5], [3, 9]], plot.style("gan"), "fd")
    assert ax.lines[0].get_ydata().tolist() == [2, 7]
    assert ax.lines[0].get_label() == "fd, n = 2"
    corners = ax.collections[0].get_paths()[0].vertices.tolist()
    assert all(c in corners for c in ([1, 1], [1, 3], [2, 5], [2, 9]))
    with pytest.raises(ValueError, match="for each x"):
        plot.curve_with_band(ax, [1, 2], [[1], [3]], plot.style("gan"), "fd")


def test_a_curve_that_was_not_logged_is_named():
    with pytest.raises(ValueError, match="'fd'.*step"):
        plot.log_curve(plot.canvas()[1], [{"step": 1}], "fd", {}, "")


# Controls


@pytest.fixture
def static(monkeypatch):
    monkeypatch.setenv("GVLIB_STATIC", "1")


def test_a_static_slider_is_whole(static):
    values = [0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0]
    shown = widgets.slider(ring_figure, values, 'noise, "sd"', "Points & a ring", 0.1)
    soup = BeautifulSoup(shown.html, "html.parser")
    images, (control,) = soup.find_all("img"), soup.find_all("input")
    assert len(images) == 10
    assert images[1]["alt"] == 'Points & a ring (noise, "sd": 0.05)'
    assert images[0]["src"] != images[1]["src"]
    hidden = [frame.has_attr("hidden") for frame in soup.select(".gv-frame")]
    assert hidden == [i != 2 for i in range(10)] and control["value"] == "2"
    assert (control["type"], control["min"], control["max"]) == ("range", "0", "9")
    assert control["aria-valuetext"] == soup.output.text == "0.1"
    assert control.find_parent("label").text.strip() == 'noise, "sd"'
    assert "http" not in shown.html and "<script" not in shown.html
    assert len(shown.html) < 250_000
    again = widgets.slider(ring_figure, values[:2], 'noise, "sd"', "Points & a ring")
    assert [str(image) for image in images[:2]] == [
        str(image) for image in BeautifulSoup(again.html, "html.parser").find_all("img")
    ]


@pytest.mark.parametrize(
    "values, texts",
    [
        (torch.linspace(0, 1, 4), ["0", "0.333333", "0.666667", "1"]),
        (np.array([0.1, 0.2], "float32"), ["0.1", "0.2"]),
        (torch.tensor([1, 20]), ["1", "20"]),
        ([0.1, 0.1 + 1e-8], ["0.1", "0.10000001"]),
        ([1.0, 1.0 + 2**-52], ["1", "1.0000000000000002"]),
        ([True, None, "x"], ["True", "None", "x"]),
    ],
)
def test_each_value_of_a_slider_has_a_label_of_its_own(static, values, texts):
    seen = []
    shown = widgets.slider(lambda v: seen.append(v) or "<p>", values, "v", "A")
    soup = BeautifulSoup(shown.html, "html.parser")
    assert [f["data-text"] for f in soup.select(".gv-frame")] == texts
    assert all(a is b or a == b for a, b in zip(seen, values, strict=True))


def test_a_slider_over_a_tensor_starts_where_it_is_told(static):
    values = torch.linspace(0, 1, 11)  # 0.3 in single precision is not Python's 0.3
    for start in (0.3, values[3], np.float64(0.3)):
        assert widgets.slider(str, values, "v", "A", start).label == "v: 0.3"


def test_print_gets_the_frame_at_the_start(static):
    figures = {1: plot.image_grid(torch.rand(2, 1, 4, 4)), 2: ring_figure()}
    bundle = widgets.slider(figures.get, [1, 2], "n", "A", 2)._repr_mimebundle_()
    assert bundle["text/plain"] == "n: 2"
    assert bundle["text/html"].count(bundle["image/png"]) == 1
    words = widgets.slider(lambda v: f"<p>{v}</p>", [1, 2], "n", "A")
    assert set(words._repr_mimebundle_()) == {"text/html", "text/plain"}


@pytest.mark.parametrize("setting", ["", "0", "no"])
def test_a_live_slider_draws_at_every_move(monkeypatch, setting):
    monkeypatch.setenv("GVLIB_STATIC", setting)
    drawn = []

    def draw(value):
        drawn.append(value)
        return f"<p>{value}</p>"

    box = widgets.slider(draw, "abc", "v", "A", start="b")
    assert drawn == ["b"]
    box.children[1].index = 2
    assert drawn == ["b", "c"]


@pytest.mark.parametrize(
    "changed, error, words",
    [
        ({"values": []}, ValueError, "at least one"),
        ({"values": [2, 1, 2.0]}, ValueError, "2 stands twice"),
        ({"values": torch.ones(2)}, ValueError, "1 stands twice"),
        ({"alt": ""}, ValueError, "read aloud"),
        ({"start": 7}, ValueError, "one of the values"),
        ({"draw": lambda v: v}, TypeError, "returned int"),
    ],
)
@pytest.mark.parametrize("mode", ["", "1"])
def test_a_wrong_slider_says_what_is_wrong(monkeypatch, changed, error, words, mode):
    monkeypatch.setenv("GVLIB_STATIC", mode)
    right = {"draw": str, "values": [1, 2], "label": "v", "alt": "A number"}
    with pytest.raises(error, match=words):
        widgets.slider(**right | changed)


# Code, numbers, tables


@pytest.mark.parametrize("obj", [train.fit, vae.VAE, gan.r1, vae.log_likelihood])
def test_text_is_the_source(obj):
    assert source.text(obj) == inspect.getsource(obj)


def test_methods_and_constants_have_a_source():
    assert source.text(vae.VAE.posterior).startswith("def posterior(self")
    lines = source.text(gan.non_saturating).splitlines()
    assert lines[0].startswith("# ") and lines[1] == "non_saturating = GANLoss("
    assert "eq. 5.2" in lines[3] and lines[-1] == ")"
    assert source.text(data.CLASSES).startswith("CLASSES = (")
    for wrong in (torch.nn.Linear, len, 32.125, [1, 2]):
        with pytest.raises(ValueError, match="show a function"):
            source.text(wrong)


def test_show_names_the_module_once(monkeypatch):
    shown = []
    monkeypatch.setattr(source, "display_in_cell", shown.append)
    source.show(gan.hinge, gan.minimax, gan.r1, data.CLASSES)
    (listing,) = shown
    assert str(listing).startswith("# gvlib.gan.losses\n\n# A margin")
    assert listing.count("# gvlib.gan.losses\n") == 1
    assert source.text(gan.r1).rstrip() in listing and "fmt: skip" not in listing
    assert listing._repr_markdown_().startswith("~~~~python\n# gvlib.gan")
    assert repr(listing) == str(listing)


@pytest.fixture
def cell(monkeypatch):
    """What a notebook's cell would be given."""
    shown = []
    monkeypatch.setattr(source, "get_ipython", lambda: True)
    monkeypatch.setattr(
        source, "display_in_cell", lambda d, raw, metadata: shown.append((d, metadata))
    )
    return shown


@pytest.mark.parametrize(
    "value", [1.5, torch.tensor(1.5), np.float64(1.5), np.array(1.5, "float32")]
)
def test_glue_stores_what_myst_nb_reads(cell, value, monkeypatch):
    monkeypatch.setenv("GVLIB_STATIC", "1")
    glue = pytest.importorskip("myst_nb.ext.glue")
    theirs = []
    monkeypatch.setattr(
        glue, "ipy_display", lambda d, raw, metadata: theirs.append((d, metadata))
    )
    formatter = IPython.core.formatters.DisplayFormatter()
    monkeypatch.setattr(
        IPython.core.formatters, "format_display_data", formatter.format
    )
    glue.glue("x", 1.5, display=False)
    source.glue("x", value)
    assert cell == theirs


@pytest.mark.parametrize(
    ("name", "join", "names"),
    [
        ("gan", "-", ["gan-fd", "gan-fd-half", "gan-n"]),
        ("gan", "_", ["gan_fd", "gan_fd_half", "gan_n"]),
        ("", "-", ["fd", "fd-half", "n"]),
    ],
)
def test_a_row_is_glued_number_by_number(cell, name, join, names):
    source.glue_row(name, {"fd": (20.5, 0.5), "none": None, "n": 3}, join)
    assert [metadata["scrapbook"]["name"] for _, metadata in cell] == names
    numbers = [next(iter(bundle.values())) for bundle, _ in cell]
    assert numbers == ["20.5", "0.5", "3"]
    assert all(m["scrapbook"]["mime_prefix"] for _, m in cell)  # none is shown


def test_a_live_notebook_glues_nothing_unseen(cell, monkeypatch):
    """VS Code prints an error for each output of a media type that it does not know."""
    monkeypatch.delenv("GVLIB_STATIC", raising=False)
    source.glue("x", 1.5)
    assert cell == []
    source.glue("x", 1.5, display=True)
    assert [data for data, _ in cell] == [{"text/plain": "1.5"}]


def test_glued_figures_are_shown_once(cell):
    fig = matplotlib.pyplot.figure()
    source.glue("fig-x", fig)
    ((bundle, metadata),) = cell
    assert set(bundle) == {"image/png", "text/plain"}
    assert metadata == {"scrapbook": {"name": "fig-x", "mime_prefix": ""}}
    assert not matplotlib.pyplot.get_fignums()


@pytest.mark.parametrize("value", [torch.zeros(2), "1.5", True, None, [1.0]])
def test_glue_takes_numbers_and_figures_only(value):
    with pytest.raises(TypeError, match="x is a .*: glue a number"):
        source.glue("x", value)


def test_glue_outside_a_notebook_does_nothing(capsys):
    source.glue("x", 1.5)
    source.glue("fig-x", ring_figure())
    assert capsys.readouterr().out == ""
    with pytest.raises(ValueError, match="colon"):
        source.glue("a:b", 1.5)


def test_a_table_reads_as_html_and_as_text():
    rows = [["gan<ns>", (20.14, 0.5), None], ["vae-cb", 40.2, 230]]
    shown = source.table(rows, {"method": "", "fd": ".1f", "nll, nats": ".0f"})
    soup = BeautifulSoup(shown._repr_html_(), "html.parser")
    assert [t["scope"] for t in soup.find_all("th")] == ["col"] * 3 + ["row"] * 2
    assert [t.text for t in soup.find_all("td")] == ["20.1 ± 0.5", "–", "40.2", "230"]
    assert all("right" in t["style"] for t in soup.find_all("td"))
    assert repr(shown).splitlines() == [
        "method           fd  nll, nats",
        "gan<ns>  20.1 ± 0.5          –",
        "vae-cb         40.2        230",
    ]
    once = source.table(iter(rows), {"method": "", "fd": ".1f", "nll, nats": ".0f"})
    assert once == shown
    with pytest.raises(ValueError, match="2 cells, not 3"):
        source.table([["a", 1.0]], {"a": "", "b": ".1f", "c": ".1f"})


def test_a_waterfall_ends_at_what_is_left():
    _, ax = plot.canvas()
    plot.waterfall(ax, 100.0, {"a": 30.0, "b": -5.0})
    bars = [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in ax.patches]
    assert [tuple(sorted(b)) for b in bars] == [(0, 100), (70, 100), (70, 75), (0, 75)]
    assert [text.get_text() for text in ax.texts] == ["-30", "+5", "100", "75"]
    assert [bool(bar.get_hatch()) for bar in ax.patches] == [0, 0, 1, 0]
