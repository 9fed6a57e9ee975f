"""Quantisers against brute force and enumeration; a token prior over all its grids."""

import itertools
import math
from functools import partial

import numpy as np
import pytest
import torch
from scipy import stats
from torch import nn

from gvlib import nets, vae
from gvlib.train import EMA, update
from gvlib.vae.tokens import TokenPrior, fit_tokens
from gvlib.vae.vq import FSQ, VQVAE, Codebook, perplexity, vq_objective

pytestmark = pytest.mark.usefixtures("double")


def begun(size=20, dim=3, **how):
    """A code book that need not see data first."""
    return Codebook(size, dim, spread=1.0, **how)


def test_the_nearest_code_is_chosen():
    book, h = begun().eval(), torch.randn(50, 3)
    q, index = book(h)
    distances = np.linalg.norm(h.numpy()[:, None] - book.codes.numpy(), axis=2)
    assert index.tolist() == distances.argmin(1).tolist()
    torch.testing.assert_close(q, book.codes[index])


@pytest.mark.parametrize("quantiser", [begun().eval(), FSQ((5, 4, 3))])
def test_the_gradient_goes_straight_through(quantiser):
    """Of a code book it is the identity; of rounding, that of what was rounded."""
    quantiser = quantiser.double()
    h = torch.randn(6, 3, requires_grad=True)
    q, _ = quantiser(h)
    sent = torch.randn(6, 3)
    (found,) = torch.autograd.grad((q * sent).sum(), h)
    slope = 1 - h.tanh() ** 2 if isinstance(quantiser, FSQ) else torch.ones(6, 3)
    torch.testing.assert_close(found, sent * slope)


def test_codes_are_ratios_of_moving_averages():
    """Sums by counts, as the paper has it, for as long as that is not 0 by 0."""
    book = begun(6, 2, decay=0.9)
    sums, counts = book.codes.clone(), torch.ones(6)
    for _ in range(30):
        h = torch.randn(40, 2)
        nearest = torch.cdist(h, book.codes).argmin(1)
        chosen = nn.functional.one_hot(nearest, 6).double()
        sums = 0.9 * sums + 0.1 * chosen.T @ h
        counts = 0.9 * counts + 0.1 * chosen.sum(0)
        book(h)
        torch.testing.assert_close(book.codes, sums / counts[:, None])


def test_an_unused_code_stays_where_it_is():
    """Counts that begin at 0 throw it far away; counts that fade, to the origin."""
    book = begun(2, 1).float()
    book.codes.copy_(torch.tensor([[0.0], [50.0]]))
    for _ in range(10_000):  # 0.99^10000 is 2e-44: not 0, but without digits
        book.learn(torch.ones(8, 1).float(), torch.zeros(8, dtype=torch.long))
    assert book.counts[1] < 1e-43 and book.codes[1] == 50.0
    assert book.codes[0].item() == pytest.approx(1.0, abs=1e-5)
    book.learn(torch.full((1, 1), 40.0).float(), torch.ones(1, dtype=torch.long))
    assert book.codes[1].item() == pytest.approx(40.0)  # the only row it ever had


def test_codes_begin_at_different_rows_of_the_first_batch():
    book, h = Codebook(5, 2), torch.randn(8, 2)
    book.begin(h)
    rows = (book.codes[:, None] == h).all(2).nonzero()[:, 1]
    assert len(rows.unique()) == 5
    book(torch.randn(8, 2))
    again = Codebook(5, 2)
    again.load_state_dict(book.state_dict())
    assert again.begun
    book.eval(), again.eval()
    assert torch.equal(book(h)[1], again(h)[1])


def test_codes_that_nobody_chooses_begin_anew():
    """At rows of the batch: far from them none is left, and all are used."""
    book = begun(10, 2, decay=0.9, revive=0.5)
    book.codes.copy_(100 + torch.randn(10, 2))
    book.codes[0] = 0.0
    for _ in range(20):
        h = torch.rand(500, 2)
        book(h)
    assert ((book.codes >= 0) & (book.codes <= 1)).all()
    assert len(book.eval()(h)[1].unique()) == 10


