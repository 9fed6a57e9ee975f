"""Build the whole book, and only when something that it reads has changed."""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
INPUTS = (
    "_config.yml", "_toc.yml", "index.md", "constraints.txt", "LICENSE*",
    "book/**/*", "notebooks/*.ipynb", "gvlib/**/*.py", "gvlib/zoo/**/*.json",
    "gvlib/playground/dist/*",
)  # fmt: skip
SKIP = {".pyc", ".mo"}


def inputs(root: Path) -> list[Path]:
    """Every file that the rendered pages depend on."""
    found = {path for pattern in INPUTS for path in root.glob(pattern)}
    return sorted(p for p in found if p.is_file() and p.suffix not in SKIP)


def digest(root: Path) -> str:
    """One hash over the names and bytes of all inputs."""
    total = hashlib.sha256()
    for path in inputs(root):
        name = path.relative_to(root).as_posix().encode()
        total.update(name + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def pages(root: Path) -> list[str]:
    """The toc's pages in order, as docnames."""
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))

    def walk(entry):
        if isinstance(entry, list):
            for item in entry:
                yield from walk(item)
        elif isinstance(entry, dict):
            for key, value in entry.items():
                yield from [value] if key in ("root", "file") else walk(value)

    return [Path(name).with_suffix("").as_posix() for name in walk(toc)]


def output(root: Path, language: str = "en") -> Path:
    """Where this language's edition is built."""
    base = root / "_build"
    return base if language == "en" else base / language / "_build"


def is_current(root: Path, language: str = "en") -> bool:
    """True if the built pages belong to today's inputs and none is missing."""
    base = output(root, language)
    mark = base / "inputs.sha256"
    complete = all((base / "html" / f"{p}.html").exists() for p in pages(root))
    return complete and mark.exists() and mark.read_text() == digest(root)


def jupyter_book(root: Path, *options: str) -> int:
    """Run jupyter-book in this environment, on the whole book."""
    call = "import sys; from jupyter_book.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", call, "build", ".", *options]
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, cwd=root, env=one_thread).returncode


def build(root: Path, language: str = "en") -> None:
    """Build afresh; exit with a message if a warning or a missing page remains."""
    base = output(root, language)
    for old in ("html", ".doctrees", "jupyter_execute", "inputs.sha256"):
        path = base / old
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    options = ["-n", "-W", "--keep-going", "--all", "-q"]
    if language != "en":
        config = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
        config["sphinx"]["config"]["language"] = language
        config["sphinx"]["local_extensions"] = {"gv_book": str(root / "book" / "_ext")}
        base.mkdir(parents=True, exist_ok=True)
        (base / "config.yml").write_text(yaml.safe_dump(config), "utf-8")
        options += ["--config", str(base / "config.yml")]
        options += ["--path-output", str(base.parent)]
    wanted = digest(root)
    if jupyter_book(root, *options):
        sys.exit("The book was not built: mend the warnings or errors above.")
    missing = [p for p in pages(root) if not (base / "html" / f"{p}.html").exists()]
    if missing:
        sys.exit(f"jupyter-book made no page for: {', '.join(missing)}.")
    (base / "inputs.sha256").write_text(wanted)


def extract(root: Path) -> Path:
    """Write every page's messages for translators; return the folder of the .pot."""
    target = root / "_build" / "i18n"
    options = ["--builder", "custom", "--custom-builder", "gettext", "-q", "--all"]
    if jupyter_book(root, *options, "--path-output", str(target)):
        sys.exit("The messages were not extracted: mend the errors above.")
    return target / "_build" / "gettext"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", default="en")
    parser.add_argument("--extract", action="store_true", help="messages, no pages")
    options = parser.parse_args()
    chosen = options.language
    if options.extract:
        print(extract(ROOT))
        sys.exit()
    if not is_current(ROOT, chosen):
        start = time.monotonic()
        build(ROOT, chosen)
        print(f"\nBuilt in {time.monotonic() - start:.0f} s.")
    print(f"\nThe book: {output(ROOT, chosen) / 'html' / 'index.html'}")
