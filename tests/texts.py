"""Reading the book's own sources: notebooks and Markdown pages."""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def cells(path: Path, kind: str) -> list[str]:
    """The sources of a notebook's cells of one kind."""
    found = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == kind]


def sources() -> list[Path]:
    """Every text of the book: notebooks and Markdown pages."""
    pages = [ROOT / "index.md", *(ROOT / "book").glob("*.md")]
    return sorted([*(ROOT / "notebooks").glob("*.ipynb"), *pages])


def prose(path: Path) -> str:
    """The Markdown of a notebook or page."""
    if path.suffix == ".ipynb":
        return "\n\n".join(cells(path, "markdown"))
    return path.read_text("utf-8")


def glued(notebook: str, key: str) -> float:
    """A number that a notebook's stored run, on the laptop budget, has glued."""
    path = ROOT / "notebooks" / f"{notebook}.ipynb"
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            scrap = output.get("metadata", {}).get("scrapbook", {})
            if scrap.get("name") == key:
                text = output["data"][scrap["mime_prefix"] + "text/plain"]
                return float("".join(text))
    raise KeyError(f"{notebook} glues no {key}")
