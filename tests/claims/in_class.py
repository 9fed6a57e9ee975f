"""What the page for teachers says of the lab, on the runs measured for it."""

from classroom import values


def reins_are_cured():
    """Nearly all clusters with the penalty, at most four without."""
    assert max(values("reins", "gan", "reached")) <= 4
    assert min(values("reins, R1", "gan", "reached")) >= 7


def the_hole_is_in_the_codes():
    """The same reconstruction error, digit by digit; more samples on a cluster."""
    plain, fitted = (
        values(name, "vae", "reconstruction") for name in ("hole", "hole, fitted")
    )
    assert plain == fitted
    pairs = zip(*(values(n, "vae", "share") for n in ("hole", "hole, fitted")),
                strict=True)  # fmt: skip
    assert all(after > before + 0.3 for before, after in pairs)


def codes_say_nothing():
    """Under a twentieth of a nat without the cure, more than two with it."""
    assert max(values("collapse", "vae", "kl")) < 0.05
    assert min(values("collapse, cured", "vae", "kl")) > 2
