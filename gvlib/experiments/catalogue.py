"""Every run that the book quotes: to change a row of a study is to change the book."""

from gvlib.experiments.core import Experiment
from gvlib.experiments.studies import (
    autoencoder,
    bins,
    boltzmann,
    challenge,
    classifiers,
    codebooks,
    collapse,
    dimensions,
    distilled,
    draws,
    grids,
    hybrids,
    illnesses,
    images,
    kl_weights,
    latents,
    many_steps,
    mixtures,
    mnist_bits,
    mnist_decoders,
    pairing,
    parts,
    rates,
    recipes,
    remedies,
    rings,
    shoes,
    stacked,
    tables,
    texts,
    trends,
    waves,
)
from gvlib.zoo import UnknownName

STUDIES = (
    classifiers, images, rings, challenge, mixtures, boltzmann, kl_weights, parts,
    pairing, collapse, remedies, codebooks, hybrids, autoencoder, bins, mnist_bits,
    mnist_decoders, illnesses, grids, draws, shoes, stacked, rates, tables, texts,
    waves, trends, recipes, distilled, many_steps, latents,
    dimensions,
)  # fmt: skip
EXPERIMENTS = {row.name: row for study in STUDIES for row in study.STUDY}


def experiment(name: str) -> Experiment:
    """The experiment of that name. Raises UnknownName, listing what there is."""
    if name not in EXPERIMENTS:
        there = ", ".join(EXPERIMENTS)
        raise UnknownName(f"no experiment {name!r}; there are: {there}")
    return EXPERIMENTS[name]
