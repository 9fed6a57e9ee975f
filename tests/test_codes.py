"""What codes know: of labels that are in the code, of noise, and of pictures."""

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from torch import nn

from gvlib import data, nets, vae
from gvlib.experiments import EXPERIMENTS, codes
from gvlib.experiments.builds import as_images
from gvlib.experiments.codes import Counts
from gvlib.experiments.core import Run
from gvlib.experiments.studies.images import fashion_gan, fashion_vae

SMALL = Counts(60, 30)
DESCENT = {"starts": 2, "steps": 3, "lr": 0.1}


def test_a_code_that_holds_the_class_is_read_and_a_lottery_is_not():
    """Labels of the first images as their own code: all are told."""
    x, y = (torch.cat(v) for v in zip(*codes.labelled("val", SMALL), strict=True))
    label = dict(zip((row.numpy().tobytes() for row in x), y.tolist(), strict=True))

    def told(rows):
        named = torch.tensor([label[row.numpy().tobytes()] for row in rows])
        return nn.functional.one_hot(named, 10).float()

    def drawn(rows):
        return torch.randn(len(rows), 5, generator=torch.Generator().manual_seed(0))

    assert codes.probe(told, "val", SMALL) == 1
    assert codes.probe(drawn, "val", Counts(500, 500)) == pytest.approx(0.1, abs=0.06)


def test_images_are_the_first_of_each_split_and_bytes():
    (x, y), (x_val, y_val) = codes.labelled("val", SMALL)
    read = [data.fashion_mnist(split) for split in ("train", "val")]
    assert torch.equal(x, read[0][0][:60]) and torch.equal(y, read[0][1][:60])
    assert torch.equal(x_val, read[1][0][:30]) and torch.equal(y_val, read[1][1][:30])
    assert x.dtype == torch.uint8


def test_components_are_those_of_another_program(monkeypatch):
    """scikit-learn's PCA, up to the sign of a direction."""
    x = data.fashion_mnist("train")[0][:300]
    monkeypatch.setattr(data, "fashion_mnist", lambda split: (x, None))
    found = codes.components(4)(x[:50])
    theirs = PCA(4, svd_solver="full").fit(codes.pixels(x).double().numpy())
    expected = theirs.transform(codes.pixels(x[:50]).double().numpy())
    sign = np.sign((found.numpy() * expected).sum(0))
    np.testing.assert_allclose(found.numpy() * sign, expected, atol=1e-3)


def test_controls_are_codes_of_as_many_numbers():
    x, before = data.fashion_mnist("val")[0][:7], torch.get_rng_state()
    assert torch.equal(codes.pixels(x), x.float().flatten(1) / 255)
    first, again, other = (codes.untrained(4, seed)(x) for seed in (0, 0, 1))
    assert torch.equal(first, again) and not torch.equal(first, other)
    assert first.shape == (7, 4)
    assert torch.equal(torch.get_rng_state(), before)
    for code in (codes.pixels, codes.untrained(4, 0)):
        assert 0.2 < codes.probe(code, "val", Counts(200, 100)) < 1


class Mean(nn.Module):
    """x -> (the mean of its left and of its right half, 0, 0): mu and log sigma."""

    def forward(self, x):
        halves = x.flatten(1, 2).unflatten(2, (2, 14)).mean((1, 3))
        return torch.cat([halves, 0 * halves], 1)


class Grey(nn.Module):
    """z -> an image whose halves have the grey levels z."""

    def __init__(self):
        super().__init__()
        self.unused = nn.Parameter(torch.zeros(()), requires_grad=False)

    def forward(self, z):
        return z[:, None, None].repeat_interleave(14, 3).expand(-1, 1, 28, -1)


