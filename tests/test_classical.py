"""Mixtures, factor analysers and Boltzmann machines against oracles not ours."""

import itertools
import warnings

import numpy as np
import pytest
import torch
from scipy.special import logsumexp
from scipy.stats import multivariate_normal
from sklearn.decomposition import PCA, FactorAnalysis
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from gvlib import classical, data
from gvlib.classical.seeding import check_points
from gvlib.train import CheckpointError, fit, seed_everything


class Always:
    """The same batch again and again: all the data, in double precision."""

    def __init__(self, x):
        self.x = x

    def __iter__(self):
        return self

    def __next__(self):
        return self.x

    def state_dict(self):
        return {}

    def load_state_dict(self, state):
        pass


def blobs(n=400, d=3, seed=0):
    """Points around three centres, in double precision."""
    rng = torch.Generator().manual_seed(seed)
    centres = 3 * torch.randn(3, d, generator=rng, dtype=torch.float64)
    noise = torch.randn(n, d, generator=rng, dtype=torch.float64)
    mixing = torch.randn(d, d, generator=rng, dtype=torch.float64)
    return centres[torch.arange(n) % 3] + noise @ mixing


def ours(x, k, steps, floor=1e-6):
    """Our EM from rows of x: (model, history, the start)."""
    seed_everything(0)
    model = classical.gmm_start(x, k, floor)
    start = [t.numpy().copy() for t in (model.weights, model.means, model.covs)]
    averages = classical.Averages(model, x)
    step = classical.em_step(model, averages)
    state = {"model": model, "averages": averages}
    batches = Always(x)
    history = fit(step, batches, steps, state=state, every=1, progress=False)
    return model, [row["bound"] for row in history], start


