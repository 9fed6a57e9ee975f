"""The parts of the report that are words and tables."""

from collections.abc import Sequence
from html import escape

from gvlib import zoo
from gvlib.compare.result import Comparison
from gvlib.compare.words import found_lines
from gvlib.experiments.challenge.scores import spread
from gvlib.experiments.own.contestants import CONTESTANTS, LIKELIHOODS
from gvlib.experiments.own.eyes import BLIND, INCEPTION, LABELLED
from gvlib.experiments.own.quality import Eyes
from gvlib.experiments.own.runs import REAL

METRICS = {
    "fd": "Fréchet distance", "precision": "precision", "recall": "recall",
    "coverage": "coverage", "sharpness": "sharpness", "copies": "copies",
}  # fmt: skip
PLACES = ("First", "Second", "Third")


def scores_table(c: Comparison) -> str:
    """A row for each contestant and for real pictures."""
    keys = dict(METRICS)
    for place, eyes in zip(PLACES[1:], c.eyes[1:], strict=False):
        fid = eyes.name == INCEPTION
        text = "FID" if fid else f"Fréchet distance, {place.lower()} eyes"
        keys |= {f"fd@{eyes.name}": text}
    head = "".join(f'<th scope="col">{text}</th>' for text in keys.values())
    rows = []
    for key in (*CONTESTANTS, REAL):
        cells = [f"<td>{two_lines(c.values(key, m))}</td>" for m in keys]
        seconds = [row["cpu_seconds"] for row in c.rows[key]]
        failed = sum("failed" in row for row in c.rows[key])
        name = "real pictures" if key == REAL else escape(key)
        family = "baseline" if key == REAL else CONTESTANTS[key].family
        cells.append(f"<td>{sum(seconds) / len(seconds):.0f}</td>")
        cells.append(f"<td>{failed} of {len(seconds)}</td>")
        rows.append(
            f'<tr><th scope="row" class="{family}">{name}</th>{"".join(cells)}</tr>'
        )
    return (
        '<div class="wide" tabindex="0" role="region" aria-label="The numbers">'
        f'<table><thead><tr><th scope="col">who</th>{head}<th scope="col">CPU-seconds'
        '</th><th scope="col">failed</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>" + inside(c)
    )  # fmt: skip


def two_lines(values: Sequence[float]) -> str:
    """A mean above the half width of its interval: all columns fit a page."""
    mean, _, half = spread(values).partition(" ± ")
    return f"{mean}<small>± {half}</small>" if half else mean


def inside(c: Comparison) -> str:
    """What only a VAE can be asked."""
    lines = []
    for key in CONTESTANTS:
        good = [row["metrics"] for row in c.rows[key] if "failed" not in row]
        if good and "elbo" in good[0]:
            lines.append(
                f"{escape(key)}: bound {spread(c.values(key, 'elbo'))} nats a picture, "
                f"{spread(c.values(key, 'active_units'))} active units; Gaussians of "
                f"its prior: {listed(sorted(set(c.values(key, 'gaussians'))))}. "
            )
    return f'<p class="faint">{"".join(lines)}</p>' if lines else ""


def listed(numbers: Sequence[int]) -> str:
    """Numbers in a line."""
    return ", ".join(map(str, numbers))


def whose_eyes(c: Comparison) -> str:
    """Who looked, and how well it sees."""
    lines = [
        f"<li>{place}: {escape(eyes.title)}; {how_good(eyes)}.</li>"
        for place, eyes in zip(PLACES, c.eyes, strict=False)
    ]
    none = "The distances are no FID, which means the features of one Inception network"
    if any(eyes.name == INCEPTION for eyes in c.eyes):
        none = (
            "Only the distance in Inception's features is called FID, and its weights "
            "are not those of published FIDs"
        )
    return (
        f"<h2>Whose eyes?</h2><ul>{''.join(lines)}</ul><p>{none}. They may be compared "
        "within this page only.</p>"
    )


