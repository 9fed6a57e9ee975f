"""A reader's own pictures: whatever Pillow reads, and one clear line for the rest."""

import struct
import sys

import numpy as np
import pytest
import torch
from own_pictures import blobs, folder_of
from PIL import Image

from gvlib.data import own
from gvlib.data.own import decode, folder, named, pictures
from gvlib.data.own.pictures import PicturesError


@pytest.fixture
def few(monkeypatch):
    """Twenty pictures are enough."""
    monkeypatch.setattr(pictures, "LEAST", 20)
    monkeypatch.setattr(pictures, "LEAST_HELD_OUT", 5)


def refusal(place, **how):
    """The one line with which a folder is refused."""
    with pytest.raises(PicturesError) as caught:
        own.read_folder(place, **how)
    text = str(caught.value)
    assert "\n" not in text and text.startswith(str(place))
    return text.removeprefix(str(place))


def test_a_plain_folder(tmp_path, few):
    """Every picture once, to the byte, in an order that is always the same."""
    x = blobs(30)
    got = own.read_folder(folder_of(tmp_path, x))
    assert got.x.shape == (30, 1, 28, 28) and got.x.dtype == torch.uint8
    assert sorted(map(bytes, got.x.numpy())) == sorted(map(bytes, x))
    assert not np.array_equal(got.x[:, 0].numpy(), x)
    assert torch.equal(own.read_folder(tmp_path).x, got.x)
    assert got.y is None and got.classes == () and got.kind == "grey"
    found = got.found
    assert (found["files"], found["read"], found["equal"]) == (30, 30, 0)
    assert found["smallest"] == found["largest"] == (28, 28) and found["cut"] == 0
    assert (found["size"], found["channels"], found["unreadable"]) == (28, 1, [])


def test_folders_are_classes(tmp_path, few):
    """A picture keeps its label through the shuffle, in deeper folders too."""
    x = blobs(40)
    folder_of(tmp_path, x, ("large", "small"))
    deep = tmp_path / "large" / "more" / "of"
    deep.mkdir(parents=True)
    (tmp_path / "large" / "00000.png").rename(deep / "00000.png")
    (tmp_path / ".git").mkdir()
    (tmp_path / "__MACOSX").mkdir()
    got = own.read_folder(tmp_path)
    assert got.classes == ("large", "small")
    assert got.found["classes"] == {"large": 20, "small": 20}
    bright = got.x.float().mean((1, 2, 3))
    assert bright[got.y == 0].min() > bright[got.y == 1].max()
    Image.fromarray(x[0][::-1]).save(tmp_path / "beside.png")
    assert own.read_folder(tmp_path).y is None


@pytest.mark.parametrize("ending", ["png", "bmp", "gif", "tif", "webp", "jpg", "ppm"])
def test_formats(tmp_path, few, ending):
    x = blobs(20, 32, channels=3)
    got = own.read_folder(folder_of(tmp_path, x, ending=ending), 32)
    assert got.x.shape == (20, 3, 32, 32) and got.kind == "colour"
    mean = torch.from_numpy(x).permute(0, 3, 1, 2).float().mean((1, 2, 3))
    near = got.x.float().mean((1, 2, 3)).sort().values - mean.sort().values
    assert near.abs().max() < 3  # a JPEG's and a palette's losses


def read_one(image, size=8):
    """What becomes of one picture, in [0, 1], and what was noted."""
    got = decode.decode(image)
    white = decode.full_scale(got.top, got.deep)
    return decode.fit(size)(got.x) / white, got


