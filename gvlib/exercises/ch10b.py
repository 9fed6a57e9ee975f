"""Rules of the exercises about remedies for a VAE."""

import math
from collections.abc import Callable

import torch

from gvlib.exercises.checking import ask


def codes_in_use(perplexity: Callable) -> str:
    """exp(-sum_k p_k log p_k), with 0 log 0 = 0."""
    tokens = torch.tensor([[0, 0, 1], [1, 1, 3]])
    p = torch.tensor([2, 3, 1]) / 6
    right = torch.special.entr(p).sum().exp().item()
    found = float(ask(perplexity, tokens, 5))
    known = {
        torch.special.entr(p).sum().item(): "this is the entropy: take its exponential",
        torch.special.entr(p).sum().item() / math.log(2): "the entropy, and in bits",
        3.0: "these are the codes that occur; those that occur often count for more",
        3 / 5: "a share of the book is not asked for",
    }
    assert not math.isnan(found), "0 log 0 counts as 0: leave out codes without tokens"
    for value, reason in known.items():
        assert not math.isclose(found, value, rel_tol=1e-4), reason
    assert math.isclose(found, right, rel_tol=1e-4), (
        f"{found:.3f} for six tokens, of which 2, 3 and 1 are alike; it is {right:.3f}"
    )
    alone = float(ask(perplexity, torch.zeros(4, dtype=torch.long), 5))
    assert math.isclose(alone, 1, rel_tol=1e-4), "one code alone has perplexity 1"
    return "Three codes occur, and they are worth a little less than three."


def dead_after(batches: int) -> str:
    """The least k with 0.99^k < 1/2."""
    known = {
        68: "0.99^68 is still above one half",
        50: "it loses a hundredth of what is left, not of the whole",
        51: "it loses a hundredth of what is left, not of the whole",
        70: "one batch earlier it is below one half already",
    }
    assert batches not in known, known.get(batches)
    assert batches == 69, f"0.99^{batches} = {0.99**batches:.3f}: seek where it passes"
    return "With 64 images of 49 vectors that is a matter of seconds."


CASES = {
    "A": ({"fd": 135, "limit": 36}, {"fd": 39, "limit": 36}, "codes"),
    "B": ({"fd": 135, "limit": 36}, {"fd": 128, "limit": 26}, "decoder"),
    "C": ({"fd": 120, "limit": 73}, {"fd": 135, "limit": 36}, "nothing"),
    "D": ({"fd": 80, "limit": 70}, {"fd": 40, "limit": 35}, "decoder"),
    "E": ({"fd": 100, "limit": 50}, {"fd": 60, "limit": 45}, "codes"),
    "F": ({"fd": 80, "limit": 40}, {"fd": 80, "limit": 30}, "nothing"),
    "G": ({"fd": 51, "limit": 36}, {"fd": 63, "limit": 11}, "nothing"),
}


def what_it_mended(mended: Callable) -> str:
    """fd = limit + (fd - limit): which part fell by more, if the sum fell."""
    for case, (before, after, right) in CASES.items():
        said = ask(mended, dict(before), dict(after))
        assert said == right, (
            f"case {case}, fd {before['fd']} to {after['fd']} and limit "
            f"{before['limit']} to {after['limit']}: not {said!r}"
        )
    return "Cases C and G mend a decoder, and nobody sees it in samples."


def share_of_the_critic(share: Callable) -> str:
    """(control - end) / (start - end), kept between 0 and 1."""
    found = float(ask(share, 36.0, 21.0, 14.0))
    right = 7 / 22
    known = {
        15 / 22: "this is what the control gained: the critic has the rest",
        7 / 36: "a share of the gain is asked for, not of the distance at the start",
        7 / 21: "a share of the gain is asked for, not of the control's distance",
        7.0: "this is a distance: divide by the whole gain",
        1.0: "then the control would have gained nothing",
    }
    for value, reason in known.items():
        assert not math.isclose(found, value, rel_tol=1e-4), reason
    assert math.isclose(found, right, rel_tol=1e-4), f"{found:.3f} is not {right:.3f}"
    assert float(ask(share, 30.0, 10.0, 12.0)) == 0, "a control that does better: 0"
    assert float(ask(share, 30.0, 33.0, 20.0)) == 1, "a control that does harm: 1"
    return "Without the control all of it would have been the critic's."
