"""Checks of page 10b."""

from itertools import product

import numpy as np
from intervals import below, paired_below
from texts import glued

from gvlib import zoo

OTHER = "fd@fashion/features-strided"
MAPS = ("fd", OTHER)
LAST = "fd_adversarial_posterior"


def _one(name: str, key: str) -> np.ndarray:
    """One metric over seeds."""
    return np.array(zoo.values(f"fashion-parts/{name}", key))


def _page(key: str) -> float:
    return glued("10b_vae_remedies", key)


def prior_down_network_left() -> None:
    for fd in MAPS:
        wide, base = _one("sigma-wide", fd), _one("sigma", fd)
        assert below(_one("sigma", f"{fd}_mixture10"), base)
        assert below(
            _one("sigma-wide", f"{fd}_posterior"), _one("sigma", f"{fd}_posterior")
        )
        assert below(base, wide + 0.15 * base.mean())
        assert below(
            _one("sigma-wide", f"{fd}_mixture10"), _one("sigma", f"{fd}_mixture10")
        )


REST = (
    ("sigma", "_mixture100"), ("sigma-wide", "_mixture10"), ("mixture-prior", ""),
    ("ladder", ""), ("vq", ""), ("fsq", ""), ("vae-gan", "_fitted"),
)  # fmt: skip


def critic_on_frozen_codes_is_best() -> None:
    for fd in MAPS:
        best = _one("decoders", f"{fd}_adversarial_fitted")
        control = _one("decoders", f"{fd}_l1_fitted")
        assert paired_below(best, control)
        for name, source in REST:
            assert below(best, _one(name, fd + source)), (name, fd)


def eyes_divide_the_mended_vae_and_the_gan() -> None:
    gan = "fashion/gan-r3"
    first, second = (
        (_one("decoders", f"{fd}_adversarial_fitted"), zoo.values(gan, fd))
        for fd in ("fd", OTHER)
    )
    assert below(first[1], first[0])
    assert second[0].mean() < np.mean(second[1]) and not below(*second)
    for key, better in (("coverage", True), ("precision", True), ("sharpness", False)):
        mine, its = _one("decoders", f"{key}_adversarial_fitted"), zoo.values(gan, key)
        assert below(its, mine) if better else below(mine, its), key


def control_is_behind_the_gan() -> None:
    assert below(zoo.values("fashion/gan-r3", "fd"), _one("decoders", "fd_l1_fitted"))


def code_books_move_left() -> None:
    for name, fd in product(("vq", "fsq"), MAPS):
        limit, samples = _one(name, f"{fd}_posterior"), _one(name, fd)
        assert below(limit, _one("sigma", f"{fd}_posterior"))
        assert below(samples, _one("sigma", fd))
        assert below(_one("sigma", f"{fd}_mixture10"), samples)
        assert (samples - limit > samples / 2).all()


def learned_priors_close_the_hole() -> None:
    saved = _one("sigma", "rate").mean() - _one("mixture-prior", "rate").mean()
    assert 5 < saved < 7
    assert (
        abs(_one("mixture-prior", "sse").mean() / _one("sigma", "sse").mean() - 1)
        < 0.03
    )
    for fd in MAPS:
        mixture, ladder, base = (
            _one(name, fd) for name in ("mixture-prior", "ladder", "sigma")
        )
        assert below(mixture, ladder) and below(ladder, base)
        assert below(_one("sigma", "sse"), _one("ladder", "sse"))
        assert below(_one("ladder", "elbo"), _one("sigma", "elbo"))
        limit = _one("sigma", f"{fd}_posterior").mean()
        assert (base.mean() - mixture.mean()) / (base.mean() - limit) > 1 / 2


def fitting_later_is_better() -> None:
    for fd in MAPS:
        assert below(_one("sigma", f"{fd}_mixture100"), _one("mixture-prior", fd))
    assert (_one("sigma", "seconds_mixture100") < 45).all()


def network_is_a_small_part() -> None:
    for order in (0, 1):
        parts = {k: _page(f"split-{order}-{k}") for k in ("network", "loss", "prior")}
        assert max(parts, key=parts.get) == "prior"


