"""What a cell shows on the page, and what of it any tool can show.

Two kinds of output serve the page alone: numbers glued for the text, for which VS Code
prints an error each, and controls with a script, which JupyterLab and the forges strip
of it, so that all frames lie open. In the notebook such an output moves into the
cell's metadata, and a control leaves a picture and a line.
"""

import re

from nbformat import NotebookNode
from nbformat.v4 import new_output

GLUE_ONLY = "application/papermill.record/"
SCRIPTED = re.compile(r"<(input|form|script)\b")
RUN = "Run this cell to use its control."


def pack(cell: NotebookNode) -> tuple[list, dict]:
    """(outputs for any tool, metadata): where they differ, it holds the page's own.

    The list in the metadata has an output, or the place among those for any tool.
    """
    shown, page = [], []
    for output in cell.outputs:
        if glue_only(output):
            page.append(output)
        elif SCRIPTED.search(output.get("data", {}).get("text/html", "")):
            page.append(output)
            shown += still(output.data)
        else:
            page.append(len(shown))
            shown.append(output)
    return shown, {"gvlib": {"page": page}} if page != list(range(len(page))) else {}


def unpack(cell: NotebookNode) -> list:
    """The outputs for the page."""
    page = cell.metadata.get("gvlib", {}).get("page", range(len(cell.outputs)))
    return [cell.outputs[o] if isinstance(o, int) else o for o in page]


def glue_only(output: NotebookNode) -> bool:
    """True for what only the text quotes."""
    data = output.get("data", {})
    return bool(data) and all(mime.startswith(GLUE_ONLY) for mime in data)


def still(data: dict) -> list[NotebookNode]:
    """A control as a picture, if it has one, and a line that says how to move it."""
    if "image/png" not in data:
        return [new_output("display_data", data={"text/plain": RUN})]
    label = {"text/plain": f"{data['text/plain']}. {RUN}"}
    picture = label | {"image/png": data["image/png"]}
    return [new_output("display_data", data=part) for part in (picture, label)]
