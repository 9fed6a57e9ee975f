"""Diffusion: the noise, the steps against a closed form, and the network of images."""

import ast
import inspect
import math

import pytest
import torch

from gvlib import data, diffusion, nets, train
from gvlib.diffusion import cosine_path, denoise, denoising, flow_matching, unet

MEAN, SIGMA = torch.tensor([1.0, -2.0]), torch.tensor([0.5, 2.0])


def gaussian_noise(x, t):
    """E[z | x_t = x] of data N(MEAN, diag SIGMA^2), by the regression of z on x_t."""
    alpha, sigma = (part[:, None] for part in cosine_path(t))
    mean, width = MEAN.to(x), SIGMA.to(x)
    return sigma / (alpha**2 * width**2 + sigma**2) * (x - alpha * mean)


def test_the_squares_of_the_path_sum_to_1():
    t = torch.linspace(0, 1, 11)
    alpha, sigma = cosine_path(t)
    torch.testing.assert_close(alpha**2 + sigma**2, torch.ones(11))
    assert alpha[0] == pytest.approx(math.sin(math.pi / 200))
    # cos(pi / 2) in 32 bits is the error of pi / 2.
    assert (alpha[-1], sigma[-1]) == (1, pytest.approx(0, abs=1e-7))


def test_the_exact_noise_leads_to_the_gaussian(double):
    """The limit keeps every point's place in units of the width of x_t."""
    z = torch.randn(200, 2)
    alpha, sigma = cosine_path(torch.tensor(0.0).to(z))
    mean, width = MEAN.to(z), SIGMA.to(z)
    at_start = (alpha**2 * width**2 + sigma**2).sqrt()
    expected = mean + width * (z - alpha * mean) / at_start
    errors = [(denoise(gaussian_noise, z, n) - expected).abs().max().item()
              for n in (100, 200, 400)]  # fmt: skip
    ratios = [a / b for a, b in zip(errors, errors[1:], strict=False)]
    # Order 1, up to terms of relative size 1 / n with a constant of a few.
    assert ratios == pytest.approx([2, 2], rel=0.1)


def test_on_a_straight_path_the_step_is_eulers(double, monkeypatch):
    """With x = x_t + (1 - t) v and z = x_t - t v, mixed as at s: x_t + (s - t) v."""
    start = 0.01
    monkeypatch.setattr(denoising, "cosine_path", lambda t: (
        start + (1 - start) * t, (1 - start) * (1 - t)
    ))  # fmt: skip
    v, z = lambda x, t: torch.sin(3 * x) + x.flip(1), torch.randn(50, 2)
    noise = lambda x, t: x - (start + (1 - start) * t[:, None]) * v(x, t)  # noqa: E731
    x = z
    for _ in range(7):
        x = x + (1 - start) / 7 * v(x, None)
    torch.testing.assert_close(denoise(noise, z, 7), x)


def test_one_step_believes_in_one_mean():
    """At t = 0 the noise says nearly all, and what it says of x is clipped."""
    z = torch.randn(100, 2)
    x = denoise(gaussian_noise, z, 1, limit=1.5)
    expected = MEAN + (SIGMA**2 * z * math.sin(math.pi / 200))
    # Terms of alpha^2 SIGMA^2 = 0.001 of a few; 32 bits divided by alpha = 0.016.
    torch.testing.assert_close(x, expected.clamp(-1.5, 1.5), atol=0.02, rtol=0)
    with pytest.raises(ValueError, match="n_steps = 0 must be at least 1: 50 is usual"):
        denoise(gaussian_noise, z, 0)


class Constant(torch.nn.Module):
    """weight * (x_t - alpha c) / sigma, the noise if all data are c, for images too."""

    def __init__(self, c, weight):
        super().__init__()
        self.c, self.weight = c, torch.nn.Parameter(torch.tensor(weight))

    def forward(self, x, t):
        alpha, sigma = (p.reshape(-1, 1, 1, 1) for p in cosine_path(t))
        return self.weight * (x - alpha * self.c) / sigma


@pytest.mark.parametrize(("weight", "expected"), [(1.0, 0.0), (0.0, 32.0)])
def test_the_loss_is_the_squared_error_of_the_noise(weight, expected):
    """0 for the right noise; with 0 in its place E|z|^2, the number of pixels."""
    train.seed_everything(0)
    noise = Constant(0.5, weight)
    opt = torch.optim.SGD(noise.parameters(), 0.0)
    step = diffusion.diffusion_step(noise, opt)
    loss = step(iter([torch.full((2_000, 2, 4, 4), 0.5)]))["loss"].item()
    # The variance of |z|^2 is 2 d: five standard errors are 5 sqrt(64 / 2,000) = 0.9.
    assert loss == pytest.approx(expected, abs=0.9 if expected else 1e-3)


