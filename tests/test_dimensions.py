"""The study of the dimension: its data, its distance, and that both families run."""

import math

import pytest
import torch
from scipy import stats
from sklearn.decomposition import PCA

from gvlib import data, experiments, metrics
from gvlib.experiments.studies import dimensions as d
from gvlib.train import seed_everything

ROWS = {e.name: e for e in d.STUDY}


@pytest.fixture(autouse=True)
def on_the_cpu(monkeypatch):
    monkeypatch.setenv("GVLIB_DEVICE", "cpu")
    monkeypatch.setattr(d, "N", 200)
    monkeypatch.setattr(d, "N_CODES", 400)


def test_on_a_line_it_is_scipys_distance():
    """Of one dimension every direction is the line itself; W_1 <= W_2 is scipy's."""
    a, b = torch.randn(300, 1), 1 + 2 * torch.randn(300, 1)
    pairs = a.flatten().sort().values - b.flatten().sort().values
    found = metrics.sliced_wasserstein(a, b)
    assert found == pytest.approx(pairs.square().mean().sqrt().item(), rel=1e-5)
    assert found >= stats.wasserstein_distance(a.flatten(), b.flatten())
    assert pairs.abs().mean().item() == pytest.approx(
        stats.wasserstein_distance(a.flatten(), b.flatten()), rel=1e-5
    )


@pytest.mark.parametrize("dim", [2, 50])
def test_of_a_shift_it_is_the_shift_over_root_d(dim):
    """E (u c)^2 = |c|^2 / d for a random unit vector u."""
    a = torch.randn(100, dim)
    shift = torch.zeros(dim)
    shift[0] = 3.0
    found = metrics.sliced_wasserstein(a, a + shift, directions=20_000)
    # The share u_0^2 has relative deviation below 1.5 in a direction, 1 % in 20,000.
    assert found == pytest.approx(3 / math.sqrt(dim), rel=0.02)


def test_it_refuses_unequal_sets():
    with pytest.raises(ValueError, match="give as many"):
        metrics.sliced_wasserstein(torch.randn(5, 2), torch.randn(6, 2))


@pytest.mark.parametrize("dim", d.CHOSEN)
def test_the_clothes_have_mean_0_and_variance_1_at_each_dimension(dim):
    x = d.clothes(dim, "train")
    assert x.shape == (len(x), dim)
    assert x.mean(0).abs().max() < 1e-3
    assert x.var(0).mean().item() == pytest.approx(1, rel=1e-3)


def test_two_numbers_are_scikit_learns_components():
    x = data.to_unit(data.fashion_mnist("train")[0]).flatten(1).double().numpy()
    theirs = torch.from_numpy(PCA(2, svd_solver="covariance_eigh").fit_transform(x))
    theirs = theirs / theirs.var(0).mean().sqrt()
    mine = d.clothes(2, "train").double()
    for k in range(2):  # a component's sign is free
        assert (mine[:, k] * theirs[:, k]).mean().abs() == pytest.approx(
            theirs[:, k].square().mean().item(), rel=1e-3
        )


def test_fewer_pixels_are_means_of_the_many():
    few, many = d.coarse(196, "test")[:5], d.coarse(784, "test")[:5]
    windows = many.reshape(5, 14, 2, 14, 2).mean((2, 4)).flatten(1)
    torch.testing.assert_close(few, windows)


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_trained_and_measured(name, tmp_path):
    e = ROWS[name]._replace(steps=4, every=2, points=2)
    run, row = experiments.train(e, 1_000, folder=tmp_path, progress=False)
    assert run.sample(3).shape == (3, e.config["dim"])
    ends = ("", "_fitted", "_drawn") if "vae" in name else ("",)
    assert {f"{key}{end}" for key in ("sw", "coverage") for end in ends} <= {
        *row["metrics"]
    }
    assert all(math.isfinite(value) for value in row["metrics"].values())


@pytest.mark.parametrize("dim", d.CHOSEN)
def test_generator_and_decoder_start_alike(dim):
    nets = []
    for e in d.rows(dim):
        seed_everything(1)
        run = e.build(**e.config)
        nets.append(run.model.decoder if "vae" in e.name else run.state["G"])
    pairs = zip(nets[0].parameters(), nets[1].parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)
