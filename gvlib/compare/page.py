"""The report: one page, one file, nothing asked of any server."""

import base64
import io
from collections.abc import Sequence
from html import escape

import numpy as np
from PIL import Image
from torch import Tensor

from gvlib import data, plot
from gvlib.compare.chart import chart, curve
from gvlib.compare.parts import (
    facts,
    limits,
    scores_table,
    whose_eyes,
)
from gvlib.compare.repeat import books_table, commands
from gvlib.compare.result import COLUMNS, SAMPLES, Comparison
from gvlib.compare.style import STYLE
from gvlib.compare.words import counted
from gvlib.data.own.stored import plain_name
from gvlib.experiments.own.contestants import CONTESTANTS
from gvlib.experiments.own.runs import REAL


def page(c: Comparison, again: Sequence[str]) -> str:
    """The whole page; `again` are the commands that make it."""
    source = c.pictures.found["source"]
    title = f"GAN or VAE? {escape(plain_name(source))}"
    parts = [
        f'<h1>{title}</h1><p class="where">{escape(source)}</p>', verdict(c),
        table(c), samples(c), curves(c), neighbours(c), reconstructions(c), paths(c),
        whose_eyes(c), facts(c), limits(c), commands(c, again), books_table(),
    ]  # fmt: skip
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts) + "\n</main>\n</body>\n</html>\n"
    )  # fmt: skip


def picture(x: Tensor, columns: int, alt: str) -> str:
    """Images in [0, 1] as one picture inside the page, a pixel for a pixel."""
    sheet, raw = np.uint8(255 * plot.tiled(x, columns) + 0.5), io.BytesIO()
    Image.fromarray(sheet).save(raw, "png", optimize=True)
    coded = base64.b64encode(raw.getvalue()).decode()
    high, wide = sheet.shape[:2]
    return (
        f'<img width="{2 * wide}" height="{2 * high}" alt="{escape(alt)}" '
        f'style="height:auto" src="data:image/png;base64,{coded}">'
    )


def figure(x: Tensor, columns: int, alt: str, caption: str) -> str:
    """A picture with what to see in it."""
    return (
        f"<figure>{picture(x, columns, alt)}<figcaption>{escape(caption)}"
        "</figcaption></figure>"
    )


def verdict(c: Comparison) -> str:
    """What can be said, first of all."""
    first, *others = c.verdicts
    lines = "".join(f"<li>{escape(text)}</li>" for text in others)
    plan, held = c.job.plan, f"{len(c.job.held):,} held-out pictures"
    cost = "steps as they were asked for"
    if "seconds" in plan:
        cost = f"about {plan['seconds']:.0f} CPU-seconds a run"
    return (
        '<section class="verdict" aria-labelledby="verdict">'
        f'<h2 id="verdict">Verdict</h2>'
        f"<p><strong>{escape(first)}</strong></p><ul>{lines}</ul>"
        f'<p class="faint">{counted(plan["seeds"], "seed")}, {cost} on one '
        f"{plan['device'].upper()} thread, {held}.</p></section>"
    )


def table(c: Comparison) -> str:
    """Every number with its interval."""
    return (
        "<h2>The numbers</h2>"
        f"<p>Mean ± half width of the 95 % interval over {c.job.plan['seeds']} seeds. "
        "Small distances are good; precision, recall and coverage lie between 0 and 1, "
        "and large is good. Sharpness and copies should be those of real pictures.</p>"
        + scores_table(c)
    )  # fmt: skip


def samples(c: Comparison) -> str:
    """Each contestant's samples beside real pictures."""
    real = data.to_unit(c.job.held[:SAMPLES])
    parts = [figure(real, COLUMNS, f"{len(real)} held-out pictures", "Real, held out")]
    for key, shown in c.shown.items():
        alt = f"{len(shown.samples)} samples of {key}"
        caption = f"{key}, seed {shown.seed}: {CONTESTANTS[key].title}"
        parts.append(figure(shown.samples, COLUMNS, alt, caption))
    note = (
        "The first seed that did not fail, unchosen. A GAN shows samples; the others "
        "show means, without the noise of single pixels."
    )
    return f'<h2>Samples</h2><p>{note}</p><div class="pair">{"".join(parts)}</div>'


def curves(c: Comparison) -> str:
    """Quality against compute, as a drawing; its last points stand in the table."""
    families = [one.family for one in CONTESTANTS.values()]
    drawn = [
        curve(key, family, families[:i].count(family), c.rows[key])
        for i, (key, family) in enumerate(zip(CONTESTANTS, families, strict=True))
    ]
    drawn = [one for one in drawn if one]
    if not drawn:
        return ""
    floor = float(np.mean(c.values(REAL, "fd")))
    caption = (
        "The Fréchet distance to the held-out pictures while training: mean, and range "
        "over the seeds. No rate knows how long the run is, so each point is a valid "
        "end, except those of vae-critic: it is the VAE until its decoder is trained "
        "again, at a rate that falls to nothing. Before the end a VAE's prior has ten "
        "Gaussians at most, whose seconds are not counted."
    )
    return (
        f"<h2>Quality against compute</h2><figure>{chart(drawn, floor)}"
        f"<figcaption>{caption}</figcaption></figure>"
    )


def neighbours(c: Comparison) -> str:
    """Samples above their nearest training pictures."""
    parts = []
    for key, shown in c.shown.items():
        alt = f"samples of {key}, below each the nearest training pictures"
        rows = [shown.samples[:COLUMNS], *shown.nearest.values()]
        sheet = np.concatenate([row.numpy() for row in rows])
        caption = (
            f"{key}: samples; nearest training pictures by pixels; by the first eyes"
        )
        parts.append(figure(Tensor(sheet), COLUMNS, alt, caption))
    note = (
        "If a sample and the picture below it are one and the same, it was learned by "
        "heart. The column copies counts samples that are less than half as far from "
        "the nearest training picture as from the fifth."
    )
    return strip("Is it copying?", note, parts)


def reconstructions(c: Comparison) -> str:
    """What encoders keep."""
    parts = []
    for key, shown in c.shown.items():
        if shown.reconstructions:
            x, back = (t.numpy() for t in shown.reconstructions)
            alt = f"held-out pictures above what {key} makes of them"
            caption = f"{key}: held-out pictures, and their reconstructions"
            sheet = Tensor(np.concatenate([x, back]))
            parts.append(figure(sheet, COLUMNS, alt, caption))
    note = "Only who has an encoder can restore a picture that was not seen."
    return strip("Reconstructions", note, parts)


def paths(c: Comparison) -> str:
    """From one code to another."""
    parts = []
    for key, shown in c.shown.items():
        if shown.paths is not None:
            alt = f"pictures of {key} between two codes, a row for each pair"
            kind = CONTESTANTS[key].family
            how = "on great circles" if kind == "gan" else "on straight lines"
            ends = "drawn codes" if kind == "gan" else "codes of held-out pictures"
            caption = f"{key}: {how} between {ends}"
            parts.append(figure(shown.paths, COLUMNS, alt, caption))
    note = "Where codes mean something, the way between two pictures is of pictures."
    return strip("Between two pictures", note, parts)


def strip(title: str, note: str, parts: list[str]) -> str:
    """A section of wide pictures, or nothing."""
    body = "".join(parts)
    return f'<h2>{title}</h2><p>{note}</p><div class="strip">{body}</div>' * bool(parts)
