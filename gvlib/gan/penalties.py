"""Gradient penalties: (D, real, fake) -> scalar, added to the critic's loss."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

Critic = Callable[[Tensor], Tensor]
Penalty = Callable[[Critic, Tensor, Tensor], Tensor]


def input_gradient_sq_norm(
    D: Critic, x: Float[Tensor, "n *shape"]
) -> Float[Tensor, "b"]:
    """||grad_x D(x)||^2, one value per logit, differentiable in D's weights.

    D must treat each sample on its own (no batch norm), or the sum over the batch mixes
    them.
    """
    x = x.detach().requires_grad_()
    logits = D(x)
    (grad,) = torch.autograd.grad(logits.sum(), x, create_graph=True)
    return grad.reshape(len(logits), -1).square().sum(1)


def r1(gamma: float) -> Penalty:
    """gamma/2 E ||grad D||^2 on real samples. Mescheder et al. (2018)."""

    def penalty(D: Critic, real: Tensor, fake: Tensor) -> Tensor:
        return gamma / 2 * input_gradient_sq_norm(D, real).mean()  # eq. 5.4

    return penalty


def r2(gamma: float) -> Penalty:
    """gamma/2 E ||grad D||^2 on generated samples. Mescheder et al. (2018)."""

    def penalty(D: Critic, real: Tensor, fake: Tensor) -> Tensor:
        return gamma / 2 * input_gradient_sq_norm(D, fake).mean()

    return penalty


def wgan_gp(weight: float = 10.0) -> Penalty:
    """weight E (||grad D(x_hat)|| - 1)^2, x_hat uniform on segments from fake to real.

    Gulrajani et al. (2017), eq. 3.
    """

    def penalty(D: Critic, real: Tensor, fake: Tensor) -> Tensor:
        eps = torch.rand(len(real), *[1] * (real.ndim - 1), device=real.device)
        x_hat = eps * real + (1 - eps) * fake
        # 1e-12: the square root has no gradient at 0.
        norm = input_gradient_sq_norm(D, x_hat).add(1e-12).sqrt()
        return weight * (norm - 1).square().mean()

    return penalty