def test_modes_of_grey():
    """Eight and sixteen bits, floats, masks and palettes say the same."""
    grey = np.linspace(0, 255, 64).round().reshape(8, 8)
    expected = torch.tensor(grey[None] / 255, dtype=torch.float32)
    same = {
        "L": Image.fromarray(np.uint8(grey)),
        "I;16": Image.fromarray(np.uint16(grey * 257)),
        "F": Image.fromarray(np.float32(grey / 255)),
        "I": Image.fromarray(np.int32(grey * 257)),
        "RGB": Image.fromarray(np.uint8(grey)).convert("RGB"),
        "P": Image.fromarray(np.uint8(grey)).convert("P"),
    }
    for mode, image in same.items():
        assert image.mode == mode
        x, got = read_one(image)
        torch.testing.assert_close(x.mean(0, True), expected, atol=1e-6, rtol=0)
        assert got.deep == (mode[0] in "IF")
    bits, _ = read_one(Image.fromarray(grey > 99))
    assert set(bits.unique().tolist()) == {0, 1}
    mask, _ = read_one(Image.fromarray(np.uint8(grey > 99)))
    assert torch.equal(mask, bits)
    twelve, _ = read_one(Image.fromarray(np.uint16(grey * 4095 / 255)))
    torch.testing.assert_close(twelve, expected, atol=1 / 4095, rtol=0)


def test_what_is_transparent_is_white():
    for mode, channels in (("RGBA", 3), ("LA", 1)):
        image = Image.new(mode, (8, 8), 0)
        image.paste((0, 0, 0, 255)[-len(mode) :], (0, 0, 4, 8))
        x, got = read_one(image)
        assert x.shape[0] == channels and got.notes == {"transparent"}
        assert torch.equal(x[0, 0], torch.tensor([0.0] * 4 + [1.0] * 4))
    solid = Image.new("RGBA", (8, 8), (9, 9, 9, 255))
    assert read_one(solid)[1].notes == frozenset()


def test_pictures_stand_upright(tmp_path):
    """As a viewer shows them: the camera's tag is obeyed."""
    x = np.zeros((16, 8), np.uint8)
    x[:4] = 255
    exif = Image.Exif()
    exif[decode.ORIENTATION] = 6  # to be turned by 90 degrees to the right
    Image.fromarray(x).save(tmp_path / "a.png", exif=exif)
    got = decode.open_picture(tmp_path / "a.png")
    assert got.size == (16, 8) and got.notes == {"rotated"}
    assert torch.equal(
        got.x[0] > 0, torch.tensor([False] * 12 + [True] * 4).expand(8, -1)
    )


