"""Codes of images from a latent flow."""

import pytest
import torch

from gvlib.experiments.sources import matching
from gvlib.train import seed_everything


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
