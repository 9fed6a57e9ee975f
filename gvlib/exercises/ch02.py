"""Rules of chapter 2's exercises."""

from collections.abc import Callable, Sequence

import torch
from scipy.stats import chi2, wasserstein_distance
from torch import Tensor
from torch.distributions import Normal

from gvlib import data, metrics
from gvlib.exercises.checking import ask

RADIUS, SIGMA = 2.0, 0.05  # the ring of the chapter
MODES = data.ring_modes(radius=RADIUS)
LIMIT = 3 * SIGMA  # of high quality


def three_standard_deviations(dimensions: int, limit: float) -> str:
    """The least d with P(chi2_d < 9) < 1/2; r with P(chi2_784 < r^2) as in 2."""
    assert dimensions != 9, (
        "the mean of the squared distance is 9 there, but the median lies below it"
    )
    shares = [chi2.cdf(9, d) for d in (dimensions - 1, dimensions)]
    assert shares[1] < 0.5, f"in {dimensions} dimensions it is {shares[1]:.0%}"
    assert shares[0] >= 0.5, f"with one dimension less it is {shares[0]:.0%} already"
    wanted = chi2.cdf(9, 2)
    wrong = {
        3.0: "a limit of three lets nothing in, in so many dimensions",
        28.0: "this is the root of 784, where about half of them lie within",
        3 * 28.0: "the squares of the distances add up, and not their spreads",
    }
    for value, why in wrong.items():
        assert abs(limit - value) > 1e-3, why
    assert limit < 100, "give the distance in standard deviations, not its square"
    share = chi2.cdf(limit**2, 784)
    assert abs(share - wanted) < 3e-3, (
        f"within {limit:g} standard deviations lie {share:.1%}, in the plane within "
        f"three {wanted:.1%}"
    )
    lower, higher = (chi2.cdf(r**2, 784) for r in (27, 29))
    return f"At 27 it would be {lower:.0%}, at 29 already {higher:.0%}."


def on_the_ring(x: Tensor) -> dict:
    """The chapter's three numbers for points in the plane, at least 2,000 of them."""
    assert x.ndim == 2 and x.shape[1] == 2, f"shape {tuple(x.shape)} is not (n, 2)"
    assert len(x) >= 2_000, f"{len(x)} points are fewer than 2,000"
    return metrics.mode_report(x, MODES, LIMIT)


def fooled_modes(cheat: Tensor) -> str:
    """Perfect in the three numbers, and unlike the data inside the groups."""
    found = on_the_ring(cheat)
    assert found["modes"] == 8, f"your points reach {found['modes']} of the 8 modes"
    share = found["high_quality"]
    assert share > 1 - 1e-9, f"{1 - share:.2%} of your points lie outside the limit"
    assert found["mode_kl"] < 1e-6, (
        f"the mode KL is {found['mode_kl']:.2g}, so some groups have more points"
    )
    assert unlikeness(cheat) > 0.2, (
        "inside the groups these points lie as the data do; a person would take them "
        "for the data"
    )
    return "How points lie within a group is not measured at all."


def unlikeness(x: Tensor) -> float:
    """The larger of two Wasserstein distances within groups, in units of SIGMA.

    One is of the offsets from the nearest mode, one of their lengths.
    """
    views = []
    for points in (x.float(), data.ring(5_000, radius=RADIUS, sigma=SIGMA, seed=5)):
        offset = points - MODES[torch.cdist(points, MODES).argmin(1)]
        views.append((offset[:, 0], offset[:, 1], offset.norm(dim=1)))
    pairs = zip(*views, strict=True)
    return max(wasserstein_distance(a, b) for a, b in pairs) / SIGMA


def fooled_distance(cloud: Tensor) -> str:
    """Mean and covariance of the data, and no point near a mode."""
    found = on_the_ring(cloud)
    fresh = data.ring(2_500, radius=RADIUS, sigma=SIGMA, seed=1)
    distance = metrics.frechet_distance(cloud, fresh)
    shift = (cloud.mean(0) - fresh.mean(0)).square().sum().item()
    share = found["high_quality"]
    assert found["modes"] < 8 or share < 0.9, "these points are good: they are data"
    assert distance < 0.01 or shift < distance / 2, (
        f"the distance is {distance:.2g}, most of it because the mean lies elsewhere"
    )
    assert distance < 0.01, (
        f"the distance is {distance:.2g}: the mean may do, the covariance does not"
    )
    assert found["modes"] == 0, (
        f"the distance is small, and {share:.1%} of your points still lie near a mode"
    )
    return f"A distance of {distance:.4f}, and not one good point."


