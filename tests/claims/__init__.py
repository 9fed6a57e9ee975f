"""What the book's comparative sentences assert, each checked on the stored records.

A sentence `[...]{.claim .check-NAME}` is backed by a function NAME in its chapter's
file here, which fails if the records do not support it.
"""

import inspect

from claims import ch02, ch05, ch06, ch07, ch_c

CHECKS = {
    name: check
    for chapter in (ch02, ch05, ch06, ch07, ch_c)
    for name, check in inspect.getmembers(chapter, inspect.isfunction)
    if check.__module__ == chapter.__name__ and not name.startswith("_")
}