@pytest.mark.parametrize("levels", [(2,), (3,), (5, 4, 3), (2, 2, 2), (8, 6, 5)])
def test_fsq_has_its_levels(levels):
    """Far and wide, all combinations of digits occur, no other; look_up undoes."""
    fsq = FSQ(levels).double()
    axes = [np.linspace(-4, 4, 41) for _ in levels]
    h = torch.tensor(np.stack(np.meshgrid(*axes), -1).reshape(-1, len(levels)))
    q, index = fsq(h)
    assert index.unique().tolist() == list(range(math.prod(levels)))
    torch.testing.assert_close(fsq.look_up(index).double(), q)
    for j, n in enumerate(levels):
        expected = np.linspace(-1, 1, n)
        np.testing.assert_allclose(np.unique(q[:, j].numpy().round(9)), expected)


def test_fsq_of_odd_levels_is_the_papers():
    """round(floor(L / 2) tanh h), then divided by floor(L / 2)."""
    h = torch.randn(100, 2)
    half = torch.tensor([2.0, 3.0])
    torch.testing.assert_close(FSQ((5, 7))(h)[0], (half * h.tanh()).round() / half)


def test_perplexity():
    """1 for one code, K for K equal ones, exp of SciPy's entropy in between."""
    assert perplexity(torch.full((3, 4), 7)) == 1.0
    assert perplexity(torch.arange(12).repeat(5)) == pytest.approx(12)
    index = torch.randint(9, (200,))
    shares = np.bincount(index) / 200
    assert perplexity(index) == pytest.approx(math.exp(stats.entropy(shares)))
    with pytest.raises(ValueError, match="no token"):
        perplexity(torch.empty(0, dtype=torch.long))


def small_model(quantiser):
    """Images of 4x4 pixels in a grid of 2x2 tokens."""
    encoder = nn.Conv2d(1, quantiser.dim, 2, stride=2)
    decoder = nn.ConvTranspose2d(quantiser.dim, 1, 2, stride=2)
    likelihood = vae.GaussianLikelihood(0.5)
    return VQVAE(encoder, decoder, likelihood, quantiser, (2, 2))


def test_the_objective_is_summed_over_each_point():
    """By hand, per image: no term depends on the size of the batch."""
    model = small_model(begun(7, 3)).eval()
    x = torch.randn(6, 1, 4, 4)
    found = vq_objective(model, x, 0.3)
    for i in range(6):
        vectors = model.encoder(x[i : i + 1])[0].flatten(1).T.detach()
        codes = model.quantiser.codes[
            torch.cdist(vectors, model.quantiser.codes).argmin(1)
        ]
        mean = model.decoder(codes.T.reshape(1, 3, 2, 2))[0].detach()
        log_px = stats.norm(mean.numpy(), 0.5).logpdf(x[i].numpy()).sum()
        expected = log_px - 0.3 * (vectors - codes).square().sum().item()
        assert found[i].item() == pytest.approx(expected)
    torch.testing.assert_close(found[:2], vq_objective(model, x[:2], 0.3))


def test_tokens_decode_to_what_was_quantised():
    for quantiser in (begun(7, 3), FSQ((3, 4))):
        model = small_model(quantiser).double().eval()
        x = torch.randn(5, 1, 4, 4)
        _, q, index = model.quantise(x)
        torch.testing.assert_close(index, model.tokens(x))
        torch.testing.assert_close(
            model.decode(index).mean.detach(), model.conditional(q).mean.detach()
        )


def test_gradients_of_the_decoder_come_transposed_and_are_laid_out():
    """Vectors reach it as a transposed grid; a fused optimiser would not notice."""
    encoder, decoder = nets.grid_encoder(3), nets.grid_generator(3)
    model = VQVAE(encoder, decoder, vae.GaussianLikelihood(0.5), begun(7, 3)).double()
    weights = [p for p in model.decoder.parameters() if p.ndim == 4]
    loss = -vq_objective(model, torch.rand(4, 1, 28, 28)).mean()
    grads = torch.autograd.grad(loss, weights, retain_graph=True)
    assert any(g.stride() != p.stride() for g, p in zip(grads, weights, strict=True))
    update(torch.optim.Adam(model.parameters(), fused=True), loss)
    for g, p in zip(grads, weights, strict=True):
        assert p.grad.stride() == p.stride()
        torch.testing.assert_close(p.grad, g)


