"""Chapter 11 on images: the rows run, and what is measured of them is what is said."""

import math

import pytest
import torch

from gvlib import experiments, zoo
from gvlib.experiments.records import fingerprint
from gvlib.experiments.sources import FITTED, SOURCES, matching
from gvlib.experiments.studies import latents, many_steps, parts
from gvlib.train import seed_everything

ROWS = {e.name: e for e in many_steps.STUDY + latents.STUDY}


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setenv("GVLIB_DEVICE", "cpu")
    monkeypatch.setattr(many_steps, "N", 60)
    monkeypatch.setattr(many_steps, "N_WATCH", 60)


@pytest.mark.parametrize("method", many_steps.STEPS)
def test_a_contestant_runs_and_is_measured_at_each_number_of_calls(method, tmp_path):
    row = ROWS[f"fashion-steps/{method}"]._replace(steps=20, every=10, points=1)
    run, found = experiments.train(row, 1_000, folder=tmp_path, progress=False)
    measured, keys = found["metrics"], ("fd", "coverage", "sharpness", "sampling")
    for suffix in ("", "_1", "_2", "_4", "_8"):
        assert all(math.isfinite(measured[key + suffix]) for key in keys)
    assert math.isfinite(found["curve"][-1]["fd"])
    x = run.sample(3)
    assert x.shape == (3, 1, 28, 28) and 0 <= x.min() and x.max() <= 1
    assert len(fingerprint(row)) == 20


def test_the_network_is_called_as_often_as_is_said():
    seed_everything(0)
    row = ROWS["fashion-steps/flow"]
    run = row.build(**row.config)
    calls = []
    run.model.register_forward_hook(lambda *_: calls.append(1))
    for method, sampler in many_steps.SAMPLERS.items():
        for n in many_steps.COUNTS:
            calls.clear()
            many_steps.drawn(run, sampler, n, 2)
            assert len(calls) == n, method


def test_bytes_become_numbers_around_0():
    x = torch.tensor([[0, 255]], dtype=torch.uint8)
    assert many_steps.to_signed(x).tolist() == [[-1.0, 1.0]]


def test_contestants_have_the_batches_and_the_cost_of_chapter_7():
    """Seeds, batch size and average of `fashion/gan-ns`."""
    other = experiments.EXPERIMENTS["fashion/gan-ns"]
    for method in many_steps.STEPS:
        row = ROWS[f"fashion-steps/{method}"]
        assert row.seeds == other.seeds
        assert all(
            row.config[k] == other.config[k] for k in ("batch_size", "ema", "lr")
        )


def test_two_autoencoders_differ_in_the_weight_alone():
    one, other = (ROWS[f"fashion-latent/{name}"] for name in ("vae", "weak"))
    assert one.config | {"beta": 0.001} == other.config
    assert one.config["beta"] == 1
    plain = experiments.EXPERIMENTS["fashion-parts/sigma"]
    assert one.config == plain.config | {"beta": 1.0} and one.steps == plain.steps


def test_chapter_10_keeps_its_sources():
    assert {*FITTED, "matching"} == {*SOURCES} and parts.ALL == tuple(FITTED)


def test_a_latent_flow_finds_codes_far_from_the_origin():
    """Two clouds of one width: mean, width and that there are two, from 2,000 codes."""
    seed_everything(0)
    side = torch.randint(2, (2_000, 1)) * 2.0 - 1
    codes = 20 + torch.cat([4 * side, torch.zeros(2_000, 1)], 1)
    codes = codes + 0.5 * torch.randn(2_000, 2)
    z = matching(codes, 1_000)(2_000)
    # 1,000 steps leave a tenth; a Gaussian would put 38 % in the middle.
    assert z.mean(0).tolist() == pytest.approx([20, 20], abs=0.6)
    assert z.std(0).tolist() == pytest.approx(codes.std(0).tolist(), rel=0.25)
    assert ((z[:, 0] - 20).abs() < 2).float().mean() < 0.1


def test_widths_are_those_of_a_known_encoder(monkeypatch):
    """mu = 3 x and sigma = 0.5 for two coordinates."""

    class Known(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.unused = torch.nn.Parameter(torch.zeros(()))

        def posterior(self, x):
            mean = 3 * x.flatten(1)
            return torch.distributions.Normal(mean, torch.full_like(mean, 0.5))

    x = torch.tensor([[[[1.0, 0.0]]], [[[-1.0, 2.0]]]])
    monkeypatch.setattr(latents, "encoded", lambda run, split: (None, x))
    run = experiments.core.Run(None, iter([]), {}, {}, model=Known())
    # Variances 9 and 9, so the root of their mean is 3.
    expected = {"code_width": 3.0, "code_noise": 0.5}
    assert latents.widths(run, "test") == pytest.approx(expected)


def test_the_metric_of_many_steps_is_in_the_features_of_the_book():
    assert many_steps.PROTOCOL["features"] == zoo.FEATURES
