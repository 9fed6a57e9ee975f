"""Hybrids: where a VAE and a GAN share networks, each player keeps its own gradient."""

from gvlib.hybrid.decoder import absolute_error, balance, decoder_step, squared_error
from gvlib.hybrid.vaegan import vaegan_step

__all__ = [
    "absolute_error", "balance", "decoder_step", "squared_error", "vaegan_step",
]  # fmt: skip