def test_the_average_copies_the_codes():
    """Weights are averaged; the code book is an average already, and data moves it."""
    model = small_model(Codebook(4, 3))
    opt, average = torch.optim.Adam(model.parameters(), 1e-2), EMA(model, 0.999)
    step = vae.vae_step(model, opt, vq_objective, ema=average)
    for _ in range(3):
        step(iter([torch.randn(8, 1, 4, 4)]))
    kept = average.module
    assert torch.equal(kept.quantiser.codes, model.quantiser.codes)
    assert not torch.equal(kept.encoder.weight, model.encoder.weight)
    before = kept.quantiser.codes.clone()
    kept.tokens(torch.randn(8, 1, 4, 4))
    assert torch.equal(kept.quantiser.codes, before)  # it does not learn when shown


@pytest.mark.parametrize("grid", [(2, 2), (1, 4), (4, 1)])
def test_the_token_priors_probabilities_sum_to_one(grid):
    prior = TokenPrior(3, grid, hidden=8, width=4)
    every = torch.tensor(list(itertools.product(range(3), repeat=4)))
    assert prior.log_prob(every).exp().sum().item() == pytest.approx(1)


def test_the_token_prior_samples_its_own_law():
    """Pearson's test of 81 kinds of grids; the draw is fixed, so it passes or fails."""
    prior = TokenPrior(3, (2, 2), hidden=8, width=4)
    every = torch.tensor(list(itertools.product(range(3), repeat=4)))
    p = prior.log_prob(every).exp().detach().numpy()
    n = 20_000
    drawn = prior.sample(n) @ torch.tensor([27, 9, 3, 1])
    counts = np.bincount(drawn, minlength=81)
    assert stats.chisquare(counts, n * p / p.sum()).pvalue > 1e-3


def test_a_token_depends_on_those_before_it_only():
    prior = TokenPrior(4, (3, 3), hidden=8, width=4)
    tokens = torch.randint(4, (1, 9))
    logits = prior(tokens)
    for i in range(9):
        other = tokens.clone()
        other[0, i] = (other[0, i] + 1) % 4
        same = (prior(other) == logits).all(2)[0]
        assert same[: i + 1].all() and not same[i + 1 :].any()


def test_fitting_raises_the_bound():
    prior = TokenPrior(3, (2, 2), hidden=16, width=8)
    rows = torch.tensor([[0, 1, 2, 0], [2, 2, 1, 1]])
    history = fit_tokens(prior, rows, 150, 2, 2e-2)
    assert history[-1]["bound"] > history[0]["bound"]
    # Two grids, equally likely: no law gives them more than log 1/2 each.
    assert -0.75 < prior.log_prob(rows).mean().item() <= math.log(0.5) + 1e-12


def test_networks_fit_the_grid():
    for quantiser in (Codebook(16, 5), FSQ((4, 4))):
        model = VQVAE(
            nets.grid_encoder(quantiser.dim), nets.grid_generator(quantiser.dim),
            vae.GaussianLikelihood(mean=torch.sigmoid), quantiser,
        ).double()  # fmt: skip
        x = torch.rand(2, 1, 28, 28)
        assert model.tokens(x).shape == (2, 49)
        assert vq_objective(model, x).shape == (2,)


def test_bad_arguments_are_named():
    for call, match in (
        (partial(Codebook, 1, 4), "size = 1 codes"),
        (partial(Codebook, 4, 4, decay=1.0), "decay = 1.0 must be"),
        (partial(Codebook, 4, 4, revive=1.0), "revive = 1.0 must be"),
        (partial(FSQ, (5, 1)), r"levels = \[5, 1\] .* at least 2"),
        (partial(FSQ, ()), r"levels = \[\]"),
        (partial(TokenPrior, 1), "size = 1 tokens"),
        (partial(Codebook(9, 2), torch.zeros(8, 2)), "9 codes cannot .* the 8 vectors"),
        (
            partial(
                TokenPrior(3, (2, 2)).log_prob, torch.zeros(1, 5, dtype=torch.long)
            ),
            "5 places, but this prior has 4",
        ),
        (
            partial(small_model(begun(4, 3)).tokens, torch.zeros(1, 1, 6, 6)),
            r"returned \(3, 3, 3\) per point, .* needs \(3, 2, 2\)",
        ),
    ):
        with pytest.raises(ValueError, match=match):
            call()
