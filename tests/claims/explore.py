"""Comparisons on the page of the latent explorer, on what is shipped with it."""

from intervals import below
from test_explore import array


def _steps(of: str, who: str) -> list[float]:
    """Grey levels that a step of 1 along each direction changes."""
    return array(f"steps.{of}.{who}").tolist()


def gan_direction_is_not_the_vaes():
    """The VAE's image moves along the GAN's first direction as along a random one."""
    assert _steps("gan", "vae")[0] < max(_steps("random", "vae"))
    assert _steps("gan", "gan")[0] > max(_steps("random", "gan"))


def gan_moves_further():
    """On average over the random directions of the page."""
    assert below(_steps("random", "vae"), _steps("random", "gan"))


def search_ends_further():
    """The best of four starts against the mean of q(z|x), on what the page offers."""
    gan, vae = array("search.gan"), array("search.vae")
    assert len(gan) == 30 and (gan > vae).sum() == 29


def search_leaves_the_prior():
    """|z| of a draw of N(0, I) in 32 dimensions: 5.61 on average, deviation 0.70."""
    length = array("search.norm")
    assert length.mean() > 5.61 + 4 * 0.70 / len(length) ** 0.5
