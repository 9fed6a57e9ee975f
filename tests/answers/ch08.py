"""What learners answer to chapter 8, and should not; and what is true of the quiz."""

from answers import near
from gvlib import zoo

MODELS = ("gan", "gan-shuffle", "vae", "vae-spectrogram")


def more_of_a_tone_than_any_model(share: float) -> bool:
    """In per cent, against the mean of each row's seeds."""
    rows = [zoo.values(f"tones/{name}", "explained") for name in MODELS]
    return share > 100 * max(sum(row) / len(row) for row in rows) + 1


QUIZ = {  # what is true of the right option, and of no other
    "8.1": near("text/likelihood", "valid", 0.01),
    "8.2": near("text/likelihood", "kl_t0.5"),
    "8.3": near("text/vae", "rate"),
    "8.4": near("text/vae-blind", "valid", 0.01),
    "8.5": near("text/gan-straight", "kl"),
    "8.6": near("text/gan-reinforce-after", "kl"),
    "8.7": more_of_a_tone_than_any_model,
    "8.8": near("tones/vae-spectrogram", "modes"),
}

WRONG = {
    "8.1": [
        "shares = lambda logits, T: (torch.tensor(logits) * T).softmax(0)",
        "shares = lambda logits, T: torch.tensor(logits).softmax(0) / T",
        "shares = lambda logits, T: torch.tensor(logits).softmax(0)",
        "shares = lambda logits, T: [math.exp(min(v / T, 700)) / "
        "sum(math.exp(min(w / T, 700)) for w in logits) * 1.001 for v in logits]",
    ],
    "8.2": [
        "kl = lambda log_q, log_p: sum(q - p for q, p in zip(log_q, log_p)) / 3",
        "kl = lambda log_q, log_p: sum(p - q for q, p in zip(log_q, log_p))",
        "kl = lambda log_q, log_p: -sum(log_q) / len(log_q)",
    ],
    "8.3": [
        "real = lambda x: x.max() > 0.5",
        "real = lambda x: x.min() < 0.01",
        "real = lambda x: x.max(-1).values.mean() > 0.9",
    ],
    "8.4": [
        "weights = lambda rewards: [r / len(rewards) for r in rewards]",
        "weights = lambda rewards: [r - sum(rewards) / len(rewards) for r in rewards]",
        "weights = lambda rewards: "
        "[(sum(rewards) / len(rewards) - r) / len(rewards) for r in rewards]",
    ],
    "8.5": [
        "hz = lambda semitones: 220 + semitones * 220 / 12 + 1",
        "hz = lambda semitones: 220 * 2 ** (-semitones / 12)",
        "hz = lambda semitones: 220 * 2 ** semitones",
        "hz = lambda semitones: 220 * (1 + semitones / 12)",
    ],
    "8.6": [
        "line = lambda rate, strides: rate / sum(strides)",
        "line = lambda rate, strides: rate / strides[-1]",
        "line = lambda rate, strides: rate / 2 / math.prod(strides)",
    ],
}