def rarer_and_yet_more_real(data_density: Sequence, made_density: Sequence) -> str:
    """p(a) < p(b) / 100, and yet p / (p + q) is larger at a than at b."""
    p, q = (
        torch.as_tensor(v, dtype=torch.float64) for v in (data_density, made_density)
    )
    assert p.shape == q.shape == (2,), "give two numbers for each: at a, at b"
    assert (p > 0).all() and (q >= 0).all(), (
        "of the data both densities must be above 0, of the made points none below"
    )
    assert p[0] <= p[1] / 100 * (1 + 1e-9), (
        "among the data a must be at least a hundred times rarer than b"
    )
    best = p / (p + q)
    assert best[0] > best[1] + 1e-9, (
        f"the best judge says {best[0]:.3f} at a and {best[1]:.3f} at b"
    )
    return (
        f"The judge says {best[0]:.2f} at the rare point, {best[1]:.2f} at the other."
    )


def two_messages(from_judge: Callable, from_encoder: Callable) -> str:
    """The slopes of log D(g) and of log N(x; g, sigma^2 I) in the point g."""
    rng = torch.Generator().manual_seed(0)
    made, x = torch.randn(2, 6, 2, generator=rng)

    def judge(y: Tensor) -> Tensor:
        return y[:, 0] - y.square().sum(1) / 2

    slope = torch.stack([1 - made[:, 0], -made[:, 1]], 1)  # of the logit
    D = judge(made).sigmoid()[:, None]
    compare("the judge", ask(from_judge, judge, made.clone()), (1 - D) * slope, [
        (slope, "this raises the logit; with log D a point that convinces is let be"),
        (D * (1 - D) * slope, "this raises D itself, not log D"),
        (D * slope, "this lowers log(1 - D), which chapter 3 calls minimax"),
        (-D * slope, "this raises log(1 - D): it makes the points look less real"),
        ((D - 1) * slope, "this points to where D is smaller"),
        ((1 - D) * slope / 6, "each point has a slope of its own: do not average"),
    ])  # fmt: skip
    compare("the encoder", ask(from_encoder, x, made.clone(), 0.3), (x - made) / 0.09, [
        ((made - x) / 0.09, "this points away from the data"),
        (made - x, "this points away from the data"),
        (x - made, "how wide the Gaussian is does matter: a narrow one pulls harder"),
        ((x - made) / 0.3, "check the power of sigma"),
        (2 * (x - made) / 0.09, "the exponent of a Gaussian has a factor 1/2"),
    ])  # fmt: skip
    return "One needs a data point and no judge, the other a judge and no data point."


def compare(who: str, found: Tensor, right: Tensor, mistakes: list) -> None:
    """Assert that two tensors are equal, with a reason for each known mistake."""
    shape = tuple(found.shape)
    assert shape == tuple(right.shape), f"{who}: shape {shape}, not an arrow a point"
    for wrong, why in mistakes:
        assert not torch.allclose(found, wrong, atol=1e-4), f"{who}: {why}"
    assert torch.allclose(found, right, atol=1e-4), (
        f"{who}: differentiate, with respect to what g made, what is to be raised"
    )


def best_mean(answer: Callable) -> str:
    """g(z) = sum_i q(z|x_i) x_i / sum_i q(z|x_i), for q_i = N(mu_i, diag s_i^2)."""
    rng = torch.Generator().manual_seed(0)
    mu, x = torch.randn(2, 4, 2, generator=rng)
    s = 0.3 + 0.7 * torch.rand(4, 2, generator=rng)
    z = 0.5 * torch.randn(7, 2, generator=rng)
    found = ask(answer, z, mu, s, x)
    log_q = Normal(mu, s).log_prob(z[:, None]).sum(-1)
    squares = (z[:, None] - mu).square()
    compare("the decoder", found, log_q.softmax(1) @ x, [
        (x.mean(0).expand(7, 2), "not every data point asks for this code as often"),
        (x[log_q.argmax(1)], "the likeliest does not take all: the others ask as well"),
        (x[squares.sum(-1).argmin(1)], "the nearest does not take all"),
        ((-squares.sum(-1) / 2).softmax(1) @ x, "the widths s_i are missing"),
        ((-squares / s**2 / 2).sum(-1).softmax(1) @ x,
         "a narrow Gaussian is also higher: its factor 1/s is missing"),
        (log_q.exp() @ x, "these weights do not sum to 1"),
        (log_q.softmax(0) @ x, "for each code, the weights of the data sum to 1"),
    ])  # fmt: skip
    return "Where two proposals overlap, the best mean lies between their points."
