"""The end of the report: how to repeat it, and where the book explains it."""

import shlex
from collections.abc import Sequence
from html import escape

from gvlib.compare.result import Comparison

BOOK = (
    ("Fréchet distance", "chapter 7, Fréchet distance: one number for two clouds"),
    ("precision, recall, coverage", "chapter 7, Fidelity and coverage, apart"),
    ("two pairs of eyes", "chapter 7, Other eyes"),
    ("sharpness", "chapter 7, Do they do what is said?"),
    ("the prior fitted to codes", "chapter 7, Where the codes come from"),
    ("means and samples", "chapter 7, Means, samples, and what programs show"),
    ("quality against compute", "chapter 7, Quality against compute"),
    ("± and what seeds decide", "The protocol, What few seeds can decide"),
    ("copies", "The protocol, What this evidence cannot tell you"),
    ("mixture of factor analysers", "chapter 1"),
    ("R1, R2 and the relativistic loss", "chapter 5"),
    ("bound and active units", "chapter 6"),
    ("p(x|z) with a learned sigma", "chapter 10"),
    ("a decoder trained again with a critic", "chapter 10b"),
)
"""What is explained where: titles of the book's own headings."""


def commands(c: Comparison, again: Sequence[str]) -> str:
    """How to repeat it, and how to draw more."""
    lines = list(again)
    for key, shown in c.shown.items():
        weights = c.job.folder / key / f"seed-{shown.seed}.safetensors"
        words = "python -m gvlib sample".split()
        lines.append(shlex.join([*words, str(weights), "-o", f"{key}.png"]))
    body = escape("\n".join(lines))
    return (
        '<h2>To repeat it</h2><pre tabindex="0" aria-label="Commands"><code>'
        f"{body}</code></pre>"
    )


def books_table() -> str:
    """Where in the book each number is explained."""
    body = "".join(
        f"<dt>{escape(what)}</dt><dd>{escape(where)}</dd>" for what, where in BOOK
    )
    return f"<h2>In the book “GANs and VAEs, measured”</h2><dl>{body}</dl>"
