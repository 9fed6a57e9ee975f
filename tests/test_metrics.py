"""Modes, sharpness and active units against other code; what metrics refuse."""

import json
import math
import re

import numpy as np
import pytest
import scipy.ndimage
import scipy.stats
import torch
from jaxtyping import TypeCheckError
from points import normal, with_moments

from gvlib import metrics


def refuses(match, function, *args):
    """A ValueError that matches; run-time shape checks, if on, may speak first."""
    with pytest.raises((ValueError, TypeCheckError)) as caught:
        function(*args)
    if not isinstance(caught.value, TypeCheckError):
        assert re.search(match, str(caught.value)), caught.value


def ring_modes(k=8):
    angle = 2 * math.pi * torch.arange(k).double() / k
    return torch.stack([angle.cos(), angle.sin()], 1)


def mixture(n, modes, sigma, seed=0):
    generator = torch.Generator().manual_seed(seed)
    owner = torch.randint(len(modes), (n,), generator=generator)
    return modes[owner] + normal(n, 2, seed=seed + 1, scale=sigma)


def test_mode_report_is_the_double_loop():
    modes = ring_modes()
    # Mass on three modes of eight, and a sigma so large that many samples are poor.
    x, radius = mixture(500, modes[[0, 1, 5]], 0.1), 0.15
    counts = [0] * len(modes)
    for point in x.tolist():
        distances = [math.dist(point, mode) for mode in modes.tolist()]
        if min(distances) < radius:
            counts[distances.index(min(distances))] += 1
    good = sum(counts)
    expected_kl = scipy.stats.entropy(counts, [good / 8] * 8)
    report = metrics.mode_report(x, modes, radius)
    assert report["modes"] == sum(c > 0 for c in counts)
    assert report["high_quality"] == good / 500
    assert report["mode_kl"] == pytest.approx(expected_kl, rel=1e-12)  # 8 terms
    assert 0 < good < 500


def test_mode_report_at_its_limits():
    modes = ring_modes()
    even = metrics.mode_report(modes.repeat(10, 1), modes, 0.1)
    assert even["modes"] == 8 and even["high_quality"] == 1
    assert even["mode_kl"] == pytest.approx(0, abs=1e-15)
    collapsed = metrics.mode_report(modes[:1].repeat(10, 1), modes, 0.1)
    assert collapsed == {
        "modes": 1, "high_quality": 1.0, "mode_kl": pytest.approx(math.log(8)),
    }  # fmt: skip
    lost = metrics.mode_report(modes + 5, modes, 0.1)
    assert lost == {"modes": 0, "high_quality": 0.0, "mode_kl": None}
    assert json.loads(json.dumps(lost, allow_nan=False)) == lost


def test_mode_report_counts_only_samples_strictly_inside():
    origin = torch.zeros(1, 2)
    x = torch.tensor([[0.0, 3.0], [0.0, 2.9]])
    assert metrics.mode_report(x, origin, 3.0)["high_quality"] == 0.5


def binary(x):
    """x in multiples of 2^-20: 1e8 can be added, and taken away, without rounding."""
    return (x * 2**20).round() / 2**20


@pytest.mark.parametrize("offset", [50.0, 1e8])
def test_an_offset_changes_no_metric_of_distances(offset):
    modes = binary(ring_modes(8))
    x, radius = binary(mixture(500, modes, 0.1)), 0.15
    assert metrics.mode_report(x + offset, modes + offset, radius) == (
        metrics.mode_report(x, modes, radius)
    )
    a, b = binary(normal(200, 6)), binary(normal(200, 6, seed=1, scale=0.8))
    assert metrics.prdc(a + offset, b + offset) == metrics.prdc(a, b)
    assert metrics.active_units(a + offset) == metrics.active_units(a) == 6
    moved = metrics.frechet_distance(a + offset, b + offset)
    # Only the mean rounds: 1e8 eps = 1e-8, and it enters squared.
    assert moved == pytest.approx(metrics.frechet_distance(a, b), rel=1e-12)


