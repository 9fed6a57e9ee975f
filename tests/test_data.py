"""Data: the bytes are Fashion-MNIST's, the mixtures are what their formula says."""

import gzip
import hashlib
import math
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from jaxtyping import TypeCheckError

import gvlib
from gvlib import data
from gvlib.data.images import FOLDER, SHA256

SPLITS = {"train": 50_000, "val": 10_000, "test": 10_000}


@pytest.mark.parametrize("stem", SHA256)
def test_the_bytes(stem):
    raw = gzip.decompress((FOLDER / f"{stem}.gz").read_bytes())
    assert hashlib.sha256(raw).hexdigest() == SHA256[stem]


@pytest.mark.parametrize("split", SPLITS)
def test_shapes(split):
    x, y = data.fashion_mnist(split)
    assert x.shape == (SPLITS[split], 1, 28, 28) and x.dtype == torch.uint8
    assert y.shape == (SPLITS[split],) and y.dtype == torch.int64


def test_class_counts():
    """6,000 of each class to train on, 1,000 to test on: Xiao et al. (2017)."""
    y = torch.cat([data.fashion_mnist(split)[1] for split in ("train", "val")])
    assert y.bincount().tolist() == [6_000] * 10
    assert data.fashion_mnist("test")[1].bincount().tolist() == [1_000] * 10
    assert len(data.CLASSES) == len(set(data.CLASSES)) == 10


def test_splits_share_no_row():
    """train and val are the 60,000 in order; the test set is a file of its own."""
    raw = gzip.decompress((FOLDER / "train-images-idx3-ubyte.gz").read_bytes())
    x = torch.cat([data.fashion_mnist(split)[0] for split in ("train", "val")])
    assert x.numpy().tobytes() == raw[16:]


def test_to_unit():
    x = data.to_unit(torch.tensor([0, 51, 255], dtype=torch.uint8))
    assert x.tolist() == pytest.approx([0.0, 0.2, 1.0])


@pytest.mark.parametrize("convert", [data.to_unit, data.dequantize, data.binarize])
def test_only_bytes_have_grey_levels(convert):
    """Floats divided by 255 once more reach 1/255 at most, and train in silence."""
    x = torch.rand(2, 3)
    for wrong, kind in (
        (x, "torch.float32"), (x.double(), "torch.float64"), (x.long(), "torch.int64"),
        (x > 0.5, "torch.bool"), (x.numpy(), "a ndarray"),
    ):  # fmt: skip
        with pytest.raises((TypeError, TypeCheckError)) as caught:
            convert(wrong)
        if not isinstance(caught.value, TypeCheckError):
            assert f"x is {kind}, but must be grey levels" in str(caught.value)


def test_an_edit_of_the_data_stays_with_who_made_it():
    """Loaded once, but every caller gets tensors of its own."""
    x, y = data.fashion_mnist("test")
    before = x.clone(), y.clone()
    x.zero_(), y.fill_(3)
    for found, right in zip(data.fashion_mnist("test"), before, strict=True):
        assert torch.equal(found, right)
    x, y = data.digits()
    x += 1
    assert data.digits()[0].max() == 1
    bits = data.fashion_binary("test")
    bits.fill_(2)
    assert data.fashion_binary("test").max() == 1


def test_cached_calls_once_and_shares_nothing():
    calls = []

    @data.cached(maxsize=2)
    def made(n, name="x"):
        """Its words stay."""
        calls.append(n)
        return {"a": torch.zeros(n), "b": [torch.ones(n)]}

    first = made(3)
    first["a"] += 1
    first["b"].clear()
    assert made(3)["a"].tolist() == [0, 0, 0] and len(made(3)["b"]) == 1
    assert calls == [3] and made.__doc__ == "Its words stay."
    made.cache_clear()
    made(3)
    assert calls == [3, 3]


def test_no_cache_of_the_package_shares_tensors():
    """lru_cache itself only where nothing is returned that can be edited."""
    files = Path(gvlib.__file__).parent.rglob("*.py")
    users = [p.name for p in files if "lru_cache" in p.read_text()]
    assert users == ["caching.py"]


