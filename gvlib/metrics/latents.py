"""How many latent dimensions an encoder uses."""

from jaxtyping import Float
from torch import Tensor

from gvlib.metrics.checks import point_sets


def active_units(mu: Float[Tensor, "n z"], threshold: float = 0.01) -> int:
    """Number of latent dimensions with Var_x(E_q[z|x]) > threshold; mu holds E_q[z|x].

    A dimension whose posterior ignores x has variance 0. Burda et al. (2016), sec. 5.2.
    Raises ValueError for fewer than 2 points or values that are not finite.
    """
    (mu,) = point_sets(2, mu=mu)
    return int((mu.var(0, correction=0) > threshold).sum())
