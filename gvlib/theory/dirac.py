"""Dirac-GAN: the smallest GAN, two numbers that never settle, or do.

The data are the point 0, the generator makes the point theta, the discriminator's logit
is psi x. At the equilibrium both are 0. Mescheder et al. (2018); there D has the
opposite sign. States are (theta, psi) in the last axis; axes before it are a batch.
"""

import cmath

import torch
from jaxtyping import Float
from torch import Tensor

from gvlib.gan.losses import GANLoss, minimax


def slopes(
    state: Float[Tensor, "*b 2"], gamma: float | Tensor, loss: GANLoss
) -> Float[Tensor, "*b 2"]:
    """What each player's loss, R1 included, changes by in its own number."""
    theta, psi = (a.detach().requires_grad_() for a in state.unbind(-1))
    r, f = torch.zeros_like(theta), psi * theta
    of_g = loss.g(r, f)
    of_d = loss.d(r, f) + gamma / 2 * psi**2  # R1: the logit's slope is psi
    (d_theta,) = torch.autograd.grad(of_g.sum(), theta, retain_graph=True)
    (d_psi,) = torch.autograd.grad(of_d.sum(), psi)
    return torch.stack([d_theta, d_psi], -1)


def simultaneous(
    state: Float[Tensor, "*b 2"],
    h: float | Tensor,
    gamma: float | Tensor = 0.0,
    loss: GANLoss = minimax,
) -> Float[Tensor, "*b 2"]:
    """Both players step by h from the same place."""
    step = torch.as_tensor(h, dtype=state.dtype)
    return state - step[..., None] * slopes(state, gamma, loss)  # eq. 3.10


def alternating(
    state: Float[Tensor, "*b 2"],
    h: float | Tensor,
    gamma: float | Tensor = 0.0,
    loss: GANLoss = minimax,
) -> Float[Tensor, "*b 2"]:
    """The discriminator steps first; the generator answers, as in `gan_step`."""
    theta, psi = state.unbind(-1)
    moved = torch.stack([theta, psi - h * slopes(state, gamma, loss)[..., 1]], -1)
    answer = slopes(moved, gamma, loss)[..., 0]
    return torch.stack([theta - h * answer, moved[..., 1]], -1)  # eq. 3.10


def path(update, start: Float[Tensor, "*b 2"], n: int, **how) -> Tensor:
    """start and the n states after it, in a new first axis."""
    states = [start]
    for _ in range(n):
        states.append(update(states[-1], **how))
    return torch.stack(states)


def flow_eigenvalues(gamma: float) -> tuple[complex, complex]:
    """Of the flow, the limit of small steps, at (0, 0). Mescheder et al. (2018).

    Real parts below 0 mean local convergence. Raises ValueError for gamma < 0.
    """
    check_penalty(gamma)
    root = cmath.sqrt(gamma**2 / 4 - 1 / 4)
    return -gamma / 2 + root, -gamma / 2 - root  # eq. 3.11


def update_eigenvalues(
    h: float, gamma: float, alternate: bool
) -> tuple[complex, complex]:
    """Of one update at (0, 0); moduli below 1 mean local convergence.

    Raises ValueError for h <= 0 or gamma < 0.
    """
    check_penalty(gamma)
    if h <= 0:
        raise ValueError(f"h = {h} is a step size: it must be above 0, such as 0.2")
    if not alternate:
        return tuple(1 + h * flow for flow in flow_eigenvalues(gamma))
    half_trace, det = 1 - h * gamma / 2 - h**2 / 8, 1 - h * gamma
    root = cmath.sqrt(half_trace**2 - det)
    return half_trace + root, half_trace - root  # eq. 3.12


def check_penalty(gamma: float) -> None:
    """A penalty's weight is not negative."""
    if gamma < 0:
        raise ValueError(f"gamma = {gamma} rewards steepness: it must be at least 0")
