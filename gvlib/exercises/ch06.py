"""Rules of chapter 6's exercises."""

from collections.abc import Callable
from functools import cache

import torch
from torch import Tensor, nn
from torch.distributions import Normal, kl_divergence
from torch.nn.functional import mse_loss
from torch.optim import Adam

from gvlib import data, nets, train, vae
from gvlib.exercises.checking import ask


def two_lines_exchanged(encoder_at: int, decoder_at: int) -> str:
    """The iterations, counted from 1, in which weights first change; 0 is never."""
    for who, at in (("encoder", encoder_at), ("decoder", decoder_at)):
        assert at in range(10), f"the {who}: an iteration's number, or 0 for never"
    assert encoder_at or decoder_at, (
        "so it was before. Follow each gradient from its backward to the next line "
        "that clears it: which steps lie between?"
    )
    right = first_moves()
    assert decoder_at, (
        "the decoder: the first loss leaves a gradient in it. What happens to that "
        "before the decoder's own step?"
    )
    assert decoder_at == right[1], (
        "the decoder: what has it been given when its first step comes?"
    )
    assert encoder_at, (
        "the encoder: its clearing now comes before the second loss. Who reads what "
        "that loss leaves?"
    )
    assert encoder_at == right[0], (
        "the encoder: for each of its steps, which loss has reached it by then?"
    )
    return "Both move, each by the other's loss, and no line complains."


@torch.random.fork_rng(devices=[])
def first_moves(rounds: int = 4) -> list[int]:
    """Run the loop with the clearing lines exchanged; when each network first moves."""
    pair = encoder, decoder = nn.Linear(6, 4), nn.Linear(2, 6)
    x, noise = torch.ones(8, 6), torch.ones(8, 2)
    opt_e, opt_d = (Adam(net.parameters(), 1e-3) for net in pair)
    start = [net.weight.detach().clone() for net in pair]
    first = [0, 0]
    for i in range(1, rounds + 1):
        opt_d.zero_grad()
        mse_loss(decoder(noise), x).backward()
        opt_e.step()
        opt_e.zero_grad()
        mse_loss(*encoder(x).chunk(2, dim=1)).backward()
        opt_d.step()
        same = map(torch.equal, (net.weight for net in pair), start)
        first = [at or i * (not old) for at, old in zip(first, same, strict=True)]
    return first


def kl_to_another_prior(kl: Callable) -> str:
    """KL(N(mu, diag exp(l)) || N(m, s^2 I)), a row at a time."""
    rng = torch.Generator().manual_seed(0)
    mu, log_var = torch.randn(2, 5, 8, generator=rng)
    q, wrong_q = (Normal(mu, s.exp()) for s in (log_var / 2, log_var))
    p, s = Normal(0.7, 1.5), torch.tensor(1.5)
    right, found = kl_divergence(q, p).sum(1), ask(kl, mu, log_var, 0.7, 1.5)
    mistakes = [
        (kl_divergence(q, Normal(0.0, 1.0)).sum(1), "this is the KL to N(0, I)"),
        (kl_divergence(wrong_q, p).sum(1), "this takes log_var for log sigma"),
        (kl_divergence(q, Normal(0.7, s.sqrt())).sum(1), "this takes s for s^2"),
        (kl_divergence(q, Normal(-0.7, s)).sum(1), "the mean is moved the wrong way"),
        (kl_divergence(p, q).sum(1), "this is KL(p || q), the other direction"),
        (right - 8 * s.log(), "the prior's KL with itself is not 0: what of log s?"),
        (2 * right, "the factor 1/2 is missing"),
        (-right, "a KL divergence is at least 0: the sign is turned"),
        (right + 4, "the KL of the prior with itself is 0; yours is 4 there"),
        (right / 8, "sum over the coordinates of z, do not average"),
        (right.sum(), "this sums over the batch too; each data point has its KL"),
    ]
    for value, why in mistakes:
        same = found.shape == value.shape and torch.allclose(found, value, rtol=1e-4)
        assert not same, why
    assert found.shape == (5,), "sum over the coordinates of z, and keep the rows"
    assert torch.allclose(found, right, rtol=1e-4), (
        "go through eq. 6.4 with (z - m) / s in place of z: its mean, its width?"
    )
    narrow = ask(kl, torch.zeros(1, 1), torch.full((1, 1), -120.0), 0.7, 1.5)
    assert narrow.isfinite().all(), (
        f"right here, but {narrow.item()} at log_var = -120: you take the log of exp"
    )
    return "Also where exp(log_var) is rounded to 0."