def theirs(x, start, steps, floor=1e-6):
    """scikit-learn's EM from the same start."""
    weights, means, covs = start
    model = GaussianMixture(
        len(weights), reg_covar=floor, max_iter=steps, tol=0, weights_init=weights,
        means_init=means, precisions_init=np.linalg.inv(covs),
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(x.numpy())


@pytest.mark.parametrize("steps", [1, 2, 25])
def test_eqs_1_2_and_1_3_are_scikit_learns(steps):
    """Double precision; rounding grows with the number of steps."""
    x = blobs()
    model, _, start = ours(x, 3, steps)
    other = theirs(x, start, steps)
    np.testing.assert_allclose(model.weights, other.weights_, rtol=1e-9)
    np.testing.assert_allclose(model.means, other.means_, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(model.covs, other.covariances_, rtol=1e-7, atol=1e-8)
    r = model.log_joint(x).softmax(1)
    np.testing.assert_allclose(r, other.predict_proba(x.numpy()), atol=1e-8)


def test_eq_1_1_is_scikit_learns_and_scipys():
    x = blobs()
    model, _, start = ours(x, 4, 5)
    other = theirs(x, start, 5)
    np.testing.assert_allclose(
        model.log_prob(x), other.score_samples(x.numpy()), rtol=1e-9
    )
    parts = [
        np.log(w) + multivariate_normal(m, c).logpdf(x)
        for w, m, c in zip(model.weights, model.means, model.covs, strict=True)
    ]
    np.testing.assert_allclose(model.log_prob(x), logsumexp(parts, 0), rtol=1e-9)


def test_em_never_lowers_the_likelihood():
    """With floor 0, which is EM as published; 1e-12 is rounding."""
    _, bounds, _ = ours(blobs(), 3, 40, floor=0.0)
    assert (np.diff(bounds) > -1e-12).all() and bounds[-1] > bounds[0] + 0.3


def test_online_em_comes_near_the_full_one():
    """Mini-batches and a falling rate: within 0.05 nats a point of EM's optimum."""
    x = blobs(3_000)
    full, bounds, _ = ours(x, 3, 60)
    seed_everything(0)
    model = classical.gmm_start(x, 3)
    averages = classical.Averages(model, x)
    rate = lambda t: (t + 5) ** -0.6  # noqa: E731
    step = classical.em_step(model, averages, rate)
    batches = data.Batches(x, 100)
    fit(step, batches, 600, state={"m": model, "b": batches}, progress=False)
    assert model.log_prob(x).mean() == pytest.approx(bounds[-1], abs=0.05)


def test_one_gaussian_is_solved_in_one_step():
    x = blobs()
    model, _, _ = ours(x, 1, 1, floor=0.0)
    np.testing.assert_allclose(model.means[0], x.mean(0), rtol=1e-12)
    np.testing.assert_allclose(model.covs[0], np.cov(x.T, ddof=0), rtol=1e-10)


def test_gmm_samples_have_its_moments():
    model, _, _ = ours(blobs(), 3, 10)
    seed_everything(0)
    x = model.sample(20_000).numpy()
    mean = (model.weights[:, None] * model.means).sum(0).numpy()
    # Five standard errors of a mean of 20,000.
    assert np.abs(x.mean(0) - mean).max() < 5 * x.std(0).max() / 20_000**0.5
    # Entropy by samples from here and from scikit-learn's score agree.
    other = theirs(blobs(), [model.weights, model.means, model.covs.numpy()], 1)
    gap = model.log_prob(torch.from_numpy(x)).mean().item() - other.score(x)
    assert abs(gap) < 0.01


def test_one_component_in_a_subspace_is_scikit_learns_pca():
    """PCA.score is that of probabilistic PCA, if its n - 1 is made our n."""
    x = blobs(500, 6)
    mean, U, variance = classical.principal(x, 2)
    y = (x - mean) @ U
    one = classical.GMM(
        torch.ones(1).double(), y.mean(0)[None], torch.cov(y.T, correction=0)[None]
    )
    model = classical.SubspaceGMM(mean, U, variance, one)
    other = PCA(2).fit(x.numpy())
    other.explained_variance_ *= 499 / 500
    other.noise_variance_ *= 499 / 500
    np.testing.assert_allclose(
        model.log_prob(x), other.score_samples(x.numpy()), rtol=1e-9
    )
    np.testing.assert_allclose(
        np.abs((U.T @ other.components_.T).diagonal()), 1, rtol=1e-9
    )


def test_a_subspace_mixture_is_a_density_of_all_of_x():
    """Against SciPy's Gaussians with the covariance U C U' + s (I - U U')."""
    x = blobs(300, 5)
    mean, U, variance = classical.principal(x, 2)
    mixture, _, _ = ours((x - mean) @ U, 2, 5)
    model = classical.SubspaceGMM(mean, U, variance, mixture)
    across = variance * (np.eye(5) - (U @ U.T).numpy())
    parts = [
        np.log(w)
        + multivariate_normal(mean + U @ m, (U @ c @ U.T).numpy() + across).logpdf(x)
        for w, m, c in zip(mixture.weights, mixture.means, mixture.covs, strict=True)
    ]
    np.testing.assert_allclose(model.log_prob(x), logsumexp(parts, 0), rtol=1e-9)
    seed_everything(0)
    drawn = model.sample(20_000)
    # log p of its own samples: the mean has a standard error of about 0.01.
    again = model.sample(20_000)
    gap = model.log_prob(drawn).mean() - model.log_prob(again).mean()
    assert abs(gap) < 0.1
    spread = (drawn - mean - (drawn - mean) @ U @ U.T).square().sum(1).mean().item()
    assert spread == pytest.approx(3 * variance, rel=0.05)


def a_mixture(k=3, d=7, q=2):
    """An MFA with random parameters, in double precision."""
    seed_everything(1)
    means, factors = torch.randn(k, d).double(), torch.randn(k, d, q).double()
    noise = 0.1 + torch.rand(k, d).double()
    return classical.MFA(torch.rand(k).double() / k, means, factors, noise)


def dense(model, j):
    """(mean, covariance) of one component, written out."""
    A = model.factors[j].numpy()
    return model.means[j].numpy(), A @ A.T + np.diag(model.noise[j])


def test_eq_1_4_is_the_dense_gaussian():
    model, x = a_mixture(), torch.randn(50, 7).double()
    parts = [
        np.log(model.weights[j]) + multivariate_normal(*dense(model, j)).logpdf(x)
        for j in range(3)
    ]
    np.testing.assert_allclose(model.log_prob(x), logsumexp(parts, 0), rtol=1e-9)


def test_one_factor_analyser_is_scikit_learns():
    """The density of its solution, and our EM from our start comes to the same one."""
    x = blobs(500, 6)
    other = FactorAnalysis(2, tol=1e-12, max_iter=20_000).fit(x.numpy())
    A = torch.from_numpy(other.components_.T.copy())[None]
    noise = torch.from_numpy(other.noise_variance_)[None]
    model = classical.MFA(torch.ones(1).double(), x.mean(0)[None], A, noise)
    expected = other.score_samples(x.numpy())
    np.testing.assert_allclose(model.log_prob(x), expected, rtol=1e-9)
    seed_everything(0)
    model = classical.mfa_start(x, 1, 2)
    step = classical.em_step(model, classical.Averages(model, x))
    bounds = [step(Always(x))["bound"].item() for _ in range(3_000)]
    # EM's steps become small; both stop within 1e-3 nats of one optimum.
    assert bounds[-1] == pytest.approx(expected.mean(), abs=1e-3)
    assert (np.diff(bounds) > -1e-5).all()  # the prior has weight 1e-6


def test_em_of_a_mixture_of_factor_analysers_never_lowers_the_likelihood():
    seed_everything(0)
    x = blobs(600, 8)
    model = classical.mfa_start(x, 3, 2)
    step = classical.em_step(model, classical.Averages(model, x))
    bounds = [step(Always(x))["bound"].item() for _ in range(60)]
    # 1e-5: the prior of weight 1e-6 moves the M step by that order.
    assert (np.diff(bounds) > -1e-5).all() and bounds[-1] > bounds[0] + 1


def test_a_component_that_loses_its_points_stays_finite():
    """Two groups, four components, 400 steps in single precision."""
    seed_everything(0)
    x = (torch.arange(200) % 2)[:, None] + 1e-3 * torch.randn(200, 20)
    model = classical.mfa_start(x, 4, 3, floor=1e-6)
    with torch.no_grad():
        model.means[3] = 50.0
    averages = classical.Averages(model, x)
    step = classical.em_step(model, averages, lambda t: (t + 10) ** -0.6)
    fit(step, data.Batches(x, 50), 400, state={"m": model}, progress=False)
    assert all(t.isfinite().all() for t in model.state_dict().values())
    assert model.log_prob(x).isfinite().all()


def test_eq_1_5_is_the_conditional_mean():
    """One component: mu_u + S_uk S_kk^-1 (x_k - mu_k), with dense matrices."""
    model, x = a_mixture(k=1), torch.randn(20, 7).double()
    known = torch.tensor([True, False, True, True, False, False, True])
    mean, cov = dense(model, 0)
    k, u = known.numpy(), ~known.numpy()
    gain = cov[np.ix_(u, k)] @ np.linalg.inv(cov[np.ix_(k, k)])
    expected = mean[u] + (x.numpy()[:, k] - mean[k]) @ gain.T
    filled = model.fill(x, known).numpy()
    np.testing.assert_allclose(filled[:, u], expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(filled[:, k], x.numpy()[:, k])


def test_eq_1_5_weighs_components_by_what_is_known():
    """Three components, by integrating p(x_unknown | x_known) on a grid."""
    model, x = a_mixture(k=3, d=3, q=1), torch.randn(4, 3).double()
    known = torch.tensor([True, True, False])
    grid = torch.linspace(-15, 15, 6_001).double()
    filled = model.fill(x, known)
    for row, got in zip(x, filled, strict=True):
        points = row.repeat(len(grid), 1)
        points[:, 2] = grid
        w = model.log_prob(points).softmax(0)
        assert got[2].item() == pytest.approx((w * grid).sum().item(), abs=1e-6)


def test_mfa_samples_have_its_moments():
    model = a_mixture(k=1)
    seed_everything(0)
    mean, cov = dense(model, 0)
    x = model.sample(40_000).numpy()
    # Entries of a sample covariance have a standard error of about cov / sqrt(n).
    scale = np.sqrt(np.outer(cov.diagonal(), cov.diagonal()))
    assert np.abs((np.cov(x.T) - cov) / scale).max() < 5 * 2**0.5 / 200
    smooth = np.cov(model.sample_mean(40_000).numpy().T)
    psi = np.diag(model.noise[0])
    assert np.abs((smooth - cov + psi) / scale).max() < 5 * 2**0.5 / 200


def bits_rbm(n_visible=5, n_hidden=4):
    """A small Boltzmann machine with weights of order 1."""
    seed_everything(0)
    model = classical.RBM(torch.rand(n_visible) * 0.6 + 0.2, n_hidden).double()
    with torch.no_grad():
        model.W.normal_()
        model.b.normal_()
    return model


def states(n):
    """All 2^n binary rows."""
    return torch.tensor(list(itertools.product([0.0, 1.0], repeat=n))).double()


def joint(model):
    """p(v, h) as a table, from the definition of the energy."""
    v, h = states(len(model.a)), states(len(model.b))
    e = v @ model.W @ h.T + (v @ model.a)[:, None] + h @ model.b
    return v, h, (e - e.logsumexp((0, 1))).exp().detach()


def test_eq_1_6_is_the_sum_over_hidden_states():
    model = bits_rbm()
    v, _, table = joint(model)
    log_p = -model.free_energy(v) - classical.exact_log_z(model)
    torch.testing.assert_close(log_p, table.sum(1).log(), rtol=1e-10, atol=1e-10)


def test_eq_1_7_is_the_conditional_of_the_table():
    model = bits_rbm()
    v, h, table = joint(model)
    given_h = (table / table.sum(0)).T @ v  # E[v | h]
    torch.testing.assert_close(model.mean_given(h), given_h)
    seed_everything(0)
    drawn = torch.stack([model.hidden(v) for _ in range(4_000)]).mean(0)
    given_v = (table / table.sum(1, keepdim=True)) @ h
    # Five standard errors of a share of 4,000.
    assert (drawn - given_v).abs().max() < 5 * 0.5 / 4_000**0.5


def test_gibbs_keeps_the_distribution():
    """From exact samples; the histogram of all 32 states by a chi-squared statistic."""
    model = bits_rbm()
    v, _, table = joint(model)
    p = table.sum(1)
    seed_everything(0)
    start = v[torch.multinomial(p, 40_000, replacement=True)]
    for moved in (model.gibbs(start, 3), model.sample(40_000, steps=200)):
        index = (moved @ (2.0 ** torch.arange(4, -1, -1).double())).long()
        counts = index.bincount(minlength=32)
        chi2 = ((counts - 40_000 * p).square() / (40_000 * p)).sum()
        assert chi2 < 75  # 31 degrees of freedom: exceeded once in 10^5


def test_eq_1_8_is_the_gradient_of_log_p():
    """With exact samples as chains: the mean gradient against finite differences."""
    model = bits_rbm()
    v, _, table = joint(model)
    x = v[[3, 17, 30]]

    def log_p():
        return (-model.free_energy(x) - classical.exact_log_z(model)).mean()

    numeric, eps = torch.zeros_like(model.W), 1e-6
    with torch.no_grad():
        for i in np.ndindex(*model.W.shape):
            model.W[i] += eps
            up = log_p()
            model.W[i] -= 2 * eps
            numeric[i] = (up - log_p()) / (2 * eps)
            model.W[i] += eps
    p = table.sum(1)
    gap = model.free_energy(x).mean() - (p * model.free_energy(v)).sum()
    (found,) = torch.autograd.grad(-gap, model.W)
    torch.testing.assert_close(found, numeric, rtol=1e-6, atol=1e-8)


def test_pcd_learns_a_known_distribution():
    """Bars of 4 bits: KL(data || model), exact, falls below a tenth of its start."""
    seed_everything(0)
    rows = torch.tensor([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]]).float()
    x = rows[torch.randint(3, (3_000,))].repeat(1, 2)
    p = torch.full((3,), 1 / 3).log()
    model = classical.RBM(x.mean(0).clamp(0.01, 0.99), 8)
    chains = classical.Chains(model, 100)
    opt = torch.optim.SGD(model.named_parameters(), 0.1)

    def kl():
        with torch.no_grad():
            log_p = -model.free_energy(rows.repeat(1, 2))
            return (p - log_p + classical.exact_log_z(model)).mean().item()

    before, batches = kl(), data.Batches(x, 100)
    step = classical.pcd_step(model, opt, chains)
    state = {"m": model, "o": opt, "c": chains, "b": batches}
    fit(step, batches, 3_000, state=state, progress=False)
    assert kl() < 0.1 * before


def test_a_run_resumes_bit_for_bit(tmp_path):
    x = torch.randint(0, 256, (300, 12), dtype=torch.uint8)

    def run(steps, path):
        seed_everything(0)
        model = classical.RBM(torch.full((12,), 0.5), 5)
        opt = torch.optim.SGD(model.named_parameters(), 0.1)
        chains = classical.Chains(model, 20)
        batches = data.Batches(x, 30, data.binarize)
        step = classical.pcd_step(model, opt, chains)
        state = {"m": model, "o": opt, "c": chains, "b": batches}
        history = fit(step, batches, steps, state=state, every=10, path=path,
                      progress=False)  # fmt: skip
        return model, history

    whole, expected = run(40, None)
    run(20, tmp_path / "r.pt")
    resumed, found = run(40, tmp_path / "r.pt")
    assert found == expected and torch.equal(whole.W, resumed.W)


def test_em_resumes_bit_for_bit_and_not_with_another_shape(tmp_path):
    x = blobs()

    def run(steps, path, k=3):
        seed_everything(0)
        model = classical.gmm_start(x, k)
        averages, batches = classical.Averages(model, x), data.Batches(x, 50)
        step = classical.em_step(model, averages, lambda t: (t + 2) ** -0.6)
        state = {"m": model, "a": averages, "b": batches}
        fit(step, batches, steps, state=state, every=5, path=path, progress=False)
        return model

    whole = run(20, None)
    run(10, tmp_path / "r.pt")
    assert torch.equal(whole.L, run(20, tmp_path / "r.pt").L)
    with pytest.raises(CheckpointError, match="does not fit this run"):
        run(20, tmp_path / "r.pt", k=2)


def test_binarised_levels_have_the_levels_as_means():
    x = torch.arange(256, dtype=torch.uint8).repeat(2_000, 1)
    seed_everything(0)
    bits = data.binarize(x)
    assert set(bits.unique().tolist()) == {0.0, 1.0}
    assert (bits[:, 0] == 0).all() and (bits[:, 255] == 1).all()
    level = torch.arange(256) / 255
    error = (level * (1 - level) / 2_000).sqrt()
    # 256 levels at once: 4.5 standard errors are exceeded once in about 500 tries.
    assert ((bits.mean(0) - level).abs() <= 4.5 * error).all()


def test_held_out_bits_are_always_the_same_and_differ_by_split():
    a, b = data.fashion_binary("test"), data.fashion_binary("test")
    seed_everything(5)
    assert torch.equal(a, b) and torch.equal(a, data.fashion_binary("test"))
    grey = data.to_unit(data.fashion_mnist("test")[0])
    # 7.84 million coins: five standard errors of their mean are below 0.001.
    assert a.mean().item() == pytest.approx(grey.mean().item(), abs=1e-3)
    assert not torch.equal(a[:100], data.fashion_binary("val")[:100])


def test_spread_rows_are_rows_and_spread():
    x = blobs(300)
    seed_everything(0)
    rows = classical.spread_rows(x, 3)
    assert all((x == row).all(1).any() for row in rows)
    # Far centres: three rows drawn by squared distance are seldom of one group.
    assert torch.cdist(rows, rows)[0, 1:].min() > 1
    same = torch.ones(4, 2)
    assert classical.spread_rows(same, 3).shape == (3, 2)


BAD = {
    r"x is torch.uint8 of shape .3, 1, 4, 4., but must be floats of shape .n, d.":
        lambda: check_points(torch.zeros(3, 1, 4, 4).byte(), 2),
    r"x is torch.float32 of shape .7,., but must be .*flatten":
        lambda: check_points(torch.zeros(7), 1),
    "k = 5 components and 3 points": lambda: classical.gmm_start(blobs(3), 5),
    "k = 0 components and 9 points": lambda: classical.spread_rows(blobs(9), 0),
    "1 of the 27 values of x are not finite": lambda: classical.spread_rows(
        blobs(9).index_fill(0, torch.tensor([2]), 1).log().nan_to_num(0.0)
        + torch.zeros(9, 3).double().index_put((torch.tensor(0), torch.tensor(0)),
                                               torch.tensor(float("nan")).double()), 2,
    ),
    "floor = -1.0 must be at least 0": lambda: classical.gmm_start(blobs(), 2, -1.0),
    "m = 3 directions must be from 1 to 2": lambda: classical.principal(blobs(), 3),
    "n_factors = 7 must be from 0 to 6": lambda: classical.mfa_start(
        torch.zeros(2, 7), 2, 7
    ),
    "floor = 0.0 must be above 0, say 1e-4": lambda: classical.mfa_start(
        torch.zeros(2, 7), 2, 1, floor=0.0
    ),
    "known has shape .7,. and 0 entries": lambda: a_mixture().fill(
        torch.zeros(1, 7).double(), torch.zeros(7, dtype=torch.bool)
    ),
    "probabilities range from 0 to 1": lambda: classical.RBM(torch.tensor([0.0, 1]), 2),
    "n_hidden = 0 must be at least 1": lambda: classical.RBM(torch.tensor([0.5]), 0),
}  # fmt: skip


@pytest.mark.parametrize("message", BAD)
def test_bad_input_is_named_with_the_rule(message):
    with pytest.raises(ValueError, match=message):
        BAD[message]()


def test_a_singular_covariance_is_named():
    """Fewer points than dimensions: rank n - 1, and a floor cures it."""
    x = blobs(4, 6)
    with pytest.raises(ValueError, match="component 0 is singular.*a floor such as"):
        classical.gmm_start(x, 2, floor=0.0)
    assert classical.gmm_start(x, 2, floor=1e-3).log_prob(x).isfinite().all()


def test_a_covariance_that_becomes_singular_is_named():
    """Two Gaussians, one on a single point far away: EM without a floor fails there."""
    x = torch.cat([blobs(50, 2), torch.full((1, 2), 1e3).double()])
    means = torch.stack([x[0], x[-1]])
    eye = torch.eye(2).double().repeat(2, 1, 1)
    model = classical.GMM(torch.full((2,), 0.5).double(), means, eye, floor=0.0)
    step = classical.em_step(model, classical.Averages(model, x))
    with pytest.raises(ValueError, match="component 1 is singular"):
        for _ in range(3):
            step(Always(x))


FAR = {  # (offset, radius, sigma): where x^2 drowns sigma^2 in single precision
    "at 50": (50.0, 1.0, 0.01),
    "at 1,000": (1e3, 1.0, 0.01),
    "wide apart": (0.0, 50.0, 0.01),
    "narrow": (50.0, 1.0, 0.001),
}


@pytest.mark.parametrize("where", FAR)
@pytest.mark.parametrize("kind", ["gmm", "mfa"])
def test_em_in_single_precision_is_that_of_double(kind, where):
    """The data of both are equal; scikit-learn's EM in double from the same start."""
    offset, radius, sigma = FAR[where]
    x = data.ring(800, radius=radius, sigma=sigma) + offset
    found = []
    for dtype in (torch.float32, torch.float64):
        seed_everything(0)
        points = x.to(dtype)
        if kind == "gmm":
            model = classical.gmm_start(points, 8)
        else:
            model = classical.mfa_start(points, 8, 1, 1e-6)
        step = classical.em_step(model, classical.Averages(model, points))
        for _ in range(15):
            step(Always(points))
        found.append(model.double().log_prob(x.double()).mean().item())
    # Means are stored in float32: near 1,000 to 3e-5, which is 0.003 sigma.
    assert found[0] == pytest.approx(found[1], abs=1e-3)
    if kind == "gmm":
        seed_everything(0)
        first = classical.gmm_start(x.double(), 8)
        start = first.weights, first.means, first.covs.numpy()
        other = theirs(x.double(), start, 15)
        assert found[0] == pytest.approx(other.score(x.double().numpy()), abs=1e-3)


def test_data_too_far_from_the_origin_are_named():
    """At 1e9 even float64 rounds x^2 by 100: nothing is left of a variance of 1e-4."""
    x = data.ring(500).double() + 1e9
    seed_everything(0)
    for model in (classical.gmm_start(x, 2), classical.mfa_start(x, 2, 1, 1e-6)):
        step = classical.em_step(model, classical.Averages(model, x))
        with pytest.raises(ValueError, match="subtract the mean from the data"):
            step(Always(x))


def test_grey_levels_are_no_bits():
    model = classical.RBM(torch.full((4,), 0.5), 2)
    opt = torch.optim.SGD(model.named_parameters(), 0.1)
    step = classical.pcd_step(model, opt, classical.Chains(model, 3))
    with pytest.raises(ValueError, match="v holds 0.25, but every entry must be"):
        step(Always(torch.full((2, 4), 0.25)))
    with pytest.raises(TypeError, match="x is torch.float32, but must be grey levels"):
        data.binarize(torch.rand(3))
