"""What a VAE refuses: parts that do not fit, and data of which p(x|z) is not.

Parts are compared once, when they meet. The values of x are named after PyTorch, which
looks at every one, has refused them: that costs nothing until something is wrong, and
its own message names neither value nor rule.
"""

from torch import Tensor, nn

from gvlib.nets import edge

SQUASHING = (nn.Sigmoid, nn.Softmax, nn.Tanh, nn.Hardsigmoid, nn.LogSigmoid)


def check_parts(
    encoder: nn.Module, decoder: nn.Module, likelihood: nn.Module, z_dim: int
) -> None:
    """Raises ValueError for what the layers show; what they hide shows when run."""
    if z_dim < 1:
        raise ValueError(f"z_dim = {z_dim} must be at least 1")
    returned, taken = edge(encoder, end=True), edge(decoder, end=False)
    if isinstance(returned, nn.Linear) and returned.out_features != 2 * z_dim:
        raise ValueError(
            f"the encoder returned {returned.out_features} numbers per point; mu and "
            f"log sigma of a {z_dim}-dimensional z need {2 * z_dim}"
        )
    if isinstance(taken, nn.Linear) and taken.in_features != z_dim:
        raise ValueError(
            f"the decoder takes {taken.in_features} numbers, but z_dim = {z_dim}: they "
            "must be equal"
        )
    layer, rule = edge(decoder, end=True, wrapped=True), type(likelihood).__name__
    if getattr(likelihood, "logit", False) and isinstance(layer, SQUASHING):
        raise ValueError(
            f"the decoder ends in {type(layer).__name__}, but {rule} applies the "
            "sigmoid itself: its h is a logit, any real number. Leave that layer out"
        )


def name_grey(x: Tensor) -> None:
    """Raises ValueError if some of x are not in {0, 1}."""
    wrong = x[(x != 0) & (x != 1)]
    if len(wrong):
        raise ValueError(
            f"{len(wrong):,} of {x.numel():,} values of x are neither 0 nor 1, such as "
            f"{wrong[0].item():.4g}; a Bernoulli gives probability to nothing else. "
            "Make x binary, by (x > 0.5).float() or torch.bernoulli(x), or take "
            "ContinuousBernoulliLikelihood, or CrossEntropy, which is no likelihood"
        )


def name_nan(x: Tensor) -> None:
    """Raises ValueError if some of x are NaN."""
    if n := int(x.isnan().sum()):
        raise ValueError(
            f"{n:,} of {x.numel():,} values of x are nan, but x must be numbers: look "
            "for missing values or a division by zero where the data are read"
        )
