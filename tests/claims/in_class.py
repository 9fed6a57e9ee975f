"""What the page for teachers says of the lab, on the runs measured for it."""

from classroom import values


def who_is_first_is_the_seed():
    """Each is first with some seed; the GAN has the larger share with every one."""
    gan, vae = (values("calm", who, "all") for who in ("gan", "vae"))
    pairs = [*zip(gan, vae, strict=True)]
    assert any(a < b for a, b in pairs) and any(b < a for a, b in pairs)
    gan, vae = (values("calm", who, "share") for who in ("gan", "vae"))
    assert all(a > b for a, b in zip(gan, vae, strict=True))


def reins_are_cured():
    """Nearly all clusters with the penalty, at most four without."""
    assert max(values("reins", "gan", "reached")) <= 4
    assert min(values("reins, R1", "gan", "reached")) >= 7


def another_illness_another_medicine():
    """At most four clusters with R1, as without; nearly all with a faster critic."""
    assert max(values("fast", "gan", "reached")) <= 4
    assert max(values("fast, R1", "gan", "reached")) <= 4
    assert min(values("fast, fast critic", "gan", "reached")) >= 7


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
