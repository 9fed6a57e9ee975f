"""What the book's comparative sentences assert, each checked on the stored records.

A sentence `[...]{.claim .check-NAME}` is backed by a function NAME in its chapter's
file here, which fails if the records do not support it.
"""

import importlib
import inspect
import pkgutil

CHAPTERS = [
    importlib.import_module(f"{__name__}.{module.name}")
    for module in pkgutil.iter_modules(__path__)
]
CHECKS = {
    name: check
    for chapter in CHAPTERS
    for name, check in inspect.getmembers(chapter, inspect.isfunction)
    if check.__module__ == chapter.__name__ and not name.startswith("_")
}