@pytest.mark.parametrize("n", [7, 1_008, 1_012])
def test_equal_rows_are_at_distance_0(n):
    for row in (torch.full((1, 32), 0.1).double(), normal(1, 32, shift=1e8)):
        x = row.repeat(n, 1)
        assert metrics.frechet_distance(x, x) <= 1e-25 * row.square().sum().item()
        assert metrics.active_units(x) == 0
        assert metrics.mode_report(x, row, 1e-9)["high_quality"] == 1
    x = torch.full((n, 32), 0.1).double()
    assert abs(metrics.kernel_distance(x, x)) < 1e-14  # of kernels near 1


def test_a_tie_between_modes_goes_to_the_first():
    modes = torch.tensor([[0.0, 1.0], [0.0, -1.0]]).double()
    x = torch.zeros(3, 2).double() + torch.tensor([1e8, 0.0])
    report = metrics.mode_report(x, modes + torch.tensor([1e8, 0.0]), 1.5)
    assert report["modes"] == 1
    assert metrics.mode_report(x, modes + torch.tensor([1e8, 0.0]), 1.0)["modes"] == 0


def test_high_quality_of_a_perfect_sampler():
    n, sigma = 200_000, 0.01
    share = 1 - math.exp(-9 / 2)
    assert share == pytest.approx(scipy.stats.chi2.cdf(9, 2), rel=1e-12)
    assert f"{share:.3%}" == "98.889%"  # as the docstring prints it
    got = metrics.mode_report(mixture(n, ring_modes(), sigma), ring_modes(), 3 * sigma)
    # 4 standard errors of a share: once in 16,000 times.
    error = 4 * math.sqrt(share * (1 - share) / n)
    assert abs(got["high_quality"] - share) < error


@pytest.mark.parametrize("k", [8, 25])
def test_mode_kl_of_a_perfect_sampler(k):
    n, trials, modes = 2500, 200, ring_modes(k)
    values = [
        metrics.mode_report(mixture(n, modes, 1e-3, seed=i), modes, 1.0)["mode_kl"]
        for i in range(trials)
    ]
    # 2 n KL is close to chi-squared with k - 1 degrees of freedom, variance 2 (k - 1).
    error = 4 * math.sqrt(2 * (k - 1)) / (2 * n) / math.sqrt(trials)
    assert abs(np.mean(values) - (k - 1) / (2 * n)) < error


def noise_images(n, h, w):
    return torch.rand(n, 1, h, w, generator=torch.Generator().manual_seed(0)).double()


def test_sharpness_is_scipys_laplacian():
    x = noise_images(3, 28, 20)
    expected = [scipy.ndimage.laplace(i[0].numpy())[1:-1, 1:-1].var() for i in x]
    np.testing.assert_allclose(metrics.sharpness(x), expected, rtol=1e-12)  # 1e3 terms


def test_sharpness_properties():
    ramp = torch.linspace(0, 1, 28, dtype=torch.float64).expand(1, 1, 28, 28)
    noise = noise_images(1, 400, 400)
    blurred = [
        metrics.sharpness(torch.tensor(scipy.ndimage.gaussian_filter(noise, s))).item()
        for s in ([0, 0, s, s] for s in (0, 0.5, 1, 2))
    ]
    assert metrics.sharpness(ramp).item() < 1e-28  # the square of a rounding error
    assert blurred == sorted(blurred, reverse=True)
    # 20 v, v = 1/12: the variance of 160,000 dependent terms is good to about 1 %.
    assert blurred[0] == pytest.approx(20 / 12, rel=0.02)
    assert metrics.sharpness(noise / 2).item() == pytest.approx(blurred[0] / 4)
    assert metrics.sharpness(noise.mT.flip(2)).item() == pytest.approx(blurred[0])


