"""Rules of chapter 1's exercises."""

import math

import torch

from gvlib.exercises.checking import ask

K, D, Q = 100, 784, 10


def parameter_counts(full, factored) -> str:
    """K Gaussians in D dimensions, with full covariances and with Q factors."""
    weights = K - 1
    right = K * (D + D * (D + 1) // 2) + weights
    assert full != K * (D + D * D) + weights, (
        "a covariance is symmetric: the numbers above the diagonal repeat those below"
    )
    assert full != right - K * D, "each Gaussian also has a mean"
    assert full not in (right + 1, right - weights), (
        f"the {K} weights sum to 1: so many less one can be chosen freely"
    )
    assert full == right, "count mean, covariance and weight of one, then of all"
    cheap = K * (D + D * Q + D) + weights
    assert factored != K * (D * Q + D) + weights, "each component also has a mean"
    assert factored != K * (D + D * Q) + weights, "Psi has a diagonal of its own"
    assert factored == cheap, "A has D x Q numbers, Psi has D"
    return f"{full / factored:.0f} times fewer, from the same 50,000 images."


def responsibility(answer) -> str:
    """p(j = 1 | x = 0) for 1/4 N(0, 1) + 3/4 N(2, 1)."""
    near, far = 0.25, 0.75 * math.exp(-2)
    right = near / (near + far)
    close = {
        far / (near + far): "this is the share of the other component",
        1 / (1 + math.exp(-2)): "the weights 1/4 and 3/4 count too",
        1.0: "the nearest one does not take all: EM shares each point out",
        near / math.sqrt(2 * math.pi): "this is a joint density: divide by their sum",
    }
    for value, why in close.items():
        assert abs(answer - value) > 2e-3, why
    assert abs(answer - right) < 2e-3, "weight times density, over the sum of both"
    return "The far component keeps more than a quarter, for it is three times heavier."


def missing_pixel(answer) -> str:
    """p(v_i = 1 | the other pixels) of a machine, from its free energy alone."""
    machine = torch.Generator().manual_seed(0)
    W, a, b = (torch.randn(s, generator=machine) for s in ((4, 3), (4,), (3,)))

    def F(v):  # noqa: N802, the symbol of eq. 1.6
        return -v @ a - torch.nn.functional.softplus(v @ W + b).sum(1)

    v, i = torch.tensor([[0.0, 1.0, 1.0, 0.0], [1.0, 0.0, 1.0, 1.0]]), 2
    found = ask(answer, F, v.clone(), i)
    assert tuple(found.shape) == (2,), f"the shape is {tuple(found.shape)}, not (2,)"
    on, off = v.clone(), v.clone()
    on[:, i], off[:, i] = 1, 0
    right = torch.sigmoid(F(off) - F(on))
    assert not torch.allclose(found, 1 - right), "this is the probability of v_i = 0"
    assert not torch.allclose(found, torch.exp(-F(on))), "divide by on plus off"
    for other in (on, off):
        assert torch.allclose(ask(answer, F, other, i), found), (
            "the answer changes with what v holds at pixel i, which nobody knows"
        )
    assert torch.allclose(found, right), "compare F of two images, on and off at i"
    return "No sum over images, and no Z."


def bias_of_annealing(log_z, nll) -> str:
    """Whether too few temperatures make log Z and -log p(v) too low or too high."""
    for value in (log_z, nll):
        assert value in ("too low", "too high"), 'write "too low" or "too high"'
    assert log_z == "too low", (
        "the mean weight is right, and the logarithm of a mean of few is, on average, "
        "below the logarithm of the true mean"
    )
    assert nll == "too low", "-log p(v) = F(v) + log Z: an error in log Z is passed on"
    return "So a careless estimate flatters the model."


def unbounded_density(weights, means, stds) -> str:
    """A mixture on the line whose mean log-density at 0, 1, 2, 3, 4 is above 50."""
    w, mu, s = (torch.as_tensor(t, dtype=torch.float64) for t in (weights, means, stds))
    assert w.shape == mu.shape == s.shape, "give as many weights, means and widths"
    assert (w >= 0).all() and abs(w.sum() - 1) < 1e-9, "the weights must sum to 1"
    assert (s > 0).all(), "a width must be above 0"
    x = torch.arange(5, dtype=torch.float64)
    z = (x[:, None] - mu) / s
    log_p = w.log() - 0.5 * z.square() - s.log() - 0.5 * math.log(2 * math.pi)
    found = log_p.logsumexp(1).mean().item()
    assert found > -1e6, "some point has no component that is wide enough to reach it"
    assert found > 50, f"{found:.1f} nats: let one component do more to one point"
    return f"{found:.0f} nats a point, and no end to it: hence the floor."