def test_batches_take_a_tensor():
    for wrong in ([1, 2, 3], np.zeros((4, 2))):
        with pytest.raises((TypeError, TypeCheckError)) as caught:
            data.Batches(wrong, 2)
        if not isinstance(caught.value, TypeCheckError):
            assert "must be a tensor" in str(caught.value)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda path, raw: path.unlink(), "is missing"),
        (lambda path, raw: path.write_bytes(raw[: len(raw) // 2]), "is damaged"),
        (lambda path, raw: path.write_bytes(b""), "is not Fashion-MNIST's"),
        (lambda path, raw: path.write_bytes(b"no gzip"), "is damaged"),
        (lambda path, raw: path.write_bytes(gzip.compress(bytes(99))), "is not"),
        (
            lambda path, raw: path.write_bytes(
                raw[:3000] + bytes([raw[3000] ^ 255]) + raw[3001:]
            ),
            "is damaged",
        ),
    ],
    ids=["missing", "truncated", "empty", "text", "another", "flipped"],
)
def test_a_bad_file_is_named(tmp_path, damage, says):
    for path in FOLDER.glob("t10k-*.gz"):
        shutil.copy(path, tmp_path)
    path = tmp_path / "t10k-labels-idx1-ubyte.gz"
    damage(path, path.read_bytes())
    with pytest.raises(data.DataError, match=says) as caught:
        data.fashion_mnist("test", tmp_path)
    text = str(caught.value)
    assert str(path) in text and "fresh clone" in text and "\n" not in text


def test_unknown_splits_are_named():
    for load in (data.fashion_mnist, data.digits):
        with pytest.raises(ValueError, match="'dev' must be one of train, val, test"):
            load("dev")


def test_digits():
    parts = {split: data.digits(split) for split in ("train", "val", "test")}
    assert [len(x) for x, _ in parts.values()] == [1437, 180, 180]  # of 1,797
    x = torch.cat([x for x, _ in parts.values()])
    assert x.shape == (1797, 1, 8, 8) and x.min() == 0 and x.max() == 1
    from sklearn.datasets import load_digits

    whole = torch.tensor(load_digits().data, dtype=torch.float32) / 16
    ours, theirs = (sorted(map(tuple, t.flatten(1).tolist())) for t in (x, whole))
    assert ours == theirs  # every row once: the splits are disjoint


MIXTURES = {
    "ring": (data.ring, data.ring_modes(), 0.01),
    "grid": (data.grid, data.grid_modes(), 0.05),
}


@pytest.mark.parametrize("name", MIXTURES)
def test_mixtures_have_their_moments(name):
    """Per mode: its mean, the covariance sigma^2 I, an equal share of the points."""
    draw, modes, sigma = MIXTURES[name]
    n = 50_000
    x = draw(n, seed=1)
    which = torch.cdist(x, modes).argmin(1)  # modes lie 40 sigma apart and more
    share = 1 / len(modes)
    for j, mode in enumerate(modes):
        own = (x[which == j] - mode) / sigma
        m = len(own)
        # Five standard errors each: of a binomial share, of a mean, and of a variance
        # (2/m) or a covariance (1/m) of standard normal values.
        assert abs(m / n - share) < 5 * math.sqrt(share * (1 - share) / n)
        assert own.mean(0).abs().max() < 5 / math.sqrt(m)
        assert (own.T.cov() - torch.eye(2)).abs().max() < 5 * math.sqrt(2 / m)


def test_modes_by_formula():
    ring, grid = data.ring_modes(8, 2.0), data.grid_modes()
    for j in range(8):
        angle = math.pi * j / 4
        expected = [2 * math.cos(angle), 2 * math.sin(angle)]
        assert ring[j].tolist() == pytest.approx(expected, abs=1e-6)
    assert sorted(map(tuple, grid.tolist())) == [
        (a, b) for a in (-4.0, -2.0, 0.0, 2.0, 4.0) for b in (-4.0, -2.0, 0.0, 2.0, 4.0)
    ]


def test_mixtures_depend_on_the_seed_only():
    state = torch.get_rng_state()
    a, b, c = data.ring(100, seed=3), data.ring(100, seed=3), data.ring(100, seed=4)
    assert torch.equal(a, b) and not torch.equal(a, c)
    assert torch.equal(state, torch.get_rng_state())
    with pytest.raises(ValueError, match="n = 0 must be at least 1"):
        data.ring(0)
    with pytest.raises(ValueError, match="sigma = 0.0 above 0"):
        data.grid(5, sigma=0.0)


def test_batches_cover_each_row_once_an_epoch():
    batches = data.Batches(torch.arange(60), 20)
    epochs = [torch.cat([next(batches) for _ in range(3)]) for _ in range(4)]
    for epoch in epochs:
        assert epoch.sort().values.tolist() == list(range(60))
    assert len({tuple(epoch.tolist()) for epoch in epochs}) == 4


def test_a_short_last_batch_is_dropped():
    batches = data.Batches(torch.arange(7), 3, transform=lambda x: 10 * x)
    for _ in range(5):
        epoch = torch.cat([next(batches), next(batches)])
        assert len(epoch.unique()) == 6 and (epoch % 10 == 0).all()


def test_batches_resume_in_the_middle_of_an_epoch():
    torch.manual_seed(0)
    batches = data.Batches(torch.arange(50), 8)
    for _ in range(9):
        next(batches)
    state, random = batches.state_dict(), torch.get_rng_state()
    expected = [next(batches).tolist() for _ in range(10)]
    other = data.Batches(torch.arange(50), 8)
    other.load_state_dict(state)
    torch.set_rng_state(random)
    assert [next(other).tolist() for _ in range(10)] == expected


def test_batches_refuse_what_they_cannot_do():
    for size in (0, 6):
        with pytest.raises(ValueError, match=f"{size} must be between 1 and 5"):
            data.Batches(torch.arange(5), size)
    with pytest.raises(ValueError, match="saved for 5 rows, not 6"):
        state = data.Batches(torch.arange(5), 2).state_dict()
        data.Batches(torch.arange(6), 2).load_state_dict(state)
