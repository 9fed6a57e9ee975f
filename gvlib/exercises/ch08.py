"""Rules of the exercises about sound and text."""

import math
from collections.abc import Callable

import torch
from torch.nn.functional import gumbel_softmax, one_hot

from gvlib.exercises.checking import ask


def temperature(shares: Callable) -> str:
    """softmax(logits / T)."""
    logits, T = [2.0, 1.0, 0.0], 0.5
    right = (torch.tensor(logits) / T).softmax(0).tolist()
    found = [float(v) for v in ask(shares, list(logits), T)]
    assert len(found) == 3, f"{len(found)} shares of 3 characters"
    flatter = (torch.tensor(logits) * T).softmax(0).tolist()
    scaled = [v / T for v in torch.tensor(logits).softmax(0).tolist()]
    assert abs(sum(found) - 1) < 1e-6, f"the shares sum to {sum(found):.3f}"
    known = {"divide by the temperature, before the softmax": flatter,
             "the logits are divided, not the shares": scaled}  # fmt: skip
    for reason, wrong in known.items():
        assert max(abs(a - b) for a, b in zip(found, wrong, strict=True)) > 1e-4, reason
    off = max(abs(a - b) for a, b in zip(found, right, strict=True))
    assert off < 1e-4, f"{found} at T = {T}; it is {right}"
    cold = ask(shares, [1_000.0, 0.0], 0.1)
    assert math.isclose(float(cold[0]), 1.0), "subtract the largest logit first"
    return "At T below 1 the likely gets likelier, and nothing new is learned."


def divergence(kl: Callable) -> str:
    """Mean of -log q minus mean of -log p, of the same texts."""
    log_q, log_p = [-12.0, -10.0, -14.0], [-11.0, -10.0, -11.5]
    known = {
        -3.5 / 3: "the sign: less probability means a larger divergence",
        3.5: "take the mean over the texts, not the sum",
        12.0: "this is the mean of -log q; take off what the truth itself has",
    }
    found = float(ask(kl, log_q, log_p))
    for value, reason in known.items():
        assert not math.isclose(found, value, rel_tol=1e-6), reason
    assert math.isclose(found, 3.5 / 3, rel_tol=1e-6), f"{found:.3f}; it is 1.167"
    assert abs(float(ask(kl, log_p, log_p))) < 1e-9, "of the truth itself it is 0"
    return "Of few texts the estimate may be below 0; the divergence is not."


def told_apart(real: Callable) -> str:
    """True for one-hot rows, False for relaxed ones, whatever they say."""
    rng = torch.Generator().manual_seed(0)
    x = one_hot(torch.randint(28, (40, 16), generator=rng), 28).float()
    torch.manual_seed(0)
    for tau in (0.1, 1.0, 3.0):
        soft = gumbel_softmax(torch.randn(40, 16, 28), tau)
        soft = soft.clamp(1e-6, 1 - 1e-6)
        said = [bool(ask(real, row)) for row in [*x, *soft]]
        wrong = said[:40].count(False), said[40:].count(True)
        assert wrong == (0, 0), (
            f"at tau = {tau} it calls {wrong[0]} of 40 real texts made, and {wrong[1]} "
            "of 40 made ones real"
        )
    near = x[0] * 0.9 + 0.1 / 28
    assert not ask(real, near), "a text that is nearly one-hot is not"
    return "It never read a word, and a critic may use that rule, too."


def rewarded(weights: Callable) -> str:
    """(R - mean R) / n: what multiplies each gradient of log q."""
    rewards = [1.0, 3.0, 8.0, 4.0]
    right = [(r - 4.0) / 4 for r in rewards]
    known = {
        "without the mean of the rewards every text is pushed up": [
            r / 4 for r in rewards
        ],
        "divide by the number of texts: it is a mean": [r - 4.0 for r in rewards],
        "the sign: what is liked more than the mean goes up": [-r for r in right],
    }
    found = [float(v) for v in ask(weights, list(rewards))]
    assert len(found) == 4, f"{len(found)} weights of 4 texts"
    for reason, wrong in known.items():
        assert max(abs(a - b) for a, b in zip(found, wrong, strict=True)) > 1e-6, reason
    off = max(abs(a - b) for a, b in zip(found, right, strict=True))
    assert off < 1e-6, f"{found}; it is {right}"
    assert max(map(abs, ask(weights, [2.0, 2.0]))) < 1e-9, "equal rewards say nothing"
    return (
        "It takes noise away. A constant would change no expectation, for "
        "E[grad log q] = 0; the mean of n texts holds the text's own reward, so the "
        "estimate is (n - 1) / n of the gradient."
    )


def pitch(hz: Callable) -> str:
    """220 Hz times 2 to the power of semitones / 12."""
    known = {
        110.0: "the sign of the exponent",
        220 * 2**12: "a semitone is a twelfth of an octave",
    }
    found = float(ask(hz, 12))
    if not math.isclose(found, 440.0, rel_tol=1e-6):
        assert not any(math.isclose(found, v, rel_tol=1e-6) for v in known), next(
            r for v, r in known.items() if math.isclose(found, v, rel_tol=1e-6)
        )
        raise AssertionError(f"an octave above is {found:.1f} Hz; it is twice 220")
    fifth = float(ask(hz, 7))
    assert math.isclose(fifth, 220 * 2 ** (7 / 12), rel_tol=1e-6), (
        f"seven semitones are {fifth:.2f} Hz; 220 x 2^(7/12) = 329.63, for each "
        "semitone multiplies by the same number"
    )
    assert math.isclose(float(ask(hz, 0)), 220.0, rel_tol=1e-9), "0 is the lowest pitch"
    return "A hundredth of a semitone is a cent."


def lowest_line(line: Callable) -> str:
    """The rate over the product of the last strides."""
    known = {
        8_000 / 8: "strides multiply: 4 and 4 repeat after 16 samples",
        8_000 / 4: "this is the last layer's alone",
        4_000 / 16: "the rate is in samples a second, not its half",
    }
    found = float(ask(line, 8_000, [4, 4]))
    for value, reason in known.items():
        assert not math.isclose(found, value, rel_tol=1e-6), reason
    assert math.isclose(found, 500.0, rel_tol=1e-6), f"{found:.1f} Hz; it is 500"
    assert math.isclose(float(ask(line, 16_000, [4, 4, 4])), 250.0), "three of them"
    assert math.isclose(float(ask(line, 44_100, [2])), 22_050.0), "one of two"
    return "A buzz at exactly this pitch, and at its multiples, is the network's own."
