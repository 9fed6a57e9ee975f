"""List what a page offers for translation: python book/_ext/translate.py PAGE

PAGE is a name of the toc, such as book/chapters/05_gan_code. The messages come with
their translation, empty where there is none, ready for
book/locales/zh_CN/LC_MESSAGES/PAGE.po.
"""

import sys

from babel.messages.pofile import read_po, write_po
from build_book import ROOT, jupyter_book

TEMPLATES = ROOT / "_build" / "i18n"
LOCALES = ROOT / "book" / "locales" / "zh_CN" / "LC_MESSAGES"


def templates() -> dict:
    """Extract the messages of every page: {page: catalogue}."""
    options = ["--builder", "custom", "--custom-builder", "gettext", "-q", "--all"]
    if jupyter_book(ROOT, *options, "--path-output", str(TEMPLATES)):
        sys.exit("The messages were not extracted: mend the errors above.")
    folder = TEMPLATES / "_build" / "gettext"
    return {
        path.relative_to(folder).with_suffix("").as_posix(): read_po(path.open("rb"))
        for path in folder.rglob("*.pot")
    }


def translations() -> dict:
    """The translated messages of every page: {page: catalogue}."""
    return {
        path.relative_to(LOCALES).with_suffix("").as_posix(): read_po(path.open("rb"))
        for path in LOCALES.rglob("*.po")
    }


def main(page: str) -> None:
    """Print the page's messages, the known translations filled in."""
    found, known = templates(), translations().get(page)
    if page not in found:
        sys.exit(f"No page {page!r}. There are: {', '.join(sorted(found))}.")
    for message in found[page]:
        old = known.get(message.id) if known and message.id else None
        message.string = old.string if old else message.string
    write_po(sys.stdout.buffer, found[page], omit_header=False)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
