"""Chapter 11 on images: two autoencoders, a latent flow, and how wide codes are."""

import pytest
import torch

from gvlib import experiments
from gvlib.experiments.sources import FITTED, SOURCES, matching
from gvlib.experiments.studies import latents, parts
from gvlib.train import seed_everything

ROWS = {e.name: e for e in latents.STUDY}


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