def loss_before_network() -> None:
    for fd in MAPS:
        assert below(
            _one("sigma", f"{fd}_mixture10"), _one("bce-wide", f"{fd}_mixture10")
        )
    assert not below(_one("sigma", "fd"), _one("bce", "fd"))


def revival_mends_a_bad_start() -> None:
    at_data, far = _page("ring-used-0"), _page("ring-used-3")
    assert far < at_data / 2 and _page("ring-used-revived") > 2 * far


def a_book_can_collapse() -> None:
    """In every seed, and by far: three seeds a book are few for an interval."""
    assert (_one("vq-collapse", "codes_used") < 30).all()
    assert (_one("vq", "codes_used") == 256).all()
    assert 3 * _one("vq", "sse").max() < _one("vq-collapse", "sse").min()


def rounding_is_less_even() -> None:
    assert below(_one("fsq", "perplexity"), _one("vq", "perplexity"))
    assert below(_one("vq", "sse"), _one("fsq", "sse"))


def book_beats_k_means() -> None:
    assert (_one("vq", "sse") < 0.6 * _page("patches-sse")).all()


def own_tokens_are_near() -> None:
    for fd in MAPS:
        book = _one("vq", f"{fd}_posterior")
        for name in ("sigma", "sigma-wide", "mixture-prior", "ladder", "fsq"):
            assert below(book, _one(name, f"{fd}_posterior")), (name, fd)
        assert below(book, _one("decoders", f"{fd}_l1_posterior"))
    book, critic = _one("vq", "fd_posterior"), _one("decoders", LAST)
    assert not below(book, critic) and not below(critic, book)


def grid_needs_no_book() -> None:
    control = zoo.bench()["tokens"]["grid"]
    for fd in (f"{fd}_posterior" for fd in MAPS):
        assert control[fd] < _one("vq", fd).min()
    assert control["fd"] > _one("vq", "fd").max()


def drawn_tokens_are_the_rest() -> None:
    assert (_one("vq", "rate") < 0.65 * _one("vq", "rate_nominal")).all()
    for fd in MAPS:
        assert (_one("vq", f"{fd}_posterior") < _one("vq", fd) / 5).all()


def longer_prior_is_nearer() -> None:
    """One seed of the control is below each of three, with a book no better."""
    longer, book = (zoo.bench()["tokens"][key] for key in ("longer", "book"))
    for fd in MAPS:
        assert longer[fd] < 0.9 * _one("vq", fd).min()
        assert book[f"{fd}_posterior"] > 0.9 * _one("vq", f"{fd}_posterior").min()
    assert longer["rate"] < _one("vq", "rate").min()


def k_means_beat_the_fault() -> None:
    assert _page("patches-sse") < _page("revision-1-sse") - _page("revision-1-sse-half")


def control_has_most_of_the_gain() -> None:
    for fd in MAPS:
        start, control, end = (
            _one("decoders", f"{fd}_{key}_fitted")
            for key in ("vae", "l1", "adversarial")
        )
        assert paired_below(end, control)
        assert paired_below((start - end) / 2, start - control)


def more_steps_help_a_little() -> None:
    start, more, control = (
        _one("decoders", f"fd_{key}_fitted") for key in ("vae", "l2", "l1")
    )
    assert paired_below(more, start)
    assert paired_below(
        _one("decoders", f"{OTHER}_l2_fitted"), _one("decoders", f"{OTHER}_vae_fitted")
    )
    assert paired_below(start - more, more - control)


def critic_trades_error_for_sharpness() -> None:
    for key, sign in (("sharpness", 1), ("coverage", 1)):
        control, critic = (
            sign * _one("decoders", f"{key}_{name}_fitted")
            for name in ("l1", "adversarial")
        )
        assert paired_below(control, critic)
    assert paired_below(_one("decoders", "sse_l1"), _one("decoders", "sse_adversarial"))


def vaegan_is_sharp_and_narrow() -> None:
    assert below(
        _one("decoders", "sharpness_adversarial_fitted"),
        _one("vae-gan", "sharpness_fitted"),
    )
    assert below(
        _one("vae-gan", "coverage_fitted"), _one("sigma", "coverage_mixture100") / 1.2
    )
