"""The page of all runs as HTML: controls, data, script, and a table without script."""

import json
from html import escape
from pathlib import Path
from string import Template

from all_runs.collect import REPRODUCE, TRAIN
from all_runs.words import COSTS, FAMILIES, MEASURES, SHOWN, SPACES, STUDIES, VARIANTS

FOLDER = Path(__file__).parent
SCRIPTS = ("axes.js", "picture.js", "table.js", "main.js")
HEADS = ("Record", "What it is", "Runs", "Failed", "CPU-seconds a run")


def part(name: str) -> str:
    """One of the files beside this one."""
    return (FOLDER / name).read_text("utf-8")


def options(words: dict[str, str]) -> str:
    """The options of a field."""
    return "\n".join(
        f'<option value="{escape(key)}">{escape(text)}</option>'
        for key, text in words.items()
    )


def said(kind: str, words: dict[str, str]) -> str:
    """Words that the script takes from the markup."""
    return "\n".join(
        f'<p data-say="{kind}:{escape(key)}">{escape(text)}</p>'
        for key, text in words.items()
    )


def controls(found: dict) -> str:
    """The form, with the words of what the store holds, for translators too."""
    recs, axes = found["records"], found["axes"]

    def there(words: dict[str, str], held: set) -> dict[str, str]:
        return {key: text for key, text in words.items() if key in held}

    measures = {axis.get("measure", axis["key"]) for axis in axes}
    families = there(FAMILIES, {rec["family"] for rec in recs})
    words = {
        "measure": there(COSTS | MEASURES, measures),
        "variant": there(VARIANTS, {axis.get("variant") for axis in axes}),
        "space": there(SPACES, {axis.get("space") for axis in axes}),
        "family": families, "group": {"measure": SHOWN},
    }  # fmt: skip
    unnamed = {rec["study"]: rec["study"] for rec in recs}
    studies = there(STUDIES | unnamed | STUDIES, set(unnamed))
    return Template(part("controls.html")).substitute(
        studies=options(studies), families=options(families),
        words="\n".join(said(kind, of) for kind, of in words.items()),
    )  # fmt: skip


def script(found: dict) -> str:
    """The data as JSON, the style, and the program that draws them."""
    whole = found | {"train": TRAIN, "reproduce": REPRODUCE}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c")
    program = "\n".join(map(part, SCRIPTS))
    return (
        f"<style>\n{part('style.css')}</style>\n"
        f'<script type="application/json" id="gv-runs-data">{text}</script>\n'
        f'<script>\n(function () {{\n"use strict";\n{program}}})();\n</script>\n'
    )


def row(rec: dict, costs: list[int]) -> list[str]:
    """A record as one line of the short table."""
    runs, seconds = rec["runs"], [rec["axes"].index(i) for i in costs]
    spent = [run["values"][i] for run in runs for i in seconds]
    spent = [v for v in spent if v is not None]
    name = f"{rec['name']} (trials)" if rec["trial"] else rec["name"]
    mean = f"{sum(spent) / len(spent):,.1f}" if spent else "–"
    failed = sum("failed" in run for run in runs)
    return [name, rec["title"], str(len(runs)), str(failed), mean]


def without_script(found: dict) -> str:
    """A sentence and a line a record, for a browser that runs no script."""
    seconds = [i for i, a in enumerate(found["axes"]) if a["key"] == "cpu_seconds"]
    lines = [
        row(rec, [i for i in seconds if i in rec["axes"]]) for rec in found["records"]
    ]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in HEADS)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in line) + "</tr>"
        for line in lines
    )
    return (
        "<noscript><p>The picture needs JavaScript. Without it: one line a record. "
        "<code>python -m gvlib info NAME</code> prints a record with all its numbers, "
        "<code>python -m gvlib reproduce NAME</code> trains it again.</p>\n"
        f'<div style="overflow-x: auto"><table><thead><tr>{head}</tr></thead>\n'
        f"<tbody>{body}</tbody></table></div></noscript>"
    )