def a_draw_that_learns(draw: Callable) -> str:
    """z = mu + L eps, with dz/dmu = 1 and dz_i/dL_ij = eps_j."""
    n, factor = 4_000, torch.tensor([[0.5, 0.0], [2.0, 1.5]])
    mu = torch.tensor([1.0, -2.0]).expand(n, 2).clone().requires_grad_()
    L = factor.expand(n, 2, 2).clone().requires_grad_()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        z, again = (ask(draw, mu, L) for _ in range(2))
    assert z.shape == (n, 2), f"mu has shape {(n, 2)} here, your z {tuple(z.shape)}"
    check_noise((z - mu).detach(), factor)
    assert not torch.equal(z, again), "asked twice, it draws the same noise again"
    assert z.requires_grad, "the draw is right, but it gives the encoder no gradient"
    slopes = torch.autograd.grad(z.sum(), [mu, L], allow_unused=True)
    eps = torch.linalg.solve(factor, (z - mu).detach().T).T[:, None].expand(n, 2, 2)
    for name, slope, right in zip(("mu", "L"), slopes, (mu * 0 + 1, eps), strict=True):
        assert slope is not None, f"the draw is right, but {name} gets no gradient"
        assert torch.allclose(slope.tril(), right.tril(), rtol=1e-3, atol=1e-3), (
            f"the draw is right, but the gradient of z in {name} is not"
        )
    return "The noise comes from outside; mean and factor stay in the graph."


def check_noise(noise: Tensor, factor: Tensor) -> None:
    """z - mu has mean 0 and covariance L L^T, and each number has noise of its own."""
    assert (noise.std(0) > 1e-3).all(), "all rows got the same noise: draw for each row"
    covariance, whole = torch.cov(noise.T), factor @ factor.T
    diagonal, spread = factor.diag().diag(), whole.diag().sqrt()
    mistakes = [
        (factor.T @ factor, "this has the covariance L^T L, the other way round"),
        (diagonal**2, "only the diagonal of L is used"),
        (torch.eye(2), "this is N(mu, I): L is not used"),
        (whole @ whole, "L L^T is the covariance, not the factor of the noise"),
        (torch.outer(*[factor.sum(1)] * 2), "the coordinates of a row share noise"),
    ]
    for value, why in mistakes:
        assert not torch.allclose(covariance, value, rtol=0.1, atol=0.1), why
    assert (noise.mean(0).abs() < 0.2 * spread).all(), "the mean of z is not mu"
    assert torch.allclose(covariance, whole, rtol=0.1, atol=0.1), (
        f"the covariance is {covariance.tolist()}, not {whole.tolist()}"
    )


def mean_instead_of_sum(beta: float, beta_both: float, nats: float) -> str:
    """beta = 64 with a mean over 64 pixels, 64 / 8 with one over 8 coordinates too."""
    for value, why in (
        (1, "a mean is not a sum: which of the two terms has become smaller?"),
        (1 / 64, "turned round: if the other term shrinks, the KL counts more"),
        (784, "these are digits of 8x8 pixels, not garments of 28x28"),
    ):
        assert abs(beta - value) > 1e-6, "the first beta: " + why
    assert abs(beta - 64) < 1e-6, (
        "the first beta: multiply the objective until log p(x|z) is a sum again"
    )
    for value, why in (
        (64, "the KL is a mean now as well"),
        (64 * 8, "as a mean the KL counts less, not more"),
        (1, "both are means, but not over equally many numbers"),
    ):
        assert abs(beta_both - value) > 1e-6, "the second beta: " + why
    assert abs(beta_both - 8) < 1e-6, (
        "the second beta: multiply again, and see what stands before the sum of the KL"
    )
    assert nats >= 0, "a KL divergence is at least 0"
    kept = kl_after_training(64.0)
    assert nats < kept + 0.5, (
        f"ours kept fewer than {nats:g} nats: by how much must a nat of KL now raise "
        "log p(x|z) to be worth it?"
    )
    return f"Ours has {kept:.2f} nats left after 100 steps."


@cache
def kl_after_training(beta: float, steps: int = 100) -> float:
    """Mean KL, in nats, of the chapter's small VAE on digits, raised with this beta."""
    x = data.digits("train")[0].flatten(1)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        likelihood = vae.GaussianLikelihood(0.1, learn=True)
        model = vae.VAE(nets.mlp(64, 64, 16), nets.mlp(8, 64, 64), likelihood, 8)
        opt, batches = Adam(model.parameters(), 1e-3), data.Batches(x, 64)
        step = vae.vae_step(model, opt, lambda m, x: vae.elbo(m, x, beta))
        train.fit(step, batches, steps, state={}, progress=False)
        return model.elbo_terms(x)[1].mean().item()


def one_loop_two_optimisers(two_sgd: float, two_adam: float, one_adam: float) -> str:
    """1000 (w - 1)^2 + (w + 1)^2 is least at 999/1001; Adam's pair cancels at once."""
    for value in (two_sgd, two_adam, one_adam):
        assert -1 <= value <= 1, "w never leaves the stretch from -1 to 1"
    least = 999 / 1001
    assert abs(two_sgd - least) < 0.02, (
        "two SGDs: a step is rate times gradient. Where do both steps cancel?"
    )
    assert abs(two_adam - least) > 0.02, (
        "two Adams: what would a factor of a million, instead of 1,000, change in the "
        "steps that are taken for a(w)?"
    )
    assert abs(two_adam) < 0.02, (
        "two Adams: how long is the first step of each, and which way does it go?"
    )
    assert abs(one_adam) > 0.02, (
        "one Adam: it sees a single gradient, and stops where this is 0"
    )
    assert abs(one_adam - least) < 0.02, "one Adam: where is the sum at its least?"
    return "With an Adam for each loss, neither knows that one is heavier."
