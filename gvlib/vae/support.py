"""What to say of data that a likelihood refuses: which value, rule and way out.

PyTorch has already looked at every value when these are called, so they cost nothing
until something is wrong. Its own message prints the tensor and names neither.
"""

from torch import Tensor


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
