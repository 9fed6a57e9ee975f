"""The package's shape: who may import whom, and what fits on a page."""

import ast
import sys
from pathlib import Path

import pytest

import gvlib

ROOT = Path(gvlib.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
MAX_LINES, MAX_BODY, MAX_WIDTH = 200, 35, 88

# A part may import parts of a smaller number, and itself. Equal numbers are mutually
# blind. The halves: train may use numerics, experiments may use zoo, the two that
# show may use plot; nothing goes the other way.
LAYER = {
    "errors": -3, "files": -2.5, "settings": -2, "records": -2, "arguments": -2,
    "threads": -1, "forward": -0.9,
    "shapes": -0.5, "numerics": 0, "data": 0, "nets": 0, "train": 0.5,
    "gan": 1, "vae": 1, "metrics": 1, "diffusion": 1,
    "language": 1, "sound": 1,
    "theory": 2, "hybrid": 2,
    "zoo": 3, "experiments": 3.5,
    "classical": 1, "plot": 4, "widgets": 4.5, "source": 4.5, "exercises": 4,
    "targets": 4,
    "playground": 4.5,
    "compare": 4.5,
    "commands": 4.9, "listing": 4.9, "doctor": 4.9, "__main__": 5, "__init__": 6,
}  # fmt: skip
FORBIDDEN = {("train", "data"), ("train", "nets")}

# What `list` and `doctor` read, and no more.
QUICK = (
    "__init__", "__main__", "arguments", "errors", "files", "settings", "records",
    "listing", "doctor",
)  # fmt: skip

per_file = pytest.mark.parametrize(
    "path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix()
)


def part(path: Path) -> str:
    """The part of the package that a file belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported_parts(tree: ast.Module) -> set[str]:
    """The parts of gvlib that a module imports, in any spelling, at any depth."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            if node.module == "gvlib":
                found |= {alias.name for alias in node.names}
            elif node.module.startswith("gvlib."):
                found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
            found |= {n[1] for n in names if n[0] == "gvlib" and len(n) > 1}
    return found


def code_lines(node: ast.FunctionDef, lines: list[str]) -> int:
    """The lines of a function; its docstring is read, not followed, so not counted."""
    text = range(0)
    if ast.get_docstring(node):
        text = range(node.body[0].lineno, node.body[0].end_lineno + 1)
    own = range(node.lineno, node.end_lineno + 1)
    return sum(i not in text and lines[i - 1].strip() != "" for i in own)


@per_file
def test_imports_go_down_only(path):
    me = part(path)
    for other in imported_parts(ast.parse(path.read_text())):
        assert other in LAYER, f"{other} has no layer"
        assert other == me or LAYER[other] < LAYER[me], f"{me} imports {other}"
        assert (me, other) not in FORBIDDEN


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("import gvlib.zoo.x as y", {"zoo"}),
        ("from gvlib import gan, vae", {"gan", "vae"}),
        ("def f():\n    from gvlib.train.loop import fit", {"train"}),
        ("import torch, gvlib", set()),
    ],
)
def test_imports_are_found(text, parts):
    assert imported_parts(ast.parse(text)) == parts


def modules(tree: ast.Module) -> set[str]:
    """The full names of what a module imports; `from a import b` may mean a.b."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def reached(path: Path, seen: set[Path]) -> set[str]:
    """What comes along when this file is imported, its packages' `__init__` too."""
    inits = (p / "__init__.py" for p in path.parents if p.is_relative_to(ROOT))
    todo, found = [path, *inits], set()
    for file in todo:
        if file in seen or not file.exists():
            continue
        seen.add(file)
        names = modules(ast.parse(file.read_text()))
        found |= names
        for name in names:
            if name.startswith("gvlib."):
                stem = ROOT.joinpath(*name.split(".")[1:])
                for other in (stem.with_suffix(".py"), stem / "__init__.py"):
                    found |= reached(other, seen) if other.exists() else set()
    return found


@per_file
def test_whoever_imports_torch_has_its_threads_set(path):
    """By gvlib.threads alone: in one place, and before the first tensor."""
    tree = ast.parse(path.read_text())
    names, attributes = modules(tree), [n for n in ast.walk(tree) if hasattr(n, "attr")]
    sets = any(n.attr == "set_num_threads" for n in attributes)
    assert sets == (path.name == "threads.py")
    if "torch" in {name.split(".")[0] for name in names}:
        assert sets or "gvlib.threads" in reached(path, set())


@pytest.mark.parametrize("name", QUICK)
def test_what_must_be_quick_imports_little(name):
    """No torch, no numpy: `list` answers at once, `doctor` where they are missing."""
    path = ROOT / f"{name}.py"
    names = modules_at_import(ast.parse(path.read_text()))
    assert {n.split(".")[0] for n in names} <= {*sys.stdlib_module_names, "gvlib"}
    quick = {
        f"gvlib.{n}" for n in ("arguments", "errors", "files", "settings", "records")
    }
    assert {n for n in names if n.startswith("gvlib.")} <= quick


@pytest.mark.parametrize("name", QUICK)
def test_the_doctor_starts_in_a_python_that_is_too_old(name):
    """3.9 reads it and evaluates its annotations: `|` between types is of 3.10."""
    text = (ROOT / f"{name}.py").read_text()
    for node in ast.walk(ast.parse(text, feature_version=(3, 9))):
        hints = [getattr(node, key, None) for key in ("annotation", "returns")]
        inside = [n for hint in hints if hint for n in ast.walk(hint)]
        assert not any(isinstance(n, ast.BitOr) for n in inside), ast.unparse(node)


def modules_at_import(tree: ast.Module) -> set[str]:
    """What is imported at once, not when a function runs."""
    top = ast.Module([n for n in tree.body if not isinstance(n, ast.FunctionDef)], [])
    return {
        name for node in top.body if isinstance(node, ast.ImportFrom | ast.Import)
        for name in (
            [a.name for a in node.names] if isinstance(node, ast.Import)
            else [f"gvlib.{a.name}" for a in node.names] if node.module == "gvlib"
            else [node.module]
        )
    }  # fmt: skip


@per_file
def test_a_file_fits(path):
    lines = path.read_text().splitlines()
    assert len(lines) <= MAX_LINES
    assert [i for i, line in enumerate(lines, 1) if len(line) > MAX_WIDTH] == []


@per_file
def test_a_function_fits_a_projector(path):
    text = path.read_text()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = code_lines(node, text.splitlines())
            assert length <= MAX_BODY, f"{node.name} has {length} lines"


@per_file
def test_what_others_use_says_what_it_is(path):
    """Every module, class and function at the top has a docstring."""
    tree = ast.parse(path.read_text())
    kinds = ast.FunctionDef | ast.ClassDef
    missing = [
        node.name
        for node in tree.body
        if isinstance(node, kinds) and not ast.get_docstring(node)
    ]
    assert missing == []
    assert ast.get_docstring(tree)


@per_file
def test_annotations_stay_visible_at_run_time(path):
    """jaxtyping cannot check annotations that were turned into text."""
    assert "from __future__ import annotations" not in path.read_text()
