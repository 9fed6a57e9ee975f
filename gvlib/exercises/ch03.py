"""Rules of chapter 3's exercises."""

import torch

from gvlib.exercises.checking import ask


def optimal_discriminator(answer) -> str:
    """D*(x) = p(x) / (p(x) + q(x)), as a function of the two densities."""
    p, q = torch.tensor([0.2, 0.5, 1.0, 3.0]), torch.tensor([0.6, 0.5, 0.0, 1.0])
    found = ask(answer, p, q)
    right = torch.tensor([0.25, 0.5, 1.0, 0.75])
    assert not torch.allclose(found, 1 - right), "this is the probability of generated"
    assert torch.allclose(found, right), "set the derivative in D to zero"
    return "It needs both densities, so a trained one can only come near it."