def test_the_first_frame_counts(tmp_path):
    frames = [Image.fromarray(x) for x in blobs(3, 8)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    got = decode.open_picture(tmp_path / "a.gif")
    assert got.notes == {"frames"}
    near = got.x.mean(0) - torch.from_numpy(blobs(3, 8)[0]).float()
    assert near.abs().max() < 2


def test_mixed_sizes_are_fitted_and_cut(tmp_path, few):
    """The middle square of each, the short side as long as was asked."""
    x = np.zeros((20, 32, 64), np.uint8)
    x[:, :, 16:48] = blobs(20, 32)
    folder_of(tmp_path, x)
    folder_of(tmp_path / "large", blobs(5, 96, seed=1))
    got = own.read_folder(tmp_path, 32)
    assert got.x.shape == (25, 1, 32, 32)
    assert got.found["smallest"] == (64, 32) and got.found["largest"] == (96, 96)
    assert got.found["cut"] == pytest.approx(20 * 0.5 / 25)
    assert {bytes(b) for b in blobs(20, 32)} <= {bytes(b) for b in got.x.numpy()}


def test_grey_pictures_stored_in_colour_have_one_channel(tmp_path, few):
    x = np.repeat(blobs(20)[..., None], 3, -1)
    assert own.read_folder(folder_of(tmp_path, x)).x.shape[1] == 1
    x[0, 3, 3] = 200, 0, 0
    Image.fromarray(x[0]).save(tmp_path / "red.png")
    assert own.read_folder(tmp_path).x.shape == (21, 3, 28, 28)


def test_binary_pictures(tmp_path, few):
    got = own.read_folder(folder_of(tmp_path, np.uint8(blobs(20) > 99)))
    assert got.kind == "binary" and got.x.unique().tolist() == [0, 255]


def test_equal_pictures_count_once(tmp_path, few):
    """A held-out picture that was also trained on would flatter who copies."""
    x = blobs(25)
    folder_of(tmp_path, x)
    folder_of(tmp_path / "again", x[:10], ending="bmp")
    got = own.read_folder(tmp_path)
    assert len(got.x) == 25 and got.found["equal"] == 10 and got.found["read"] == 35


def test_small_pictures(tmp_path, few):
    """The size that most have is taken; what is smaller than 28 is enlarged."""
    folder_of(tmp_path, blobs(30, 40))
    got = own.read_folder(tmp_path)
    assert got.x.shape[-1] == 32 and got.found["too_small"] == []
    folder_of(tmp_path / "b", blobs(3, 30, seed=1))
    got = own.read_folder(tmp_path)
    assert got.x.shape == (30, 1, 32, 32)
    assert got.found["too_small"] == [f"b/0000{i}.png" for i in range(3)]
    says = refusal(tmp_path, size=64)
    assert says == (
        ": 33 of 33 pictures are smaller than 64 pixels, the smallest has 30: take "
        "--size 32"
    )
    folder_of(tmp_path / "c", blobs(20, 8))
    for size in (None, 28):
        assert own.read_folder(tmp_path / "c", size).x.shape[-1] == 28


def test_what_cannot_be_read_is_listed(tmp_path, few):
    folder_of(tmp_path, blobs(40))
    whole = (tmp_path / "00000.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "none.jpg").write_text("no picture")
    (tmp_path / "empty.png").touch()
    (tmp_path / "notes.txt").write_text("not looked at")
    got = own.read_folder(tmp_path)
    assert len(got.x) == 40 and got.found["other_files"] == 1
    reasons = dict(got.found["unreadable"])
    assert sorted(reasons) == ["cut.png", "empty.png", "none.jpg"]
    assert reasons["none.jpg"] == "cannot identify image file 'it'"
    for i in range(3):
        (tmp_path / f"b{i}.png").touch()
    says = refusal(tmp_path)
    assert says.startswith(": 6 of 46 pictures cannot be read, more than 10%: b0.png (")
    assert says.endswith("; ...")


def test_floats_that_are_no_numbers_are_unreadable(tmp_path):
    for bad in (np.nan, -1):
        x = np.zeros((8, 8), np.float32)
        x[0, 0] = bad
        Image.fromarray(x).save(tmp_path / "a.tif")
        with pytest.raises(ValueError, match="below 0 or that are none"):
            decode.open_picture(tmp_path / "a.tif")


def test_names_that_are_no_text(tmp_path, few):
    folder_of(tmp_path, blobs(20))
    (
        tmp_path / b"\xff.png".decode(sys.getfilesystemencoding(), "surrogateescape")
    ).touch()
    ((name, _),) = own.read_folder(tmp_path).found["unreadable"]
    assert name == r"\udcff.png"


def test_folders_that_cannot_be_used(tmp_path, few):
    assert refusal(tmp_path / "no") == " does not exist: name a folder of pictures"
    assert refusal(tmp_path) == " holds no pictures"
    (tmp_path / "a.txt").touch()
    assert refusal(tmp_path) == " holds no pictures, only 1 other files"
    assert refusal(tmp_path / "a.txt").startswith(" is a file: name the folder")
    x = blobs(30)
    folder_of(tmp_path / "equal", np.repeat(x[:1], 30, 0))
    assert refusal(tmp_path / "equal") == ": all 30 pictures are equal"
    folder_of(tmp_path / "few", x[:12])
    says = refusal(tmp_path / "few")
    assert says.startswith(
        ": 12 different pictures of 12; 20 are needed, for 5 must be"
    )
    folder_of(tmp_path / "classes", x, ("a", "b"))
    (tmp_path / "classes" / "c").mkdir()
    says = refusal(tmp_path / "classes")
    assert says.startswith(": class 'c' has no picture to train on: fill its folder")
    Image.fromarray(x[0]).save(tmp_path / "classes" / "c" / "twin.png")
    assert "class 'c' has no picture to train on" in refusal(tmp_path / "classes")


def test_how_many_are_held_out():
    """A fifth, at least a hundred, at most five thousand."""
    counts = {n: own.held_out(n) for n in (500, 501, 2_000, 25_000, 60_000)}
    assert counts == {500: 100, 501: 100, 2_000: 400, 25_000: 5_000, 60_000: 5_000}
    assert pictures.LEAST == 500


def test_too_many_pictures_are_drawn_from():
    some = pictures.at_most(range(1_000), 100)
    assert len(some) == 100 and some == sorted(set(some)) and max(some) > 900
    assert some == pictures.at_most(range(1_000), 100)
    assert pictures.at_most([1, 2], 2) == [1, 2]


# torchvision's data sets


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder in which torchvision finds a KMNIST of 30 pictures."""
    raw = tmp_path / "KMNIST" / "raw"
    raw.mkdir(parents=True)
    x, y = blobs(30), np.uint8(np.arange(30) % 2)
    for part in ("train", "t10k"):
        head = struct.pack(">4I", 2051, 30, 28, 28)
        (raw / f"{part}-images-idx3-ubyte").write_bytes(head + x.tobytes())
        head = struct.pack(">2I", 2049, 30)
        (raw / f"{part}-labels-idx1-ubyte").write_bytes(head + y.tobytes())
    monkeypatch.setenv("GVLIB_DATA", str(tmp_path))
    return x


def test_a_data_set_by_name(kept, few):
    got = own.read_named("KMNIST")
    assert sorted(map(bytes, got.x.numpy())) == sorted(map(bytes, kept))
    assert (
        got.classes[:2] == ("o", "ki") and got.found["source"] == "torchvision:KMNIST"
    )
    bright = got.x.float().mean((1, 2, 3))
    assert bright[got.y == 0].min() > bright[got.y == 1].max()
    assert own.read_named("KMNIST", 28).x.shape[-1] == 28
    with pytest.raises(
        PicturesError, match="30 of 30 pictures are smaller than 32 .*28"
    ):
        own.read_named("KMNIST", 32)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "KMIST",
            "no data set 'KMIST' that can be taken: did you mean torchvision:KMN",
        ),
        ("x", "no data set 'x' that can be taken: There are CIFAR10, CIFAR100, "),
        ("CIFAR10", "CIFAR10 is not in .*copy it there, or say --download, and torchv"),
    ],
)
def test_names_and_files_that_are_not_there(kept, name, says):
    with pytest.raises(PicturesError, match=says):
        own.read_named(name)


def test_nothing_is_fetched_unless_asked_for(kept, monkeypatch):
    """And then a missing network is one line."""
    asked = []

    def fetch(root, train, download):
        asked.append(download)
        raise OSError("<urlopen error [Errno -2] Name or service not known>")

    monkeypatch.setattr(named.datasets, "CIFAR10", fetch)
    with pytest.raises(PicturesError, match="say --download"):
        own.read_named("CIFAR10")
    with pytest.raises(
        PicturesError, match="cannot be downloaded .*is there a network"
    ):
        own.read_named("CIFAR10", download=True)
    assert asked == [False, True]
    monkeypatch.delenv("GVLIB_DATA")
    with pytest.raises(PicturesError, match="^set GVLIB_DATA to the folder"):
        own.read_named("CIFAR10", download=True)


def test_every_named_set_is_torchvisions():
    assert all(callable(getattr(named.datasets, name)) for name in named.TRAINING)
    assert folder.endings() >= {".png", ".jpg", ".tiff", ".bmp", ".gif", ".webp"}
