"""What the book's comparative sentences assert, each checked on the stored records.

A sentence `[...]{.claim .check-NAME}` is backed by the function NAME here, which
fails if the records do not support it.
"""
