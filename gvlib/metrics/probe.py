"""How well a straight line tells classes apart, given codes."""

import warnings

from jaxtyping import Float, Int
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from gvlib.metrics.checks import point_sets

ROUNDS = 1_000  # of L-BFGS, at most


def linear_probe(
    z_train: Float[Tensor, "n z"], y_train: Int[Tensor, "n"],
    z_test: Float[Tensor, "m z"], y_test: Int[Tensor, "m"],
) -> float:  # fmt: skip
    """mean_i [argmax_c (W u_i + b)_c = y_i], the share of right test labels, 0 to 1.

    u is z with mean 0 and width 1 in every coordinate, both of the training codes. W
    and b minimise sum_i -log softmax(W u_i + b)[y_i] + |W|^2 / 2 over the training
    codes, in nats: multinomial logistic regression, W from N(0, I) before it is seen.
    Alain & Bengio (2016) ask so what a layer knows.
    Raises ValueError for labels of one class only, numbers of codes and labels that
    differ, test labels that no training code has, as with fewer codes than classes, or
    codes that are not finite.
    """
    z_train, z_test = point_sets(1, z_train=z_train, z_test=z_test)
    check_labels(z_train, y_train, z_test, y_test)
    probe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=ROUNDS))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # what is left is tiny
        probe.fit(z_train.numpy(), y_train.cpu().numpy())
    return float(probe.score(z_test.numpy(), y_test.cpu().numpy()))


def check_labels(
    z_train: Tensor, y_train: Tensor, z_test: Tensor, y_test: Tensor
) -> None:
    """Raise ValueError unless every code has a label that can be learned."""
    for name, z, y in (("train", z_train, y_train), ("test", z_test, y_test)):
        if y.ndim != 1 or len(z) != len(y):
            raise ValueError(
                f"z_{name} has {len(z)} codes, y_{name} the shape {tuple(y.shape)}: "
                "give one label for every code, as a vector of whole numbers"
            )
    known = set(y_train.tolist())
    if len(known) < 2:
        raise ValueError(
            f"y_train holds one class, {min(known)}, but a probe tells at least two "
            "apart: shuffle before you cut, or give more codes"
        )
    if missing := sorted(set(y_test.tolist()) - known):
        raise ValueError(
            f"y_test holds the classes {missing}, of which none of the {len(z_train)} "
            "training codes is: give more codes, at least one of each class"
        )