def how_good(eyes: Eyes) -> str:
    """What says how well these eyes see."""
    if eyes.name == LABELLED:
        return (
            f"right on {eyes.facts['accuracy']:.1%} of the held-out pictures, after "
            f"{eyes.facts['cpu_seconds']:.0f} CPU-seconds"
        )
    if eyes.name == INCEPTION:
        return "these pictures are enlarged to 299 pixels for it"
    tried = zoo.eyes()["candidates"]
    right = {name: row["in_order"]["all"] for name, row in tried.items()}
    others = ", ".join(f"{right[name]:.0%}" for name in right if name != BLIND)
    return (
        f"they put {right[BLIND]:.0%} of pairs of damaged sets of Fashion-MNIST in the "
        "right order (blur, noise, missing classes, copies), the others that were "
        f"tried {others}"
    )


def facts(c: Comparison) -> str:
    """What the pictures are, and what was done to them."""
    plan, found = c.job.plan, c.pictures.found
    p_x, why = LIKELIHOODS[c.pictures.kind]
    lines = [f"<li>{escape(text)}</li>" for text in found_lines(c.pictures)]
    left = [*(f"{a}: {b}" for a, b in found["unreadable"]), *found["too_small"]]
    if left:
        rows = "".join(f"<li>{escape(text)}</li>" for text in left)
        lines.append(
            f"<li><details><summary>Left out</summary><ul>{rows}</ul></details>"
        )
    terms = {
        "train, held out": f"{len(c.job.train):,}, {len(c.job.held):,}",
        "p(x|z) of the VAE": f"{p_x}, for {why}",
        "steps": ", ".join(f"{k} {n:,}" for k, n in plan["steps"].items()),
        **costs(plan),
        "Gaussians tried": listed(plan["gaussians"]),
        "machine": plan["machine"],
        "versions": ", ".join(
            sorted({f"torch {row['versions']['torch']}, gvlib {row['commit']}"
                    for rows in c.rows.values() for row in rows})
        ),
    }  # fmt: skip
    body = "".join(f"<dt>{k}</dt><dd>{escape(v)}</dd>" for k, v in terms.items())
    return (
        f"<h2>The pictures</h2><ul>{''.join(lines)}</ul>"
        f"<h2>What was done</h2><dl>{body}</dl>"
    )


def costs(plan: dict) -> dict[str, str]:
    """What a step was timed at, and a measurement; nothing where steps were given."""
    names = {"step_seconds": "a step", "measuring_seconds": "measuring a run"}
    return {
        f"CPU-seconds, {what}": ", ".join(f"{k} {s:.3g}" for k, s in plan[key].items())
        for key, what in names.items()
        if key in plan
    }


def limits(c: Comparison) -> str:
    """What this evidence cannot tell."""
    size, n = c.pictures.found["size"], len(c.job.held)
    lines = [
        "Networks and rates are the book's, chosen on Fashion-MNIST, 28 x 28 and grey. "
        "Nothing was tuned to these pictures; tuned, the order may change.",
        f"Pictures of {size} x {size} pixels, and minutes: what large networks do with "
        "days is not seen here.",
        f"A Fréchet distance of {n:,} pictures is biased upwards, for everyone and for "
        "real pictures; it is compared at equal numbers only.",
        "The eyes learned from these same pictures. What they do not look at, no "
        "number here can see; no person judged.",
        "The held-out pictures stand for all others only if they were taken alike: two "
        "shots of one thing may lie on both sides.",
        "Copies that were shifted or mirrored are not counted.",
        "Equal CPU-seconds are equal for these programs on this machine. Nothing is "
        "corrected for the number of sentences.",
    ]  # fmt: skip
    body = "".join(f"<li>{text}</li>" for text in lines)
    return f"<h2>What this evidence cannot tell</h2><ul>{body}</ul>"