def test_a_vae_is_asked_by_its_mean():
    """An encoder of two grey levels: what is left are the variances of the halves."""
    model = vae.VAE(Mean(), Grey(), vae.GaussianLikelihood(0.1), 2)
    run = Run(None, data.Batches(torch.empty(9, 0), 3, data.to_unit), {}, {})
    run = run._replace(model=model, sample=as_images(model.sample_mean))
    found = codes.vae_codes(run, "val", Counts(300, 100), SMALL)
    x = data.to_unit(data.fashion_mnist("val")[0][:30]).numpy()
    left = sum(half.var((1, 2, 3)) * 14 * 28 for half in np.split(x, 2, 3))
    assert found["sse"] == pytest.approx(left.mean(), rel=1e-4)
    halves = codes.mean_code(run)(data.fashion_mnist("val")[0][:30])
    expected = [half.mean((1, 2, 3)) for half in np.split(x, 2, 3)]
    np.testing.assert_allclose(halves.numpy(), np.stack(expected, 1), rtol=1e-4)
    assert found.keys() == {"probe", "probe_seconds", "probe_few", "sse"}
    assert 0.1 < found["probe"] < 1 and found["probe_seconds"] >= 0


def test_a_gan_is_asked_by_descent():
    """A generator of two grey levels: descent finds the means of the halves."""
    run = Run(None, iter(()), {}, {}, model=Grey())
    how = {"starts": 1, "steps": 200, "lr": 0.1}
    found = codes.gan_codes(run, "val", 2, SMALL, how)
    x = data.fashion_mnist("val")[0][:30]
    z, error = codes.inverted(run.model, x, 2, how)
    halves = np.split(x.numpy() / 255, 2, 3)
    expected = np.stack([half.mean((1, 2, 3)) for half in halves], 1)
    np.testing.assert_allclose(z.numpy(), expected, atol=1e-3)
    left = sum(half.var((1, 2, 3)) * 14 * 28 for half in halves)
    np.testing.assert_allclose(error.numpy(), left, rtol=1e-3)
    assert found["sse_inverted"] == pytest.approx(left.mean(), rel=1e-3)
    assert found.keys() == {"probe", "probe_seconds", "sse_inverted"}
    # The same two numbers as `Mean` has, so the probe says the same.
    model = vae.VAE(Mean(), Grey(), vae.GaussianLikelihood(0.1), 2)
    batches = data.Batches(torch.empty(9, 0), 3, data.to_unit)
    code = codes.mean_code(Run(None, batches, {}, {}, model=model))
    assert found["probe"] == pytest.approx(codes.probe(code, "val", SMALL), abs=0.04)


def test_codes_of_the_books_own_runs():
    """Of a GAN, and of a VAE that sees dequantised pixels, as its batches do."""
    how = {"z_dim": 4, "batch_size": 8, "lr": 1e-3, "ema": 0.9}
    run = fashion_gan(
        loss="non_saturating", r1=0.0, r2=0.0, betas=[0.5, 0.999], **how
    )  # fmt: skip
    found = codes.gan_codes(run, "val", 4, SMALL, DESCENT)
    assert 0 <= found["probe"] <= 1 and found["sse_inverted"] > 0
    run = fashion_vae(likelihood="continuous Bernoulli", betas=[0.9, 0.999], **how)
    found = codes.vae_codes(run, "val", SMALL, SMALL)
    assert 0 <= found["probe"] <= 1 and found["sse"] > 0


def test_more_descent_leaves_less():
    torch.manual_seed(0)
    G, x = nn.Sequential(nets.generator(4), nn.Sigmoid()), data.fashion_mnist("val")[0]
    errors = []
    for steps in (1, 40):
        torch.manual_seed(1)
        found = codes.inverted(G, x[:20], 4, DESCENT | {"steps": steps})
        errors.append(found[1])
    assert (errors[1] < errors[0]).all()


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("gan-ns", {"probe", "inverted"}), ("gan-ns-r1-r2", {"probe", "inverted"}),
        ("gan-r3", {"probe", "inverted"}), ("vae-bce", {"probe"}),
        ("vae-sigma", {"probe"}), ("vae-critic", {"probe"}), ("vae-cb", set()),
    ],
)  # fmt: skip
def test_a_record_says_how_codes_were_asked(name, keys):
    assert {"probe", "inverted"} & EXPERIMENTS[
        f"fashion/{name}"
    ].protocol.keys() == keys