def test_active_units_counts_variances_above_the_threshold():
    mu = with_moments([5.0, 0.0, -1.0, 0.0], [1.0, 0.11, 0.09, 0.0])
    assert (np.var(mu.numpy(), axis=0) > 0.01).sum() == 2
    assert metrics.active_units(mu) == 2
    assert metrics.active_units(mu, threshold=0.5) == 1
    assert metrics.active_units(torch.ones(10, 3)) == 0


@pytest.mark.parametrize(
    "metric", [metrics.frechet_distance, metrics.kernel_distance, metrics.prdc]
)
def test_metrics_of_two_sets_refuse(metric):
    x = normal(50, 4)
    broken = x.clone()
    broken[3, 1] = math.nan
    refuses(r"\(50, 1, 2, 2\).*flatten", metric, x.reshape(50, 1, 2, 2), x)
    refuses("columns.*4.*3", metric, x, x[:, :3])
    refuses("1 points.*at least", metric, x[:1], x)
    refuses("1 of the 200 values.*diverged", metric, x, broken)
    refuses("1 of the 200", metric, x, broken.nan_to_num(nan=math.inf))


@pytest.mark.parametrize(
    "metric",
    [
        metrics.frechet_distance,
        metrics.kernel_distance,
        metrics.prdc,
        lambda x, y: metrics.mode_report(x, y, 0.1),
        lambda x, y: metrics.active_units(x),
        lambda x, y: metrics.sharpness(x),
    ],
)
def test_metrics_take_tensors_of_floats(metric):
    x = normal(50, 4)
    for wrong, match in (
        (x.numpy(), r"numpy.ndarray, but must be a tensor: .*as_tensor"),
        (x.tolist(), "builtins.list, but must be a tensor"),
        (x.to(torch.uint8), r"torch.uint8, but must hold floats: .*to_unit"),
        (x.long(), r"torch.int64, but must hold floats: .*double"),
    ):
        with pytest.raises((TypeError, TypeCheckError)) as caught:
            metric(wrong, x)
        if not isinstance(caught.value, TypeCheckError):
            assert re.search(match, str(caught.value)), caught.value


def test_the_other_metrics_refuse():
    x, modes, image = normal(50, 2), ring_modes(), torch.rand(2, 1, 8, 8)
    refuses("6 points.*at least 7", metrics.prdc, x[:6], x, 5)
    refuses("k = 0 must be at least 1", metrics.prdc, x, x, 0)
    refuses("radius = -1.0 must be positive", metrics.mode_report, x, modes, -1.0)
    refuses("radius = nan must be positive", metrics.mode_report, x, modes, math.nan)
    refuses("0 points", metrics.mode_report, x[:0], modes, 0.1)
    refuses("columns", metrics.mode_report, normal(5, 3), modes, 0.1)
    refuses("not finite", metrics.mode_report, x / 0, modes, 0.1)
    refuses(r"\(2, 8, 8\).*channel axis", metrics.sharpness, image[:, 0])
    refuses("h, w >= 3", metrics.sharpness, image[..., :2])
    refuses("divide bytes by 255", metrics.sharpness, image * 255)
    refuses(r"\[0, 1\]", metrics.sharpness, image * 2 - 1)
    refuses("not finite", metrics.sharpness, image / 0)
    refuses("1 points", metrics.active_units, x[:1])
    refuses("matrix", metrics.active_units, x[:, 0])


def test_metrics_leave_no_graph_and_do_not_change_their_arguments():
    x = normal(20, 4).requires_grad_()
    before = x.detach().clone()
    assert type(metrics.frechet_distance(x, x + 1)) is float
    assert type(metrics.kernel_distance(x, x + 1)) is float
    assert not metrics.sharpness(torch.rand(2, 1, 8, 8).requires_grad_()).requires_grad
    metrics.prdc(x, x + 1)
    metrics.mode_report(x, x[:3], 0.5)
    assert torch.equal(x, before)
