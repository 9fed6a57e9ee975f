"""Appendix B's runs: what they build, and what they measure where it is known."""

import hashlib
import json
import math
import sys

import numpy as np
import pytest
import torch
from scipy import stats

from gvlib import data, settings, vae
from gvlib.errors import SettingError
from gvlib.experiments.core import Run
from gvlib.experiments.studies import autoencoder, bins, mnist_bits, mnist_decoders
from gvlib.train import fit, seed_everything

STUDIES = mnist_bits, mnist_decoders, autoencoder, bins
ROWS = {row.name: row for study in STUDIES for row in study.STUDY}


@pytest.fixture
def small(monkeypatch):
    """A few Fashion-MNIST images in MNIST's place: tests need no download."""

    def images(split="train"):
        x, y = data.fashion_mnist(split)
        return x[:400], y[:400]

    monkeypatch.setattr(data, "mnist", images)
    seed_everything(0)
    return images


def idx(x):
    """The IDX file of an array of bytes."""
    head = bytes([0, 0, 8, x.ndim]) + np.array(x.shape, ">u4").tobytes()
    return head + x.tobytes()


def test_mnist_is_read_from_the_folder_that_is_set(tmp_path, monkeypatch):
    data.mnist.cache_clear()
    rng = np.random.default_rng(0)
    folder = tmp_path / "MNIST" / "raw"
    folder.mkdir(parents=True)
    arrays, sums = {}, {}
    module = sys.modules["gvlib.data.mnist"]  # its function has the same name
    for stem in module.SHA256:
        shape = (30, 28, 28) if "images" in stem else (30,)
        arrays[stem] = rng.integers(0, 10, shape).astype(np.uint8)
        raw = idx(arrays[stem])
        (folder / stem).write_bytes(raw)
        sums[stem] = hashlib.sha256(raw).hexdigest()
    monkeypatch.setenv("GVLIB_DATA", str(tmp_path))
    with pytest.raises(data.DataError, match="is not MNIST's: remove it, then set"):
        data.mnist("test")
    monkeypatch.setattr(module, "SHA256", sums)
    x, y = data.mnist("test")
    assert x[:, 0].numpy().tobytes() == arrays["t10k-images-idx3-ubyte"].tobytes()
    assert y.tolist() == arrays["t10k-labels-idx1-ubyte"].tolist()
    data.mnist.cache_clear()
    (folder / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(data.DataError, match="labels-idx1-ubyte cannot be read: set"):
        data.mnist("test")
    monkeypatch.delenv("GVLIB_DATA")
    with pytest.raises(data.DataError, match="does not come with this package: set"):
        data.mnist("test")
    with pytest.raises(ValueError, match="split 'x' must be one of train, val, test"):
        data.mnist("x")


def test_the_folder_of_mnist_is_a_setting(monkeypatch):
    monkeypatch.delenv("GVLIB_DATA", raising=False)
    assert settings.data() is None
    monkeypatch.setenv("GVLIB_DATA", "~nobody-here/mnist")
    with pytest.raises(SettingError, match="GVLIB_DATA"):
        settings.check()


@pytest.mark.parametrize("name", ROWS)
def test_a_row_can_be_stored(name):
    row = ROWS[name]
    json.dumps(row.identity())
    assert row.config["batch_size"] and row.watched and 0 not in row.seeds
    assert row.config.get("anneal", row.steps) == row.steps


def bits_run(k):
    how = {"hidden": 8, "z_dim": 3, "n_train": 500, "batch_size": 50, "anneal": 10}
    return mnist_bits.bits_vae(k=k, lr=1e-3, betas=[0.9, 0.999], ema=0.9, **how)


def test_the_bits_vae_starts_at_the_mean_image(small):
    run = bits_run(1)
    x = torch.cat([small("train")[0], small("val")[0]])[:500]
    mean = data.to_unit(x).mean(0).flatten().clamp(0.001, 0.999)
    torch.testing.assert_close(run.model.decoder[-1].bias.sigmoid(), mean)
    assert len(run.batches.x) == 500 and next(run.batches).unique().tolist() == [0, 1]
    fit(run.step, run.batches, 10, state=run.state, progress=False)
    # The rate has fallen to 0 with the last of the 10 steps.
    assert run.state["opt"].param_groups[0]["lr"] == pytest.approx(0)


@pytest.mark.parametrize("k", [1, 5])
def test_the_step_raises_the_bound_of_k_draws(small, k):
    run = bits_run(k)
    x, model = next(run.batches), run.state["model"]
    torch.manual_seed(1)
    expected = vae.elbo(model, x) if k == 1 else vae.iwae(model, x, k)
    torch.manual_seed(1)
    found = run.step(iter([x]))["bound"]
    torch.testing.assert_close(found, expected.mean())


def test_the_likelihood_of_a_decoder_that_ignores_its_code(small, monkeypatch):
    """log p(x) is then the bits' own, whatever is drawn; q(z|x) is p(z)."""
    run = bits_run(1)
    with torch.no_grad():
        for net in (run.model.encoder, run.model.decoder):
            net[-1].weight.zero_()
        run.model.encoder[-1].bias.zero_()
        run.model.decoder[-1].bias.fill_(-0.5)
    monkeypatch.setattr(mnist_bits, "K_ALL", 50)
    monkeypatch.setattr(mnist_bits, "K_SOME", 100)
    found = mnist_bits.bits_likelihood(run, "test")
    ones = data.binarize(small("test")[0], seed=4).flatten(1).sum(1).numpy()
    p = 1 / (1 + math.exp(0.5))
    expected = ones * math.log(p) + (784 - ones) * math.log(1 - p)
    # float32 sums of 784 terms
    assert found["nll"] == pytest.approx(-expected.mean(), rel=1e-5)
    assert found["elbo"] == pytest.approx(expected.mean(), rel=1e-5)
    assert found["nll_error"] < 1e-4 and found["active_units"] == 0


def linear(z):
    """A decoder of 5 pixels, rows (0.8, 0), (0, 0.6), ..."""
    W = torch.tensor([[0.8, 0.0], [0.0, 0.6], [0.5, 0.5], [-0.4, 0.3], [0.2, -0.7]])
    return z @ W.T


def test_the_joint_density_is_scipys():
    torch.manual_seed(0)
    z, x = torch.randn(6, 2), torch.randn(6, 5)
    ours = mnist_decoders.joint(linear, x, 0.04, 2)(z)
    theirs = stats.norm(linear(z), 0.2).logpdf(x).sum(1) + stats.norm.logpdf(z).sum(1)
    np.testing.assert_allclose(ours, theirs, rtol=1e-5)


def test_the_variance_is_the_true_one(monkeypatch):
    """A short chain is too low, but by less than a wrong variance costs."""
    torch.manual_seed(0)

    def mean(z):
        return linear(z).repeat(1, 8)

    x = torch.normal(mean(torch.randn(20, 2)), 0.05**0.5)
    monkeypatch.setattr(mnist_decoders, "VARIANCES", (0.01, 0.05, 0.25))
    monkeypatch.setattr(mnist_decoders, "TEMPERATURES", 60)
    assert mnist_decoders.best_variance(mean, x, 2) == 0.05


@pytest.mark.parametrize("name", ["mnist/vae-10", "mnist/gan-10"])
def test_a_decoder_is_measured(small, monkeypatch, name):
    """With few temperatures; the estimate lies above that of the mean image alone."""
    for constant, value in (("TEMPERATURES", 4), ("CHAINS", 1), ("LEAPFROGS", 1),
                            ("N_AIS", 10), ("N_SIMULATED", 5), ("N_PARZEN", 50),
                            ("N_BOUND", 100), ("WINDOWS", (0.2, 0.4))):  # fmt: skip
        monkeypatch.setattr(mnist_decoders, constant, value)
    monkeypatch.setattr(mnist_decoders, "best_variance", lambda *_: 0.04)
    run = ROWS[name].build(**ROWS[name].config)
    fit(run.step, run.batches, 2, state=run.state, progress=False)
    found = mnist_decoders.decoder_likelihood(run, "test")
    assert ("iw_bound" in found) is (name == "mnist/vae-10")
    assert all(math.isfinite(v) for v in found.values())
    assert found["variance"] == 0.04 and found["window"] in (0.2, 0.4)
    # 784 pixels in [0, 1), off by at most 1: the density cannot be lower or higher.
    base = -392 * math.log(2 * math.pi * 0.04)
    assert base - 392 / 0.04 < found["log_px"] < base


def test_the_autoencoder_learns_to_copy():
    seed_everything(0)
    how = {"lr": 2e-3, "betas": [0.9, 0.999], "ema": 0.5, "anneal": 200}
    run = autoencoder.fashion_autoencoder(z_dim=8, batch_size=16, **how)
    history = fit(run.step, run.batches, 30, state=run.state, every=1, progress=False)
    assert history[-1]["loss"] < 0.6 * history[0]["loss"]
    assert run.sample(3).shape == (3, 1, 28, 28)
    x = next(run.batches)
    expected = (x - run.state["model"](x)).square().sum() / 16
    assert run.step(iter([x]))["loss"].item() == pytest.approx(expected.item())


def test_the_autoencoder_is_measured_at_four_sources(monkeypatch):
    seed_everything(0)
    model = autoencoder.Autoencoder(2)
    x = data.to_unit(data.fashion_mnist("test")[0][:300])
    monkeypatch.setattr(autoencoder, "N", 300)
    monkeypatch.setattr(autoencoder, "N_CODES", 400)
    run = Run(None, iter(()), {}, {}, autoencoder.decoded(
        model, lambda n: torch.randn(n, 2)), model=model)  # fmt: skip
    found = autoencoder.autoencoder_quality(run, "test")
    assert {"fd", "fd_gaussian", "fd_mixture10", "fd_posterior"} <= found.keys()
    with torch.no_grad():
        expected = (x - model(x)).square().sum().item() / 300
    assert found["sse"] == pytest.approx(expected, rel=1e-4)


def test_bins_are_counted_for_every_set(monkeypatch):
    monkeypatch.setattr(bins, "K", 10)

    def read(split):
        x, y = data.fashion_mnist(split)
        return x[:2_000], y[:2_000]

    found = bins.binned(None, "test", read, {})
    assert found["bins"] == 10
    assert {k.split("@")[1] for k in found if "@" in k} == {"val", "test", "dropped"}
    for name in ("val", "test"):
        # 10 tests at 5 %: more than 4 in one case of 15,000; k-means adds a little.
        assert found[f"ndb@{name}"] <= 4
    assert found["bins_js@dropped"] > 3 * found["bins_js@test"]
    assert found["ndb_strict@dropped"] >= 1


def test_held_out_digits_are_drawn_by_chance_and_none_is_seen_twice(monkeypatch):
    x = torch.arange(15_000).view(-1, 1, 1, 1)

    def read(split):
        rows = {"train": x[:4_000], "val": x[4_000:], "test": x[:5]}[split]
        return rows, rows.flatten() + 1

    monkeypatch.setattr(data, "mnist", read)
    (train, y), (val, _) = map(bins.shuffled, ("train", "val"))
    assert torch.equal(torch.cat([train, val]).flatten().sort().values, x.flatten())
    assert torch.equal(y, train.flatten() + 1)
    in_place = (val.flatten() >= 5_000).double().mean().item()
    assert in_place == pytest.approx(2 / 3, abs=0.02)  # 10,000 draws: 4 sd
    assert torch.equal(bins.shuffled("test")[0], x[:5])


def test_nothing_is_trained_for_the_bins():
    run = bins.no_model(batch_size=4)
    assert run.step(run.batches)["loss"] == 0
