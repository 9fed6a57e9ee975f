"""The stamp of a notebook: a hash of what its stored outputs depend on.

That is: the code cells of its text, the gvlib modules that it imports (without
comments and docstrings; not those that only draw), the whole text of the modules of
which it shows something, and the records that it names. Prose may change without a
new run. Modules are read, never imported.
"""

import ast
import hashlib
import importlib.util
import json
from pathlib import Path

import gv_source

ROOT = gv_source.ROOT
DRAWING = {"gvlib.plot", "gvlib.playground", "gvlib.playground.widget",
           "gvlib.widgets", "gvlib.source", "gvlib.__main__"}  # fmt: skip


def code_cells(text: str) -> list[str]:
    """The sources of a chapter's code cells, without IPython's own lines."""
    cells = gv_source.parsed(text).cells
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
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


def shown(tree: ast.AST) -> list[str]:
    """The whole text of each module that holds something a cell hands to show()."""
    scope, found = origins(tree), set()
    for node in ast.walk(tree):
        called = getattr(node, "func", None)
        if getattr(called, "id", getattr(called, "attr", "")) == "show":
            chains = (ast.unparse(argument).split(".") for argument in node.args)
            found |= {home(scope[c[0]], c[1:]) for c in chains if c[0] in scope}
    return [module_file(name).read_text("utf-8") for name in sorted(found)]


def origins(tree: ast.AST) -> dict[str, tuple[str, str]]:
    """What each name imported from gvlib is: (module, name in it or nothing)."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "gvlib":
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                place = (inner, "") if module_file(inner) else (node.module, alias.name)
                found[alias.asname or alias.name] = place
    return found


def home(place: tuple[str, str], attributes: list[str]) -> str:
    """The module that defines an object, followed through what packages import."""
    module, name = place
    if not name and attributes:
        inner, attributes = f"{module}.{attributes[0]}", attributes[1:]
        if module_file(inner):
            return home((inner, ""), attributes)
        name = inner.rpartition(".")[2]
    known = origins(ast.parse(module_file(module).read_text("utf-8")))
    return home(known[name], attributes) if name in known else module


def records(tree: ast.AST) -> list[str]:
    """The text of each record named in a string, and of x.json for zoo.x."""
    nodes = list(ast.walk(tree))
    said = {n.value for n in nodes if isinstance(n, ast.Constant)}
    said |= {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    store = ROOT / "gvlib" / "zoo"
    names = {p.relative_to(store).with_suffix("").as_posix(): p
             for p in store.rglob("*.json")}  # fmt: skip
    return [names[name].read_text("utf-8") for name in sorted(said & set(names))]


def stamp(name: str) -> str:
    """Hash of everything that the outputs of a chapter depend on."""
    cells = code_cells(gv_source.path(name).read_text("utf-8"))
    tree = ast.parse("\n".join(cells))
    modules = sorted(closure(imported(tree)))
    trees = [ast.parse(module_file(m).read_text("utf-8")) for m in modules]
    parts = [cells, modules, [skeleton(t) for t in trees], shown(tree), records(tree)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def stored_stamp(name: str) -> str:
    """The stamp written by the last run, or an empty string."""
    metadata = json.loads(gv_source.notebook(name).read_text("utf-8"))["metadata"]
    return metadata.get("gvlib", {}).get("stamp", "")


def stale() -> list[str]:
    """Names of chapters whose outputs no longer belong to their inputs."""
    names = [path.stem for path in gv_source.chapters()]
    return [name for name in names if stored_stamp(name) != stamp(name)]
