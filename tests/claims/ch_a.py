"""Checks of page A."""

from texts import glued


def slips_wrong_sign_is_worse_than_none() -> None:
    """The 95 % paired interval of the errors' difference, same seeds, is above 0."""
    more, half = (glued("A_common_mistakes", f"further{end}") for end in ("", "-half"))
    assert more - half > 0
