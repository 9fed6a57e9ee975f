"""Whether encoder, decoder and likelihood fit together: asked once, when they meet."""

from torch import nn

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
