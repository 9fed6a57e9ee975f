"""Chapter 11 on images: the rows run, and what is measured of them is what is said."""

import math

import pytest
import torch

from gvlib import experiments, zoo
from gvlib.experiments.records import fingerprint
from gvlib.experiments.studies import many_steps
from gvlib.train import seed_everything

ROWS = {e.name: e for e in many_steps.STUDY}


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setenv("GVLIB_DEVICE", "cpu")
    monkeypatch.setattr(many_steps, "N", 60)
    monkeypatch.setattr(many_steps, "N_WATCH", 60)


@pytest.mark.parametrize("method", many_steps.METHODS)
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
    for method in many_steps.METHODS:
        for n in many_steps.COUNTS:
            calls.clear()
            many_steps.drawn(run, method, n, 2)
            assert len(calls) == n, method


def test_the_last_call_is_where_training_ends():
    assert 1 - 1 / many_steps.COUNTS[-1] == many_steps.UNTIL


def test_bytes_become_numbers_around_0():
    x = torch.tensor([[0, 255]], dtype=torch.uint8)
    assert many_steps.to_signed(x).tolist() == [[-1.0, 1.0]]


def test_contestants_have_the_batches_of_chapter_7():
    """Batch size, rate and average of `fashion/gan-ns`."""
    other = experiments.EXPERIMENTS["fashion/gan-ns"]
    for method in many_steps.METHODS:
        row = ROWS[f"fashion-steps/{method}"]
        assert all(
            row.config[k] == other.config[k] for k in ("batch_size", "ema", "lr")
        )


def test_the_metric_of_many_steps_is_in_the_features_of_the_book():
    assert many_steps.PROTOCOL["features"] == zoo.FEATURES
