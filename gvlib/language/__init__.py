"""Text, character by character: one network, which likelihood and critics teach."""

from gvlib.language.model import (
    CharacterModel,
    Characters,
    LanguageModel,
    likelihood_step,
)
from gvlib.language.nets import TextCritic, TextEncoder

__all__ = [
    "CharacterModel", "Characters", "LanguageModel", "TextCritic", "TextEncoder",
    "likelihood_step",
]  # fmt: skip
