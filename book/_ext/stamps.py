"""The stamp of a notebook: a hash of what its stored outputs depend on.

That is: its code cells, the gvlib modules that it imports (without comments and
docstrings; not those that only draw), the text of the objects that it shows, and
the records that it names. Prose may change without a new run.
"""

import ast
import hashlib
import importlib.util
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DRAWING = {"gvlib.plot", "gvlib.widgets", "gvlib.source", "gvlib.__main__"}


def code_cells(notebook: Path) -> list[str]:
    """The sources of the code cells, without IPython's own lines."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    sources = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    return ["\n".join(plain_lines(source)) for source in sources]


def plain_lines(source: str) -> list[str]:
    """Lines that Python itself can read."""
    return [line for line in source.splitlines() if line.lstrip()[:1] not in set("%!?")]


def module_file(name: str) -> Path | None:
    """The file of a gvlib module, or None for a name that is not a module."""
    base = ROOT.joinpath(*name.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.exists():
            return path
    return None


def imported(tree: ast.AST, package: str = "") -> set[str]:
    """Names of gvlib modules that this code imports, its own package for dots."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            dots = "." * node.level + (node.module or "")
            base = importlib.util.resolve_name(dots, package) if node.level else dots
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    parents = {".".join(n.split(".")[:i]) for n in names for i in range(1, 9)}
    return {n for n in parents if n.split(".")[0] == "gvlib" and module_file(n)}


def closure(names: set[str]) -> set[str]:
    """These modules and every gvlib module that they import in turn."""
    found, waiting = set(), set(names)
    while waiting:
        name = waiting.pop()
        if name in found or name in DRAWING:
            continue
        found.add(name)
        path = module_file(name)
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        waiting |= imported(ast.parse(path.read_text("utf-8")), package)
    return found


def skeleton(node) -> str:
    """A syntax tree as text that is the same under every Python version."""
    if isinstance(node, list):
        return "[" + ",".join(skeleton(item) for item in node) + "]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = [(k, v) for k, v in ast.iter_fields(node) if v not in (None, [])]
    if isinstance(node, ast.JoinedStr):  # 3.12.1 adds empty pieces
        fields = [("values", [v for v in node.values if getattr(v, "value", 1) != ""])]
    body = getattr(node, "body", None)
    if isinstance(body, list) and body and is_docstring(body[0]):
        fields = [(k, v[1:] if k == "body" else v) for k, v in fields]
    inner = ",".join(f"{k}={skeleton(v)}" for k, v in fields)
    return f"{type(node).__name__}({inner})"


def is_docstring(node) -> bool:
    """True for a bare string."""
    value = getattr(node, "value", None)
    return isinstance(node, ast.Expr) and isinstance(getattr(value, "value", 0), str)


def shown(tree: ast.Module) -> list[str]:
    """The text of each gvlib object that a cell hands to show()."""
    scope, texts = {}, []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom) and imported(node):
            exec(compile(ast.Module([node], []), "imports", "exec"), scope)
    for node in ast.walk(tree):
        called = getattr(node, "func", None)
        if getattr(called, "id", getattr(called, "attr", "")) == "show":
            texts += [text_of(argument, scope) for argument in node.args]
    return texts


def text_of(argument: ast.expr, scope: dict) -> str:
    """The text that show() prints of this; empty for what the notebook itself made."""
    from gvlib.source import text

    try:
        return text(eval(ast.unparse(argument), scope))
    except (NameError, ValueError):
        return ""


def records(tree: ast.AST) -> list[str]:
    """The text of each record named in a string, and of x.json for zoo.x."""
    nodes = list(ast.walk(tree))
    said = {n.value for n in nodes if isinstance(n, ast.Constant)}
    said |= {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    store = ROOT / "gvlib" / "zoo"
    names = {p.relative_to(store).with_suffix("").as_posix(): p
             for p in store.rglob("*.json")}  # fmt: skip
    return [names[name].read_text("utf-8") for name in sorted(said & set(names))]


def stamp(notebook: Path) -> str:
    """Hash of everything that this notebook's outputs depend on."""
    cells = code_cells(notebook)
    tree = ast.parse("\n".join(cells))
    modules = sorted(closure(imported(tree)))
    trees = [ast.parse(module_file(m).read_text("utf-8")) for m in modules]
    parts = [cells, modules, [skeleton(t) for t in trees], shown(tree), records(tree)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def stored_stamp(notebook: Path) -> str:
    """The stamp written by the last run, or an empty string."""
    metadata = json.loads(notebook.read_text("utf-8"))["metadata"]
    return metadata.get("gvlib", {}).get("stamp", "")


def notebooks() -> list[Path]:
    """The chapters, in order."""
    return sorted((ROOT / "notebooks").glob("*.ipynb"))


def stale() -> list[str]:
    """Names of notebooks whose outputs no longer belong to their inputs."""
    return [p.name for p in notebooks() if stored_stamp(p) != stamp(p)]
