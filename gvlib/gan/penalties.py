"""Gradient penalties, added to the critic's loss: (D, real, fake, r, f) -> scalar.

r = D(real) and f = D(fake) are the logits that the loss has seen. To use them again,
not to compute them again, makes a step with R1 and R2 a fifth cheaper.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

Critic = Callable[[Tensor], Tensor]
Penalty = Callable[[Critic, Tensor, Tensor, Tensor, Tensor], Tensor]


def samples_a_logit(logits: Float[Tensor, "*k"], x: Float[Tensor, "n *shape"]) -> int:
    """How many rows of x one logit is of: 1, or m where D sees m side by side.

    Raises ValueError for several logits a sample: of them, the gradient of their sum
    has no place in any penalty.
    """
    if len(x) % logits.numel():
        raise ValueError(
            f"D gave {logits.numel()} logits of shape {tuple(logits.shape)} for "
            f"{len(x)} samples, but a gradient penalty needs one a sample: let D end "
            "in their mean, such as h.flatten(1).mean(1)"
        )
    return len(x) // logits.numel()


def input_gradient_sq_norm(
    logits: Float[Tensor, "*k"], x: Float[Tensor, "n *shape"]
) -> Float[Tensor, "pack"]:
    """||grad_x D(x)||^2 from logits = D(x), one value per logit, differentiable in D.

    x must require a gradient. D must treat each sample on its own (no batch norm), or
    the sum over the batch mixes them; of a pack of m samples, the gradient is by all m.
    Raises ValueError unless D gave one logit a sample, or a pack of equally many.
    """
    samples_a_logit(logits, x)
    (grad,) = torch.autograd.grad(logits.sum(), x, create_graph=True)
    return grad.reshape(logits.numel(), -1).square().sum(1)


def r1(gamma: float) -> Penalty:
    """gamma/2 E ||grad D||^2 on real samples. Mescheder et al. (2018)."""

    def penalty(D: Critic, real: Tensor, fake: Tensor, r: Tensor, f: Tensor) -> Tensor:
        return gamma / 2 * input_gradient_sq_norm(r, real).mean()  # eq. 5.4

    return penalty


def r2(gamma: float) -> Penalty:
    """gamma/2 E ||grad D||^2 on generated samples. Mescheder et al. (2018)."""

    def penalty(D: Critic, real: Tensor, fake: Tensor, r: Tensor, f: Tensor) -> Tensor:
        return gamma / 2 * input_gradient_sq_norm(f, fake).mean()

    return penalty


def wgan_gp(weight: float = 10.0) -> Penalty:
    """weight E (||grad D(x_hat)|| - 1)^2, x_hat uniform on segments from fake to real.

    Gulrajani et al. (2017), eq. 3.
    """

    def penalty(D: Critic, real: Tensor, fake: Tensor, r: Tensor, f: Tensor) -> Tensor:
        m = samples_a_logit(r, real)  # a pack moves as one
        eps = torch.rand(len(real) // m, *[1] * (real.ndim - 1), device=real.device)
        eps = eps.repeat_interleave(m, 0)
        x_hat = (eps * real + (1 - eps) * fake).requires_grad_()
        # 1e-12: the square root has no gradient at 0.
        norm = input_gradient_sq_norm(D(x_hat), x_hat).add(1e-12).sqrt()
        return weight * (norm - 1).square().mean()

    return penalty
