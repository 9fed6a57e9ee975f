"""Short sentences by formula, character by character: the probability of each is known.

"mora eats figs": a made-up name, a verb, and a noun that goes with the verb.
"""

import math
from collections.abc import Sequence
from functools import cache

import torch
from jaxtyping import Float, Int
from torch import Tensor

from gvlib.errors import GvlibError

END = "."
ALPHABET = "abcdefghijklmnopqrstuvwxyz " + END
LENGTH = 16
"""Places of a sentence: its characters, then END to the last place."""
CONSONANTS, VOWELS = "bdfklmnprstv", ("ei", "aou")
TOPICS = (
    (("eats", "buys"), "figs plums rice soup jam bread pears eggs"),
    (("sees", "pets"), "cats dogs owls hens foxes mice deer ants"),
    (("hums", "taps"), "jazz songs tunes waltz drums hymns blues beats"),
    (("sows", "cuts"), "corn beans peas mint roses kale oats lilac"),
)


class TextError(GvlibError, ValueError):
    """A text that cannot be written in this alphabet and length."""


def encode(texts: Sequence[str]) -> Int[Tensor, "n length"]:
    """Characters as numbers, END in all places after the text.

    Raises TextError for an empty text, one that is too long, or other characters.
    """
    if isinstance(texts, str):
        raise TextError(f"{texts!r} is one text: pass a list of them, [{texts!r}]")
    numbers = [codes(text) for text in texts]
    return torch.tensor(numbers, dtype=torch.long).view(len(texts), LENGTH)


def codes(text: str) -> list[int]:
    """The numbers of one text."""
    if not text.strip():
        raise TextError("the text is empty: it needs at least one letter")
    if len(text) >= LENGTH:
        raise TextError(
            f"{text!r} has {len(text)} characters: at most {LENGTH - 1} fit, for one "
            "place is the end's"
        )
    letters = ALPHABET[:-1]
    if unknown := sorted(set(text) - set(letters)):
        raise TextError(
            f"{text!r} holds {', '.join(map(repr, unknown))}: only small letters a to "
            "z and the space are known; text.lower() makes letters small"
        )
    return [letters.index(c) for c in text] + [len(letters)] * (LENGTH - len(text))


def decode(tokens: Int[Tensor, "n length"]) -> list[str]:
    """Numbers as texts, up to the first END."""
    lines = ("".join(ALPHABET[i] for i in row) for row in tokens.tolist())
    return [line.partition(END)[0] for line in lines]


def falling(n: int) -> list[float]:
    """Shares of n things, that of the i-th proportional to 1 / i."""
    total = sum(1 / i for i in range(1, n + 1))
    return [1 / (i * total) for i in range(1, n + 1)]


@cache
def endings() -> dict[str, float]:
    """Every "verb noun" and its probability."""
    found = {}
    for (verbs, nouns), topic in zip(TOPICS, falling(len(TOPICS)), strict=True):
        names = nouns.split()
        for verb, p in zip(verbs, falling(len(verbs)), strict=True):
            for noun, q in zip(names, falling(len(names)), strict=True):
                found[f"{verb} {noun}"] = topic * p * q
    return found


def name_probability(name: str) -> float:
    """Of a name of two syllables, consonant and vowel, both vowels of one kind."""
    kinds = [kind for kind in VOWELS if all(v in kind for v in name[1::2])]
    if len(name) != 4 or not kinds or not set(name[::2]) <= set(CONSONANTS):
        return 0.0
    return 1 / (len(VOWELS) * (len(CONSONANTS) * len(kinds[0])) ** 2)


def log_probability(texts: Sequence[str]) -> Float[Tensor, "n"]:
    """log p(text) in nats, -inf for what is no sentence.

    p = 1/2 (1 / (12 v))^2 p(topic) p(verb | topic) p(noun | topic), v vowels of a kind.
    """
    found = []
    for text in texts:
        name, _, end = text.partition(" ")
        p = name_probability(name) * endings().get(end, 0.0)
        found.append(math.log(p) if p else -math.inf)
    return torch.tensor(found)


def entropy() -> float:
    """-sum p log p over all sentences, nats: no model has a smaller mean -log q."""
    names = sum(math.log(len(VOWELS) * (len(CONSONANTS) * len(kind)) ** 2)
                for kind in VOWELS) / len(VOWELS)  # fmt: skip
    return names - sum(p * math.log(p) for p in endings().values())


def sentences(n: int, seed: int = 0) -> Int[Tensor, "n length"]:
    """n sentences, fixed by the seed, as numbers. Raises ValueError for n < 1."""
    if n < 1:
        raise ValueError(f"n = {n} must be at least 1")
    rng = torch.Generator().manual_seed(seed)
    ends = list(endings())
    shares = torch.tensor([endings()[end] for end in ends])
    chosen = torch.multinomial(shares, n, True, generator=rng).tolist()
    kinds = torch.randint(len(VOWELS), (n,), generator=rng).tolist()
    parts = torch.rand(n, 4, generator=rng).tolist()

    def name(kind: str, u: list[float]) -> str:
        sets = (CONSONANTS, kind, CONSONANTS, kind)
        return "".join(s[int(len(s) * v)] for s, v in zip(sets, u, strict=True))

    return encode([
        f"{name(VOWELS[kind], u)} {ends[end]}"
        for kind, u, end in zip(kinds, parts, chosen, strict=True)
    ])  # fmt: skip