def test_a_learned_noise_leads_to_the_right_gaussian():
    """Data as far from 0 as pixels are, and clipped as pixels are."""
    train.seed_everything(0)
    mean, width = torch.tensor([0.3, -0.4]), torch.tensor([0.1, 0.2])
    x = mean + width * torch.randn(20_000, 2)
    noise = diffusion.Velocity(nets.mlp(3, 32, 32, 2, act=torch.nn.Tanh))
    opt = torch.optim.Adam(noise.parameters(), 1e-2)
    average = train.EMA(noise, 0.99)
    step = diffusion.diffusion_step(noise, opt, average)
    train.fit(step, data.Batches(x, 256), 500, state={}, progress=False)
    ends = denoise(average.module, torch.randn(10_000, 2), 50, limit=1.0)
    # 500 steps leave a tenth of the distance that one step starts from, which is 0.5.
    assert ends.mean(0).tolist() == pytest.approx(mean.tolist(), abs=0.05)
    assert ends.std(0).tolist() == pytest.approx(width.tolist(), abs=0.05)


class Told(torch.nn.Module):
    """A guess of the image that is what it was told."""

    def __init__(self, image):
        super().__init__()
        self.image = image

    def forward(self, x, t):
        return self.image.expand_as(x)


def regressed(path, x_t):
    """E[x | x_t] and E[z | x_t] of data N(1, 4), by the regression on x_t."""
    alpha, sigma = path
    gap = (x_t - alpha) / (4 * alpha**2 + sigma**2)
    return 1 + 4 * alpha * gap, sigma * gap


@pytest.mark.parametrize("field", [unet.GuessedVelocity, unet.GuessedNoise])
def test_the_best_guess_makes_the_best_field(field, double):
    """v = E[x - z | x_t] on the straight path, the noise E[z | x_t] on the circle."""
    x_t, t = torch.randn(5, 1, 2, 3), torch.linspace(0.1, 0.9, 5)
    s = t[:, None, None, None]
    straight = field is unet.GuessedVelocity
    path = (s, 1 - s) if straight else cosine_path(s)
    x, z = regressed(path, x_t)
    found = field(Told(x))(x_t, t)
    torch.testing.assert_close(found, x - z if straight else z)


@pytest.mark.parametrize("step", [
    diffusion.diffusion_step, diffusion.flow_matching_step,
])  # fmt: skip
def test_no_time_beyond_the_last_is_trained(step):
    """Uniform up to 0.95: of 4,000 times the latest is within 0.003 of it (e^-12)."""
    seen = []

    def field(x, t):
        seen.append(t)
        return x * scale

    scale = torch.nn.Parameter(torch.ones(()))
    torch.manual_seed(0)
    step(field, torch.optim.SGD([scale], 0.0), until=0.95)(iter([torch.ones(4_000, 1)]))
    assert 0.947 < seen[0].max() <= 0.95 and seen[0].min() < 0.003


@pytest.mark.parametrize("draw, field", [
    (diffusion.integrate, unet.GuessedVelocity), (denoise, unet.GuessedNoise),
])  # fmt: skip
def test_the_last_of_twenty_steps_ends_in_the_guess(draw, field):
    guess = Told(torch.tensor(0.3))
    ends = draw(field(guess), torch.randn(4, 1, 2, 2), 20)
    torch.testing.assert_close(ends, torch.full_like(ends, 0.3))


def test_the_network_tells_times_and_keeps_images_apart():
    train.seed_everything(0)
    net, x, t = diffusion.UNet(), torch.randn(3, 1, 28, 28), torch.rand(3)
    torch.testing.assert_close(net(x, 1 - t), net(x, t))  # it starts without time
    torch.nn.init.normal_(net.time.weight, std=0.1)
    h = net(x, t)
    assert h.shape == x.shape and h.abs().max() < 1
    torch.testing.assert_close(net(x[:1], t[:1]), h[:1])  # no batch statistics
    assert not torch.allclose(net(x, 1 - t), h)
    h.square().sum().backward()
    assert all(p.grad.abs().sum() > 0 for p in net.parameters())


def test_no_two_times_have_the_same_waves():
    found = unet.waves(torch.linspace(0, 1, 101))
    # Steps of 0.01 turn the fastest wave by 0.06.
    assert torch.pdist(found).min() > 0.05


def test_the_layers_are_those_of_the_other_networks():
    """Down as the trunk, up as the generator, there on twice the channels."""
    shapes = lambda *parts: [tuple(p.weight.shape) for p in parts]  # noqa: E731
    net, down, up = diffusion.UNet(), nets.trunk(), nets.generator()
    assert shapes(net.down1, net.down2, net.inside) == shapes(down[0], down[2], down[5])
    assert shapes(net.outside) == shapes(up[2])
    twice = [(2 * n, *rest) for n, *rest in shapes(up[5], up[7])]
    assert shapes(net.up2, net.up1) == twice


def test_flow_and_diffusion_fit_in_150_lines():
    """Lines that do something: no docstrings, comments or empty lines."""
    n = 0
    for module in (flow_matching, denoising, unet):
        tree = ast.parse(inspect.getsource(module))
        n += len(ast.unparse(without_docstrings(tree)).splitlines())
    assert n < 150


def without_docstrings(tree):
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [part for part in body if not (
                isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)
            )]  # fmt: skip
            node.body = kept or [ast.Pass()]
    return tree
